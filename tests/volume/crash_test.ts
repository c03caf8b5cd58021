/**
 * Crashes at every write of every kind of change, with the write torn, and with any of the writes
 * since the last sync lost, as when the power fails.
 *
 * @module
 */
import assert from "node:assert/strict";
import { equalBytes, hex } from "../../lib/bytes.ts";
import { type RandomSource, systemRandom } from "../../lib/random.ts";
import { type BlockCipher, cipherHere } from "../../lib/volume/block.ts";
import { blockOffset, headOffset } from "../../lib/volume/geometry.ts";
import { headKey, openHeads } from "../../lib/volume/head.ts";
import type { Region } from "../../lib/volume/region.ts";
import { renewVolume } from "../../lib/volume/renew.ts";
import { seeded } from "../seeded.ts";
import {
  contents,
  get,
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

const SECTOR = 64;

class Crash extends Error {}

/** Counts writes; at one of them it keeps only some of what was not yet synced, and fails. */
class CrashingStorage extends MemoryStorage {
  writes = 0;
  readonly #crashAt: number;
  readonly #random: RandomSource | undefined;
  #durable: Uint8Array<ArrayBuffer>;
  #pending: { at: number; bytes: Uint8Array }[] = [];

  /** @param random for a power failure: draws what is lost; without it the process is killed */
  constructor(bytes: Uint8Array<ArrayBuffer>, crashAt: number, random?: RandomSource) {
    super(bytes.slice());
    this.#durable = bytes.slice();
    this.#crashAt = crashAt;
    this.#random = random;
  }

  override write(at: number, bytes: Uint8Array): void {
    if (this.writes > this.#crashAt) throw new Crash();
    if (this.writes++ === this.#crashAt) {
      const torn = Math.floor(bytes.length / 2 / SECTOR) * SECTOR;
      this.#pending.push({ at, bytes: this.#random ? bytes.slice() : bytes.slice(0, torn) });
      super.write(at, bytes.subarray(0, torn));
      if (this.#random) this.#losePower(this.#random);
      throw new Crash();
    }
    this.#pending.push({ at, bytes: bytes.slice() });
    super.write(at, bytes);
  }

  override sync(): void {
    this.#pending = [];
    this.#durable = this.bytes.slice();
  }

  #losePower(random: RandomSource): void {
    this.bytes = this.#durable;
    for (const { at, bytes } of this.#pending) {
      for (let i = 0; i < bytes.length; i += SECTOR) {
        if (random(1)[0] & 1) this.bytes.set(bytes.subarray(i, i + SECTOR), at + i);
      }
    }
  }
}

/** A volume with files in two regions and some free blocks between them. */
async function prepared(): Promise<MemoryStorage> {
  const storage = await makeVolume(["outer", "inner"]);
  for (const passphrase of ["outer", "inner"]) {
    const region = await openRegion(storage, passphrase);
    await mkdir(region, "docs");
    await putAll(region, {
      "docs/a": sample(`${passphrase} a`, 1_500),
      "docs/b": sample(`${passphrase} b`, 700),
      "c": sample(`${passphrase} c`, 2_000),
    });
    await remove(region, "docs/a");
    await put(region, "d", sample(`${passphrase} d`, 2_500));
  }
  return storage;
}

type Change = (region: Region, others: () => Promise<Region>) => Promise<void>;

const CHANGES: Record<string, Change> = {
  "putting a file": (region) => put(region, "docs/new", sample("new", 1_300)),
  "putting two files": (region) =>
    putAll(region, { "docs/e": sample("e", 400), "f": sample("f", 900) }),
  "putting an empty file": (region) => put(region, "empty", sample("", 0)),
  "making a folder": (region) => mkdir(region, "docs/folder"),
  "moving": (region) => rename(region, "docs", "papers"),
  "removing a file": (region) => remove(region, "c"),
  "removing a folder": (region) => remove(region, "docs"),
  "removing two things": async (region) => {
    await remove(region, "c");
    await remove(region, "docs");
  },
  "renewing with every passphrase": async (region, others) => {
    await renewVolume(region.io.storage, region.layout, [region, await others()], systemRandom);
  },
  "renewing with one passphrase": async (region) => {
    await renewVolume(region.io.storage, region.layout, [region], systemRandom);
  },
};

/** The states that a change goes through, first and last included. */
async function states(before: MemoryStorage, change: Change): Promise<Record<string, string>[]> {
  const storage = new MemoryStorage(before.bytes.slice());
  const region = await openRegion(storage, "outer");
  const first = await contents(region);
  await change(region, () => openRegion(storage, "inner"));
  const last = await contents(await openRegion(storage, "outer"));
  if (!("docs/" in last) && !("c" in last)) {
    const { "c": _, ...middle } = first;
    return [first, middle, last];
  }
  return [first, last];
}

/** Bytes of the file that do not belong to a region. */
function outside(bytes: Uint8Array, region: Region): Uint8Array {
  const rest = bytes.slice();
  const { layout, io } = region;
  rest.fill(0, blockOffset(layout, io.region, 0), blockOffset(layout, io.region + 1, 0));
  rest.fill(0, headOffset(LIGHT, io.region, 0), headOffset(LIGHT, io.region + 1, 0));
  return rest;
}

/** A data block as it stands in the file. */
function blockAt({ io, layout }: Region, block: number): Uint8Array {
  return io.storage.read(
    blockOffset(layout, io.region, layout.firstData + block),
    LIGHT.blockBytes,
  );
}

/** Every block of a file at the places of free blocks, as far as they were ever seen sealed. */
function leftovers(region: Region, sealed: Set<string>): number[] {
  const { layout, free } = region;
  return Array(layout.dataBlocks).keys().toArray().filter((block) =>
    !free.isUsed(block) && sealed.has(hex(blockAt(region, block)))
  );
}

/** What stands in the data blocks of the files of a region. */
function sealedBlocks(region: Region): string[] {
  const { layout, free } = region;
  return Array(layout.dataBlocks).keys().toArray().filter((block) => free.isUsed(block))
    .map((block) => hex(blockAt(region, block)));
}

for (const [name, change] of Object.entries(CHANGES)) {
  for (const power of [false, true]) {
    const how = power ? "the power fails" : "the process is killed";
    Deno.test(`${name} is undone or done when ${how} at any write`, async () => {
      const before = await prepared();
      const allowed = (await states(before, change)).map((state) => JSON.stringify(state));
      const inner = JSON.stringify(await contents(await openRegion(before, "inner")));
      const renewing = name.startsWith("renewing");
      const random = seeded(name);
      let crashes = 0;
      for (let at = 0;; at++) {
        const storage = new CrashingStorage(before.bytes, at, power ? random : undefined);
        const region = await openRegion(storage, "outer");
        try {
          await change(region, () => openRegion(storage, "inner"));
          assert.equal(at, storage.writes, "the change was not tried at every write");
          break;
        } catch (error) {
          if (!(error instanceof Crash)) throw error;
          crashes++;
        }
        const after = new MemoryStorage(storage.bytes);
        const again = await openRegion(after, "outer");
        const found = JSON.stringify(await contents(again));
        assert.ok(allowed.includes(found), `write ${at}: ${found}`);
        if (!renewing) {
          assert.ok(equalBytes(outside(after.bytes, again), outside(before.bytes, again)));
        } else if (name.includes("every")) {
          assert.equal(JSON.stringify(await contents(await openRegion(after, "inner"))), inner);
        }
        // The next change cleans up and changes nothing else.
        await mkdir(again, "next");
        const settled = await openRegion(after, "outer");
        assert.ok(settled.settled);
        const { "next/": next, ...rest } = await contents(settled);
        assert.equal(next, "");
        assert.equal(JSON.stringify(rest), found);
      }
      assert.ok(crashes > 3);
    });
  }
}

Deno.test("two crashes, one soon after the other, lose nothing either", async () => {
  const before = await prepared();
  const pairs = [
    [CHANGES["making a folder"], CHANGES["putting a file"]],
    [CHANGES["making a folder"], CHANGES["removing a file"]],
    [CHANGES["putting a file"], CHANGES["moving"]],
    [CHANGES["removing a file"], CHANGES["putting two files"]],
    [CHANGES["moving"], CHANGES["putting an empty file"]],
  ];
  const none = () => Promise.reject(new Error("no other region"));
  for (const [first, second] of pairs) {
    for (let at = 0;; at++) {
      const once = new CrashingStorage(before.bytes, at, at % 2 ? seeded(`${at}`) : undefined);
      const ended = await first(await openRegion(once, "outer"), none).then(
        () => true,
        () => false,
      );
      const between = await openRegion(new MemoryStorage(once.bytes.slice()), "outer");
      const state = JSON.stringify(await contents(between));
      await second(between, none).catch(() => {});
      const done = JSON.stringify(await contents(between));
      for (let again = 0;; again++) {
        const twice = new CrashingStorage(once.bytes, again, again % 2 ? seeded(state) : undefined);
        const region = await openRegion(twice, "outer");
        const finished = await second(region, none).then(() => true, () => false);
        const after = await openRegion(new MemoryStorage(twice.bytes), "outer");
        const found = JSON.stringify(await contents(after));
        assert.ok([state, done].includes(found), `writes ${at} and ${again}: ${found}`);
        if (finished) break;
      }
      if (ended) break;
    }
  }
});

Deno.test("blocks that a crash orphaned, and freed ones, are random after the next change", async () => {
  for (const change of [CHANGES["putting two files"], CHANGES["removing two things"]]) {
    const before = await prepared();
    for (let at = 0;; at++) {
      const sealed = new Set<string>();
      const here = cipherHere(LIGHT.blockBytes, systemRandom);
      const cipher: BlockCipher = {
        ...here,
        async seal(...run) {
          const blocks = await here.seal(...run);
          for (let i = 0; i < blocks.length; i += LIGHT.blockBytes) {
            sealed.add(hex(blocks.subarray(i, i + LIGHT.blockBytes)));
          }
          return blocks;
        },
      };
      const storage = new CrashingStorage(before.bytes, at);
      const region = await openRegion(storage, "outer", { cipher });
      for (const block of sealedBlocks(region)) sealed.add(block);
      const finished = await change(region, () => openRegion(storage, "inner")).then(
        () => true,
        () => false,
      );
      const after = new MemoryStorage(storage.bytes);
      const again = await openRegion(after, "outer");
      if (!finished) await mkdir(again, "next");
      assert.deepEqual(leftovers(again, sealed), [], `write ${at}`);
      if (finished) break;
    }
  }
});

Deno.test("a crash while the passphrase changes leaves the old one, the new one, or both", async () => {
  const before = await prepared();
  const expected = await contents(await openRegion(before, "outer"));
  for (let at = 0; at < 2; at++) {
    const storage = new CrashingStorage(before.bytes, at, seeded("passphrase"));
    const region = await openRegion(storage, "outer");
    await assert.rejects(region.changePassphrase(root("other")), Crash);
    const opened = [];
    for (const passphrase of ["outer", "other"]) {
      const after = new MemoryStorage(storage.bytes.slice());
      const again = await openRegion(after, passphrase).catch(() => undefined);
      if (!again) continue;
      opened.push(passphrase);
      assert.deepEqual(await contents(again), expected);
      await put(again, "more", sample("more", 500));
      assert.ok((await openRegion(after, passphrase)).settled);
    }
    assert.ok(opened.length > 0);
  }
});

Deno.test("a renewal that crashes, is resumed, and crashes again while resuming, loses nothing", async () => {
  const before = await prepared();
  const region = await openRegion(before, "outer");
  const expected = await contents(region);
  const random = seeded("again and again");
  for (let at = 0; at < 140; at += 5) {
    let storage = new CrashingStorage(before.bytes, at, random);
    const first = await openRegion(storage, "outer");
    const second = await openRegion(storage, "inner");
    await renewVolume(storage, first.layout, [first, second], systemRandom).catch(() => {});
    for (let again = 0; again < 8; again++) {
      storage = new CrashingStorage(storage.bytes, random(1)[0] % 16, random);
      const resumed = await openRegion(storage, "outer");
      assert.deepEqual(await contents(resumed), expected, `write ${at}, crash ${again}`);
      await resumed.settle().catch((error) => assert.ok(error instanceof Crash));
    }
    const last = new MemoryStorage(storage.bytes);
    const ended = await openRegion(last, "outer");
    await ended.settle();
    assert.deepEqual(await get(await openRegion(last, "outer"), "c"), sample("outer c", 2_000));
  }
});

Deno.test("an interrupted renewal keeps its next key when the table beside it is damaged", async () => {
  const before = await prepared();
  const outer = await openRegion(before, "outer");
  const files = await contents(outer);
  const { layout, io } = outer;
  const table = blockOffset(layout, io.region, layout.areaBlocks);
  let resumed = 0;
  for (let crashAt = 0;; crashAt++) {
    const storage = new CrashingStorage(before.bytes, crashAt);
    const region = await openRegion(storage, "outer");
    const whole = await renewVolume(storage, layout, [region], systemRandom).then(
      () => true,
      (error) => {
        if (!(error instanceof Crash)) throw error;
        return false;
      },
    );
    if (whole) break;
    const bytes = storage.bytes.slice();
    const left = await openRegion(new MemoryStorage(bytes), "outer");
    const [first, second] = openHeads(bytes, headKey(root("outer")), LIGHT);
    // From head 1 with a next key on, until head 0 has it as its own.
    if (!second?.head.nextKey || !equalBytes(first.head.key, second.head.key)) continue;
    const tables = [0, 1].map((copy) => left.io.readTable(copy, [first, second][copy].head));
    if ((await Promise.all(tables)).includes(undefined)) continue;
    resumed++;
    bytes[table + 100] ^= 1;
    const damaged = await openRegion(new MemoryStorage(bytes), "outer");
    assert.deepEqual(await contents(damaged), files, `read after write ${crashAt}`);
    await mkdir(damaged, "after");
    const again = await openRegion(new MemoryStorage(bytes), "outer");
    assert.deepEqual(await contents(again), { ...files, "after/": files["docs/"] });
    assert.ok(again.settled && await again.otherHalfWhole());
  }
  assert.ok(resumed > 10, `${resumed} interrupted renewals`);
});
