/**
 * How long a plaintext is made to look: Padmé (Nikitin and others, "Reducing Metadata Leakage from
 * Encrypted Files and Communication with PURBs", PETS 2019), from 16 KiB up.
 *
 * @module
 */

/** Everything shorter looks this long: a note, a list and a photograph's thumbnail look alike. */
const SHORTEST = 16_384;

/**
 * The padded length of a plaintext of `length` bytes: 16 KiB at least, and otherwise the next number
 * whose binary digits after the first log2(log2(length)) + 1 are zeros. At most 6.25 % is added, and
 * a length below 2^40 falls into one of 1,057 classes.
 *
 * @throws {RangeError} if `length` is not a whole number from 0 to 2^50
 */
export function paddedLength(length: number): number {
  if (!Number.isInteger(length) || length < 0 || length > 2 ** 50) {
    throw new RangeError(`Cannot pad a length of ${length}: it must be from 0 to 2^50`);
  }
  if (length <= SHORTEST) return SHORTEST;
  const exponent = bitLength(length) - 1;
  const step = 2 ** (exponent - bitLength(exponent));
  return Math.ceil(length / step) * step;
}

/** How many binary digits a whole number has. `Math.log2` rounds up just below powers of two. */
function bitLength(number: number): number {
  return number.toString(2).length;
}
