/**
 * BIP-39 in English: entropy to words and back.
 *
 * Words that stand for a secret are handled as bytes where only the program reads them; the strings
 * of {@linkcode wordsOf} are for showing, and cannot be wiped.
 *
 * @module
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { concat, utf8, wipe } from "../bytes.ts";

/** Possible lengths of BIP-39 entropy in bytes: 12, 15, 18, 21 and 24 words. */
export const ENTROPY_BYTES: readonly number[] = [16, 20, 24, 28, 32];

/** A word carries 11 bits: its place in the list of 2,048. */
const WORD_BITS = 11;
const SPACE = utf8(" ");

/**
 * The words of some entropy, first word first.
 *
 * @throws {RangeError} if the entropy is not of 16, 20, 24, 28 or 32 bytes
 */
export function wordsOf(entropy: Uint8Array): string[] {
  return indicesOf(entropy).map((index) => wordlist[index]);
}

/**
 * The words as UTF-8, one space apart: the password of BIP-39's PBKDF2. No string of it is made.
 *
 * @throws {RangeError} if the entropy is not of 16, 20, 24, 28 or 32 bytes
 */
export function phraseOf(entropy: Uint8Array): Uint8Array<ArrayBuffer> {
  const parts = indicesOf(entropy).flatMap((index) => [SPACE, utf8(wordlist[index])]);
  return concat(...parts.slice(1));
}

/**
 * The entropy behind typed words: 12, 15, 18, 21 or 24 of them, whole, in lower or upper case, with
 * any ASCII white space around them.
 *
 * @param typed the words in UTF-8; left as they are
 * @returns 16 to 32 bytes, which the caller wipes
 * @throws {SyntaxError} if the number of words, a word (named by its place only) or the checksum is
 * wrong
 */
export function entropyOf(typed: Uint8Array): Uint8Array<ArrayBuffer> {
  const indices: number[] = [];
  for (const word of splitAtWhiteSpace(typed)) {
    indices.push(wordlist.indexOf(word));
    if (indices.length > 24) break;
  }
  const length = indices.length * 4 / 3;
  if (!ENTROPY_BYTES.includes(length)) {
    const count = indices.length > 24 ? "more than 24" : indices.length;
    throw new SyntaxError(
      `Cannot read the words: there are ${count}, where 12, 15, 18, 21 or 24 are possible`,
    );
  }
  const unknown = indices.indexOf(-1);
  if (unknown !== -1) {
    throw new SyntaxError(`Cannot read the words: word ${unknown + 1} is not in the list`);
  }
  const bytes = new Uint8Array(length + 1);
  let carry = 0;
  let bits = 0;
  let at = 0;
  for (const index of indices) {
    carry = carry << WORD_BITS | index;
    bits += WORD_BITS;
    for (; bits >= 8; bits -= 8) bytes[at++] = carry >>> bits - 8;
    carry &= (1 << bits) - 1;
  }
  // 128 to 224 bits of entropy leave 4 to 7 bits of checksum here; 256 leave 8, a byte of its own.
  if (bits > 0) bytes[at] = carry << 8 - bits;
  const entropy = bytes.slice(0, length);
  const checksum = bytes[length];
  wipe(bytes);
  if (checksum !== checksumOf(entropy)) {
    wipe(entropy);
    throw new SyntaxError(
      "Cannot read the words: the checksum does not fit, so a word is wrong or out of place",
    );
  }
  return entropy;
}

/** The first bit of SHA-256 for every 4 bytes of entropy, at the top of a byte. */
function checksumOf(entropy: Uint8Array): number {
  const bits = entropy.length / 4;
  return sha256(entropy)[0] & 0xff << 8 - bits;
}

function indicesOf(entropy: Uint8Array): number[] {
  if (!ENTROPY_BYTES.includes(entropy.length)) {
    throw new RangeError(
      `Cannot write ${entropy.length} bytes as words: 16, 20, 24, 28 or 32 are possible`,
    );
  }
  const bytes = concat(entropy, Uint8Array.of(checksumOf(entropy)));
  const indices: number[] = [];
  let carry = 0;
  let bits = 0;
  for (const byte of bytes) {
    carry = carry << 8 | byte;
    bits += 8;
    if (bits < WORD_BITS) continue;
    bits -= WORD_BITS;
    indices.push(carry >>> bits);
    carry &= (1 << bits) - 1;
  }
  wipe(bytes);
  return indices;
}

/** The words one by one in lower case, so that the whole phrase never is one string. */
function* splitAtWhiteSpace(typed: Uint8Array): Generator<string> {
  let start = 0;
  for (let i = 0; i <= typed.length; i++) {
    const between = i === typed.length || typed[i] === 0x20 || typed[i] >= 0x09 && typed[i] <= 0x0d;
    if (!between) continue;
    if (i > start) yield new TextDecoder().decode(typed.subarray(start, i)).toLowerCase();
    start = i + 1;
  }
}
