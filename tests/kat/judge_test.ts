import assert from "node:assert/strict";
import { sha256 } from "@noble/hashes/sha2.js";
import { hex } from "../../lib/bytes.ts";
import { BrokenCase, type Case, NotRun, type Operations } from "../../lib/kat/case.ts";
import { runCase } from "../../lib/kat/judge.ts";
import { resolveCases } from "../../lib/kat/vector_files.ts";

const operations: Operations = {
  echo: (i) => i.bytes("input"),
  parts: (i) => ({ a: i.bytes("input"), b: 7, hidden: undefined }),
  list: () => [["x"], ["y", "z"]],
  truth: () => ({ told: false }),
  yes: () => true,
  no: () => false,
  nothing: () => undefined,
  refuse: () => {
    throw new Error("it is wrong");
  },
  cannot: () => {
    throw new NotRun("there is no way");
  },
  broken: () => {
    throw new BrokenCase("it lacks a thing");
  },
};

async function status(case_: Partial<Case>): Promise<string> {
  return (await runCase(operations, { name: "n", source: "s", ...case_ } as Case)).status;
}

Deno.test("a case passes only if the output is the expected one, to the last part", async () => {
  const input = "00ff";
  const table: [Partial<Case>, string][] = [
    [{ operation: "echo", input, expected: "00ff" }, "passed"],
    [{ operation: "echo", input, expected: "00fe" }, "failed"],
    [{ operation: "echo", input, expected: "" }, "failed"],
    [
      { operation: "echo", input, expected: { sha256: hex(sha256(Uint8Array.of(0, 255))) } },
      "passed",
    ],
    [
      { operation: "echo", input, expected: { sha256: hex(sha256(Uint8Array.of(0, 254))) } },
      "failed",
    ],
    [{ operation: "echo", input, expected: ["00ff"] }, "failed"],
    [{ operation: "echo", input }, "failed"],
    [{ operation: "echo", input, result: "valid" }, "passed"],
    [{ operation: "echo", input, result: "invalid" }, "failed"],
    [{ operation: "parts", input, expected: { a: "00ff", b: 7 } }, "passed"],
    [{ operation: "parts", input, expected: { a: "00ff", b: 8 } }, "failed"],
    [{ operation: "parts", input, expected: { a: "00ff", c: "00" } }, "failed"],
    [{ operation: "parts", input, expected: { a: "00ff", hidden: "00" } }, "passed"],
    [{ operation: "parts", input, expected: { hidden: "00" } }, "failed"],
    [{ operation: "parts", input, expected: "00ff" }, "failed"],
    [{ operation: "list", expected: [["x"], ["y", "z"]] }, "passed"],
    [{ operation: "list", expected: [["x"], ["y"]] }, "failed"],
    [{ operation: "list", expected: [["x"], ["y", "w"]] }, "failed"],
    [{ operation: "parts", input, expected: { c: false } }, "failed"],
    [{ operation: "truth", expected: { told: false } }, "passed"],
    [{ operation: "truth", expected: { told: true } }, "failed"],
    [{ operation: "yes", result: "valid" }, "passed"],
    [{ operation: "yes", result: "invalid" }, "failed"],
    [{ operation: "no", result: "invalid" }, "passed"],
    [{ operation: "no", result: "valid" }, "failed"],
    [{ operation: "no", expected: "00" }, "failed"],
    [{ operation: "nothing", result: "invalid" }, "passed"],
    [{ operation: "nothing", expected: "nothing" }, "failed"],
    [{ operation: "refuse", result: "invalid" }, "passed"],
    [{ operation: "refuse", result: "valid" }, "failed"],
  ];
  for (const [case_, wanted] of table) {
    assert.equal(await status(case_), wanted, JSON.stringify(case_));
  }
});

Deno.test("a refusal by another error than the case names fails", async () => {
  const refused = { operation: "refuse", result: "invalid" } as const;
  assert.equal(await status(refused), "passed");
  assert.equal(await status({ ...refused, error: "Error" }), "passed");
  assert.equal(await status({ ...refused, error: "SyntaxError" }), "failed");
  assert.equal(await status({ operation: "no", result: "invalid", error: "Error" }), "failed");
});

Deno.test("a case that lacks an input fails, also where a refusal is expected", async () => {
  assert.equal(await status({ operation: "echo", result: "invalid" }), "failed");
  assert.equal(await status({ operation: "echo", input: "0", result: "invalid" }), "failed");
  assert.equal(await status({ operation: "broken", result: "invalid" }), "failed");
});

Deno.test("what an implementation cannot do is not run, and never passes", async () => {
  assert.equal(await status({ operation: "cannot", result: "invalid" }), "not run");
  assert.equal(await status({ operation: "absent", result: "invalid" }), "not run");
  assert.equal(await status({ operation: "toString", result: "invalid" }), "not run");
});

Deno.test("a fault inverts the one bit that it names", async () => {
  const case_ = { operation: "echo", input: "0000" };
  assert.equal(
    await status({ ...case_, fault: { field: "input", bit: 9 }, expected: "0002" }),
    "passed",
  );
  assert.equal(
    await status({ ...case_, fault: { field: "other", bit: 9 }, expected: "0000" }),
    "passed",
  );
  assert.equal(
    await status({ ...case_, fault: { field: "input", bit: 16 }, result: "invalid" }),
    "failed",
  );
});

Deno.test("a value that cases share takes the place of its name", () => {
  const [case_] = resolveCases({
    format: "kelid vectors v1",
    subject: "a",
    standard: "b",
    source: "c",
    values: { long: "00ff" },
    cases: [{ name: "n", source: "s", input: "@long", other: "@unknown", expected: "00" }],
  });
  assert.equal(case_.input, "00ff");
  assert.equal(case_.other, "@unknown");
});
