import assert from "node:assert/strict";
import { equalBytes, hex } from "../../lib/bytes.ts";
import { type BlockCipher, cipherHere } from "../../lib/volume/block.ts";
import { checkRegion } from "../../lib/volume/check.ts";
import { Draft, RegionFull } from "../../lib/volume/draft.ts";
import { blockOffset, headOffset } from "../../lib/volume/geometry.ts";
import { BlockDamaged, type Region } from "../../lib/volume/region.ts";
import { renewVolume } from "../../lib/volume/renew.ts";
import {
  blocksOf,
  find,
  insert,
  newFolder,
  type VolumeFile,
  type VolumeFolder,
} from "../../lib/volume/tree.ts";
import { systemRandom } from "../../lib/random.ts";
import {
  contents,
  get,
  LENGTH,
  LIGHT,
  makeVolume,
  MemoryStorage,
  mkdir,
  openRegion,
  put,
  putAll,
  remove,
  rename,
  root,
  sample,
} from "./light.ts";

const PAYLOAD = 216;

/** Where a block of a file is in the bytes of the volume. */
function offsetOf(region: Region, path: string, index: number): number {
  const { layout, io } = region;
  const file = find(region.root, path.split("/")) as VolumeFile;
  const blocks = file.extents.flatMap(({ start, count }) =>
    Array.from({ length: count }, (_, i) => start + i)
  );
  return blockOffset(layout, io.region, layout.firstData + blocks[index]);
}

function blockAt(storage: MemoryStorage, at: number): Uint8Array {
  return storage.bytes.slice(at, at + LIGHT.blockBytes);
}

Deno.test("files of every size around a block come back byte for byte", async () => {
  const storage = await makeVolume(["one"]);
  for (const size of [0, 1, PAYLOAD - 1, PAYLOAD, PAYLOAD + 1, 16 * PAYLOAD, 17 * PAYLOAD + 5]) {
    const region = await openRegion(storage, "one");
    await put(region, `file ${size}`, sample(`size ${size}`, size));
    const again = await openRegion(storage, "one");
    assert.deepEqual(await get(again, `file ${size}`), sample(`size ${size}`, size));
    await remove(again, `file ${size}`);
  }
});

Deno.test("a change whose table could not be read again is refused before anything is written", async () => {
  const storage = await makeVolume(["one"]);
  const region = await openRegion(storage, "one");
  await put(region, "file", sample("file", 300));
  const before = storage.bytes.slice();
  const spoilers: ((root: VolumeFolder) => void)[] = [
    (root) => {
      for (let i = 0; i < 129; i++) insert(root, root = newFolder("d"));
    },
    (root) => insert(root, newFolder("time", NaN)),
    (root) => insert(root, newFolder("..")),
    // Nothing but reading it again finds a block that two files have.
    (root) => insert(root, { ...find(root, ["file"]) as VolumeFile, name: "twin" }),
  ];
  for (const spoil of spoilers) {
    await assert.rejects(region.change(() => {
      spoil(region.root);
      return [];
    }));
    assert.deepEqual([...region.root.children.keys()], ["file"]);
    assert.ok(equalBytes(storage.bytes, before));
  }
  await put(region, "another", sample("another", 10));
  const again = await openRegion(storage, "one");
  assert.deepEqual(Object.keys(await contents(again)), ["another", "file"]);
});

Deno.test("a file that comes in pieces of any size is the same file", async () => {
  const whole = sample("pieces", 5_000);
  for (const size of [1, 7, PAYLOAD, 1_000, 5_000]) {
    const region = await openRegion(await makeVolume(["one"]), "one");
    const pieces = function* () {
      for (let i = 0; i < whole.length; i += size) yield whole.subarray(i, i + size);
    };
    const draft = await Draft.begin(region, 0);
    const file = await draft.write("x", pieces());
    await draft.commit(() => {
      region.root.children.set("x", file);
      return [];
    });
    assert.deepEqual(await get(region, "x"), whole);
  }
});

Deno.test("each passphrase opens its own region, and a wrong one opens nothing", async () => {
  const storage = await makeVolume(["one", "two", "three", "four"]);
  const regions = [];
  for (const name of ["one", "two", "three", "four"]) {
    const region = await openRegion(storage, name);
    await put(region, name, sample(name, 300));
    regions.push(region.io.region);
  }
  assert.deepEqual(regions.toSorted(), [0, 1, 2, 3]);
  for (const name of ["one", "two", "three", "four"]) {
    assert.deepEqual(Object.keys(await contents(await openRegion(storage, name))), [name]);
  }
  await assert.rejects(openRegion(storage, "five"), /Nothing opened/);
});

