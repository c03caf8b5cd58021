/**
 * A second, naive implementation of lib/curve over BigInt and \@noble/curves, written from
 * FORMAT.md and not from the production code. Given the same random bytes, both must give the same
 * groups, byte for byte. Slow, and not constant-time.
 *
 * @module
 */
import { ed25519, ED25519_TORSION_SUBGROUP, ristretto255 } from "@noble/curves/ed25519.js";
import { bytesToNumberLE, numberToBytesLE } from "@noble/curves/utils.js";
import { concat } from "../../lib/bytes.ts";
import type { RandomSource } from "../../lib/random.ts";

/** Points of the twisted Edwards curve of Ed25519. */
export const Point = ed25519.Point;
/** A point of the twisted Edwards curve of Ed25519. */
export type EdwardsPoint = InstanceType<typeof Point>;
/** The field GF(2^255 - 19). */
export const Fp = Point.Fp;
/** The order of the prime-order subgroup. */
export const ORDER = Point.Fn.ORDER;
/** A point of order eight. */
export const EIGHTH = Point.fromHex(ED25519_TORSION_SUBGROUP[1]);

const MONTGOMERY_A = 486662n;
const LOW_254 = (1n << 254n) - 1n;

/** A point of Curve25519 in Montgomery coordinates. */
export interface MontgomeryPoint {
  u: bigint;
  v: bigint;
}

/** The quadratic character: 1 for a non-zero square, -1 for a non-square, 0 for zero. */
export function character(n: bigint): number {
  const power = Fp.pow(n, (Fp.ORDER - 1n) / 2n);
  return power === 0n ? 0 : power === 1n ? 1 : -1;
}

/** The even one of the two roots of -486664, which takes Edwards points to Montgomery points. */
const SCALE = even(Fp.sqrt(Fp.neg(486664n)));

function even(n: bigint): bigint {
  return n & 1n ? Fp.neg(n) : n;
}

/** Elligator 2: a representative to a Montgomery point. The two top bits are ignored. */
export function direct(representative: Uint8Array): MontgomeryPoint {
  const r = Fp.create(bytesToNumberLE(representative) & LOW_254);
  const w = Fp.div(Fp.neg(MONTGOMERY_A), Fp.add(1n, Fp.mul(2n, Fp.sqr(r))));
  const square = character(curveEquation(w)) === 1;
  const u = square ? w : Fp.sub(Fp.neg(MONTGOMERY_A), w);
  const root = even(Fp.sqrt(curveEquation(u)));
  return { u, v: square ? Fp.neg(root) : root };
}

/** u^3 + 486662 u^2 + u, which is v^2 on the curve. */
function curveEquation(u: bigint): bigint {
  return Fp.mul(u, Fp.add(Fp.add(Fp.sqr(u), Fp.mul(MONTGOMERY_A, u)), 1n));
}

/** Elligator 2, backwards: the representative in 0..(p-1)/2, or undefined for half of all points. */
export function inverse({ u, v }: MontgomeryPoint): bigint | undefined {
  const ua = Fp.add(u, MONTGOMERY_A);
  if (ua === 0n || character(Fp.mul(-2n, Fp.mul(u, ua))) === -1) return undefined;
  const odd = (v & 1n) === 1n;
  const ratio = odd ? Fp.div(Fp.neg(ua), Fp.mul(2n, u)) : Fp.div(Fp.neg(u), Fp.mul(2n, ua));
  const r = Fp.sqrt(ratio);
  return r > (Fp.ORDER - 1n) / 2n ? Fp.neg(r) : r;
}

/** From Montgomery to Edwards coordinates. */
export function toEdwards({ u, v }: MontgomeryPoint): EdwardsPoint {
  if (u === 0n) return Point.fromAffine({ x: 0n, y: Fp.neg(1n) });
  const x = Fp.div(Fp.mul(SCALE, u), v);
  return Point.fromAffine({ x, y: Fp.div(Fp.sub(u, 1n), Fp.add(u, 1n)) });
}

/** From Edwards to Montgomery coordinates; undefined for the neutral element, which has none. */
export function toMontgomery(point: EdwardsPoint): MontgomeryPoint | undefined {
  const { x, y } = point.toAffine();
  if (y === 1n) return undefined;
  if (x === 0n) return { u: 0n, v: 0n };
  const u = Fp.div(Fp.add(1n, y), Fp.sub(1n, y));
  return { u, v: Fp.div(Fp.mul(SCALE, u), x) };
}

/** 32 bytes to an Edwards point. */
export function decodePoint(representative: Uint8Array): EdwardsPoint {
  return toEdwards(direct(representative));
}

/** An Edwards point and two spare bits to 32 bytes, or undefined. */
export function encodePoint(point: EdwardsPoint, spare: number): Uint8Array | undefined {
  const montgomery = toMontgomery(point);
  const r = montgomery && inverse(montgomery);
  return r === undefined ? undefined : numberToBytesLE(r | (BigInt(spare) << 254n), 32);
}

/** n P for a whole number n of any sign and size, also for points outside the prime subgroup. */
export function times(point: EdwardsPoint, n: bigint): EdwardsPoint {
  if (n < 0n) return times(point.negate(), -n);
  let product = Point.ZERO;
  for (const bit of n.toString(2)) {
    product = product.double();
    if (bit === "1") product = product.add(point);
  }
  return product;
}

