/**
 * Scalars: numbers modulo l = 2^252 + 27742317777372353535851937790883648493, the order of the
 * prime subgroup of Curve25519.
 *
 * @module
 */

/** l in limbs of 16 bits, the lowest first. */
const ORDER: readonly number[] = [
  0xd3ed,
  0x5cf5,
  0x631a,
  0x5812,
  0x9cd6,
  0xa2f7,
  0xf9de,
  0x14de,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0x1000,
];

/**
 * The number that 64 bytes spell, little-endian, modulo l; 0 becomes 1. Takes the same steps for
 * every input. From uniform bytes the result is uniform up to 2^-259.
 *
 * @returns 32 bytes, little-endian, from 1 to l - 1
 * @throws {TypeError} if there are not 64 bytes
 */
export function scalarFromBytes(wide: Uint8Array): Uint8Array<ArrayBuffer> {
  if (wide.length !== 64) {
    throw new TypeError(`Cannot make scalar: need 64 bytes, got ${wide.length}`);
  }
  const rest = new Int32Array(16), less = new Int32Array(16);
  for (let bit = 511; bit >= 0; bit--) {
    // rest = 2 rest + bit, then minus l unless that is negative. rest stays below l < 2^253.
    let carry = (wide[bit >> 3] >> (bit & 7)) & 1;
    let borrow = 0;
    for (let i = 0; i < 16; i++) {
      const doubled = 2 * rest[i] + carry;
      rest[i] = doubled & 0xffff;
      carry = doubled >> 16;
      const difference = rest[i] - ORDER[i] + borrow;
      less[i] = difference & 0xffff;
      borrow = difference >> 16;
    }
    for (let i = 0; i < 16; i++) rest[i] = (rest[i] & borrow) | (less[i] & ~borrow);
  }
  let any = 0;
  for (let i = 0; i < 16; i++) any |= rest[i];
  rest[0] |= ((any - 1) >> 31) & 1;
  const scalar = new Uint8Array(32);
  for (let i = 0; i < 32; i++) scalar[i] = rest[i >> 1] >> (8 * (i & 1));
  rest.fill(0);
  less.fill(0);
  return scalar;
}