Deno.test("regions of new volumes are drawn uniformly", async () => {
  const counts = Array(16).fill(0);
  const small = { ...LIGHT, headBytes: 256 };
  for (let i = 0; i < 800; i++) {
    const storage = await makeVolume(["a", "b"], { geometry: small, length: 2_304 + 16 * 4 * 256 });
    const [a, b] = [
      await openRegion(storage, "a", { geometry: small }),
      await openRegion(storage, "b", { geometry: small }),
    ];
    counts[4 * a.io.region + b.io.region]++;
  }
  for (const [i, count] of counts.entries()) {
    if (i % 5 === 0) assert.equal(count, 0, "two passphrases in one region");
    // 800 draws among 12 pairs: 66.7 on average, standard deviation 7.8.
    else assert.ok(count > 20 && count < 115, `pair ${i}: ${count}`);
  }
});

Deno.test("a region that is full takes nothing more, and can still be changed", async () => {
  const region = await openRegion(await makeVolume(["one"]), "one");
  const { dataBlocks } = region.layout;
  await put(region, "a", sample("a", 10 * PAYLOAD));
  await put(region, "b", sample("b", (dataBlocks - 10) * PAYLOAD));
  assert.equal(region.free.free, 0);
  await assert.rejects(put(region, "c", sample("c", 1)), (error) => {
    return error instanceof RegionFull && error.missing === 1;
  });
  await put(region, "empty", sample("", 0));
  await rename(region, "a", "renamed");
  await mkdir(region, "folder");
  await renewVolume(region.io.storage, region.layout, [region], systemRandom);
  const renewed = await openRegion(region.io.storage, "one");
  assert.deepEqual(await get(renewed, "renamed"), sample("a", 10 * PAYLOAD));
  assert.deepEqual(await get(renewed, "b"), sample("b", (dataBlocks - 10) * PAYLOAD));
  await remove(renewed, "renamed");
  await put(renewed, "c", sample("c", 10 * PAYLOAD));
  assert.deepEqual(await get(renewed, "c"), sample("c", 10 * PAYLOAD));
});

Deno.test("a file of unknown length that does not fit leaves random bytes and the old state", async () => {
  const storage = await makeVolume(["one"]);
  const region = await openRegion(storage, "one");
  await put(region, "a", sample("a", 1_000));
  const expected = await contents(region);
  const endless = function* () {
    for (;;) yield sample("endless", 500);
  };
  const draft = await Draft.begin(region, 0);
  await assert.rejects(draft.write("endless", endless()), RegionFull);
  const during = storage.bytes.slice();
  await draft.abandon();
  const { layout, io, free } = region;
  for (let block = 0; block < layout.dataBlocks; block++) {
    const at = blockOffset(layout, io.region, layout.firstData + block);
    const same = equalBytes(blockAt(storage, at), during.slice(at, at + LIGHT.blockBytes));
    assert.equal(same, free.isUsed(block), `block ${block}`);
  }
  assert.ok(region.settled);
  assert.deepEqual(await contents(await openRegion(storage, "one")), expected);
  await put(region, "b", sample("b", 5_000));
  assert.deepEqual(await get(await openRegion(storage, "one"), "b"), sample("b", 5_000));
});

Deno.test("a table that is full is said so, and everything is as before", async () => {
  const region = await openRegion(await makeVolume(["one"]), "one");
  const expected = await contents(region);
  const limit = region.layout.areaBlocks * PAYLOAD;
  await assert.rejects(mkdir(region, "x".repeat(limit)), RangeError);
  assert.deepEqual(await contents(region), expected);
  await mkdir(region, "x".repeat(limit - 4));
  assert.equal(Object.keys(await contents(region)).length, 1);
});

Deno.test("removing frees the blocks and overwrites every one of them at once", async () => {
  const storage = await makeVolume(["one"]);
  const region = await openRegion(storage, "one");
  await putAll(region, { "a": sample("a", 2_000), "b": sample("b", 3_000) });
  const free = region.free.free;
  const offsets = Array.from({ length: 10 }, (_, i) => offsetOf(region, "a", i));
  const before = offsets.map((at) => hex(blockAt(storage, at)));
  const table = storage.bytes.slice();
  await remove(region, "a");
  assert.equal(region.free.free, free + 10);
  for (const [i, at] of offsets.entries()) assert.notEqual(hex(blockAt(storage, at)), before[i]);
  // No block of the old table is left either: it had the name.
  const { layout, io } = region;
  for (const copy of [0, 1]) {
    const at = blockOffset(layout, io.region, copy * layout.areaBlocks);
    assert.ok(!equalBytes(blockAt(storage, at), table.slice(at, at + LIGHT.blockBytes)));
  }
});

