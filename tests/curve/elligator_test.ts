import assert from "node:assert/strict";
import { ed25519_hasher } from "@noble/curves/ed25519.js";
import { expand_message_xmd } from "@noble/curves/abstract/hash-to-curve.js";
import { bytesToNumberBE, bytesToNumberLE, numberToBytesLE } from "@noble/curves/utils.js";
import { sha512 } from "@noble/hashes/sha2.js";
import fc from "fast-check";
import { utf8 } from "../../lib/bytes.ts";
import { onCurve } from "../../lib/curve/edwards.ts";
import { decodePoint, encodePoint } from "../../lib/curve/elligator.ts";
import type { Field } from "../../lib/curve/field.ts";
import { officialTest, officialText } from "../official.ts";
import { seeded } from "../seeded.ts";
import { anyPoint, anyScale, getPoint, P, putPoint, Q } from "./elements.ts";
import {
  decodePoint as oracleDecode,
  type EdwardsPoint,
  EIGHTH,
  encodePoint as oracleEncode,
  Fp,
  type MontgomeryPoint,
  Point,
  times,
  toEdwards,
  toMontgomery,
} from "./oracle.ts";

const HALF = (Fp.ORDER - 1n) / 2n;

/** The production map, from a field element. r and -r are the same; one of them has 254 bits. */
function mapped(f: Field, r: bigint): EdwardsPoint {
  decodePoint(f, P, numberToBytesLE(r > HALF ? Fp.neg(r) : r, 32));
  return getPoint(f, P);
}

/** The entries of an elligator.org file: little-endian numbers, or undefined for an empty line. */
function entries(path: string): (bigint | undefined)[][] {
  return officialText(path).trim().split("\n\n").map((entry) =>
    entry.split("\n").map((line) =>
      line === ":" ? undefined : bytesToNumberLE(Uint8Array.fromHex(line.slice(0, -1)))
    )
  );
}

officialTest(
  "the map to points is that of elligator.org, which picks v by size and not parity",
  () => {
    const cases = entries("elligator/elligator.org_curve25519_direct.vec") as bigint[][];
    assert.equal(cases.length, 257);
    let turned = 0;
    onCurve((f) => {
      for (const [r, u, v] of cases) {
        const point = toMontgomery(mapped(f, r))!;
        assert.equal(point.u, u);
        // Where they say "negative", above (p-1)/2, this format says odd, as RFC 9380 does.
        const same = (v > HALF) === ((v & 1n) === 1n);
        assert.equal(point.v, same ? v : Fp.neg(v));
        if (!same) turned++;
      }
    });
    assert.ok(turned > 90 && turned < 170, `${turned} signs differ: about half should`);
  },
);

officialTest("representatives, and points without one, are those of elligator.org", () => {
  const cases = entries("elligator/elligator.org_curve25519_inverse.vec");
  assert.equal(cases.length, 545);
  let found = 0;
  onCurve((f) => {
    for (const [u, sign, failed, r] of cases) {
      const square = Fp.mul(u!, Fp.add(Fp.mul(u!, Fp.add(u!, 486662n)), 1n));
      const root = Fp.sqrt(square);
      const v = (root & 1n) === sign ? root : Fp.neg(root);
      putPoint(f, P, toEdwards({ u: u!, v }));
      const to = new Uint8Array(32);
      assert.equal(encodePoint(f, P, 0, to), failed === 0n);
      if (failed === 0n) assert.equal(bytesToNumberLE(to), r);
      if (failed === 0n) found++;
    }
  });
  assert.equal(found, 513);
});

interface Suite {
  dst: string;
  vectors: {
    msg: string;
    u: string[];
    P: Coordinates;
    Q?: Coordinates;
    Q0?: Coordinates;
    Q1?: Coordinates;
  }[];
}
interface Coordinates {
  x: string;
  y: string;
}

const SUITES: [name: string, coordinates: (point: EdwardsPoint) => { x: bigint; y: bigint }][] = [
  ["curve25519", (point) => {
    const { u, v } = toMontgomery(point) as MontgomeryPoint;
    return { x: u, y: v };
  }],
  ["edwards25519", (point) => point.toAffine()],
];

for (const [curve, coordinates] of SUITES) {
  for (const kind of ["NU", "RO"]) {
    officialTest(
      `hashing to ${curve} ${kind} over this map gives RFC 9380's points, signs and all`,
      () => {
        const suite: Suite = JSON.parse(
          officialText(`rfc9380/${curve}_XMD_SHA-512_ELL2_${kind}_.json`),
        );
        assert.equal(suite.vectors.length, 5);
        const check = (point: EdwardsPoint, { x, y }: Coordinates) =>
          assert.deepEqual(coordinates(point), { x: BigInt(x), y: BigInt(y) });
        onCurve((f) => {
          for (const { msg, u, Q: single, Q0, Q1, P: hashed } of suite.vectors) {
            const uniform = expand_message_xmd(utf8(msg), utf8(suite.dst), 48 * u.length, sha512);
            const images = u.map((expected, i) => {
              const r = Fp.create(bytesToNumberBE(uniform.slice(48 * i, 48 * i + 48)));
              assert.equal(r, BigInt(expected));
              const image = mapped(f, r);
              check(image, [single ?? Q0, Q1][i]!);
              return image;
            });
            const sum = images.reduce((sum, image) => sum.add(image), Point.ZERO);
            check(times(sum, 8n), hashed);
            if (curve === "edwards25519") {
              const hash = kind === "RO"
                ? ed25519_hasher.hashToCurve
                : ed25519_hasher.encodeToCurve;
              assert.ok(hash(utf8(msg), { DST: suite.dst }).equals(times(sum, 8n)));
            }
          }
        });
      },
    );
  }
}

