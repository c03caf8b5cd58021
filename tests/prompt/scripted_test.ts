import assert from "node:assert/strict";
import { type ByteStream, ScriptedAnswers } from "../../cli/scripted.ts";
import { concat, hex, utf8 } from "../../lib/bytes.ts";
import { ENTRY, inShell } from "./run.ts";

/** A stream that gives its bytes in pieces of a size, and keeps the buffers it was given. */
function pieces(bytes: Uint8Array, size: number): ByteStream & { buffers: Set<Uint8Array> } {
  let next = 0;
  const buffers = new Set<Uint8Array>();
  return {
    name: "the test",
    buffers,
    read(buffer) {
      buffers.add(buffer);
      const piece = bytes.subarray(next, next + Math.min(size, buffer.length));
      buffer.set(piece);
      next += piece.length;
      return Promise.resolve(piece.length || null);
    },
    close() {},
  };
}

const scripted = (text: string, size = 4096) => new ScriptedAnswers(pieces(utf8(text), size));

Deno.test("each line answers one question, however the stream is cut", async () => {
  for (const size of [1, 2, 3, 7, 4096]) {
    const answers = scripted("سلام \r\ntwo\ntea\n2\n\nyes\nno\nlast", size);
    assert.equal(hex(await answers.secret("")), hex(utf8("سلام ")));
    assert.equal(await answers.line(""), "two");
    assert.equal(await answers.choose("", [["tea", ""], ["coffee", ""]]), "tea");
    assert.equal(await answers.choose("", [["tea", ""], ["coffee", ""]]), "coffee");
    assert.equal(await answers.confirm("", true), true);
    assert.equal(await answers.confirm("", false), true);
    assert.equal(await answers.confirm("", true), false);
    assert.equal(await answers.line(""), "last");
    await assert.rejects(answers.secret("Passphrase: "), {
      name: "CliError",
      exitCode: 2,
      message: 'Cannot answer "Passphrase": the test has no more lines',
    });
    answers.close();
    answers.close();
  }
});

Deno.test("secrets are bytes: neither decoded nor trimmed, only CR LF and a leading mark go", async () => {
  const bytes = concat(
    utf8("\uFEFF a\r b \r\n"),
    Uint8Array.of(0xFF, 0x00, 0x0A),
    utf8("\uFEFF\n"),
  );
  const answers = new ScriptedAnswers(pieces(bytes, 4096));
  assert.equal(hex(await answers.secret("")), "20610d206220");
  assert.equal(hex(await answers.secret("")), "ff00");
  assert.equal(hex(await answers.secret("")), "efbbbf");
});

Deno.test("an answer that cannot be used is an error which does not show it", async () => {
  const message = async (
    bytes: Uint8Array,
    ask: (answers: ScriptedAnswers) => Promise<unknown>,
  ) => {
    let text = "";
    await assert.rejects(ask(new ScriptedAnswers(pieces(bytes, 4096))), (error: Error) => {
      assert.equal(error.name, "CliError");
      text = error.message;
      return true;
    });
    return text;
  };
  const secret = utf8("my passphrase\n");
  assert.equal(
    await message(secret, (answers) => answers.choose("Which?", [["tea", ""], ["coffee", ""]])),
    'Cannot use the answer to "Which?": it is none of tea, coffee',
  );
  assert.equal(
    await message(secret, (answers) => answers.confirm("Sure?", true)),
    'Cannot use the answer to "Sure?": it is neither y nor n',
  );
  assert.equal(
    await message(Uint8Array.of(0xFF, 0x0A), (answers) => answers.line("Label: ")),
    'Cannot use the answer to "Label": it is not UTF-8 text',
  );
});

Deno.test("what was read is overwritten: used bytes at once, the others on closing", async () => {
  const stream = pieces(utf8("first\nsecond\n"), 4096);
  const answers = new ScriptedAnswers(stream);
  await answers.secret("");
  const [buffer] = stream.buffers;
  assert.equal(hex(buffer.subarray(0, 13)), "000000000000" + hex(utf8("second\n")));
  answers.close();
  assert.ok(buffer.every((byte) => byte === 0));
});

Deno.test("answers come from standard input, from a pipe on another descriptor, or from a file", async () => {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/answers`;
  await Deno.writeTextFile(file, "first\nsecond\n");
  try {
    for (
      const command of [
        `printf 'first\\nsecond\\n' | ${ENTRY} fd=0 secret line`,
        `printf 'first\\nsecond' | ${ENTRY} fd=3 secret line 3<&0 </dev/null`,
        `printf 'first\\nsecond' | ${ENTRY} fd=9 secret line 9<&0 </dev/null`,
        `(printf 'first\\n'; sleep 0.3; printf 'second\\n') | ${ENTRY} fd=0 secret line`,
        `${ENTRY} fd=0 secret line < ${file}`,
        `${ENTRY} file=${file} secret line`,
        // A named pipe whose writer has come and gone.
        `mkfifo ${folder}/pipe; (cat ${file} > ${folder}/pipe &); exec 3< ${folder}/pipe; sleep 0.3; ` +
        `timeout 20 ${ENTRY} fd=3 secret line`,
      ]
    ) {
      const { code, stdout, stderr } = await inShell(command);
      assert.equal(stderr, "", command);
      assert.match(stdout, /^pid \d+ \nanswer 6669727374\nanswer 7365636f6e64\nend\n$/, command);
      assert.equal(code, 0, command);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a source that cannot be read is one clear error", async () => {
  const folder = await Deno.makeTempDir();
  const pipe = "it is not an open pipe (for a file, --passphrase-file)";
  try {
    await Deno.writeTextFile(`${folder}/answers`, "first\n");
    for (
      const [command, expected, exitCode] of [
        [
          `${ENTRY} fd=3 secret 3< ${folder}/answers`,
          `Cannot read answers from descriptor 3: ${pipe}`,
          2,
        ],
        [`${ENTRY} fd=7 secret`, `Cannot read answers from descriptor 7: ${pipe}`, 2],
        [
          `${ENTRY} fd=2 secret`,
          "Cannot read answers from descriptor 2: it must be 0, or 3 or more",
          2,
        ],
        [
          `${ENTRY} fd=x secret`,
          "Cannot read answers from descriptor NaN: it must be 0, or 3 or more",
          2,
        ],
        [
          `${ENTRY} fd=0 file=${folder}/answers secret`,
          "Give only one of --passphrase-fd and --passphrase-file",
          2,
        ],
        [
          `${ENTRY} file=${folder}/none secret`,
          `Cannot read answers from ${folder}/none: no such file or folder`,
          4,
        ],
        [`${ENTRY} file=${folder} secret`, `Cannot read answers from ${folder}: it is a folder`, 4],
        [
          `${ENTRY} file=${folder}/answers secret secret`,
          `Cannot answer "Secret 2": ${folder}/answers has no more lines`,
          2,
        ],
        [
          `${ENTRY} secret`,
          "Cannot ask: standard error is not a terminal; give --passphrase-fd or --passphrase-file",
          2,
        ],
      ] as const
    ) {
      const { code, stderr } = await inShell(command);
      assert.equal(stderr, `error: ${expected}\n`, command);
      assert.equal(code, exitCode, command);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
