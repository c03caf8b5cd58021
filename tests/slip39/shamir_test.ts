import assert from "node:assert/strict";
import fc from "fast-check";
import { interpolate, joinBytes, splitBytes } from "../../lib/slip39/shamir.ts";
import { seeded } from "../seeded.ts";
import { digest, evaluate } from "./naive.ts";

const bytes = (least: number, most: number) =>
  fc.uint8Array({ minLength: least, maxLength: most }).map((bytes) => new Uint8Array(bytes));

const sizes = fc.integer({ min: 1, max: 16 }).chain((count) =>
  fc.record({ count: fc.constant(count), threshold: fc.integer({ min: 1, max: count }) })
);

Deno.test("interpolate() gives the value of the polynomial that was evaluated with tables", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 16 }).chain((count) =>
        fc.record({
          coefficients: fc.array(bytes(count, count), { minLength: 1, maxLength: 6 }),
          xs: fc.uniqueArray(fc.nat(255), { minLength: count, maxLength: count }),
          at: fc.nat(255),
        })
      ),
      ({ coefficients, xs, at }) => {
        const valueAt = (x: number) =>
          Uint8Array.from(coefficients.map((polynomial) => evaluate([...polynomial], x)));
        const points = xs.map((x) => ({ x, y: valueAt(x) }));
        assert.deepEqual(interpolate(points, at), valueAt(at));
      },
    ),
    { numRuns: 2000 },
  );
});

Deno.test("interpolate() refuses two points with the same x", () => {
  const point = { x: 3, y: new Uint8Array(16) };
  assert.throws(
    () => interpolate([point, { ...point }], 255),
    new RangeError("Cannot interpolate: two points have the same x"),
  );
});

Deno.test("any threshold of the shares gives the secret back", async () => {
  await fc.assert(
    fc.asyncProperty(
      sizes,
      bytes(16, 64),
      fc.string(),
      fc.infiniteStream(fc.nat()),
      async ({ threshold, count }, secret, seed, order) => {
        const shares = await splitBytes(threshold, count, secret, seeded(seed));
        const points = shares.map((y, x) => ({ x, y, key: order.next().value }));
        points.sort((a, b) => a.key - b.key);
        assert.deepEqual(await joinBytes(points.slice(0, threshold)), secret);
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("the shares lie on a polynomial with the secret at 255 and its digest at 254", async () => {
  const secret = seeded("secret")(32);
  const shares = await splitBytes(3, 5, secret, seeded("polynomial"));
  const points = shares.map((y, x) => ({ x, y }));
  for (const chosen of [points.slice(0, 3), points.slice(2), [points[0], points[2], points[4]]]) {
    assert.deepEqual(interpolate(chosen, 255), secret);
    const digestPoint = interpolate(chosen, 254);
    assert.deepEqual(digestPoint.slice(0, 4), digest(digestPoint.slice(4), secret));
  }
  const random = seeded("polynomial");
  assert.deepEqual(interpolate(points.slice(0, 3), 254).slice(4), random(28), "drawn first");
  assert.deepEqual(shares[0], random(32), "drawn second");
});

Deno.test("a changed bit in any share is found by the digest", async () => {
  const secret = seeded("secret")(16);
  const shares = await splitBytes(3, 3, secret, seeded("changed"));
  for (let share = 0; share < 3; share++) {
    for (let bit = 0; bit < 128; bit++) {
      const points = shares.map((y, x) => ({ x, y: new Uint8Array(y) }));
      points[share].y[bit >> 3] ^= 1 << (bit & 7);
      assert.equal(await joinBytes(points), undefined, `share ${share}, bit ${bit}`);
    }
  }
});

Deno.test("one share too few gives nothing, whatever threshold is claimed", async () => {
  for (let threshold = 3; threshold <= 16; threshold++) {
    const shares = await splitBytes(threshold, 16, seeded("secret")(32), seeded("few"));
    const points = shares.slice(0, threshold - 1).map((y, x) => ({ x, y }));
    assert.equal(await joinBytes(points), undefined);
  }
});

Deno.test("one share too few is consistent with every secret", async () => {
  const shares = await splitBytes(3, 5, seeded("secret")(16), seeded("consistent"));
  const known = [0, 3].map((x) => ({ x, y: shares[x] }));
  for (let guess = 0; guess < 256; guess++) {
    const secret = { x: 255, y: new Uint8Array(16).fill(guess) };
    const third = { x: 1, y: interpolate([...known, secret], 1) };
    assert.deepEqual(interpolate([...known, third], 255), secret.y);
  }
});

Deno.test("bytes of one share too few are uniform, whatever the secret", async () => {
  const rounds = 4096;
  for (const filling of [0x00, 0xff]) {
    const secret = new Uint8Array(16).fill(filling);
    const random = seeded(`uniform ${filling}`);
    const counts = Array.from({ length: 3 * 16 }, () => new Array<number>(256).fill(0));
    for (let round = 0; round < rounds; round++) {
      // Share 2 of 2-of-3 is interpolated and alone; shares 0 and 2 of 3-of-3 are one too few.
      const [, , alone] = await splitBytes(2, 3, secret, random);
      const [drawn, , last] = await splitBytes(3, 3, secret, random);
      [alone, drawn, last].forEach((share, which) => {
        share.forEach((byte, place) => counts[16 * which + place][byte]++);
      });
    }
    for (const [place, histogram] of counts.entries()) {
      const expected = rounds / 256;
      const chiSquare = histogram.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
      // 255 degrees of freedom: mean 255, deviation 22.6; the stream is fixed, so this never flakes.
      assert.ok(chiSquare > 165 && chiSquare < 350, `byte ${place}: chi-square ${chiSquare}`);
    }
  }
});

Deno.test("the sum of two shares of 3-of-3 is uniform too", async () => {
  const random = seeded("joint");
  const histogram = new Array<number>(256).fill(0);
  for (let round = 0; round < 4096; round++) {
    const [first, second] = await splitBytes(3, 3, new Uint8Array(16), random);
    histogram[first[9] ^ second[9]]++;
  }
  const chiSquare = histogram.reduce((sum, n) => sum + (n - 16) ** 2 / 16, 0);
  assert.ok(chiSquare > 165 && chiSquare < 350, `chi-square ${chiSquare}`);
});

Deno.test("at threshold 1 every share is a copy, and nothing is drawn", async () => {
  const secret = seeded("secret")(16);
  const shares = await splitBytes(1, 3, secret, () => assert.fail("drawn"));
  assert.deepEqual(shares, [secret, secret, secret]);
  shares[0].fill(0);
  assert.deepEqual(secret, seeded("secret")(16));
  assert.deepEqual(shares[1], secret);
});

Deno.test("splitBytes() refuses impossible numbers of shares", async () => {
  for (const [threshold, count] of [[0, 1], [2, 1], [1, 0], [2, 17], [-1, 3], [NaN, 3]]) {
    await assert.rejects(
      splitBytes(threshold, count, new Uint8Array(16), seeded("x")),
      new RangeError(`Cannot split: ${threshold} of ${count} shares`),
    );
  }
});

Deno.test("splitting and joining leave their inputs as they were", async () => {
  const secret = seeded("secret")(16);
  const shares = await splitBytes(3, 4, secret, seeded("inputs"));
  assert.deepEqual(secret, seeded("secret")(16));
  const points = shares.slice(1).map((y, i) => ({ x: i + 1, y }));
  const before = structuredClone(points);
  await joinBytes(points);
  assert.deepEqual(points, before);
});
