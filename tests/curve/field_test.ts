import assert from "node:assert/strict";
import { numberToBytesLE } from "@noble/curves/utils.js";
import fc from "fast-check";
import { ELEMENT, LIMB_BITS } from "../../lib/curve/arithmetic.ts";
import {
  choose,
  computing,
  CONSTANT,
  equal,
  type Field,
  fromBytes,
  inverseRoot,
  isOdd,
  isZero,
  negateIf,
  reduce,
  reservePoints,
} from "../../lib/curve/field.ts";
import { anyElement, get, put, X, Y, Z } from "./elements.ts";
import { character, Fp } from "./oracle.ts";

const RUNS = { numRuns: 3000 };

Deno.test("every constant of the curve is what its definition says", () => {
  computing((f) => {
    const value = Object.fromEntries(
      Object.entries(CONSTANT).map(([name, at]) => [name, get(f, at)]),
    );
    const d = Fp.div(Fp.neg(121665n), 121666n);
    assert.deepEqual([value.zero, value.one, value.minusOne], [0n, 1n, Fp.neg(1n)]);
    assert.equal(value.montgomeryA, 486662n);
    assert.equal(value.rootOfMinusOne, Fp.pow(2n, (Fp.ORDER - 1n) / 4n));
    assert.equal(value.d, d);
    assert.equal(Fp.sqr(value.montgomeryScale), Fp.neg(486664n));
    assert.equal(value.montgomeryScale & 1n, 0n);
    assert.equal(value.power2, Fp.pow(2n, (Fp.ORDER - 5n) / 8n));
    assert.equal(Fp.mul(Fp.sqr(value.ristrettoScale), Fp.sub(Fp.neg(1n), d)), 1n);
    assert.equal(Object.keys(value).length, 9);
  });
});

Deno.test("field elements multiply, square, add and subtract as BigInt does", () => {
  computing((f) =>
    fc.assert(
      fc.property(anyElement, anyElement, fc.integer({ min: 1, max: 5 }), (a, b, count) => {
        const fresh = () => (put(f, X, a), put(f, Y, b));
        fresh();
        f.multiply(Z, X, Y);
        assert.equal(get(f, Z), Fp.mul(a, b));
        f.add(Z, X, Y);
        assert.equal(get(f, Z), Fp.create(a + b));
        f.subtract(Z, X, Y);
        assert.equal(get(f, Z), Fp.create(a - b));
        f.square(Z, X, count);
        assert.equal(get(f, Z), Fp.pow(Fp.create(a), 1n << BigInt(count)));
        // The result may take the place of an operand.
        f.multiply(X, X, Y);
        assert.equal(get(f, X), Fp.mul(a, b));
        fresh();
        f.multiply(Y, X, Y);
        assert.equal(get(f, Y), Fp.mul(a, b));
        fresh();
        f.square(X, X, 1);
        assert.equal(get(f, X), Fp.sqr(Fp.create(a)));
      }),
      RUNS,
    )
  );
});

Deno.test("limbs up to four times their nominal size, of both signs, multiply without overflow", () => {
  const size = (i: number) => 4 * 2 ** (i % 2 ? 25 : 26);
  const limbs = fc.tuple(
    ...Array.from({ length: 10 }, (_, i) =>
      fc.oneof(
        fc.integer({ min: -size(i), max: size(i) }),
        fc.constantFrom(-size(i), size(i)),
      )),
  );
  const value = (limbs: number[]) =>
    limbs.reduce((sum, limb, i) => sum + BigInt(limb) * (1n << BigInt(Math.ceil(25.5 * i))), 0n);
  computing((f) =>
    fc.assert(
      fc.property(limbs, limbs, (a, b) => {
        f.limbs.set(a, X / 4);
        f.limbs.set(b, Y / 4);
        f.multiply(Z, X, Y);
        assert.equal(get(f, Z), Fp.create(value(a) * value(b)));
        f.square(Z, X, 1);
        assert.equal(get(f, Z), Fp.create(value(a) ** 2n));
        // A product may enter sums that are multiplied again: its limbs are of nominal size.
        for (let i = 0; i < 10; i++) {
          assert.ok(Math.abs(f.limbs[Z / 4 + i]) <= (size(i) / 4) * 1.01, `limb ${i}`);
        }
        reduce(f, X, X);
        assert.equal(get(f, X), Fp.create(value(a)));
      }),
      RUNS,
    )
  );
});

