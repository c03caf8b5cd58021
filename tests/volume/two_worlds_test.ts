/**
 * What somebody sees who has the outer passphrase and copies of the file: the same whether or not
 * there is anything else in it.
 *
 * @module
 */
import assert from "node:assert/strict";
import { equalBytes } from "../../lib/bytes.ts";
import type { RandomSource } from "../../lib/random.ts";
import { systemRandom } from "../../lib/random.ts";
import { checkRegion } from "../../lib/volume/check.ts";
import { blockOffset, headOffset, layoutOf } from "../../lib/volume/geometry.ts";
import { headKey, openHeads } from "../../lib/volume/head.ts";
import type { Region } from "../../lib/volume/region.ts";
import { renewVolume } from "../../lib/volume/renew.ts";
import { walk } from "../../lib/volume/tree.ts";
import { seeded } from "../seeded.ts";
import { counting, json, kelid } from "../cli/kelid.ts";
import { INNER, newVolume, openBytes, OUTER, Place } from "./boxes.ts";
import {
  LENGTH,
  LIGHT,
  makeVolume,
  MemoryStorage,
  mkdir,
  openRegion,
  put,
  remove,
  root,
  sample,
} from "./light.ts";

/** Everything that the outer passphrase shows of one copy. */
async function view(bytes: Uint8Array<ArrayBuffer>) {
  const region = await openRegion(new MemoryStorage(bytes), "outer");
  const heads = openHeads(bytes, headKey(root("outer")), LIGHT);
  return {
    length: bytes.length,
    layout: region.layout,
    settled: region.settled,
    free: region.free.free,
    check: await checkRegion(region),
    tree: [...walk(region.root)].map(({ path, node }) =>
      node.kind === "file"
        ? { path, size: node.size, extents: node.extents, time: node.time }
        : { path, time: node.time }
    ),
    heads: heads.map(({ region, copy, head }) => ({
      region,
      copy,
      length: head.length,
      table: head.tableLength,
      unsettled: head.unsettled,
      renewing: head.nextKey !== undefined,
    })),
  };
}

/** Which heads and blocks differ between two copies, by region. */
function changes(before: Uint8Array, after: Uint8Array) {
  const layout = layoutOf(before.length, LIGHT);
  const differs = (at: number, length: number) =>
    !equalBytes(before.subarray(at, at + length), after.subarray(at, at + length));
  return Array.from({ length: LIGHT.regions }, (_, region) => ({
    heads: [0, 1].filter((copy) => differs(headOffset(LIGHT, region, copy), LIGHT.headBytes)),
    blocks: Array(layout.regionBlocks).keys()
      .filter((block) => differs(blockOffset(layout, region, block), LIGHT.blockBytes)).toArray(),
    salt: differs(0, 32),
  }));
}

/** What the owner does in the region that he shows, and copies taken on the way. */
async function life(inner: boolean, writesInside: boolean): Promise<Uint8Array<ArrayBuffer>[]> {
  // The same place for the outer region, which anybody who opens it can see.
  let storage: MemoryStorage, outer: Region;
  do {
    storage = await makeVolume(inner ? ["outer", "inner"] : ["outer"]);
    outer = await openRegion(storage, "outer");
  } while (outer.io.region !== 1);
  if (inner) await put(await openRegion(storage, "inner"), "secret", sample("secret", 4_000));
  const copies = [storage.bytes.slice()];
  await mkdir(outer, "docs");
  await put(outer, "docs/a", sample("a", 3_000));
  copies.push(storage.bytes.slice());
  if (inner && writesInside) {
    await put(await openRegion(storage, "inner"), "more", sample("more", 2_000));
  }
  await put(outer, "b", sample("b", 1_000));
  await remove(outer, "docs");
  copies.push(storage.bytes.slice());
  outer = await openRegion(storage, "outer");
  const regions = inner ? [outer, await openRegion(storage, "inner")] : [outer];
  await renewVolume(storage, outer.layout, regions, systemRandom);
  copies.push(storage.bytes.slice());
  return copies;
}

/** The whole record: every copy, and every pair that follow one another. */
async function record(copies: Uint8Array<ArrayBuffer>[]) {
  return {
    views: await Promise.all(copies.map(view)),
    changes: copies.slice(1).map((copy, i) => changes(copies[i], copy)),
  };
}

Deno.test("with an inner region or without one the outer passphrase and all copies show the same", async () => {
  const without = await record(await life(false, false));
  const within = await record(await life(true, false));
  assert.deepEqual(within, without);
});