Deno.test("any 32 bytes are a point, the same as the oracle's, and the two top bits do not matter", () => {
  const edges = [0n, 1n, HALF - 1n, HALF, HALF + 1n, (1n << 254n) - 1n].map((n) =>
    numberToBytesLE(n, 32)
  );
  const any = fc.oneof(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.constantFrom(...edges));
  onCurve((f) =>
    fc.assert(
      fc.property(any, (bytes) => {
        const expected = oracleDecode(bytes);
        for (const top of [0x00, 0x40, 0x80, 0xc0]) {
          const marked = bytes.slice();
          marked[31] = (marked[31] & 0x3f) | top;
          decodePoint(f, P, marked);
          assert.ok(getPoint(f, P).equals(expected));
        }
      }),
      { numRuns: 300 },
    )
  );
});

Deno.test("a point has the oracle's representative, in any coordinates, and it leads back to it", () => {
  let found = 0, points = 0;
  onCurve((f) =>
    fc.assert(
      fc.property(anyPoint, anyScale, fc.integer({ min: 0, max: 3 }), (point, z, spare) => {
        putPoint(f, P, point, z);
        const to = new Uint8Array(32);
        const expected = oracleEncode(point, spare);
        assert.equal(encodePoint(f, P, spare, to), expected !== undefined);
        points++;
        if (expected === undefined) return;
        found++;
        assert.deepEqual(to, Uint8Array.from(expected));
        assert.equal(to[31] >> 6, spare);
        decodePoint(f, Q, to);
        assert.ok(getPoint(f, Q).equals(point));
      }),
      { numRuns: 600 },
    )
  );
  assert.ok(found > points / 3 && found < (2 * points) / 3, `${found} of ${points}`);
});

Deno.test("a representative comes back from its point, the smaller one of r and -r", () => {
  const random = seeded("representatives");
  onCurve((f) => {
    for (let i = 0; i < 500; i++) {
      const bytes = random(32);
      const spare = bytes[31] >> 6;
      decodePoint(f, P, bytes);
      const to = new Uint8Array(32);
      assert.ok(encodePoint(f, P, spare, to));
      assert.deepEqual(to, bytes);
    }
    // The nine numbers of 254 bits above (p-1)/2 are -r of others.
    for (let r = HALF + 1n; r < 1n << 254n; r++) {
      decodePoint(f, P, numberToBytesLE(r, 32));
      const to = new Uint8Array(32);
      assert.ok(encodePoint(f, P, 0, to));
      assert.equal(bytesToNumberLE(to), Fp.neg(r));
    }
  });
});

Deno.test("points of small order have the oracle's representatives, and the neutral point has none", () => {
  onCurve((f) => {
    for (let j = 0n; j < 8n; j++) {
      const point = times(EIGHTH, j);
      putPoint(f, P, point, 7n);
      const to = new Uint8Array(32).fill(9);
      const expected = oracleEncode(point, 2);
      assert.equal(encodePoint(f, P, 2, to), expected !== undefined);
      if (j === 0n) assert.equal(expected, undefined);
      if (j === 4n) assert.equal(bytesToNumberLE(to), 2n << 254n);
      // A refused point leaves the bytes as they were.
      assert.deepEqual(to, expected ? Uint8Array.from(expected) : new Uint8Array(32).fill(9));
    }
  });
});

Deno.test("choosing v by size, or its sign the other way, would be seen: half the points come back negated", () => {
  const random = seeded("wrong signs");
  let sameU = 0, samePoint = 0;
  const points = 200;
  onCurve((f) => {
    for (let i = 0; i < points; i++) {
      decodePoint(f, P, random(32));
      const right = getPoint(f, P);
      const { u, v } = toMontgomery(right)!;
      // What a writer would store that takes "v > (p-1)/2" for "v is odd".
      const mistaken = (v > HALF) === ((v & 1n) === 1n) ? v : Fp.neg(v);
      putPoint(f, P, toEdwards({ u, v: mistaken }));
      const to = new Uint8Array(32);
      assert.ok(encodePoint(f, P, 0, to));
      decodePoint(f, Q, to);
      const back = getPoint(f, Q);
      if (toMontgomery(back)!.u === u) sameU++;
      if (back.equals(right)) samePoint++;
    }
  });
  assert.equal(sameU, points);
  assert.ok(samePoint > points / 3 && samePoint < (2 * points) / 3, `${samePoint} of ${points}`);
});
