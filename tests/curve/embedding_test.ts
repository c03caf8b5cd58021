import assert from "node:assert/strict";
import { ristretto255 } from "@noble/curves/ed25519.js";
import { numberToBytesLE } from "@noble/curves/utils.js";
import fc from "fast-check";
import { hex, unhex } from "../../lib/bytes.ts";
import {
  addSmallOrder,
  onCurve,
  setBase,
  setNeutral,
  times as productionTimes,
} from "../../lib/curve/edwards.ts";
import { decodeElement, embed, encodeElement, extract } from "../../lib/curve/embedding.ts";
import type { Field } from "../../lib/curve/field.ts";
import { officialTest, officialText } from "../official.ts";
import { anyPoint, anyScale, getPoint, P, putPoint, Q } from "./elements.ts";
import { embed as oracleEmbed, extract as oracleExtract, Fp, isEven } from "./oracle.ts";

const vectors = () => JSON.parse(officialText("rfc/rfc9496-ristretto255.json"));

function encoded(f: Field, at: number): string {
  const to = new Uint8Array(32);
  encodeElement(f, at, to);
  return hex(to);
}

officialTest(
  "multiples of the base point encode as in RFC 9496, and decode to what encodes so",
  () => {
    const multiples: string[] = vectors().smallMultiples;
    assert.equal(multiples.length, 16);
    onCurve((f) => {
      multiples.forEach((encoding, n) => {
        setBase(f, P);
        productionTimes(f, P, P, numberToBytesLE(BigInt(n), 32));
        assert.equal(encoded(f, P), encoding);
        // All four points of the coset.
        for (const j of [2, 4, 6]) {
          addSmallOrder(f, Q, P, j);
          assert.equal(encoded(f, Q), encoding);
        }
        assert.ok(decodeElement(f, Q, unhex(encoding)));
        assert.equal(encoded(f, Q), encoding);
      });
    });
  },
);

officialTest("RFC 9496's bad encodings are refused", () => {
  const bad: string[] = vectors().badEncodings;
  assert.equal(bad.length, 29);
  onCurve((f) =>
    bad.forEach((encoding) => assert.equal(decodeElement(f, P, unhex(encoding)), false, encoding))
  );
});

Deno.test("numbers from p on are no encodings, though some would be modulo p or with another sign", () => {
  let otherwise = 0;
  onCurve((f) => {
    for (let s = Fp.ORDER; s < 1n << 255n; s++) {
      assert.equal(decodeElement(f, P, numberToBytesLE(s, 32)), false);
      for (const low of [s - Fp.ORDER, 2n * Fp.ORDER - s]) {
        if (decodeElement(f, P, numberToBytesLE(low % Fp.ORDER, 32))) otherwise++;
      }
    }
  });
  assert.ok(otherwise >= 3);
});

officialTest("RFC 9496's hashed elements decode to points that encode as they do", () => {
  const { sha512Labels, uniformBytes } = vectors();
  const elements: { element: string }[] = [...sha512Labels, ...uniformBytes];
  assert.equal(elements.length, 18);
  onCurve((f) =>
    elements.forEach(({ element }) => {
      assert.ok(decodeElement(f, P, unhex(element)));
      assert.equal(encoded(f, P), element);
    })
  );
});

Deno.test("32 bytes are a ristretto255 encoding when noble-curves says so, and the same point", () => {
  let valid = 0;
  onCurve((f) =>
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.boolean(), (bytes, fix) => {
        if (fix) bytes[0] &= 0xfe, bytes[31] &= 0x7f;
        let expected: Uint8Array | undefined;
        try {
          expected = ristretto255.Point.fromBytes(bytes).toBytes();
        } catch {
          // Not an encoding.
        }
        assert.equal(decodeElement(f, P, bytes), expected !== undefined);
        if (expected === undefined) return;
        valid++;
        assert.equal(encoded(f, P), hex(expected));
        assert.ok(isEven(getPoint(f, P)));
      }),
      { numRuns: 800 },
    )
  );
  assert.ok(valid > 30, `only ${valid}`);
});

Deno.test("31 bytes come back from their point, in any torsion class, and the point is the oracle's", () => {
  const chunk = fc.oneof(
    fc.uint8Array({ minLength: 31, maxLength: 31 }),
    fc.constantFrom(...[0x00, 0x80, 0xff].map((byte) => new Uint8Array(31).fill(byte))),
  );
  onCurve((f) =>
    fc.assert(
      fc.property(chunk, (data) => {
        assert.ok(embed(f, P, data));
        assert.ok(getPoint(f, P).equals(oracleEmbed(data)!));
        for (let j = 0; j < 8; j++) {
          addSmallOrder(f, Q, P, j);
          const to = new Uint8Array(31).fill(0xee);
          extract(f, Q, to);
          assert.deepEqual(to, data, `class ${j}`);
        }
      }),
      { numRuns: 150 },
    )
  );
});

Deno.test("every point gives the oracle's 31 bytes, also one that nothing was embedded in", () => {
  onCurve((f) => {
    fc.assert(
      fc.property(anyPoint, anyScale, (point, z) => {
        putPoint(f, P, point, z);
        const to = new Uint8Array(31).fill(0xee);
        extract(f, P, to);
        assert.deepEqual(to, Uint8Array.from(oracleExtract(point)));
      }),
      { numRuns: 150 },
    );
    setNeutral(f, P);
    const to = new Uint8Array(31).fill(0xee);
    extract(f, P, to);
    assert.deepEqual(to, new Uint8Array(31));
  });
});
