import assert from "node:assert/strict";
import { bytesToNumberLE, numberToBytesLE } from "@noble/curves/utils.js";
import fc from "fast-check";
import { CHOSEN, POINT } from "../../lib/curve/arithmetic.ts";
import {
  addRandomMultiple,
  addSmallOrder,
  fillTable,
  isNeutral,
  isSmallOrder,
  onCurve,
  setBase,
  setNeutral,
  subtractPoints,
  TABLE_POINTS,
  times as productionTimes,
} from "../../lib/curve/edwards.ts";
import { reservePoints } from "../../lib/curve/field.ts";
import { scalarFromBytes } from "../../lib/curve/scalar.ts";
import { officialTest, officialText } from "../official.ts";
import { seeded } from "../seeded.ts";
import { anyPoint, anyScale, getPoint, P, put, putPoint, Q, R } from "./elements.ts";
import {
  EIGHTH,
  ORDER,
  Point,
  scalarFromBytes as oracleScalar,
  times,
  toMontgomery,
} from "./oracle.ts";

const TABLE = reservePoints(TABLE_POINTS);

Deno.test("points add, subtract and double as in noble-curves, those of small order too", () => {
  onCurve((f) =>
    fc.assert(
      fc.property(anyPoint, anyPoint, anyScale, anyScale, (p, q, zp, zq) => {
        putPoint(f, P, p, zp);
        putPoint(f, Q, q, zq);
        f.cache(R, Q);
        f.addCached(R, P, R);
        assert.ok(getPoint(f, R).equals(p.add(q)));
        subtractPoints(f, R, P, Q);
        assert.ok(getPoint(f, R).equals(p.subtract(q)));
        subtractPoints(f, R, P, P);
        assert.equal(isNeutral(f, R), 1);
        f.double(R, P, 1);
        assert.ok(getPoint(f, R).equals(p.double()));
        f.double(P, P, 5);
        assert.ok(getPoint(f, P).equals(times(p, 32n)));
      }),
      { numRuns: 300 },
    )
  );
});

Deno.test("the base point and the eight points of small order are the right ones", () => {
  onCurve((f) => {
    setBase(f, P);
    assert.ok(getPoint(f, P).equals(Point.BASE));
    assert.equal(isSmallOrder(f, P), 0);
    setNeutral(f, Q);
    assert.equal(isNeutral(f, Q), 1);
    for (let j = 0; j < 8; j++) {
      addSmallOrder(f, R, P, j);
      assert.ok(getPoint(f, R).equals(Point.BASE.add(times(EIGHTH, BigInt(j)))));
      assert.equal(isSmallOrder(f, R), 0);
      addSmallOrder(f, R, Q, j);
      assert.ok(getPoint(f, R).equals(times(EIGHTH, BigInt(j))));
      assert.equal(isSmallOrder(f, R), 1);
      assert.equal(isNeutral(f, R), Number(j === 0));
    }
  });
});

Deno.test("(0, -1) is not taken for the neutral element", () => {
  onCurve((f) => {
    putPoint(f, P, times(EIGHTH, 4n), 3n);
    assert.equal(isNeutral(f, P), 0);
    putPoint(f, P, Point.ZERO, 3n);
    assert.equal(isNeutral(f, P), 1);
  });
});

Deno.test("multiples by any 253-bit number are those of noble-curves, on the whole curve", () => {
  const anyNumber = fc.oneof(
    fc.bigInt(0n, (1n << 253n) - 1n),
    fc.constantFrom(0n, 1n, 2n, 15n, 16n, 17n, 31n, 32n, ORDER - 1n, ORDER, (1n << 253n) - 1n),
  );
  onCurve((f) =>
    fc.assert(
      fc.property(anyPoint, anyScale, anyNumber, (p, z, n) => {
        putPoint(f, P, p, z);
        productionTimes(f, P, P, numberToBytesLE(n, 32));
        assert.ok(getPoint(f, P).equals(times(p, n)));
      }),
      { numRuns: 100 },
    )
  );
});

