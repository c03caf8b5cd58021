/**
 * Short words for people to read to each other: the same hash gives the same words. FORMAT.md,
 * "Words to compare".
 *
 * @module
 */
import { wordsOf } from "../wallet/words.ts";

/** How many words: 88 bits, too many to find a second key for that has the same words. */
const WORDS = 8;

/** The first 88 bits of a hash (32 bytes) as eight words of BIP-39's English list. */
export function compareWords(hash: Uint8Array): string {
  return wordsOf(hash).slice(0, WORDS).join(" ");
}
