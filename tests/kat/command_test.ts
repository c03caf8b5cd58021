import assert from "node:assert/strict";
import { type KatOptions, runKat } from "../../cli/commands/kat.ts";
import { CliError } from "../../cli/errors.ts";
import { CHECKS } from "../../lib/kat/registry.ts";

const usual: KatOptions = { paths: [], only: [], json: false, list: false, slow: false };

/** Runs the command; gives exit code, lines and what was shown as progress. */
async function kat(options: Partial<KatOptions>) {
  const lines: string[] = [];
  const shown: string[] = [];
  const code = await runKat({ ...usual, ...options }, {
    print: (line) => void lines.push(line),
    progress: (text) => void shown.push(text),
    clock: () => 0,
  });
  return { code, lines, shown };
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const RFC5869 = [{
  hash: "sha256",
  IKM: "0b".repeat(22),
  salt: "000102030405060708090a0b0c",
  info: "f0f1f2f3f4f5f6f7f8f9",
  OKM: "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
  L: 42,
}];

Deno.test("the table names algorithm, standard, source and implementation, and ends with the sums", async () => {
  const { code, lines, shown } = await kat({ only: ["HKDF-SHA-256"] });
  assert.equal(code, 0);
  assert.match(lines[0], /^HKDF-SHA-256 \(RFC 5869, section 2\)$/);
  assert.match(lines[1], /RFC 5869; C2SP Wycheproof/);
  assert.match(lines[2], /^ {2}noble +(\d+) run +\1 passed +0 failed +0 ms$/);
  assert.match(lines[3], /^ {2}WebCrypto +(\d+) run +\1 passed +0 failed/);
  assert.match(lines.at(-1)!, /^\d+ cases run in 0\.0 s: \d+ passed, 0 failed$/);
  assert.deepEqual(shown, ["1 of 2: hkdf-sha-256/noble", "2 of 2: hkdf-sha-256/webcrypto", ""]);
});

Deno.test("what is not run is counted under its reason", async () => {
  const { lines } = await kat({ only: ["argon2id/hash-wasm"] });
  assert.ok(lines.includes("     2  hash-wasm takes no associated data"), lines.join("\n"));
});

Deno.test("--json is one line with every row", async () => {
  const { code, lines } = await kat({ only: ["x25519"], json: true });
  assert.equal(code, 0);
  assert.equal(lines.length, 1);
  const { ok, failed, rows } = JSON.parse(lines[0]);
  assert.deepEqual([ok, failed], [true, 0]);
  assert.deepEqual(rows.map((row: { check: string }) => row.check), [
    "x25519/noble",
    "x25519/webcrypto",
  ]);
  assert.ok(rows.every((row: Record<string, unknown>) => row.standard && row.source));
});

Deno.test("--list names every built-in check and runs nothing", async () => {
  const { code, lines, shown } = await kat({ list: true });
  assert.equal(code, 0);
  assert.deepEqual(shown, []);
  assert.equal(lines.length, CHECKS.filter((check) => check.builtIn).length);
  assert.match(lines[0], /^ml-kem-1024\/noble +\d+ cases {2}FIPS 203/);
  const [json] = (await kat({ list: true, json: true, only: ["x25519"] })).lines;
  assert.equal(JSON.parse(json)[0].name, "x25519/noble");
});

Deno.test("an unknown name and an unreadable path are errors with their exit codes", async () => {
  const isError = (exitCode: number) => (error: unknown) =>
    error instanceof CliError && error.exitCode === exitCode;
  await assert.rejects(kat({ only: ["rot13"] }), isError(2));
  await assert.rejects(kat({ paths: ["/nowhere/at/all"] }), isError(4));
});

Deno.test("a publisher's file is run, and a wrong figure in it fails with its place", () =>
  inFolder(async (folder) => {
    const path = `${folder}/anything.txt`;
    await Deno.writeTextFile(path, JSON.stringify(RFC5869));
    const good = await kat({ paths: [path] });
    assert.equal(good.code, 0);
    assert.match(good.lines[0], /\(RFC 5869\): 1 of 1 cases run$/);
    await Deno.writeTextFile(path, JSON.stringify(RFC5869).replace("3cb25f25", "3cb25f24"));
    const bad = await kat({ paths: [path] });
    assert.equal(bad.code, 1);
    assert.ok(
      bad.lines.some((line) => /^FAILED .*anything\.txt, hkdf-sha-256\/noble: case 1: /.test(line)),
      bad.lines.join("\n"),
    );
  }));

Deno.test("in a folder, texts without vectors are named and broken files fail", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/inside`);
    await Deno.writeTextFile(`${folder}/inside/hkdf`, JSON.stringify(RFC5869));
    await Deno.writeTextFile(`${folder}/LICENSE`, "Do what you like\n");
    const good = await kat({ paths: [folder] });
    assert.equal(good.code, 0);
    assert.ok(good.lines.includes(`${folder}/LICENSE: a text without vectors`));
    assert.match(good.lines.at(-1)!, /^1 files, 1 cases: 1 run, 0 not run, 0 failed; 0 files that/);
    await Deno.writeTextFile(`${folder}/broken`, '[{"hash": ');
    const { code, lines } = await kat({ paths: [`${folder}/`] });
    assert.equal(code, 1);
    assert.ok(
      lines.some((line) =>
        line.startsWith(`FAILED Cannot read ${folder}/broken: it is broken JSON`)
      ),
    );
  }));

Deno.test("what cannot be read in a folder is a failure of its own, and all else runs", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/inside`);
    await Deno.writeTextFile(`${folder}/inside/hkdf`, JSON.stringify(RFC5869));
    await Deno.symlink("nowhere", `${folder}/dangling`);
    await Deno.symlink("looping", `${folder}/looping`);
    await Deno.symlink("..", `${folder}/inside/above`);
    await Deno.symlink("inside/hkdf", `${folder}/linked`);
    await new Deno.Command("mkfifo", { args: [`${folder}/pipe`] }).output();
    await Deno.writeFile(`${folder}/empty`, new Uint8Array(0));
    await Deno.writeFile(`${folder}/picture`, Uint8Array.of(0x89, 0x50));
    const { code, lines } = await kat({ paths: [folder] });
    assert.equal(code, 1);
    const reasons: [string, RegExp][] = [
      ["dangling", /^no such file or folder$/],
      ["looping", /^Too many levels of symbolic links$/],
      ["inside/above", /^it is a link back to a folder that it is in$/],
      ["pipe", /^it is not a file$/],
      ["empty", /^it is empty$/],
      ["picture", /^it is no text: byte 0 is no UTF-8$/],
    ];
    for (const [name, reason] of reasons) {
      const start = `FAILED Cannot read ${folder}/${name}: `;
      const line = lines.find((one) => one.startsWith(start));
      assert.match(line?.slice(start.length) ?? "", reason, name);
    }
    assert.match(
      lines.at(-1)!,
      /^2 files, 2 cases: 2 run, 0 not run, 0 failed; 6 files that cannot be read$/,
    );
    const dangling = kat({ paths: [folder, `${folder}/dangling`] });
    await assert.rejects(dangling, { message: /dangling: no such file or folder$/, exitCode: 4 });
  }));

Deno.test("files of which nothing is run do not pass", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/hkdf`, JSON.stringify(RFC5869));
    assert.equal((await kat({ paths: [folder], only: ["x25519"] })).code, 1);
    await Deno.writeTextFile(`${folder}/LICENSE`, "Do what you like\n");
    assert.equal((await kat({ paths: [`${folder}/LICENSE`] })).code, 1);
  }));
