/**
 * What rows look like, to one who can take discrete logarithms too. All samples come from fixed
 * seeds, so these tests either always pass or always fail.
 *
 * @module
 */
import assert from "node:assert/strict";
import { numberToBytesLE } from "@noble/curves/utils.js";
import {
  addRandomMultiple,
  addSmallOrder,
  fillTable,
  isNeutral,
  onCurve,
  setBase,
  setNeutral,
  subtractPoints,
  TABLE_POINTS,
  times,
} from "../../lib/curve/edwards.ts";
import { decodePoint, encodePoint } from "../../lib/curve/elligator.ts";
import { type Field, reservePoints } from "../../lib/curve/field.ts";
import { CHUNK_BYTES, rerandomiseGroup, ROW_BYTES, sealGroup } from "../../lib/curve/groups.ts";
import { scalarFromBytes } from "../../lib/curve/scalar.ts";
import type { RandomSource } from "../../lib/random.ts";
import { seeded } from "../seeded.ts";
import { P, Q, R } from "./elements.ts";
import { ORDER } from "./oracle.ts";

const TABLE = reservePoints(TABLE_POINTS);
const ROWS = 2048;
/** Fewer, since every unit costs two tables. */
const UNITS = 1280;

/** What a chi-square of these degrees of freedom exceeds three times in 100,000 (Wilson-Hilferty). */
function limit(freedom: number): number {
  const s = 2 / (9 * freedom);
  return freedom * (1 - s + 4 * Math.sqrt(s)) ** 3;
}

/** Chi-square of counts that should be equal. */
function chiSquare(counts: number[]): number {
  const mean = counts.reduce((sum, n) => sum + n, 0) / counts.length;
  assert.ok(mean >= 20, "too few for a chi-square");
  return counts.reduce((sum, n) => sum + (n - mean) ** 2 / mean, 0);
}

function assertEven(counts: number[], what: string): void {
  const found = chiSquare(counts), most = limit(counts.length - 1);
  assert.ok(found < most, `${what}: chi-square ${found.toFixed(1)}, limit ${most.toFixed(1)}`);
}

/** How often each value up to `size` - 1 occurs. */
function tally(values: number[], size: number): number[] {
  const counts = Array(size).fill(0);
  for (const value of values) counts[value]++;
  return counts;
}

const LARGE = numberToBytesLE(ORDER, 32);

/** The torsion class, 0 to 7, of the point at an address: l times it, among the small points. */
function classOf(f: Field, at: number): number {
  times(f, Q, at, LARGE);
  setNeutral(f, R);
  let found = -1;
  for (let j = 0; j < 8; j++) {
    subtractPoints(f, P, Q, R);
    if (isNeutral(f, P)) found = j;
    addSmallOrder(f, R, R, 1);
  }
  return found;
}

const POINT = reservePoints(1);

/** The torsion classes of every point of the rows, in the order of the bytes. */
function classes(rows: Uint8Array): number[] {
  return onCurve((f) => {
    const found = [];
    for (let at = 0; at < rows.length; at += 32) {
      decodePoint(f, POINT, rows.subarray(at));
      found.push(classOf(f, POINT));
    }
    return found;
  });
}

/** Rows of one kind, without the units. */
function rowsOf(make: () => Uint8Array): Uint8Array {
  const rows = new Uint8Array(ROWS * ROW_BYTES);
  for (let at = 0; at < rows.length;) {
    const part = make().subarray(ROW_BYTES);
    rows.set(part.subarray(0, rows.length - at), at);
    at += part.length;
  }
  return rows;
}

/** The units of many small groups. */
function unitsOf(make: () => Uint8Array): Uint8Array {
  const units = new Uint8Array(UNITS * ROW_BYTES);
  for (let at = 0; at < units.length; at += ROW_BYTES) units.set(make().subarray(0, ROW_BYTES), at);
  return units;
}

/** One owner's group of the same 64 chunks, written again and again. */
function ownerWritten(random: RandomSource): () => Uint8Array {
  const x = scalarFromBytes(random(64)), chunks = random(CHUNK_BYTES * 64);
  return () => sealGroup(x, chunks, random)!;
}