Deno.test("after a change both copies of head and table are whole and say the same", async () => {
  for (const damagedCopy of [0, 1]) {
    const storage = await makeVolume(["one"]);
    const region = await openRegion(storage, "one");
    await put(region, "a", sample("a", 900));
    await mkdir(region, "folder");
    const expected = await contents(region);
    for (
      const at of [
        headOffset(LIGHT, region.io.region, damagedCopy) + 100,
        blockOffset(region.layout, region.io.region, damagedCopy * region.layout.areaBlocks) + 100,
      ]
    ) {
      const broken = new MemoryStorage(storage.bytes.slice());
      broken.bytes[at] ^= 1;
      const opened = await openRegion(broken, "one");
      assert.deepEqual(await contents(opened), expected);
      const { copyDamaged, interrupted } = await checkRegion(opened);
      assert.ok(copyDamaged || interrupted);
      await mkdir(opened, "repaired");
      const repaired = await openRegion(broken, "one");
      const result = await checkRegion(repaired);
      assert.deepEqual([result.copyDamaged, result.interrupted], [false, false]);
    }
  }
});

Deno.test("a flipped bit anywhere in a file's blocks is found, and named with its bytes", async () => {
  const storage = await makeVolume(["one"]);
  const region = await openRegion(storage, "one");
  await mkdir(region, "docs");
  await putAll(region, { "docs/a": sample("a", 1_000), "b": sample("b", 500) });
  for (const [index, byte] of [[0, 0], [1, 23], [2, 24], [3, 200], [4, 255]]) {
    const broken = new MemoryStorage(storage.bytes.slice());
    broken.bytes[offsetOf(region, "docs/a", index) + byte] ^= 0x40;
    const opened = await openRegion(broken, "one");
    const { damaged, files, folders, blocks } = await checkRegion(opened);
    assert.deepEqual([files, folders, blocks], [2, 1, 8]);
    const from = index * PAYLOAD, to = Math.min(1_000, from + PAYLOAD);
    assert.deepEqual(damaged, [{ path: ["docs", "a"], ranges: [[from, to]] }]);
    await assert.rejects(get(opened, "docs/a"), (error) => {
      return error instanceof BlockDamaged && error.index === index;
    });
    assert.deepEqual(await get(opened, "b"), sample("b", 500));
  }
});

Deno.test("blocks that were swapped are found, within a file and between files", async () => {
  const storage = await makeVolume(["one"]);
  const region = await openRegion(storage, "one");
  await putAll(region, { "a": sample("a", 1_000), "b": sample("b", 500) });
  for (const [other, index] of [["a", 3], ["b", 1]] as const) {
    const broken = new MemoryStorage(storage.bytes.slice());
    const [from, to] = [offsetOf(region, "a", 1), offsetOf(region, other, index)];
    broken.write(from, blockAt(storage, to));
    broken.write(to, blockAt(storage, from));
    const { damaged } = await checkRegion(await openRegion(broken, "one"));
    const names = damaged.flatMap(({ path, ranges }) => ranges.map(([at]) => `${path} ${at}`));
    assert.deepEqual(names, ["a 216", `${other} ${index * PAYLOAD}`]);
  }
});

Deno.test("an older block at its old place is found, also of a file with the same name", async () => {
  const storage = await makeVolume(["one"]);
  const region = await openRegion(storage, "one");
  await put(region, "a", sample("first", 1_000));
  const old = storage.bytes.slice();
  await remove(region, "a");
  await put(region, "a", sample("second", 1_000));
  const at = offsetOf(region, "a", 2);
  storage.write(at, old.slice(at, at + LIGHT.blockBytes));
  const { damaged } = await checkRegion(await openRegion(storage, "one"));
  assert.deepEqual(damaged, [{ path: ["a"], ranges: [[432, 648]] }]);
});

Deno.test("heads and tables that were moved or are from another volume open nothing", async () => {
  const storage = await makeVolume(["one"]);
  const region = await openRegion(storage, "one");
  const at = headOffset(LIGHT, region.io.region, 0);
  const heads = storage.bytes.slice(at, at + 2 * LIGHT.headBytes);
  const moved = new MemoryStorage(storage.bytes.slice());
  moved.write(at, systemRandom(heads.length));
  moved.write(headOffset(LIGHT, (region.io.region + 1) % 4, 0), heads);
  await assert.rejects(openRegion(moved, "one"), /Nothing opened/);
  const exchanged = new MemoryStorage(storage.bytes.slice());
  exchanged.write(at, heads.slice(LIGHT.headBytes));
  exchanged.write(at + LIGHT.headBytes, heads.slice(0, LIGHT.headBytes));
  await assert.rejects(openRegion(exchanged, "one"), /Nothing opened/);
  const foreign = await makeVolume([]);
  foreign.write(at, heads);
  await assert.rejects(openRegion(foreign, "one"), /Nothing opened/);
});

