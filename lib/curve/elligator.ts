/**
 * Elligator 2 for Curve25519: half of all points, as 32 bytes that look random.
 *
 * Bernstein, Hamburg, Krasnova, Lange, "Elligator: Elliptic-curve points indistinguishable from
 * uniform random strings" (CCS 2013); the map in the direction from bytes to points is that of
 * RFC 9380, section 6.7.1, with Z = 2, and the birational map to the Edwards curve that of
 * section G.2.2. The rules for the two signs are in FORMAT.md.
 *
 * @module
 */
import { coordinates, copy, setNeutral } from "./edwards.ts";
import {
  choose,
  CONSTANT,
  type Field,
  fromBytes,
  inverseRoot,
  isOdd,
  isZero,
  negateIf,
  reserveElements,
  settleRoot,
  toBytes,
} from "./field.ts";

const { zero, one, minusOne, montgomeryA, montgomeryScale, power2 } = CONSTANT;
const [R, TT, DEN, N, Z, ROOT, U, V, E0, E1, E2] = reserveElements(11);

/**
 * out = the point of a representative of 32 bytes. Every string has one; the two top bits do not
 * matter. The representative is public: it decides which branch is taken.
 */
export function decodePoint(f: Field, out: number, representative: Uint8Array): void {
  const masked = representative.slice(0, 32);
  masked[31] &= 0x3f;
  fromBytes(f, R, masked);
  // With t = 2 r^2 and d = 1 + t: u1 = -A/d, and u1^3 + A u1^2 + u1 = n/d^3, n = A (A^2 t - d^2).
  // d is not zero, because -1/2 is not a square.
  f.square(TT, R, 1);
  f.add(TT, TT, TT);
  f.add(DEN, TT, one);
  f.square(Z, DEN, 1);
  f.square(N, montgomeryA, 1);
  f.multiply(N, N, TT);
  f.subtract(N, N, Z);
  f.multiply(N, N, montgomeryA);
  // The root of n/d^3 is n/sqrt(n d^3).
  f.multiply(Z, Z, DEN);
  f.multiply(Z, Z, N);
  f.subtract(U, zero, montgomeryA);
  const isSquare = inverseRoot(f, ROOT, Z) === 1;
  f.multiply(V, N, ROOT);
  if (!isSquare) {
    // u2 = t u1, and the other side of the equation is t n/d^3, whose root is r 2n/sqrt(2 n d^3).
    f.multiply(ROOT, ROOT, power2);
    f.add(Z, Z, Z);
    settleRoot(f, ROOT, Z);
    f.multiply(V, N, ROOT);
    f.add(V, V, V);
    f.multiply(V, V, R);
    f.multiply(U, U, TT);
  }
  // u = U/d. v is odd for u1 and even for u2.
  negateIf(f, V, V, isOdd(f, V) ^ Number(isSquare));
  // x = scale u/v, y = (u - 1)/(u + 1). No point has u = -1; only (0, 0) has v = 0.
  const [X, Y, ZZ, T] = coordinates(out);
  f.subtract(E0, U, DEN);
  f.add(E1, U, DEN);
  f.multiply(U, U, montgomeryScale);
  f.multiply(V, V, DEN);
  f.multiply(X, U, E1);
  f.multiply(Y, V, E0);
  f.multiply(ZZ, V, E1);
  f.multiply(T, U, E0);
  if (isZero(f, V)) {
    setNeutral(f, out);
    copy(f, Y, minusOne, 1);
  }
}

/**
 * Writes the representative of a point to `to`, with the two spare bits (0 to 3) on top, if it has
 * one. Half of all points have. The point is secret until it is accepted: the only branch is whether
 * it has a representative, which shows nothing about those that have.
 *
 * @returns whether it has one
 */
export function encodePoint(f: Field, p: number, spare: number, to: Uint8Array): boolean {
  const [X, Y, ZZ] = coordinates(p);
  // u = U/W with U = Z + Y, W = Z - Y. A point has a representative if -2 u (u + A) is a square and
  // it is not neutral, that is, if z = -2 U (U + A W) is a square, not zero, or U is zero.
  f.add(U, ZZ, Y);
  f.subtract(DEN, ZZ, Y);
  f.multiply(N, DEN, montgomeryA);
  f.add(N, N, U);
  f.multiply(Z, U, N);
  f.add(Z, Z, Z);
  f.subtract(Z, zero, Z);
  // One root for both: of z D^2 with D = W X, so that 1/D need not be computed for v.
  f.multiply(DEN, DEN, X);
  f.multiply(E0, Z, DEN);
  f.multiply(E1, E0, DEN);
  const hasRoot = inverseRoot(f, ROOT, E1) === 1;
  if (!hasRoot && isZero(f, U) === 0) return false;
  // v = scale u/x = scale U Z/D, and 1/D = z D root^2.
  f.square(E2, ROOT, 1);
  f.multiply(V, E0, E2);
  f.multiply(V, V, ZZ);
  f.multiply(V, V, U);
  f.multiply(V, V, montgomeryScale);
  // r^2 = -u/(2 (u + A)) = U^2/z for even v, -(u + A)/(2 u) = (U + A W)^2/z for odd v.
  choose(f, R, N, U, isOdd(f, V));
  f.multiply(R, R, ROOT);
  f.multiply(R, R, DEN);
  // r and -r stand for the same point. The one from 0 to (p-1)/2 is the one whose double is even.
  f.add(TT, R, R);
  negateIf(f, R, R, isOdd(f, TT));
  toBytes(f, R, to);
  to[31] |= spare << 6;
  return true;
}
