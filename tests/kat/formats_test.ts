import assert from "node:assert/strict";
import { ml_kem1024 } from "@noble/post-quantum/ml-kem.js";
import { concat, hex, utf8 } from "../../lib/bytes.ts";
import { officialFile, runOfficial } from "../../lib/kat/official.ts";
import { CHECKS, selectChecks } from "../../lib/kat/registry.ts";
import { seeded } from "../seeded.ts";

const options = { checks: CHECKS, slow: false, clock: () => 0 };

async function run(...files: { name: string; text: unknown; named?: boolean }[]) {
  return await runOfficial(
    files.map(({ name, text, named = true }) => ({
      name,
      text: typeof text === "string" ? text : JSON.stringify(text),
      named,
    })),
    options,
  );
}

// A key pair made here: the joining is under test, not ML-KEM.
const seed = seeded("acvp")(64);
const { publicKey, secretKey } = ml_kem1024.keygen(seed);
const head = { vsId: 1, algorithm: "ML-KEM", mode: "keyGen", revision: "FIPS203" };
const prompt = {
  ...head,
  testGroups: [{
    tgId: 3,
    testType: "AFT",
    parameterSet: "ML-KEM-1024",
    tests: [{ tcId: 7, z: hex(seed.slice(32)), d: hex(seed.slice(0, 32)) }],
  }],
};
const answers = (ek: string, tcId = 7) => ({
  ...head,
  testGroups: [{ tgId: 3, tests: [{ tcId, ek, dk: hex(secretKey) }] }],
});

Deno.test("a prompt and its expected results are joined, in either order, in the protocol's wrapping too", async () => {
  const expected = answers(hex(publicKey));
  const wrapped = [{ acvVersion: "1.0" }, expected];
  for (
    const files of [
      [{ name: "p", text: prompt }, { name: "e", text: expected }],
      [{ name: "e", text: expected }, { name: "p", text: prompt }],
      [{ name: "p", text: [{ acvVersion: "1.0" }, prompt] }, { name: "e", text: wrapped }],
    ]
  ) {
    const reports = await run(...files);
    assert.equal(reports.length, 1);
    const [{ file, cases, run: ran, rows, error }] = reports;
    assert.equal(error, undefined);
    assert.deepEqual([file, cases, ran], ["p + e", 1, 1]);
    assert.ok(rows.every((row) => row.failed === 0));
  }
});

Deno.test("joined results are compared: a wrong one fails and names group and case", async () => {
  const [{ rows }] = await run(
    { name: "p", text: prompt },
    { name: "e", text: answers("00" + hex(publicKey).slice(2)) },
  );
  assert.match(rows[0].failures[0].case, /^group 3, case 7/);
});

Deno.test("a prompt or results alone, or not of one set, are errors", async () => {
  const [first] = await run({ name: "p", text: prompt });
  assert.equal(first.error, "it is a prompt: its expectedResults are missing");
  const [second] = await run({ name: "e", text: answers(hex(publicKey)) });
  assert.equal(second.error, "it holds expectedResults: its prompt is missing");
  const other = { ...answers(hex(publicKey)), vsId: 2 };
  const both = await run({ name: "p", text: prompt }, { name: "e", text: other });
  assert.deepEqual(both.map(({ error }) => error !== undefined), [true, true]);
  const [third] = await run({ name: "p", text: prompt }, { name: "e", text: answers("00", 8) });
  assert.equal(third.error, "group 3, case 7: there is no expected result for it");
});

Deno.test("what is empty, no text, or has the name of vectors is never a text without vectors", async () => {
  const bytes = (...list: (string | number)[]) =>
    concat(...list.map((one) => typeof one === "string" ? utf8(one) : Uint8Array.of(one)));
  const cases: [name: string, content: Uint8Array, error: string | undefined][] = [
    ["LICENSE", bytes("Do what you like, ©"), undefined],
    ["LICENSE", bytes(), "it is empty"],
    ["photo", bytes("text", 0, "text"), "it is no text: byte 4 is zero"],
    ["latin", bytes("caf", 0xe9, " "), "it is no text: byte 3 is no UTF-8"],
    ["cut", bytes("©", 0xe2, 0x80), "it is no text: byte 2 is no UTF-8"],
    ["a.json", bytes("\n"), "it is in no format that is known"],
    ["direct.vec", bytes("# cut off\n"), "it is in no format that is known"],
    ["KAT.RSP", bytes("# CAVS\n"), "it is in no format that is known"],
  ];
  for (const [name, content, error] of cases) {
    for (const named of [false, true]) {
      const [report] = await runOfficial([officialFile(name, content, named)], options);
      const wanted = error ?? (named ? "it is in no format that is known" : undefined);
      assert.equal(report.error, wanted, name);
      assert.equal(report.format, undefined);
    }
  }
});

