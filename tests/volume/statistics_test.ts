/**
 * What the bytes of volumes look like with one, two and four layers in use. All samples come from
 * fixed seeds but those that `ent` looks at, so these tests either always pass or always fail.
 *
 * @module
 */
import assert from "node:assert/strict";
import { hex } from "../../lib/bytes.ts";
import type { RandomSource } from "../../lib/random.ts";
import { blockOffset, headOffset, headsEnd, layoutOf } from "../../lib/volume/geometry.ts";
import { renewVolume } from "../../lib/volume/renew.ts";
import { seeded } from "../seeded.ts";
import {
  LENGTH,
  LIGHT,
  makeVolume,
  MemoryStorage,
  mkdir,
  openRegion,
  put,
  putAll,
  remove,
  sample,
} from "./light.ts";
import { programTest } from "../installed.ts";

const PASSPHRASES = ["one", "two", "three", "four"];
const LAYERS = [1, 2, 4];
const VOLUMES = 120;

/** What a chi-square of these degrees of freedom exceeds once in ten million (Wilson-Hilferty). */
function limit(freedom: number): number {
  const s = 2 / (9 * freedom);
  return freedom * (1 - s + 5.2 * Math.sqrt(s)) ** 3;
}

function assertEven(counts: ArrayLike<number>, what: string): void {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i];
  const mean = sum / counts.length;
  assert.ok(mean >= 5, `${what}: too few for a chi-square`);
  let found = 0;
  for (let i = 0; i < counts.length; i++) found += (counts[i] - mean) ** 2 / mean;
  const most = limit(counts.length - 1);
  assert.ok(found < most, `${what}: chi-square ${found.toFixed(1)}, limit ${most.toFixed(1)}`);
}

/** A volume that was used as people use one: things put, replaced, moved and removed. */
async function used(layers: number, random: RandomSource, length = LENGTH): Promise<MemoryStorage> {
  const passphrases = PASSPHRASES.slice(0, layers);
  const storage = await makeVolume(passphrases, { random, length });
  for (const passphrase of passphrases) {
    const region = await openRegion(storage, passphrase, { random });
    const { payloadBytes } = region.layout;
    const rest = () => Math.floor(region.free.free / 3) * payloadBytes - 1;
    await mkdir(region, "zeros");
    await putAll(region, {
      "zeros/a": new Uint8Array(rest()),
      "zeros/b": sample("text of a letter", rest()),
      "c": new Uint8Array(payloadBytes).fill(255),
    });
    await remove(region, "zeros/a");
    await put(region, "d", sample("d", rest()));
  }
  return storage;
}

/** Counts of byte values at every place of some unit of the file. */
class Places {
  readonly #counts: Uint32Array[];
  readonly #bits: Uint32Array[];
  #samples = 0;

  constructor(places: number) {
    this.#counts = Array.from({ length: places }, () => new Uint32Array(256));
    this.#bits = Array.from({ length: places }, () => new Uint32Array(8));
  }

  add(unit: Uint8Array): void {
    this.#samples++;
    for (let at = 0; at < this.#counts.length; at++) {
      const byte = unit[at];
      this.#counts[at][byte]++;
      for (let bit = 0; bit < 8; bit++) this.#bits[at][bit] += byte >> bit & 1;
    }
  }

