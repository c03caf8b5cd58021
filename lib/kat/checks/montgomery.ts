/**
 * Numbers that take points between Curve25519's two shapes (RFC 7748, section 4.1).
 *
 * @module
 */
import { ed25519 } from "@noble/curves/ed25519.js";

/** Arithmetic of numbers modulo a prime. */
export interface PrimeField {
  /** The prime. */
  readonly ORDER: bigint;
  /** a + b */
  add(a: bigint, b: bigint): bigint;
  /** a - b */
  sub(a: bigint, b: bigint): bigint;
  /** a b */
  mul(a: bigint, b: bigint): bigint;
  /** a / b */
  div(a: bigint, b: bigint): bigint;
  /** -a */
  neg(a: bigint): bigint;
  /** A root of a. @throws if a is not a square */
  sqrt(a: bigint): bigint;
}

/** The field GF(2^255 - 19). */
export const Fp: PrimeField = ed25519.Point.Fp;

/** The even root of -486664 (RFC 9380, appendix G.2.2): x = scale u / v. */
export const MONTGOMERY_SCALE: bigint = even(Fp.sqrt(Fp.neg(486664n)));

function even(n: bigint): bigint {
  return n & 1n ? Fp.neg(n) : n;
}

/** Of v and -v, the one above (p-1)/2 where v is odd, and the other where v is even. */
export function negativeByParity(v: bigint): bigint {
  const odd = (v & 1n) === 1n;
  const large = v > (Fp.ORDER - 1n) / 2n;
  return odd === large ? v : Fp.neg(v);
}
