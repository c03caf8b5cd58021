import assert from "node:assert/strict";
import { numberToBytesLE } from "@noble/curves/utils.js";
import fc from "fast-check";
import { hex, unhex } from "../../lib/bytes.ts";
import {
  CHUNK_BYTES,
  groupMatches,
  openGroup,
  rerandomiseGroup,
  ROW_BYTES,
  sealGroup,
} from "../../lib/curve/groups.ts";
import { computing } from "../../lib/curve/field.ts";
import { scalarFromBytes } from "../../lib/curve/scalar.ts";
import { systemRandom } from "../../lib/random.ts";
import { seeded } from "../seeded.ts";
import * as oracle from "./oracle.ts";

const unit = (group: Uint8Array) => group.subarray(0, ROW_BYTES);
const anyScalar = () => scalarFromBytes(systemRandom(64));

/** Two representatives, of points that have one. */
function row(...points: oracle.EdwardsPoint[]): Uint8Array {
  return Uint8Array.from(points.flatMap((point) => [...oracle.encodePoint(point, 1)!]));
}

/** Every point of small order that has a representative. */
const SMALL = [1, 2, 3, 4, 5, 6, 7].map((j) => oracle.times(oracle.EIGHTH, BigInt(j)))
  .filter((point) => oracle.encodePoint(point, 0));

/** A point of the prime subgroup that has a representative. */
function ordinary(random = seeded("ordinary")): oracle.EdwardsPoint {
  for (;;) {
    const point = oracle.times(oracle.decodePoint(random(32)), 8n);
    if (oracle.encodePoint(point, 0)) return point;
  }
}

Deno.test("groups are the oracle's, byte for byte, from the same random bytes", () => {
  const random = seeded("same bytes");
  const x = scalarFromBytes(random(64));
  for (const rows of [0, 1, 5]) {
    const chunks = random(CHUNK_BYTES * rows);
    const sealed = sealGroup(x, chunks, seeded("seal"))!;
    assert.equal(hex(sealed), hex(oracle.sealGroup(x, chunks, seeded("seal"))!));
    const next = rerandomiseGroup(sealed, seeded("next"))!;
    assert.equal(hex(next), hex(oracle.rerandomiseGroup(sealed, seeded("next"))!));
    assert.equal(next.length, ROW_BYTES * (rows + 1));
    assert.equal(hex(oracle.openGroup(x, next)), hex(chunks));
    assert.equal(oracle.groupMatches(x, unit(next)), true);
  }
});

Deno.test("bytes that never were a group are re-randomised and opened as the oracle does", () => {
  const random = seeded("garbage");
  const x = scalarFromBytes(random(64));
  const garbage = random(ROW_BYTES * 4);
  assert.equal(
    hex(rerandomiseGroup(garbage, seeded("next"))!),
    hex(oracle.rerandomiseGroup(garbage, seeded("next"))!),
  );
  assert.equal(hex(openGroup(x, garbage)), hex(oracle.openGroup(x, garbage)));
});

Deno.test("what was sealed opens after any number of re-randomisations, and every row changes", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 }), (rows, times) => {
      const x = anyScalar(), chunks = systemRandom(CHUNK_BYTES * rows);
      let group = sealGroup(x, chunks, systemRandom)!;
      for (let i = 0; i < times; i++) {
        const next = rerandomiseGroup(group, systemRandom)!;
        assert.equal(next.length, group.length);
        for (let at = 0; at < next.length; at += 32) {
          assert.notEqual(hex(next.subarray(at, at + 32)), hex(group.subarray(at, at + 32)));
        }
        group = next;
      }
      assert.equal(groupMatches(x, unit(group)), true);
      assert.equal(hex(openGroup(x, group)), hex(chunks));
    }),
    { numRuns: 60 },
  );
});

Deno.test("a unit matches no scalar but its own", () => {
  const x = anyScalar();
  const group = sealGroup(x, new Uint8Array(0), systemRandom)!;
  for (let i = 0; i < 300; i++) assert.equal(groupMatches(anyScalar(), group), false);
  for (let bit = 0; bit < 252; bit++) {
    const near = x.slice();
    near[bit >> 3] ^= 1 << (bit & 7);
    assert.equal(groupMatches(near, group), false, `bit ${bit}`);
  }
  assert.equal(groupMatches(x, group), true);
});

Deno.test("a unit matches in whatever torsion classes its points are", () => {
  const x = 987654321n, A = ordinary(), B = oracle.times(A, x);
  const scalar = numberToBytesLE(x, 32);
  let tried = 0;
  for (let j = 0n; j < 64n; j++) {
    const a = A.add(oracle.times(oracle.EIGHTH, j >> 3n));
    const b = B.add(oracle.times(oracle.EIGHTH, j & 7n));
    if (!oracle.encodePoint(a, 0) || !oracle.encodePoint(b, 0)) continue;
    tried++;
    assert.equal(groupMatches(scalar, row(a, b)), true);
    assert.equal(groupMatches(scalar, row(b, a)), false);
  }
  assert.ok(tried >= 4);
});

Deno.test("a unit of small order matches nothing and cannot be re-randomised", () => {
  assert.ok(SMALL.length >= 3);
  const rest = systemRandom(ROW_BYTES * 2);
  const A = ordinary();
  for (const small of SMALL) {
    for (const destroyed of [row(small, small), row(small, A), row(A, small)]) {
      const group = new Uint8Array([...destroyed, ...rest]);
      assert.equal(rerandomiseGroup(group, systemRandom), undefined);
      assert.equal(groupMatches(anyScalar(), destroyed), false);
    }
  }
});