Deno.test("random bits from a table give the multiple that the digits spell", () => {
  onCurve((f) => {
    const points = [Point.BASE.add(EIGHTH), times(EIGHTH, 2n)];
    for (const [p, digit] of points.flatMap((p) => [[p, 4], [p, 6]] as const)) {
      putPoint(f, P, p, 5n);
      fillTable(f, TABLE, P, digit);
      const random = seeded("multiples");
      const edges = [new Uint8Array(32), new Uint8Array(32).fill(0xff)];
      for (const bits of [...edges, ...Array.from({ length: 30 }, () => random(32))]) {
        // sum of (2e - 63) 64^i = 2 sum of e 64^i - (2^252 - 1), and so with 15 and 16
        const low = bytesToNumberLE(bits) & ((1n << 252n) - 1n);
        putPoint(f, Q, EIGHTH);
        addRandomMultiple(f, Q, TABLE, bits, digit);
        assert.ok(getPoint(f, Q).equals(EIGHTH.add(times(p, 2n * low + 1n - (1n << 252n)))));
      }
    }
  });
});

Deno.test("every entry of a table is found, negated or not, and no other", () => {
  onCurve((f) => {
    for (let k = 0; k < 8; k++) {
      for (let i = 0; i < 4; i++) put(f, TABLE + POINT * k + 40 * i, BigInt(100 * k + i + 1));
    }
    const limbs = (at: number) => [...f.limbs.subarray(at / 4, at / 4 + 40)];
    for (let k = 0; k < 8; k++) {
      f.select(TABLE, 8, k, 0);
      assert.deepEqual(limbs(CHOSEN), limbs(TABLE + POINT * k));
      f.select(TABLE, 8, k, -1);
      const [sum, difference, z, product] = [0, 10, 20, 30].map((i) =>
        limbs(TABLE + POINT * k).slice(i, i + 10)
      );
      assert.deepEqual(limbs(CHOSEN), [...difference, ...sum, ...z, ...product.map((n) => 0 - n)]);
    }
  });
});

Deno.test("64 bytes become the scalar that BigInt arithmetic gives, and zero becomes one", () => {
  const wide = fc.oneof(
    fc.uint8Array({ minLength: 64, maxLength: 64 }),
    fc.tuple(fc.bigInt(0n, 1n << 259n), fc.bigInt(-2n, 2n)).map(([m, n]) => {
      const value = m * ORDER + n;
      return numberToBytesLE(value < 0n ? 0n : value & ((1n << 512n) - 1n), 64);
    }),
  );
  fc.assert(
    fc.property(wide, (bytes) => {
      assert.deepEqual(scalarFromBytes(bytes), Uint8Array.from(oracleScalar(bytes)));
    }),
    { numRuns: 1000 },
  );
  assert.equal(scalarFromBytes(numberToBytesLE(ORDER * 77n, 64))[0], 1);
  assert.throws(() => scalarFromBytes(new Uint8Array(32)), TypeError);
});

officialTest("base-point multiples with a part of small order are those of elligator.org", () => {
  const cases = officialText("elligator/elligator.org_curve25519_scalarmult.vec").trim()
    .split("\n\n").map((entry) =>
      entry.split("\n").map((line) => bytesToNumberLE(Uint8Array.fromHex(line.slice(0, -1))))
    );
  assert.equal(cases.length, 64);
  onCurve((f) => {
    for (const [secret, u] of cases) {
      // The clamped scalar, a multiple of 8, plus a small point by the three bits that it lost.
      const eighth = ((secret & ((1n << 254n) - 1n)) | (1n << 254n)) >> 3n;
      setBase(f, P);
      productionTimes(f, P, P, numberToBytesLE(eighth, 32));
      f.double(P, P, 3);
      addSmallOrder(f, P, P, Number((3n * secret) % 8n));
      assert.equal(toMontgomery(getPoint(f, P))?.u, u);
    }
  });
});