Deno.test("a file in no known format is an error if it was named or is JSON, else a text without vectors", async () => {
  const reports = await run(
    { name: "named", text: "Permission is hereby granted" },
    { name: "beside", text: "Permission is hereby granted", named: false },
    { name: "json", text: { hello: 1 }, named: false },
    { name: "empty list", text: [], named: false },
    { name: "broken", text: '{"testGroups": [', named: false },
    { name: "braces", text: "{ title: Test Vectors }", named: false },
    { name: "numbers", text: "[1, 2, 3]", named: false },
    { name: "vectors", text: { testGroups: [], algorithm: "ML-KEM", mode: "other" }, named: false },
  );
  assert.deepEqual(reports.map(({ file, error }) => [file, error !== undefined]), [
    ["named", true],
    ["beside", false],
    ["json", true],
    ["empty list", true],
    ["broken", true],
    ["braces", false],
    ["numbers", true],
    ["vectors", true],
  ]);
});

Deno.test("a case of another parameter set or algorithm is counted with the reason", async () => {
  const other = structuredClone(prompt);
  other.testGroups[0].parameterSet = "ML-KEM-512";
  const results = answers(hex(publicKey));
  const [report] = await run({ name: "p", text: other }, { name: "e", text: results });
  assert.deepEqual([report.cases, report.run], [1, 0]);
  assert.deepEqual(report.notRun, [{ reason: "the program does not use ml-kem-512", count: 1 }]);
  const [wrapped] = await run({
    name: "w",
    text: {
      algorithm: "AES-WRAP",
      numberOfTests: 1,
      testGroups: [{ type: "KeywrapTest", tests: [{ tcId: 1 }] }],
    },
  });
  assert.deepEqual(wrapped.notRun, [{ reason: "the program does not do KeywrapTest", count: 1 }]);
});

Deno.test("Wycheproof's key generation, decapsulation and decapsulation keys of ML-KEM are run", async () => {
  const { cipherText, sharedSecret } = ml_kem1024.encapsulate(publicKey);
  const wrong = Uint8Array.from(secretKey);
  wrong[3168 - 40] ^= 1; // In H(ek).
  const common = { parameterSet: "ML-KEM-1024", source: {} };
  const text = {
    algorithm: "ML-KEM",
    numberOfTests: 4,
    testGroups: [
      {
        ...common,
        type: "MLKEMKeyGen",
        tests: [{
          tcId: 1,
          seed: hex(seed),
          ek: hex(publicKey),
          dk: hex(secretKey),
          result: "valid",
        }],
      },
      {
        ...common,
        type: "MLKEMTest",
        tests: [{
          tcId: 2,
          seed: hex(seed),
          c: hex(cipherText),
          K: hex(sharedSecret),
          result: "valid",
        }],
      },
      {
        ...common,
        type: "MLKEMDecapsValidationTest",
        tests: [
          { tcId: 3, dk: hex(secretKey), c: hex(cipherText), result: "valid" },
          { tcId: 4, dk: hex(wrong), c: hex(cipherText), result: "invalid" },
        ],
      },
    ],
  };
  const [report] = await run({ name: "w", text });
  assert.deepEqual([report.error, report.cases, report.run], [undefined, 4, 4]);
  assert.ok(report.rows.every((row) => row.failed === 0));
});

Deno.test("a byte order mark and carriage returns do not matter", async () => {
  const block = ["SphincsParameterSet = SLH-DSA-SHA2-128s", "seed = ", "msg = ", "pk = ", "sk = "];
  const text = [...block, "HashSigDet = ", "HashSigRand = 00", ""].join("\r\n");
  const [report] = await run({ name: "b", text: `\uFEFF${text}` });
  assert.deepEqual([report.error, report.cases], [undefined, 3]);
});

Deno.test("with checks selected, other cases are counted and not run", async () => {
  const selected = new Set(selectChecks(CHECKS, ["x25519"]));
  const files = [{ name: "p", text: JSON.stringify(prompt), named: true }, {
    name: "e",
    text: JSON.stringify(answers(hex(publicKey))),
    named: true,
  }];
  const [report] = await runOfficial(files, { ...options, selected });
  assert.deepEqual(report.notRun, [{ reason: "it was not selected", count: 1 }]);
});

Deno.test("checks are selected by algorithm, subject or name, and an unknown name is refused", () => {
  const names = (...wanted: string[]) => selectChecks(CHECKS, wanted).map(({ name }) => name);
  assert.deepEqual(names("ML-KEM-1024"), [
    "ml-kem-1024/noble",
    "ml-kem-1024/webcrypto",
    "ml-kem-1024/kelid",
  ]);
  assert.deepEqual(names("x25519/noble"), ["x25519/noble"]);
  assert.deepEqual(names("sha-256", "x25519/noble"), [
    "x25519/noble",
    "sha-256/noble",
    "sha-256/webcrypto",
  ]);
  assert.equal(names().length, CHECKS.length);
  assert.throws(() => names("rot13"), RangeError);
});
