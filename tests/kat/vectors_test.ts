import assert from "node:assert/strict";
import type { VectorFile } from "../../lib/kat/case.ts";
import { CHECKS } from "../../lib/kat/registry.ts";
import { builtInVectors, hasVectors, resolveCases } from "../../lib/kat/vector_files.ts";
import { officialFolder, officialTest } from "../official.ts";
import { problems, type Schema } from "./json_schema.ts";
import { selectAll, written } from "./select_vectors.ts";

const folder = new URL("../../vectors/", import.meta.url);
const text = (name: string) => Deno.readTextFileSync(new URL(name, folder));
const schema: Schema = JSON.parse(text("schema.json"));
const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
  .filter((name) => name.endsWith(".json") && name !== "schema.json").sort();

for (const name of names) {
  Deno.test(`vectors/${name} is as vectors/schema.json says`, () => {
    const file = JSON.parse(text(name)) as VectorFile;
    assert.deepEqual(problems(file, schema, schema, name), []);
    assert.equal(`${file.subject}.json`, name);
    const labels = file.cases.map((one) => `${one.operation}: ${one.name}`);
    assert.equal(new Set(labels).size, labels.length, "two cases have one name");
    for (const case_ of resolveCases(file)) {
      for (const [field, value] of Object.entries(case_)) {
        assert.ok(typeof value !== "string" || !/^@\w+$/.test(value), `${case_.name}: ${field}`);
      }
    }
  });
}

Deno.test("vectors/README.md explains every operation of every file", () => {
  const readme = text("README.md");
  for (const name of names) {
    for (const { operation } of (JSON.parse(text(name)) as VectorFile).cases) {
      assert.ok(readme.includes(`\`${operation}\``), `${name}: ${operation}`);
    }
  }
});

Deno.test("the check of the schema finds a missing, a wrong and an unknown member", () => {
  const good = { format: "kelid vectors v1", subject: "a", standard: "b", source: "c" };
  const case_ = { name: "n", source: "s", input: "00", expected: "00" };
  const check = (value: unknown) => problems(value, schema, schema, "file").length;
  assert.equal(check({ ...good, cases: [case_] }), 0);
  for (
    const bad of [
      {},
      [],
      good,
      { ...good, cases: [] },
      { ...good, cases: [case_], more: 1 },
      { ...good, format: "kelid vectors v2", cases: [case_] },
      { ...good, subject: "A b", cases: [case_] },
      { ...good, cases: [{ ...case_, name: "" }] },
      { ...good, cases: [{ ...case_, source: undefined }] },
      { ...good, cases: [{ name: "n", source: "s" }] },
      { ...good, cases: [{ ...case_, result: "acceptable" }] },
      { ...good, cases: [{ ...case_, error: "no class" }] },
      { ...good, cases: [{ ...case_, input: null }] },
      { ...good, cases: [{ ...case_, fault: { field: "input", bit: -1 } }] },
    ]
  ) assert.notEqual(check(bad), 0, JSON.stringify(bad));
});

Deno.test("all of vectors/ is under 1.5 MB, of a million bytes each", () => {
  const bytes = [...Deno.readDirSync(folder)].reduce(
    (sum, { name }) => sum + Deno.statSync(new URL(name, folder)).size,
    0,
  );
  assert.ok(bytes < 1_500_000, `${bytes} bytes`);
});

Deno.test("every file of vectors/ is run by a built-in check, or is the self-test's", () => {
  const run = new Set(CHECKS.filter(({ builtIn }) => builtIn).map(({ subject }) => subject));
  const subjects = names.map((name) => name.replace(/\.json$/, ""));
  assert.deepEqual(subjects, [...run, "self-test"].sort());
});

Deno.test("every built-in check has vectors, and names nobody else's", async () => {
  assert.equal(new Set(CHECKS.map(({ name }) => name)).size, CHECKS.length);
  for (const check of CHECKS) {
    assert.equal(hasVectors(check.subject), check.builtIn, check.name);
    if (check.builtIn) assert.equal((await builtInVectors(check.subject)).subject, check.subject);
  }
});

officialTest("selecting again from the publishers' files gives the same files", async () => {
  for (const file of await selectAll(officialFolder!)) {
    assert.equal(written(file), text(`${file.subject}.json`), file.subject);
  }
});