Deno.test("reducing leaves one form for every number, and zero and odd numbers are seen", () => {
  computing((f) =>
    fc.assert(
      fc.property(anyElement, anyElement, (a, b) => {
        put(f, X, a);
        put(f, Y, b);
        assert.equal(isZero(f, X), Number(Fp.create(a) === 0n));
        assert.equal(isOdd(f, X), Number(Fp.create(a) & 1n));
        f.add(Z, X, Y);
        f.subtract(Z, Z, Y);
        reduce(f, Z, Z);
        put(f, X, Fp.create(a));
        assert.equal(equal(f, X, Z), 1);
        put(f, Y, Fp.create(b));
        assert.equal(equal(f, X, Y), Number(Fp.create(a) === Fp.create(b)));
      }),
      RUNS,
    )
  );
});

Deno.test("numbers next to the edges of limbs, and their negatives, reduce to themselves", () => {
  const edges = [0n, ...LIMB_BITS.map((_, i) => 1n << BigInt(Math.ceil(25.5 * i))), Fp.ORDER];
  computing((f) => {
    for (const edge of edges) {
      for (let delta = -40n; delta <= 40n; delta++) {
        const value = Fp.create(edge + delta);
        put(f, X, value);
        assert.equal(get(f, X), value);
        f.subtract(Y, CONSTANT.zero, X);
        assert.equal(get(f, Y), Fp.neg(value));
        f.subtract(Y, Y, CONSTANT.one);
        assert.equal(get(f, Y), Fp.neg(value + 1n));
      }
    }
  });
});

Deno.test("elements that differ in a single bit are not equal", () => {
  computing((f) => {
    put(f, X, 0n);
    for (let bit = 0n; bit < 255n; bit++) {
      put(f, Y, 1n << bit);
      assert.equal(equal(f, X, Y), 0, `bit ${bit}`);
    }
  });
});

Deno.test("the bit above a field element is ignored when bytes are read", () => {
  computing((f) => {
    const bytes = numberToBytesLE(5n, 32);
    bytes[31] |= 0x80;
    fromBytes(f, X, bytes);
    assert.equal(get(f, X), 5n);
  });
});

Deno.test("a choice takes one of two elements, and a negation happens or not", () => {
  computing((f) =>
    fc.assert(
      fc.property(anyElement, anyElement, (a, b) => {
        put(f, X, a);
        put(f, Y, b);
        choose(f, Z, X, Y, 1);
        assert.equal(get(f, Z), Fp.create(a));
        choose(f, Z, X, Y, 0);
        assert.equal(get(f, Z), Fp.create(b));
        negateIf(f, Z, X, 1);
        assert.equal(get(f, Z), Fp.create(-a));
        negateIf(f, Z, X, 0);
        assert.equal(get(f, Z), Fp.create(a));
      }),
      { numRuns: 300 },
    )
  );
});

Deno.test("inverse roots and the quadratic character are those of BigInt arithmetic", () => {
  const seen = new Set<number>();
  computing((f) =>
    fc.assert(
      fc.property(anyElement, (z) => {
        put(f, X, z);
        const found = inverseRoot(f, Y, X);
        assert.equal(found, character(Fp.create(z)));
        seen.add(found);
        const root = get(f, Y);
        if (found === 1) assert.equal(Fp.mul(Fp.sqr(root), Fp.create(z)), 1n);
        if (found === 0) assert.equal(root, 0n);
        if (found === -1) assert.equal(root, Fp.pow(Fp.create(z), (Fp.ORDER - 5n) / 8n));
      }),
      { numRuns: 600 },
    )
  );
  assert.deepEqual([...seen].sort(), [-1, 0, 1]);
});

Deno.test("nothing is left in the memory after a computation, also when it throws", () => {
  let field: Field | undefined;
  const work = (f: Field) => {
    field = f;
    f.bytes.fill(0xa5, X, X + ELEMENT);
    throw new RangeError("planted");
  };
  assert.throws(() => computing(work), RangeError);
  assert.ok(field && field.bytes.length >= 65_536 && field.bytes.every((byte) => byte === 0));
});

Deno.test("memory set aside after the first computation is there in the next one", () => {
  computing((f) => put(f, X, 1n));
  const late = reservePoints(1000);
  computing((f) => {
    put(f, X, 5n);
    f.multiply(late + 159_960, X, X);
    assert.equal(get(f, late + 159_960), 25n);
  });
});