/** Groups of secrets and contents that nobody keeps. */
function free(random: RandomSource): () => Uint8Array {
  return () => sealGroup(scalarFromBytes(random(64)), random(CHUNK_BYTES * 64), random)!;
}

/** One group, re-randomised again and again from the same bytes. */
function rerandomised(random: RandomSource, group: Uint8Array): () => Uint8Array {
  return () => rerandomiseGroup(group, random)!;
}

const KINDS: [string, (random: RandomSource) => () => Uint8Array][] = [
  ["owner-written rows", ownerWritten],
  ["free rows", free],
  ["re-randomised rows", (random) => rerandomised(random, ownerWritten(random)())],
  ["re-randomised garbage", (random) => rerandomised(random, random(ROW_BYTES * 65))],
];

for (const [kind, make] of KINDS) {
  Deno.test(`${kind}: both points uniform over the torsion classes, all bits and bytes balanced`, () => {
    const rows = rowsOf(make(seeded(kind)));
    assertLooksRandom(rows, kind);
  });
}

Deno.test("units, written and re-randomised, have the same look as rows", () => {
  const random = seeded("units");
  const x = scalarFromBytes(random(64));
  const group = sealGroup(x, new Uint8Array(0), random)!;
  const units = unitsOf(() => rerandomiseGroup(group, random)!);
  assertLooksRandom(units, "units");
});

function assertLooksRandom(rows: Uint8Array, kind: string): void {
  const found = classes(rows), count = rows.length / ROW_BYTES;
  const pairs = Array.from({ length: count }, (_, i) => 8 * found[2 * i] + found[2 * i + 1]);
  assertEven(tally(found.filter((_, i) => i % 2 === 0), 8), `${kind}, classes of a`);
  assertEven(tally(found.filter((_, i) => i % 2 === 1), 8), `${kind}, classes of b`);
  assertEven(tally(pairs, 64), `${kind}, pairs of classes`);

  const spare = Array.from(
    { length: count },
    (_, i) => 4 * (rows[ROW_BYTES * i + 31] >> 6) + (rows[ROW_BYTES * i + 63] >> 6),
  );
  assertEven(tally(spare, 16), `${kind}, spare bits`);
  assertEven(tally([...rows], 256), `${kind}, bytes`);

  const ones = Array(8 * ROW_BYTES).fill(0);
  rows.forEach((byte, i) => {
    for (let bit = 0; bit < 8; bit++) ones[8 * (i % ROW_BYTES) + bit] += (byte >> bit) & 1;
  });
  // Each position within five standard deviations, and all together no more spread than they may.
  let spread = 0;
  ones.forEach((n, position) => {
    const deviation = (n - count / 2) / Math.sqrt(count / 4);
    assert.ok(Math.abs(deviation) < 5, `${kind}, bit ${position}: ${n} of ${count}`);
    spread += deviation ** 2;
  });
  assert.ok(spread < limit(ones.length), `${kind}, bits: ${spread.toFixed(1)}`);
}

Deno.test("the bytes of a re-randomised group do not depend on the bytes before", () => {
  const random = seeded("pairs of copies");
  const group = ownerWritten(random)();
  const agree = Array(8 * ROW_BYTES).fill(0);
  let rows = 0;
  for (let i = 0; i < 32; i++) {
    const next = rerandomiseGroup(group, random)!;
    for (let at = 0; at < group.length; at++) {
      const same = ~(group[at] ^ next[at]);
      for (let bit = 0; bit < 8; bit++) agree[8 * (at % ROW_BYTES) + bit] += (same >> bit) & 1;
    }
    rows += group.length / ROW_BYTES;
  }
  agree.forEach((n, position) => {
    const deviation = (n - rows / 2) / Math.sqrt(rows / 4);
    assert.ok(Math.abs(deviation) < 5, `bit ${position}: ${n} of ${rows}`);
  });
});

/** Whether the point at an address has a representative. */
const represented = (f: Field, at: number) => encodePoint(f, at, 0, new Uint8Array(32));

/** Of a point and its seven siblings, which differ by points of small order, how many have one. */
function siblings(f: Field, at: number): number {
  return [0, 1, 2, 3, 4, 5, 6, 7].filter((j) => {
    addSmallOrder(f, P, at, j);
    return represented(f, P);
  }).length;
}

