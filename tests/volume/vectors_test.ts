import assert from "node:assert/strict";
import type { VectorFile } from "../../lib/kat/case.ts";
import { kelidOperations } from "../../lib/kat/checks/volume.ts";
import { runCase } from "../../lib/kat/judge.ts";
import { resolveCases } from "../../lib/kat/vector_files.ts";
import { COSTS_V1 } from "../../lib/argon2/argon2id.ts";
import { layoutOf, shortestVolume, VOLUME_V1 } from "../../lib/volume/geometry.ts";
import { unsettledLimit } from "../../lib/volume/head.ts";
import {
  contents,
  LIGHT,
  makeVolume,
  mkdir,
  openRegion,
  putAll,
  remove,
  root,
  sample,
} from "./light.ts";
import { readVolume } from "./oracle.ts";
import { volumeVectors } from "./vectors.ts";

const FILE = new URL("../../vectors/volume.json", import.meta.url);
const file: VectorFile = JSON.parse(Deno.readTextFileSync(FILE));

for (const operation of new Set(file.cases.map((one) => one.operation))) {
  Deno.test(`every case of "${operation}" in vectors/volume.json comes out as written`, async () => {
    for (const one of resolveCases(file).filter((each) => each.operation === operation)) {
      assert.deepEqual(await runCase(kelidOperations, one), { status: "passed" }, one.name);
    }
  });
}

Deno.test("vectors/volume.json is what the second implementation makes", () => {
  assert.deepEqual(file, JSON.parse(JSON.stringify(volumeVectors())));
});

Deno.test("the second implementation reads what the first one wrote", async () => {
  const storage = await makeVolume(["outer", "inner"]);
  const region = await openRegion(storage, "outer");
  await mkdir(region, "docs");
  await putAll(region, {
    "docs/a": sample("a", 1_234),
    "نامه": sample("b", 3_000),
    "c": sample("", 0),
  });
  await remove(region, "docs/a");
  await putAll(region, { "docs/d": sample("d", 4_000) });
  const constants = {
    regions: 4,
    block: LIGHT.blockBytes,
    head: LIGHT.headBytes,
    share: LIGHT.share,
  };
  const files = readVolume(storage.bytes, root("outer"), constants);
  assert.deepEqual(Object.keys(files).sort(), Object.keys(await contents(region)).sort());
  assert.deepEqual(files["docs/d"], sample("d", 4_000));
  assert.deepEqual(files["نامه"], sample("b", 3_000));
});

Deno.test("the constants of the shipped program are those of the format document", () => {
  assert.deepEqual(VOLUME_V1, { regions: 4, blockBytes: 65_536, headBytes: 4_096, share: 128 });
  assert.deepEqual(COSTS_V1, { memoryKiB: 262_144, passes: 3, lanes: 4 });
  assert.equal(shortestVolume(VOLUME_V1), 4_259_840);
  assert.equal(unsettledLimit(VOLUME_V1), 494);
  const layout = layoutOf(512 * 2 ** 20, VOLUME_V1);
  assert.deepEqual(
    [
      layout.frontBytes,
      layout.regionBlocks,
      layout.areaBlocks,
      layout.dataBlocks,
      layout.payloadBytes,
    ],
    [65_536, 2_047, 16, 1_999, 65_496],
  );
  assert.equal(layoutOf(2 ** 40, VOLUME_V1).areaBlocks, 256);
});
