/**
 * 31 bytes in a point: as the top 248 bits of a ristretto255 encoding (RFC 9496), whose low seven
 * bits are searched.
 *
 * @module
 */
import { addSmallOrder, coordinates, copy } from "./edwards.ts";
import {
  choose,
  CONSTANT,
  equal,
  type Field,
  fromBytes,
  inverseRoot,
  isOdd,
  isZero,
  negateIf,
  reduce,
  reserveElements,
  reservePoints,
  toBytes,
} from "./field.ts";

const { zero, one, d, rootOfMinusOne, ristrettoScale } = CONSTANT;
const [S, U1, U2, U2S, V, ROOT, DX, DY, E0, E1] = reserveElements(10);
const ODD = reservePoints(1), EVEN = reservePoints(1);

/** Candidates for an encoding: f in s = data 2^7 + 2 f. */
const CANDIDATES = 64;

/**
 * out = the point that carries 31 bytes: that of the first ristretto255 encoding among 64
 * candidates. How many are tried depends on the data, which must look random to whoever could
 * measure it, as ciphertext does.
 *
 * @returns false if there is none, as for one string in 10^8
 */
export function embed(f: Field, out: number, data: Uint8Array): boolean {
  const encoding = new Uint8Array(32);
  for (let i = 0; i < 31; i++) {
    encoding[i] |= data[i] << 7;
    encoding[i + 1] = data[i] >> 1;
  }
  let found = false;
  for (let candidate = 0; candidate < CANDIDATES && !found; candidate++) {
    encoding[0] = (encoding[0] & 0x80) | (candidate << 1);
    found = decodeElement(f, out, encoding);
  }
  encoding.fill(0);
  return found;
}

/**
 * out = the point of a ristretto255 encoding of 32 bytes (RFC 9496, section 4.3.1).
 *
 * @returns false if the bytes are no encoding; `out` is then not a point
 */
export function decodeElement(f: Field, out: number, encoding: Uint8Array): boolean {
  const [X, Y, Z, T] = coordinates(out);
  fromBytes(f, S, encoding);
  reduce(f, E0, S);
  const canonical = equal(f, E0, S) & ~(encoding[31] >> 7) & ~encoding[0];
  f.square(E0, S, 1);
  f.subtract(U1, one, E0);
  f.add(U2, one, E0);
  f.square(U2S, U2, 1);
  f.square(V, U1, 1);
  f.multiply(V, V, d);
  f.add(V, V, U2S);
  f.subtract(V, zero, V);
  f.multiply(E0, V, U2S);
  const isSquare = inverseRoot(f, ROOT, E0) === 1;
  f.multiply(DX, ROOT, U2);
  f.multiply(DY, ROOT, DX);
  f.multiply(DY, DY, V);
  f.multiply(X, S, DX);
  f.add(X, X, X);
  negateIf(f, X, X, isOdd(f, X));
  f.multiply(X, X, one);
  f.multiply(Y, U1, DY);
  copy(f, Z, one, 1);
  f.multiply(T, X, Y);
  return Boolean(canonical & Number(isSquare) & ~isOdd(f, T) & ~isZero(f, Y));
}

/** out = the ristretto255 encoding (RFC 9496, section 4.3.2) of a point that is twice another. */
export function encodeElement(f: Field, p: number, to: Uint8Array): void {
  const [X, Y, Z, T] = coordinates(p);
  f.add(U1, Z, Y);
  f.subtract(E0, Z, Y);
  f.multiply(U1, U1, E0);
  f.multiply(U2, X, Y);
  f.square(E0, U2, 1);
  f.multiply(E0, E0, U1);
  inverseRoot(f, ROOT, E0);
  f.multiply(DX, ROOT, U1);
  f.multiply(DY, ROOT, U2);
  f.multiply(V, DX, DY);
  f.multiply(V, V, T); // z_inv
  f.multiply(E0, T, V);
  const rotate = isOdd(f, E0);
  f.multiply(E0, X, rootOfMinusOne);
  f.multiply(E1, Y, rootOfMinusOne);
  choose(f, E1, E1, X, rotate);
  choose(f, E0, E0, Y, rotate);
  f.multiply(DX, DX, ristrettoScale);
  choose(f, DX, DX, DY, rotate);
  f.multiply(E1, E1, V);
  negateIf(f, E0, E0, isOdd(f, E1));
  f.subtract(S, Z, E0);
  f.multiply(S, S, DX);
  negateIf(f, S, S, isOdd(f, S));
  toBytes(f, S, to);
}

/**
 * Writes the 31 bytes that a point carries, whatever multiple of a point of order 8 was added to it.
 * Every point gives some 31 bytes.
 */
export function extract(f: Field, p: number, to: Uint8Array): void {
  const [, Y, Z] = coordinates(p);
  // A point is twice another if, and only if, Z^2 - Y^2 is a square. One of p and p + (a point of
  // order 8) is; the encoding does not see the points of order 4 that may be left.
  f.add(E0, Z, Y);
  f.subtract(E1, Z, Y);
  f.multiply(E0, E0, E1);
  const isEven = Number(inverseRoot(f, ROOT, E0) !== -1);
  addSmallOrder(f, ODD, p, 1);
  choose(f, EVEN, p, ODD, isEven, 4);
  const encoding = new Uint8Array(32);
  encodeElement(f, EVEN, encoding);
  for (let i = 0; i < 31; i++) to[i] = (encoding[i] >> 7) | (encoding[i + 1] << 1);
  encoding.fill(0);
}