Deno.test("a row of small order is data like any other", () => {
  const x = anyScalar();
  const group = sealGroup(x, new Uint8Array(CHUNK_BYTES), systemRandom)!;
  group.set(row(SMALL[0], SMALL[1]), ROW_BYTES);
  const next = rerandomiseGroup(group, systemRandom)!;
  assert.equal(groupMatches(x, unit(next)), true);
  assert.equal(hex(openGroup(x, next)), hex(new Uint8Array(CHUNK_BYTES)));
});

Deno.test("opening never throws, whatever the rows hold", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 64, maxLength: 512 }), (bytes) => {
      const group = bytes.subarray(0, bytes.length - (bytes.length % ROW_BYTES));
      const chunks = openGroup(anyScalar(), group);
      assert.equal(chunks.length, (group.length / ROW_BYTES - 1) * CHUNK_BYTES);
    }),
    { numRuns: 200 },
  );
  for (const fill of [0x00, 0xff, 0xc0]) {
    openGroup(anyScalar(), new Uint8Array(ROW_BYTES * 3).fill(fill));
  }
});

Deno.test("one changed byte spoils its own row and no other", () => {
  const x = anyScalar(), chunks = systemRandom(CHUNK_BYTES * 4);
  const group = sealGroup(x, chunks, systemRandom)!;
  group[ROW_BYTES * 2 + 40] ^= 1;
  const opened = openGroup(x, rerandomiseGroup(group, systemRandom)!);
  for (let i = 0; i < 4; i++) {
    const part = (bytes: Uint8Array) => hex(bytes.subarray(CHUNK_BYTES * i, CHUNK_BYTES * (i + 1)));
    if (i === 1) assert.notEqual(part(opened), part(chunks));
    else assert.equal(part(opened), part(chunks));
  }
});

Deno.test("inputs are left as they were and nothing stays in the memory", () => {
  const x = anyScalar(), chunks = systemRandom(CHUNK_BYTES * 2);
  const group = sealGroup(x, chunks, systemRandom)!;
  const before = [x, chunks, group].map(hex);
  const memory = computing((f) => f.bytes);
  for (
    const call of [
      () => sealGroup(x, chunks, systemRandom),
      () => rerandomiseGroup(group, systemRandom),
      () => groupMatches(x, unit(group)),
      () => openGroup(x, group),
      () => rerandomiseGroup(new Uint8Array(ROW_BYTES), systemRandom),
    ]
  ) {
    call();
    assert.ok(memory.every((byte) => byte === 0));
  }
  assert.deepEqual([x, chunks, group].map(hex), before);
});

Deno.test("the random bytes of a draw are wiped", () => {
  const given: Uint8Array[] = [];
  sealGroup(anyScalar(), new Uint8Array(CHUNK_BYTES), (length) => {
    const bytes = systemRandom(length);
    given.push(bytes);
    return bytes;
  });
  assert.ok(given.length >= 3 && given.every((bytes) => bytes.every((byte) => byte === 0)));
});

Deno.test("a random source that does not vary is an error and no endless loop", () => {
  const group = sealGroup(anyScalar(), new Uint8Array(CHUNK_BYTES), systemRandom)!;
  const outcomes = Array.from({ length: 12 }, (_, byte) => {
    try {
      rerandomiseGroup(group, (length) => new Uint8Array(length).fill(byte));
    } catch (error) {
      return (error as Error).message;
    }
  });
  assert.ok(outcomes.includes("Cannot write row: no representative in 1000 draws"));
});

Deno.test("lengths that cannot be are refused, and scalars above 253 bits", () => {
  const x = anyScalar(), none = new Uint8Array(0);
  const long = new Uint8Array(32).fill(0xff);
  assert.throws(() => sealGroup(x.subarray(1), none, systemRandom), TypeError);
  assert.throws(() => sealGroup(x, new Uint8Array(30), systemRandom), TypeError);
  assert.throws(() => sealGroup(long, none, systemRandom), RangeError);
  assert.throws(() => rerandomiseGroup(none, systemRandom), TypeError);
  assert.throws(() => rerandomiseGroup(new Uint8Array(65), systemRandom), TypeError);
  assert.throws(() => groupMatches(x, new Uint8Array(63)), TypeError);
  assert.throws(() => groupMatches(x, new Uint8Array(128)), TypeError);
  assert.throws(() => groupMatches(long, new Uint8Array(64)), RangeError);
  assert.throws(() => openGroup(x, none), TypeError);
  assert.throws(() => openGroup(x, new Uint8Array(96)), TypeError);
  assert.throws(() => openGroup(long, new Uint8Array(64)), RangeError);
});

Deno.test("the worked example of FORMAT.md opens, here and with the oracle", async () => {
  const text = await Deno.readTextFile(new URL("../../lib/curve/FORMAT.md", import.meta.url));
  const value = (name: string) => {
    // Lines that go on are indented to the place where the first one begins.
    const found = new RegExp(`^ {4}${name.padEnd(5)} = ((?:[0-9a-f]+\n? *(?=[0-9a-f]|\n))+)`, "m")
      .exec(text);
    assert.ok(found, name);
    return unhex(found[1].replace(/\s/g, ""));
  };
  const x = value("x"), group = value("group"), chunk = hex(value("chunk"));
  assert.equal(group.length, 2 * ROW_BYTES);
  assert.equal(groupMatches(x, unit(group)), true);
  assert.equal(oracle.groupMatches(x, unit(group)), true);
  assert.equal(hex(openGroup(x, group)), chunk);
  assert.equal(hex(oracle.openGroup(x, group)), chunk);
});
