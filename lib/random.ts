/**
 * Where random bytes come from. Library code never reaches for a global generator: it takes a
 * {@linkcode RandomSource}, so that tests and known-answer vectors can give their own.
 *
 * @module
 */

/** Gives `length` fresh random bytes at every call, in a buffer that the caller owns and may wipe. */
export type RandomSource = (length: number) => Uint8Array<ArrayBuffer>;

/** `crypto.getRandomValues` refuses more than this many bytes in one call. */
const QUOTA = 65_536;

/** The operating system's generator, through Web Cryptography. */
export function systemRandom(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i += QUOTA) {
    crypto.getRandomValues(bytes.subarray(i, Math.min(length, i + QUOTA)));
  }
  return bytes;
}

/**
 * A whole number drawn uniformly from 0 to `bound` - 1, by rejection.
 *
 * @throws {RangeError} if `bound` is not a whole number from 1 to 2^24
 */
export function uniform(bound: number, random: RandomSource): number {
  if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 24) {
    throw new RangeError(`Cannot draw below ${bound}: the bound must be from 1 to 2^24`);
  }
  const limit = 2 ** 32 - (2 ** 32 % bound);
  for (;;) {
    const bytes = random(4);
    const value = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
    if (value < limit) return value % bound;
  }
}