Deno.test("a write in the inner region between two copies shows which region it was, as is said", async () => {
  const without = await record(await life(false, false));
  const leaky = await record(await life(true, true));
  assert.notDeepEqual(leaky.changes, without.changes);
  assert.deepEqual(leaky.views, without.views);
  // The last pair is before and after a renewal: every block of every region is new.
  assert.deepEqual(leaky.changes.at(-1), without.changes.at(-1));
});

/** The order in which a renewal writes and syncs, writes next to one another taken together. */
async function orderOfRenewal(owners: string[], typed: string[], random: RandomSource) {
  const order: (string | [from: number, to: number])[] = [];
  const storage = await makeVolume(owners, { random });
  for (const owner of owners) {
    const region = await openRegion(storage, owner, { random });
    await put(region, "a", sample(owner, 216 * (3 + owners.indexOf(owner))));
    await put(region, "b", sample(owner, 216 * 5));
    await remove(region, "a");
  }
  const regions = await Promise.all(typed.map((one) => openRegion(storage, one, { random })));
  for (const region of regions) await region.settle();
  const write = storage.write.bind(storage);
  storage.write = (at, bytes) => {
    write(at, bytes);
    const last = order.at(-1);
    if (Array.isArray(last) && last[1] === at) last[1] = at + bytes.length;
    else order.push([at, at + bytes.length]);
  };
  storage.sync = () => void order.push("sync");
  await renewVolume(storage, layoutOf(LENGTH, LIGHT), regions, random);
  return order;
}

Deno.test("a renewal writes the same places in the same order for everybody", async () => {
  const alone = await orderOfRenewal(["outer"], ["outer"], seeded("alone"));
  assert.ok(alone.length > 100);
  const written = Array(LENGTH).fill(false);
  for (const step of alone) if (Array.isArray(step)) written.fill(true, step[0], step[1]);
  assert.ok(written.every((one) => one), "every byte is written");
  for (
    const [owners, typed] of [
      [["outer", "inner"], ["outer", "inner"]],
      [["outer", "inner"], ["inner"]],
      [["outer", "inner", "third", "fourth"], ["outer", "inner", "third", "fourth"]],
      [["outer", "inner", "third", "fourth"], ["third"]],
    ]
  ) {
    const order = await orderOfRenewal(owners, typed, seeded(`${owners} ${typed}`));
    assert.deepEqual(order, alone, `${typed} of ${owners}`);
  }
});

Deno.test("every command prints and does the same in the outer region, whatever else is there", async () => {
  const commands: string[][] = [
    ["info", "box", "--json"],
    ["put", "file", "--volume", "box", "--json"],
    ["list", "box", "--json"],
    ["check", "box", "--json"],
    ["move", "box:/file", "box:/other", "--json"],
    ["remove", "box:/other", "--json"],
    ["info", "box", "--json"],
  ];
  const outputs: unknown[][] = [];
  for (const passphrases of [[OUTER], [OUTER, INNER]]) {
    using place = new Place();
    // In the same place in both worlds, which the passphrase shows anyway.
    let bytes;
    do bytes = await newVolume(passphrases, 200_000); while (
      (await openBytes(bytes, OUTER))!.io.region !== 1
    );
    place.write("box", bytes);
    place.write("file", sample("file", 3_000));
    const totals = place.at("totals");
    const printed = [];
    for (const args of commands) {
      const run = { program: counting(totals), cwd: place.path, answers: [OUTER] };
      printed.push(json(await kelid(["volume", ...args], run)), Deno.readTextFileSync(totals));
      Deno.removeSync(totals);
    }
    assert.deepEqual(place.names(), ["box", "file"]);
    outputs.push(printed.map((one) => typeof one === "string" ? withoutPlaces(one) : one));
  }
  assert.deepEqual(outputs[1], outputs[0]);
});

/** An account of operations without names of temporary folders. */
function withoutPlaces(totals: string): string {
  return totals.replace(/kelid-test-\w+/g, "");
}

Deno.test("opening reads the same for a region here, a region there, and none", async () => {
  const storage = await makeVolume(["outer", "inner"]);
  const reads: number[][] = [];
  for (const passphrase of ["outer", "inner", "wrong"]) {
    const read = new MemoryStorage(storage.bytes);
    const asked: number[] = [];
    reads.push(asked);
    const original = read.read.bind(read);
    read.read = (at, length) => {
      asked.push(at, length);
      return original(at, length);
    };
    const region = await openRegion(read, passphrase).catch(() => undefined);
    assert.equal(region !== undefined, passphrase !== "wrong");
  }
  assert.deepEqual(reads, [[0, 9 * LIGHT.headBytes], reads[0], reads[0]]);
});