  /** Bytes and bits are even at every place, and over all places together. */
  check(what: string): void {
    const all = new Uint32Array(256);
    for (const [at, counts] of this.#counts.entries()) {
      counts.forEach((count, value) => all[value] += count);
      const coarse = this.#samples < 256 * 5 ? nibbles(counts) : counts;
      assertEven(coarse, `${what}, byte ${at}`);
      for (const [bit, ones] of this.#bits[at].entries()) {
        assertEven([ones, this.#samples - ones], `${what}, byte ${at}, bit ${bit}`);
      }
    }
    assertEven(all, what);
  }
}

function nibbles(counts: Uint32Array): number[] {
  const sums = Array(16).fill(0);
  counts.forEach((count, value) => sums[value & 15] += count);
  return sums;
}

for (const layers of LAYERS) {
  Deno.test(`with ${layers} layers in use every place of a block, a head and the salt is even`, async () => {
    const layout = layoutOf(LENGTH, LIGHT);
    const blocks = new Places(LIGHT.blockBytes), heads = new Places(LIGHT.headBytes);
    const salts = new Places(32);
    for (let number = 0; number < VOLUMES; number++) {
      const { bytes } = await used(layers, seeded(`volume ${layers} ${number}`));
      salts.add(bytes);
      for (let region = 0; region < LIGHT.regions; region++) {
        for (const copy of [0, 1]) heads.add(bytes.subarray(headOffset(LIGHT, region, copy)));
        for (let block = 0; block < layout.regionBlocks; block++) {
          blocks.add(bytes.subarray(blockOffset(layout, region, block)));
        }
      }
    }
    blocks.check("blocks");
    heads.check("heads");
    salts.check("salts");
  });
}

Deno.test("heads and blocks in use have the same bytes as those that are not", async () => {
  const layout = layoutOf(LENGTH, LIGHT);
  const counts = { used: new Uint32Array(256), unused: new Uint32Array(256) };
  for (let number = 0; number < VOLUMES; number++) {
    const random = seeded(`two kinds ${number}`);
    const storage = await used(2, random);
    const owned = new Set<number>();
    for (const passphrase of PASSPHRASES.slice(0, 2)) {
      owned.add((await openRegion(storage, passphrase, { random })).io.region);
    }
    for (let region = 0; region < LIGHT.regions; region++) {
      const into = owned.has(region) ? counts.used : counts.unused;
      const from = headOffset(LIGHT, region, 0), to = headOffset(LIGHT, region + 1, 0);
      for (const byte of storage.bytes.subarray(from, to)) into[byte]++;
      const first = blockOffset(layout, region, 0), end = blockOffset(layout, region + 1, 0);
      for (const byte of storage.bytes.subarray(first, end)) into[byte]++;
    }
  }
  // Two samples of one distribution: chi-square of the differences.
  let found = 0;
  counts.used.forEach((count, value) => {
    const other = counts.unused[value];
    found += (count - other) ** 2 / (count + other);
  });
  assert.ok(found < limit(255), `chi-square ${found.toFixed(1)}`);
});

/** The figures of `ent`, and runs of equal bits. */
function battery(bytes: Uint8Array, what: string): void {
  const counts = new Uint32Array(256);
  let sum = 0, products = 0, squares = 0, ones = 0, runs = 1;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i], next = bytes[(i + 1) % bytes.length];
    counts[byte]++;
    sum += byte;
    products += byte * next;
    squares += byte * byte;
    for (let bit = 0; bit < 8; bit++) {
      const here = byte >> bit & 1;
      ones += here;
      const after = bit < 7 ? byte >> bit + 1 & 1 : next & 1;
      if (i < bytes.length - 1 || bit < 7) runs += here ^ after;
    }
  }
  const n = bytes.length, bits = 8 * n;
  assertEven(counts, what);
  const entropy = counts.reduce((sum, count) => sum - count / n * Math.log2(count / n), 0);
  assert.ok(entropy > 8 - 300 / n, `${what}: entropy ${entropy}`);
  // Limits of five standard deviations.
  assert.ok(Math.abs(sum / n - 127.5) < 5 * 73.9 / Math.sqrt(n), `${what}: mean ${sum / n}`);
  const correlation = (n * products - sum * sum) / (n * squares - sum * sum);
  assert.ok(Math.abs(correlation) < 5 / Math.sqrt(n), `${what}: correlation ${correlation}`);
  assert.ok(Math.abs(ones - bits / 2) < 5 * Math.sqrt(bits) / 2, `${what}: ${ones} ones`);
  assert.ok(Math.abs(runs - bits / 2) < 5 * Math.sqrt(bits) / 2, `${what}: ${runs} runs`);
  let inside = 0, points = 0;
  for (let i = 0; i + 6 <= n; i += 6, points++) {
    const [x, y] = [i, i + 3].map((at) => bytes[at] << 16 | bytes[at + 1] << 8 | bytes[at + 2]);
    inside += Number(x * x + y * y <= (2 ** 24 - 1) ** 2);
  }
  const pi = 4 * inside / points;
  assert.ok(Math.abs(pi - Math.PI) < 5 * 1.642 / Math.sqrt(points), `${what}: pi ${pi}`);
}

Deno.test("a whole file passes the same battery with one, two and four layers, and after a renewal", async () => {
  for (const layers of LAYERS) {
    const random = seeded(`battery ${layers}`);
    const storage = await used(layers, random, 900_000);
    battery(storage.bytes, `${layers} layers`);
    const passphrases = PASSPHRASES.slice(0, layers);
    const regions = await Promise.all(
      passphrases.map((one) => openRegion(storage, one, { random })),
    );
    await renewVolume(storage, regions[0].layout, regions, random);
    battery(storage.bytes, `${layers} layers, renewed`);
  }
});

programTest("ent finds nothing in a file with one, two and four layers", "ent", async () => {
  for (const layers of LAYERS) {
    const path = await Deno.makeTempFile();
    try {
      await Deno.writeFile(path, (await used(layers, seeded(`ent ${layers}`), 900_000)).bytes);
      const { stdout } = await new Deno.Command("ent", { args: ["-t", path] }).output();
      const [, figures] = new TextDecoder().decode(stdout).trim().split("\n");
      const [, size, entropy, chi, mean, pi, correlation] = figures.split(",").map(Number);
      assert.equal(size, 900_000);
      assert.ok(entropy > 7.9997 && chi < limit(255) && Math.abs(mean - 127.5) < 0.4, figures);
      assert.ok(Math.abs(pi - Math.PI) < 0.03 && Math.abs(correlation) < 0.006, figures);
    } finally {
      await Deno.remove(path);
    }
  }
});

Deno.test("no sixteen bytes stand in a file twice, and none in two copies where one was renewed", async () => {
  const random = seeded("repetitions");
  const storage = await used(4, random, 200_000);
  const seen = new Set<string>();
  const collect = () => {
    for (let at = 0; at + 16 <= storage.length; at += 8) {
      const unit = hex(storage.bytes.subarray(at, at + 16));
      assert.ok(!seen.has(unit), `offset ${at}`);
      seen.add(unit);
    }
  };
  collect();
  const regions = await Promise.all(PASSPHRASES.map((one) => openRegion(storage, one, { random })));
  await renewVolume(storage, regions[0].layout, regions, random);
  collect();
  assert.ok(headsEnd(LIGHT) < storage.length);
});