/** Chi-square of numbers of siblings against what they are for a uniform point that has one. */
function siblingsChiSquare(numbers: number[]): number {
  // One is certain, each of the others has one with probability 1/2.
  const ways = [1, 7, 21, 35, 35, 21, 7, 1];
  return tally(numbers.map((n) => n - 1), 8)
    .reduce(
      (sum, n, i) =>
        sum + (n - numbers.length * ways[i] / 128) ** 2 / (numbers.length * ways[i] / 128),
      0,
    );
}

const MULTIPLE = reservePoints(1), STEP = reservePoints(1);

/** Points that are drawn as `draw` says until they have representatives. */
function drawn<Result>(
  draw: (f: Field, random: RandomSource, again: boolean) => void,
  look: (f: Field) => Result,
): Result[] {
  const random = seeded("drawn");
  return onCurve((f) => {
    setBase(f, STEP);
    fillTable(f, TABLE, STEP, 6);
    return Array.from({ length: ROWS }, () => {
      for (let tries = 0;; tries++) {
        // A multiple in 256 has no representative in any class.
        draw(f, random, tries % 64 > 0);
        if (represented(f, POINT)) return look(f);
      }
    });
  });
}

const drawMultiple = (f: Field, random: RandomSource) => {
  setNeutral(f, MULTIPLE);
  addRandomMultiple(f, MULTIPLE, TABLE, random(32), 6);
};

Deno.test("rows tell nothing by their neighbours about what was refused before them", () => {
  const random = seeded("neighbours");
  const group = ownerWritten(random)();
  const rows = rowsOf(rerandomised(random, group));
  const { numbers, before } = onCurve((f) => {
    const numbers: number[] = [], before: boolean[] = [];
    for (let at = 0; at < rows.length; at += 32) {
      decodePoint(f, POINT, rows.subarray(at));
      numbers.push(siblings(f, POINT));
      decodePoint(f, Q, group.subarray(at % ROW_BYTES));
      subtractPoints(f, P, POINT, Q);
      before.push(represented(f, P));
    }
    return { numbers, before };
  });
  const most = limit(7);
  assert.ok(siblingsChiSquare(numbers) < most, `${siblingsChiSquare(numbers)}`);
  const deviation = (before.filter(Boolean).length - ROWS) / Math.sqrt(ROWS / 2);
  assert.ok(Math.abs(deviation) < 5, `${deviation} standard deviations`);
});

Deno.test("a writer that leaves out or draws again only a part would be seen by these counts", () => {
  const prime = drawn((f, random) => {
    drawMultiple(f, random);
    addSmallOrder(f, POINT, MULTIPLE, 0);
  }, (f) => classOf(f, POINT));
  assert.ok(chiSquare(tally(prime, 8)) > limit(7));

  const torsionOnly = drawn((f, random, again) => {
    if (!again) drawMultiple(f, random);
    addSmallOrder(f, POINT, MULTIPLE, random(1)[0] & 7);
  }, (f) => siblings(f, POINT));
  assert.ok(siblingsChiSquare(torsionOnly) > limit(7));

  const steps = drawn((f, random, again) => {
    if (!again) drawMultiple(f, random);
    subtractPoints(f, MULTIPLE, MULTIPLE, STEP);
    addSmallOrder(f, POINT, MULTIPLE, 0);
  }, (f) => {
    f.cache(P, STEP);
    f.addCached(P, POINT, P);
    return represented(f, P);
  });
  // The point before the first draw is as good as any, the ones before the others were refused.
  const deviation = (steps.filter(Boolean).length - ROWS / 2) / Math.sqrt(ROWS / 4);
  assert.ok(deviation < -5, `only ${deviation} standard deviations`);

  const inFull = drawn((f, random) => {
    drawMultiple(f, random);
    addSmallOrder(f, POINT, MULTIPLE, random(1)[0] & 7);
  }, (f) => [classOf(f, POINT), siblings(f, POINT)]);
  assertEven(tally(inFull.map(([found]) => found), 8), "drawn again in full");
  assert.ok(siblingsChiSquare(inFull.map(([, number]) => number)) < limit(7));
});