Deno.test("every byte outside a region is untouched by any change in it", async () => {
  const storage = await makeVolume(["outer", "inner"]);
  const region = await openRegion(storage, "outer");
  const { layout, io } = region;
  const outside = () => {
    const bytes = storage.bytes.slice();
    bytes.fill(0, headOffset(LIGHT, io.region, 0), headOffset(LIGHT, io.region + 1, 0));
    bytes.fill(0, blockOffset(layout, io.region, 0), blockOffset(layout, io.region + 1, 0));
    return hex(bytes);
  };
  const before = outside();
  await mkdir(region, "docs");
  await putAll(region, { "docs/a": sample("a", 3_000), "b": sample("b", 40) });
  await rename(region, "b", "c");
  await remove(region, "docs");
  await put(region, "full", sample("full", region.free.free * PAYLOAD));
  await region.changePassphrase(root("another"));
  assert.equal(outside(), before);
  assert.equal(storage.bytes.length, LENGTH);
});

Deno.test("another passphrase opens the region afterwards, the old one nothing", async () => {
  const storage = await makeVolume(["old", "other"]);
  const region = await openRegion(storage, "old");
  await put(region, "a", sample("a", 700));
  const data = blockAt(storage, offsetOf(region, "a", 0));
  await region.changePassphrase(root("new"));
  assert.deepEqual(blockAt(storage, offsetOf(region, "a", 0)), data, "only heads are written");
  await assert.rejects(openRegion(storage, "old"), /Nothing opened/);
  assert.deepEqual(await get(await openRegion(storage, "new"), "a"), sample("a", 700));
  const { copyDamaged } = await checkRegion(await openRegion(storage, "new"));
  assert.equal(copyDamaged, false);
});

Deno.test("renewing changes every block, and keeps the files of the passphrases that were given", async () => {
  const storage = await makeVolume(["one", "two", "lost"]);
  const names = ["one", "two", "lost"];
  for (const name of names) {
    await put(await openRegion(storage, name), name, sample(name, 4_000));
  }
  const before = storage.bytes.slice();
  const regions = [await openRegion(storage, "one"), await openRegion(storage, "two")];
  const { layout } = regions[0];
  assert.deepEqual(await renewVolume(storage, layout, regions, systemRandom), []);
  for (const name of names.slice(0, 2)) {
    const region = await openRegion(storage, name);
    assert.ok(region.settled);
    assert.deepEqual(await get(region, name), sample(name, 4_000));
  }
  await assert.rejects(openRegion(storage, "lost"), /Nothing opened/);
  // Sixteen bytes in a row are equal by chance in one of 2^128 cases.
  for (let at = 0; at + 16 <= LENGTH; at++) {
    const same = equalBytes(before.subarray(at, at + 16), storage.bytes.subarray(at, at + 16));
    assert.ok(!same, `offset ${at}`);
  }
  // An old block does not open any more, nor does the journal hold one that does.
  const region = await openRegion(storage, "one");
  const journal = blockOffset(layout, region.io.region, 2 * layout.areaBlocks);
  const place = offsetOf(region, "one", 0);
  storage.write(place, before.slice(place, place + LIGHT.blockBytes));
  assert.equal((await checkRegion(region)).damaged.length, 1);
  storage.write(place, blockAt(storage, journal));
  assert.equal((await checkRegion(region)).damaged.length, 1);
});

Deno.test("a block that was damaged before a renewal is still damaged after it", async () => {
  const storage = await makeVolume(["one"]);
  const region = await openRegion(storage, "one");
  await put(region, "a", sample("a", 1_000));
  storage.bytes[offsetOf(region, "a", 1) + 50] ^= 1;
  const damaged = await renewVolume(storage, region.layout, [region], systemRandom);
  assert.deepEqual(damaged.map(({ name }) => name), ["a"]);
  const result = await checkRegion(await openRegion(storage, "one"));
  assert.deepEqual(result.damaged, [{ path: ["a"], ranges: [[216, 432]] }]);
});

