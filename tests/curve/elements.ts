/**
 * Elements and points in and out of the production code, for tests.
 *
 * @module
 */
import { bytesToNumberLE, numberToBytesLE } from "@noble/curves/utils.js";
import fc from "fast-check";
import { coordinates } from "../../lib/curve/edwards.ts";
import {
  type Field,
  fromBytes,
  reserveElements,
  reservePoints,
  toBytes,
} from "../../lib/curve/field.ts";
import { type EdwardsPoint, EIGHTH, Fp, Point, times } from "./oracle.ts";

/** Addresses that tests may use. */
export const [X, Y, Z] = reserveElements(3);
/** Addresses of points that tests may use. */
export const [P, Q, R]: number[] = [reservePoints(1), reservePoints(1), reservePoints(1)];

/** Puts a number below 2^255 at an address, p and above as they are. */
export function put(f: Field, at: number, value: bigint): void {
  fromBytes(f, at, numberToBytesLE(value, 32));
}

/** The number at an address. */
export function get(f: Field, at: number): bigint {
  const bytes = new Uint8Array(32).fill(0xff);
  toBytes(f, at, bytes);
  return bytesToNumberLE(bytes);
}

/** Puts a point at an address, its coordinates multiplied by some z. */
export function putPoint(f: Field, at: number, point: EdwardsPoint, z = 1n): void {
  const { x, y } = point.toAffine();
  const values = [Fp.mul(x, z), Fp.mul(y, z), z, Fp.mul(Fp.mul(x, y), z)];
  coordinates(at).forEach((address, i) => put(f, address, values[i]));
}

/** The point at an address. Asks that T and Z fit the rest. */
export function getPoint(f: Field, at: number): EdwardsPoint {
  const [x, y, z, t] = coordinates(at).map((address) => get(f, address));
  if (z === 0n) throw new Error("Z is zero");
  if (Fp.mul(x, y) !== Fp.mul(z, t)) throw new Error("T does not fit");
  const point = Point.fromAffine({ x: Fp.div(x, z), y: Fp.div(y, z) });
  // noble calls the neutral element invalid.
  if (!point.is0()) point.assertValidity();
  return point;
}

/** Field elements, edges first: also p and above, which stand for small numbers. */
export const anyElement: fc.Arbitrary<bigint> = fc.oneof(
  fc.bigInt(0n, (1n << 255n) - 1n),
  fc.constantFrom(
    ...[0n, 1n, 2n, 18n, 19n, 20n, 486662n],
    ...[-20n, -2n, -1n, 0n, 1n, 18n].map((n) => Fp.ORDER + n),
    ...[(Fp.ORDER - 1n) / 2n, (Fp.ORDER + 1n) / 2n, (1n << 254n) - 1n, 1n << 254n],
    ...[(1n << 26n) - 1n, 1n << 26n, (1n << 230n) - 1n, 1n << 230n, (1n << 255n) - (1n << 26n)],
  ),
);

/** Numbers that are not zero modulo p, for Z. */
export const anyScale: fc.Arbitrary<bigint> = fc.bigInt(1n, Fp.ORDER - 1n);

/** Points of the whole curve, those of small order among them. */
export const anyPoint: fc.Arbitrary<EdwardsPoint> = fc
  .tuple(fc.oneof(fc.bigInt(0n, 1n << 252n), fc.constantFrom(0n, 1n)), fc.bigInt(0n, 7n))
  .map(([k, j]) => times(Point.BASE, k).add(times(EIGHTH, j)));
