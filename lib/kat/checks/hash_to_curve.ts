/**
 * RFC 9380's suites with Elligator 2 on Curve25519, as noble computes them: the map is the one that
 * the vault's rows use, reached another way.
 *
 * @module
 */
import { expand_message_xmd } from "@noble/curves/abstract/hash-to-curve.js";
import { type ed25519, ed25519_hasher } from "@noble/curves/ed25519.js";
import { numberToBytesBE } from "@noble/curves/utils.js";
import { sha512 } from "@noble/hashes/sha2.js";
import type { Inputs, Operations, Output } from "../case.ts";
import { Fp, MONTGOMERY_SCALE } from "./montgomery.ts";

type Point = InstanceType<typeof ed25519.Point>;

function coordinates(point: Point, curve: string): Output {
  let { x, y } = point.toAffine();
  if (curve === "curve25519") {
    // RFC 7748, section 4.1: the birational map from edwards25519.
    const u = Fp.div(Fp.add(1n, y), Fp.sub(1n, y));
    [x, y] = [u, Fp.div(Fp.mul(MONTGOMERY_SCALE, u), x)];
  }
  return { x: numberToBytesBE(x, 32), y: numberToBytesBE(y, 32) };
}

/** `hash` (random oracle) and `encode` (not uniform): message, tag and curve to coordinates. */
export const nobleOperations: Operations = {
  hash(i) {
    const point = ed25519_hasher.hashToCurve(i.bytes("message"), { DST: i.text("tag") });
    return coordinates(point as Point, i.text("curve"));
  },
  encode(i) {
    const point = ed25519_hasher.encodeToCurve(i.bytes("message"), { DST: i.text("tag") });
    return coordinates(point as Point, i.text("curve"));
  },
  expand: (i: Inputs) =>
    expand_message_xmd(i.bytes("message"), i.bytes("tag"), i.number("length"), sha512),
};
