import assert from "node:assert/strict";
import { type BuiltInRow, runBuiltIn } from "../../lib/kat/built_in.ts";
import { type Case, type Expected, titleOf } from "../../lib/kat/case.ts";
import { CHECKS } from "../../lib/kat/registry.ts";
import { builtInVectors, type VectorSource } from "../../lib/kat/vector_files.ts";
import { uniform } from "../../lib/random.ts";
import { ROOT } from "../program.ts";
import { seeded } from "../seeded.ts";

const random = seeded("mutation");
const options = { checks: CHECKS, slow: false, clock: () => 0 };

/** The value with one bit of one of its leaves inverted: the first leaf, or the last. */
function mutated(expected: Expected, which: "first" | "last"): Expected {
  if (typeof expected === "boolean") return !expected;
  if (typeof expected === "number") return expected % 2 === 0 ? expected + 1 : expected - 1;
  if (typeof expected === "string") {
    if (expected === "") return "00";
    const at = uniform(expected.length, random);
    return expected.slice(0, at) + neighbour(expected[at]) + expected.slice(at + 1);
  }
  if (Array.isArray(expected)) {
    const at = which === "first" ? 0 : expected.length - 1;
    return expected.map((item, i) => i === at ? mutated(item, which) : item);
  }
  const parts = expected as { readonly [part: string]: Expected };
  const names = Object.keys(parts);
  const name = names.at(which === "first" ? 0 : -1)!;
  return { ...parts, [name]: mutated(parts[name], which) };
}

/** Whether a case has an answer of several parts, so that the first leaf is not the last one. */
function hasParts({ expected }: Case): boolean {
  return typeof expected === "object" && Object.keys(expected).length > 1;
}

/** The character with its lowest bit inverted. */
function neighbour(character: string): string {
  return String.fromCodePoint(character.codePointAt(0)! ^ 1);
}

/** The case with its answer changed by one bit. */
function spoiled(case_: Case, which: "first" | "last"): Case {
  if (case_.expected !== undefined) return { ...case_, expected: mutated(case_.expected, which) };
  return { ...case_, result: case_.result === "valid" ? "invalid" : "valid" };
}

/** The run as it should be: by a process of its own, which may do nothing but compute. */
async function permissionless(): Promise<BuiltInRow[]> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--frozen", `${ROOT}/cli/kat_main.ts`, "--json"],
    cwd: ROOT,
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = new TextDecoder().decode(stdout);
  assert.equal(code, 0, text + new TextDecoder().decode(stderr));
  return JSON.parse(text).rows;
}

const good = permissionless();

Deno.test("the built-in figures all pass, with no permission at all, and every check runs some", async () => {
  const rows = await good;
  const names = CHECKS.filter(({ builtIn }) => builtIn).map(({ name }) => name);
  assert.deepEqual(rows.map(({ check }) => check), names);
  for (const row of rows) {
    assert.deepEqual(row.failures, [], row.check);
    assert.ok(row.run > 0, `${row.check} runs nothing`);
    assert.equal(row.passed, row.run);
    assert.equal(row.cases, row.run + row.notRun.reduce((sum, { count }) => sum + count, 0));
  }
});

Deno.test("one inverted bit in any expected value of any algorithm fails that case, by name, and no other", async () => {
  const failures = new Map<string, number>();
  // First the cases with even numbers are spoiled, then those with odd ones.
  for (const parity of [0, 1]) {
    const vectors: VectorSource = async (subject) => {
      const file = await builtInVectors(subject);
      const spoil = (case_: Case, i: number) => i % 2 === parity ? spoiled(case_, "first") : case_;
      return { ...file, cases: file.cases.map(spoil) };
    };
    for (const row of await runBuiltIn({ ...options, vectors })) {
      const { cases } = await builtInVectors(row.check.split("/")[0]);
      const titles = cases.map(titleOf);
      assert.equal(new Set(titles).size, titles.length, `${row.check}: two cases have one title`);
      const failed = row.failures.map((failure) => failure.case);
      assert.equal(new Set(failed).size, failed.length, row.check);
      for (const title of failed) assert.equal(titles.indexOf(title) % 2, parity, title);
      failures.set(row.check, (failures.get(row.check) ?? 0) + row.failed);
    }
  }
  for (const { check, run } of await good) {
    assert.equal(failures.get(check), run, `${check}: a spoiled case passed`);
  }
});

Deno.test("one inverted bit in the last part of an answer of several parts fails", async () => {
  const vectors: VectorSource = async (subject) => {
    const file = await builtInVectors(subject);
    return { ...file, cases: file.cases.filter(hasParts).map((case_) => spoiled(case_, "last")) };
  };
  // What an implementation cannot show (a secret key, to Web Cryptography) it cannot compare.
  const checks = CHECKS.filter(({ implementation }) => implementation !== "WebCrypto");
  const rows = await runBuiltIn({ ...options, checks, vectors });
  for (const row of rows) assert.equal(row.failed, row.run, `${row.check}: a spoiled case passed`);
  const subjects = new Set(
    rows.filter(({ run }) => run > 0).map(({ check }) => check.split("/")[0]),
  );
  assert.ok(subjects.size >= 10, [...subjects].join());
});

Deno.test("an operation that refuses something also accepts something, so that refusing all fails", async () => {
  const positive: { readonly [operation: string]: string } = { open: "sealAndOpen", verify: "mac" };
  for (const check of CHECKS.filter((one) => one.builtIn)) {
    const { cases } = await builtInVectors(check.subject);
    const accepting = new Set(
      cases.filter(({ result }) => result !== "invalid").map(({ operation }) => operation),
    );
    for (const { operation, result } of cases) {
      if (result !== "invalid" || accepting.has(operation)) continue;
      assert.ok(accepting.has(positive[operation!]), `${check.subject} only refuses ${operation}`);
    }
  }
});
