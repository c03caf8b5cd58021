/**
 * Base58btc, the encoding behind multibase's `z`. Libraries refuse more than about a thousand bytes,
 * because the obvious way takes quadratic time; an ML-DSA-87 key has 2,594 with its prefix.
 *
 * @module
 */

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/** Digits taken off at a time: 58^9 is below 2^53, so a part is an exact number. */
const PART_DIGITS = 9;
const PART = 58n ** BigInt(PART_DIGITS);

/** Writes bytes in base58btc. A zero byte at the front becomes a `1`, as in Bitcoin. */
export function base58(bytes: Uint8Array): string {
  const first = bytes.findIndex((byte) => byte !== 0);
  if (first === -1) return "1".repeat(bytes.length);
  let text = "";
  for (let rest = BigInt(`0x${bytes.toHex()}`); rest > 0n; rest /= PART) {
    let part = Number(rest % PART);
    for (let i = 0; i < PART_DIGITS; i++) {
      text = ALPHABET[part % 58] + text;
      part = Math.floor(part / 58);
    }
  }
  return "1".repeat(first) + text.replace(/^1+/, "");
}