/** Whether the point is twice another point. */
export function isEven(point: EdwardsPoint): boolean {
  return times(point, 4n * ORDER).is0();
}

/** The residue j for which the point is a multiple of the base point plus j times EIGHTH. */
export function torsionClass(point: EdwardsPoint): number {
  // l is 5 modulo 8, so l P = 5 j EIGHTH.
  const part = times(point, 5n * ORDER);
  return [0, 1, 2, 3, 4, 5, 6, 7].findIndex((j) => times(EIGHTH, BigInt(j)).equals(part));
}

/** 31 bytes to a point, or undefined if none of the 64 candidates is a ristretto255 encoding. */
export function embed(chunk: Uint8Array): EdwardsPoint | undefined {
  for (let f = 0n; f < 64n; f++) {
    const s = numberToBytesLE((bytesToNumberLE(chunk) << 7n) | (2n * f), 32);
    try {
      return inside(ristretto255.Point.fromBytes(s));
    } catch {
      // Not an encoding: the next candidate.
    }
  }
  return undefined;
}

/** The Edwards point inside noble's ristretto255 element. */
function inside(element: unknown): EdwardsPoint {
  return (element as { ep: EdwardsPoint }).ep;
}

/** A point to the 31 bytes that it carries, whatever its torsion class. */
export function extract(point: EdwardsPoint): Uint8Array {
  const twice = isEven(point) ? point : point.add(EIGHTH);
  const element = ristretto255.Point.fromAffine(twice.toAffine());
  return numberToBytesLE(bytesToNumberLE(element.toBytes()) >> 7n, 31);
}

/** 64 bytes modulo the order; 0 becomes 1. */
export function scalarFromBytes(wide: Uint8Array): Uint8Array {
  return numberToBytesLE((bytesToNumberLE(wide) % ORDER) || 1n, 32);
}

type Pair = [EdwardsPoint, EdwardsPoint];

/**
 * The one function that writes rows. A row takes 33 random bytes at a time: 42 digits e of six bits
 * that make the multiplier sum of (2e - 63) 64^i, two spare bits for each point, then two torsion
 * classes of three bits.
 */
function writeRow([A, B]: Pair, [a, b]: Pair, random: RandomSource): Uint8Array {
  for (;;) {
    const draw = random(33);
    const bits = bytesToNumberLE(draw);
    let r = 0n;
    for (let i = 41n; i >= 0n; i--) r = 64n * r + (2n * ((bits >> (6n * i)) & 63n) - 63n);
    const nextA = a.add(times(A, r)).add(times(EIGHTH, BigInt(draw[32] & 7)));
    const nextB = b.add(times(B, r)).add(times(EIGHTH, BigInt((draw[32] >> 3) & 7)));
    const left = encodePoint(nextA, (draw[31] >> 4) & 3);
    const right = encodePoint(nextB, draw[31] >> 6);
    if (left && right) return concat(left, right);
  }
}

/** The group of `chunks` under the scalar x, or undefined if a chunk cannot be embedded. */
export function sealGroup(
  x: Uint8Array,
  chunks: Uint8Array,
  random: RandomSource,
): Uint8Array | undefined {
  const k = bytesToNumberLE(scalarFromBytes(random(64)));
  const rows: Pair[] = [[Point.ZERO, Point.ZERO]];
  for (let i = 0; i < chunks.length; i += 31) {
    const carried = embed(chunks.subarray(i, i + 31));
    if (carried === undefined) return undefined;
    rows.push([Point.ZERO, carried]);
  }
  const A = times(Point.BASE, k);
  const unit: Pair = [A, times(A, bytesToNumberLE(x))];
  return concat(...rows.map((row) => writeRow(unit, row, random)));
}

function decodeRow(group: Uint8Array, row: number): Pair {
  const at = 64 * row;
  return [decodePoint(group.subarray(at, at + 32)), decodePoint(group.subarray(at + 32, at + 64))];
}

/** The same contents in fresh bytes, or undefined if the unit is of low order. */
export function rerandomiseGroup(group: Uint8Array, random: RandomSource): Uint8Array | undefined {
  const unit = decodeRow(group, 0);
  if (unit.some((point) => point.isSmallOrder())) return undefined;
  const rows: Pair[] = [[Point.ZERO, Point.ZERO]];
  for (let row = 1; row < group.length / 64; row++) rows.push(decodeRow(group, row));
  return concat(...rows.map((row) => writeRow(unit, row, random)));
}

/** Whether the unit belongs to the scalar x. */
export function groupMatches(x: Uint8Array, unit: Uint8Array): boolean {
  const [A, B] = decodeRow(unit, 0);
  return !A.isSmallOrder() && times(B.subtract(times(A, bytesToNumberLE(x))), 8n).is0();
}

/** The 31 bytes of every row but the unit. */
export function openGroup(x: Uint8Array, group: Uint8Array): Uint8Array {
  const chunks = new Uint8Array(31 * (group.length / 64 - 1));
  for (let row = 1; row < group.length / 64; row++) {
    const [a, b] = decodeRow(group, row);
    chunks.set(extract(b.subtract(times(a, bytesToNumberLE(x)))), 31 * (row - 1));
  }
  return chunks;
}
