import assert from "node:assert/strict";
import { hex, utf8 } from "../../lib/bytes.ts";
import { done, LIGHT } from "../cli/kelid.ts";
import { inTerminal } from "../prompt/run.ts";
import { OUTER, Place } from "./boxes.ts";
import { sample } from "./light.ts";
import { quoted, splitWords, wholeWords } from "../../cli/volume_words.ts";
import { programTest } from "../installed.ts";

const keys = (text: string) => hex(utf8(text));
const RETURN = "0d", TAB = "09";

/** What a terminal shows of a text, for a pattern in double quotes. */
const bytes = (text: string) => [...utf8(text)].map((byte) => `\\x${byte.toString(16)}`).join("");

/** Types lines of commands at the prompt of a volume in a real terminal. */
async function atTerminal(place: Place, script: string): Promise<string> {
  return await inTerminal(`
    cd ${place.path}
    terminal {${LIGHT.join(" ")} volume open box}
    see {Passphrase: $}
    type ${keys(OUTER)}${RETURN}
    see "/> $"
    ${script}
  `);
}

programTest(
  "the prompt does what sftp's does, and its script ends where something fails",
  "expect",
  async () => {
    using place = await Place.make();
    place.write("a file.txt", "text");
    const outcome = await place.prompt(
      "# a comment, and an empty line",
      "",
      "pwd",
      "mkdir docs/old",
      'put "a file.txt" docs',
      "cd docs",
      "pwd",
      "ls",
      "mv a\\ file.txt old",
      "cd old",
      "ls ..",
      "get 'a file.txt' -",
      "get 'a file.txt' copy",
      "put -t copy",
      "put -f copy",
      "rm copy 'a file.txt'",
      "cd",
      "-rm nothing",
      "rm -r docs",
      "ls",
      "check",
      "exit",
      "not reached",
    );
    assert.equal(
      outcome.stdout,
      [
        "/",
        "Put 1 files, 4 bytes",
        "/docs",
        "4  a file.txt",
        "-  old/",
        "-  old/",
        "textWrote copy",
        "Put 1 files, 4 bytes",
        "Put 1 files, 4 bytes",
        "Read 0 files in 0 folders: 0 blocks",
        "Everything is whole",
        "",
      ].join("\n"),
    );
    assert.equal(outcome.stderr, "error: No such file or folder in the volume: /nothing\n");
    assert.equal(outcome.code, 0);
    assert.equal(Deno.readTextFileSync(place.at("copy")), "text");
    assert.deepEqual(await place.held(), {});

    const stopped = await place.prompt("mkdir a", "rm nothing", "mkdir b");
    assert.deepEqual([stopped.code, Object.keys((await place.held())!)], [4, ["a/"]]);
    assert.equal(stopped.stderr, "error: No such file or folder in the volume: /nothing\n");
    for (
      const [line, message] of [
        ["frobnicate", "No such command: frobnicate; help lists them"],
        ["cd", undefined],
        ["mv a", "Usage: mv FROM TO"],
        ["ls -x", "Usage: ls [PATH]"],
        ["put -", "Standard input is for commands here"],
        ['ls "a', "A quote is not closed"],
      ] as const
    ) {
      const { code, stderr } = await place.prompt(line);
      assert.deepEqual([code, stderr], message ? [2, `error: ${message}\n`] : [0, ""]);
    }
  },
);

Deno.test("the prompt takes names that end with a space or begin with a minus sign", async () => {
  using place = await Place.make();
  place.write("-rf", "minus");
  place.write("end ", "space");
  const outcome = await place.prompt(
    "put -- -rf",
    "put end\\ ",
    "  ls  ",
    "get -- -rf -",
    "get end\\  -",
    "-get end\\ ",
    "get -f -- end\\ ",
    "rm -r -- -rf",
    "ls",
    "rm end\\ ",
    "   ",
    "ls",
  );
  assert.deepEqual([outcome.code, outcome.stderr], [
    0,
    "error: Cannot write end : it exists already\n",
  ]);
  const listed = "5  -rf\n5  end \n";
  const put = "Put 1 files, 5 bytes\n";
  const got = "minusspaceWrote end \n";
  assert.equal(outcome.stdout, `${put}${put}${listed}${got}5  end \n`);
});

Deno.test("one passphrase serves many commands, and each is done when the next is read", async () => {
  using place = await Place.make();
  const commands = Array.from({ length: 40 }, (_, i) => `mkdir folder${i}`);
  done(await place.prompt(...commands));
  assert.equal(Object.keys((await place.held())!).length, 40);
});

programTest(
  "the tabulator key completes commands, names in the volume, and names outside",
  "expect",
  async () => {
    using place = await Place.make();
    place.write("passport copy.pdf", sample("passport", 500));
    done(
      await place.prompt("mkdir رزومه", "mkdir photos/2001", "mkdir photos/2002", "mkdir phone"),
    );
    const shown = await atTerminal(
      place,
      `
    type ${keys("pu")}${TAB}${keys("pass")}${TAB}
    see {put passport. copy.pdf $}
    type ${keys("ph")}${TAB}
    see {pho}
    type ${TAB}
    see {phone/ {2}photos/}
    type ${keys("t")}${TAB}${TAB}${TAB}
    see {2001/ {2}2002/}
    type ${keys("2")}${TAB}${RETURN}
    see {Put 1 files}
    see "/> $"
    type ${keys("cd ")}${keys("ر")}${TAB}${RETURN}
    see "${bytes("/رزومه> ")}$"
    type ${keys("pwd")}${RETURN}
    see "${bytes("/رزومه")}\\r\\n"
    type ${keys('ls "/photos/2002/pass')}${TAB}${RETURN}
    see {500 {2}passport copy.pdf}
    type ${keys("nonsense")}${RETURN}
    see {error: No such command: nonsense}
    type 04
    ended 0
  `,
    );
    assert.ok(!shown.includes(OUTER));
  },
);

Deno.test("words are split as a shell splits them, and what completion adds is read back", () => {
  assert.deepEqual(wholeWords(`a  "b c" 'd "e' f\\ g "" h"i"j "\\""`), [
    "a",
    "b c",
    'd "e',
    "f g",
    "",
    "hij",
    '"',
  ]);
  assert.throws(() => wholeWords("a 'b"), /not closed/);
  assert.equal(splitWords("a ").unfinished, false);
  for (
    const name of ["plain", "two words", `it's "quoted"`, "back\\slash", "tab\tnewline\n", "😀"]
  ) {
    assert.deepEqual(wholeWords(`x ${quoted(name, "")}`), ["x", name]);
    assert.deepEqual(wholeWords(`x "${quoted(name, '"')}"`), ["x", name]);
    assert.deepEqual(wholeWords(`x '${quoted(name, "'")}'`), ["x", name]);
  }
});