Deno.test("what is left of a volume that was cut off can be read, and not changed", async () => {
  const storage = await makeVolume(["one"]);
  const region = await openRegion(storage, "one");
  await putAll(region, { "a": sample("a", 500), "b": sample("b", 8_000) });
  const end = offsetOf(region, "b", 5) + 100;
  const cut = new MemoryStorage(storage.bytes.slice(0, end));
  const opened = await openRegion(cut, "one");
  assert.equal(opened.complete, false);
  assert.deepEqual(await get(opened, "a"), sample("a", 500));
  const { damaged } = await checkRegion(opened);
  assert.deepEqual(damaged, [{ path: ["b"], ranges: [[5 * PAYLOAD, 8_000]] }]);
  await assert.rejects(mkdir(opened, "x"), /cut off/);
  assert.deepEqual(cut.bytes, storage.bytes.slice(0, end));
});

Deno.test("blocks of files that were put one after another do not overlap", async () => {
  const region = await openRegion(await makeVolume(["one"]), "one");
  for (let round = 0; round < 30; round++) {
    await put(region, `f${round % 4}`, sample(`round ${round}`, (round * 397) % 2_200 + 1));
    if (round % 4 === 3) await remove(region, `f${round % 3}`);
    if (round % 4 === 3) await remove(region, "f3");
    const again = await openRegion(region.io.storage, "one");
    assert.deepEqual(await contents(again), await contents(region));
    assert.equal(again.free.free, region.free.free);
    for (const name of ["f0", "f1", "f2", "f3"]) {
      if (round % 4 === 3 && again.root.children.has(name)) await remove(region, name);
    }
    assert.ok(blocksOf(region.root).every(({ count }) => count > 0));
  }
});

Deno.test("the last block of a file ends with zeros, whatever its memory held before", async () => {
  const region = await openRegion(await makeVolume(["one"]), "one");
  await put(region, "long", sample("long", 20 * PAYLOAD));
  await put(region, "short", sample("short", 2 * PAYLOAD + 1));
  const file = find(region.root, ["short"]) as VolumeFile;
  const [{ start: block }] = file.extents;
  const { plaintext } = await region.openFileRun({ file, block, index: 0, count: 3 });
  const expected = new Uint8Array(3 * PAYLOAD);
  expected.set(sample("short", 2 * PAYLOAD + 1));
  assert.deepEqual(plaintext, expected);
});

Deno.test("memory for contents is used again or given back, and holds nothing of them afterwards", async () => {
  const here = cipherHere(LIGHT.blockBytes, systemRandom);
  const buffers = new Set<ArrayBuffer>();
  let runs = 0;
  const keep = (...all: ArrayBuffer[]) => {
    runs++;
    for (const buffer of all) buffers.add(buffer);
  };
  const cipher: BlockCipher = {
    seal: async (key, run, plaintext) => {
      const { buffer } = plaintext;
      const blocks = await here.seal(key, run, plaintext);
      keep(buffer, blocks.buffer);
      return blocks;
    },
    open: async (key, run, blocks) => {
      const { buffer } = blocks;
      const opened = await here.open(key, run, blocks);
      keep(buffer, opened.plaintext.buffer);
      return opened;
    },
  };
  const storage = await makeVolume(["one"]);
  const region = await openRegion(storage, "one", { cipher });
  const text = sample("file", 40 * PAYLOAD);
  // So long that the table takes two blocks.
  const part = "a name that is told. ";
  const name = part.repeat(11).trim();
  const works: [string, () => Promise<unknown>][] = [
    ["put", () => put(region, name, text)],
    ["get", () => get(region, name)],
    ["open", () => openRegion(storage, "one", { cipher })],
    ["check", () => checkRegion(region)],
    ["renew", () => renewVolume(storage, region.layout, [region], systemRandom)],
  ];
  for (const [what, work] of works) {
    runs = 0;
    await work();
    assert.ok(runs > 0, what);
    const left = [...buffers].filter(({ byteLength }) => byteLength > 0);
    for (const buffer of left.map((one) => Buffer.from(one))) {
      for (let at = 0; at < text.length; at += 16) {
        assert.equal(buffer.indexOf(text.subarray(at, at + 16)), -1, what);
      }
      assert.equal(buffer.indexOf(part), -1, what);
    }
    if (what === "open") continue; // with memory of its own
    buffers.clear();
    left.forEach((buffer) => buffers.add(buffer));
    if (what === "put") await remove(region, name);
    await work();
    const fresh = [...buffers].filter((one) => one.byteLength > 0 && !left.includes(one));
    assert.deepEqual(fresh, [], what);
  }
  assert.deepEqual(await get(region, name), text);
});
