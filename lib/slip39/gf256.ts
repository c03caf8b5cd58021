/**
 * Arithmetic in GF(256) with the polynomial x^8 + x^4 + x^3 + x + 1 (FIPS 197, section 4.2), in
 * which SLIP-0039 shares every byte of a secret. Addition is exclusive-or.
 *
 * Usual implementations look logarithms up in a table; the place looked up is then a secret, and
 * the processor's cache tells it. Here nothing is looked up and nothing branches on a value: the
 * same shifts and masks run for every input. An engine that optimises numbers by their values may
 * still undo that; JavaScript cannot promise more.
 *
 * @module
 */

/** The product of two elements, both from 0 to 255. */
export function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 0; bit < 8; bit++) {
    product ^= a & -(b & 1);
    a = (a << 1) ^ (0x11b & -(a >> 7));
    b >>= 1;
  }
  return product;
}

/** The inverse of an element, as its 254th power; 0, which has none, gives 0. */
export function invert(a: number): number {
  let square = a;
  let power = 1;
  for (let i = 0; i < 7; i++) {
    square = multiply(square, square);
    power = multiply(power, square);
  }
  return power;
}

/**
 * Adds `factor` times `vector` to `sum`, byte by byte.
 *
 * @throws {RangeError} if the two differ in length
 */
export function addMultiple(sum: Uint8Array, factor: number, vector: Uint8Array): void {
  if (sum.length !== vector.length) {
    throw new RangeError(`Cannot add: ${vector.length} bytes to ${sum.length}`);
  }
  for (let i = 0; i < sum.length; i++) sum[i] ^= multiply(vector[i], factor);
}
