import assert from "node:assert/strict";
import type { Operations, VectorFile } from "../../lib/kat/case.ts";
import { runCase } from "../../lib/kat/judge.ts";
import { resolveCases } from "../../lib/kat/vector_files.ts";
import { beaconVectors, deadmanVectors } from "./vectors.ts";

const read = (subject: string) =>
  Deno.readTextFileSync(new URL(`../../vectors/${subject}.json`, import.meta.url));

const checks: Record<string, () => Promise<{ kelidOperations: Operations }>> = {
  beacon: () => import("../../lib/kat/checks/beacon.ts"),
  statement: () => import("../../lib/kat/checks/statement.ts"),
  deadman: () => import("../../lib/kat/checks/deadman.ts"),
};

for (const [subject, load] of Object.entries(checks)) {
  Deno.test(`the program meets every known answer of vectors/${subject}.json`, async () => {
    const { kelidOperations } = await load();
    for (const one of resolveCases(JSON.parse(read(subject)) as VectorFile)) {
      assert.deepEqual(await runCase(kelidOperations, one), { status: "passed" }, one.name);
    }
  });
}

Deno.test("the second implementation makes the files again, byte for byte", () => {
  // Not statement.json: noble signs for many seconds.
  for (const file of [beaconVectors(), deadmanVectors()]) {
    assert.equal(JSON.stringify(file, null, 1) + "\n", read(file.subject), file.subject);
  }
});
