import assert from "node:assert/strict";
import { CHECKS } from "../../lib/kat/registry.ts";
import { SHIPPED } from "../cli/kelid.ts";
import { ROOT, runProgram } from "../program.ts";
import { inTerminal } from "../prompt/run.ts";
import { OFFICIAL_TOTALS } from "./official_totals.ts";

const CASE = {
  hash: "sha256",
  IKM: "0b".repeat(22),
  salt: "000102030405060708090a0b0c",
  info: "f0f1f2f3f4f5f6f7f8f9",
  OKM: "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
  L: 42,
};
/** A publisher's file: the first test vector of RFC 5869. */
const RFC5869 = JSON.stringify([CASE]);
const WRONG = JSON.stringify([{ ...CASE, OKM: CASE.OKM.replace("3c", "3d") }]);

/** Runs `kelid kat` as its users do. */
async function kat(...args: string[]) {
  const { code, stdout, stderr } = await runProgram(["kat", ...args]);
  return { code, stdout: new TextDecoder().decode(stdout), stderr };
}

/** A new folder with these files in it, taken away afterwards. */
async function withFiles(
  files: { readonly [name: string]: string },
  work: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("kelid kat prints the table on standard output, and nothing besides", async () => {
  const { code, stdout, stderr } = await kat("--only", "X25519", "--only", "passphrase");
  assert.deepEqual([code, stderr], [0, ""]);
  const lines = stdout.trimEnd().split("\n");
  assert.equal(lines[0], "X25519 (RFC 7748, sections 5 and 6.1)");
  assert.match(lines[2], /^ {2}noble +(\d+) run +\1 passed +0 failed +\d+ ms$/);
  assert.match(lines[3], /^ {2}WebCrypto +(\d+) run +\1 passed +0 failed +\d+ ms$/);
  assert.match(lines[4], /^Passphrase folding \(/);
  assert.match(lines.at(-1)!, /^(\d+) cases run in \d+\.\d s: \1 passed, 0 failed$/);
});

Deno.test("kelid kat --json prints one line that a machine reads", async () => {
  const { code, stdout, stderr } = await kat("--json", "--only", "curve-groups");
  assert.deepEqual([code, stderr], [0, ""]);
  assert.equal(stdout.trimEnd().includes("\n"), false);
  const { ok, run, passed, failed, rows } = JSON.parse(stdout);
  assert.deepEqual([ok, run > 0, passed, failed], [true, true, run, 0]);
  assert.deepEqual(Object.keys(rows[0]).sort(), [
    "algorithm",
    "cases",
    "check",
    "failed",
    "failures",
    "implementation",
    "milliseconds",
    "notRun",
    "passed",
    "run",
    "source",
    "standard",
  ]);
});

Deno.test("kelid kat --list names every check once, with its cases and its standard", async () => {
  const { code, stdout } = await kat("--list");
  assert.equal(code, 0);
  const lines = stdout.trimEnd().split("\n");
  assert.deepEqual(
    lines.map((line) => line.split(" ")[0]),
    CHECKS.filter(({ builtIn }) => builtIn).map(({ name }) => name),
  );
  for (const line of lines) assert.match(line, /^\S+ +\d+ cases {2}\S/);
});

Deno.test("kelid kat shows on a terminal what runs, and takes it away again", async () => {
  const shown = await inTerminal(`
    terminal {${SHIPPED.join(" ")} kat --only x25519}
    see {1 of 2: x25519/noble}
    see {2 of 2: x25519/webcrypto}
    see {\\r\\x1b\\[KX25519 \\(RFC 7748}
    see {code 0\\r\\n}
  `);
  assert.match(shown, / 0 failed\r\n/);
});

Deno.test("kelid kat fails with exit code 1 and names file, check and case of a wrong figure", () =>
  withFiles({ good: RFC5869, wrong: WRONG }, async (folder) => {
    assert.deepEqual((await kat(`${folder}/good`)).code, 0);
    const { code, stdout, stderr } = await kat(`${folder}/good`, `${folder}/wrong`);
    assert.equal(code, 1);
    assert.equal(stderr, "error: Not every known answer was met\n");
    const failed = stdout.split("\n").filter((line) => line.startsWith("FAILED "));
    assert.equal(failed.length, 2);
    for (const [i, check] of ["hkdf-sha-256/noble", "hkdf-sha-256/webcrypto"].entries()) {
      assert.ok(failed[i].startsWith(`FAILED ${folder}/wrong, ${check}: case 1: `), failed[i]);
    }
    assert.match(stdout, /\n2 files, 2 cases: 2 run, 0 not run, 2 failed; 0 files that cannot be/);
  }));

Deno.test("kelid kat DIR runs every file in it, and says which are texts without vectors", () =>
  withFiles({ a: RFC5869, "b.txt": RFC5869, LICENSE: "Do what you like\n" }, async (folder) => {
    const { code, stdout } = await kat(folder);
    assert.equal(code, 0, stdout);
    assert.ok(stdout.includes(`${folder}/LICENSE: a text without vectors\n`));
    assert.match(stdout, /\n2 files, 2 cases: 2 run, 0 not run, 0 failed; 0 files that cannot/);
    const json = JSON.parse((await kat("--json", folder)).stdout);
    assert.deepEqual([json.ok, json.files, json.withoutVectors, json.run], [true, 2, 1, 2]);
  }));

Deno.test("kelid kat names the place in a file that is broken or in no known format", () =>
  withFiles({
    unknown: "Do what you like\n",
    broken: RFC5869.slice(0, -20),
    lacking: RFC5869.replace('"L"', '"K"'),
  }, async (folder) => {
    for (
      const [name, place] of [
        ["unknown", "it is in no format that is known"],
        ["broken", "it is broken JSON"],
        ["lacking", "case 1"],
      ]
    ) {
      const { code, stdout } = await kat(`${folder}/${name}`);
      assert.equal(code, 1, name);
      const start = `FAILED Cannot read ${folder}/${name}: ${place}`;
      assert.ok(stdout.startsWith(start), stdout);
    }
  }));

Deno.test("kelid kat refuses a path that is not there and a name that fits no check", async () => {
  const missing = await kat("/nowhere/at/all");
  assert.deepEqual([missing.code, missing.stdout], [4, ""]);
  assert.match(missing.stderr, /^error: Cannot read \/nowhere\/at\/all: /);
  const unknown = await kat("--only", "rot13");
  assert.deepEqual([unknown.code, unknown.stdout], [2, ""]);
  assert.equal(unknown.stderr, "error: Cannot select rot13: no check has that name\n");
});

Deno.test("without KELID_VECTORS the tests say how many official files were not run, and pass none", async () => {
  const { KELID_VECTORS: _, ...env } = Deno.env.toObject();
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "--no-prompt", "--frozen", "--allow-all", "tests/kat/official_test.ts"],
    cwd: ROOT,
    clearEnv: true,
    env: { ...env, NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assert.equal(code, 0, text);
  const files = OFFICIAL_TOTALS.filter(([, cases]) => cases > 0);
  const cases = files.reduce((sum, [, count]) => sum + count, 0);
  const told = `${files.length} official files with ${cases} cases were not run: KELID_VECTORS `;
  assert.ok(text.includes(told), text);
  assert.match(text, /ok \| 0 passed \| 0 failed \| \d+ ignored/);
});
