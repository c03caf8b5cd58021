/**
 * One share of SLIP-0039 and its words ("Format of the share mnemonic").
 *
 * Ten bits a word, big-endian: identifier 15, extendable flag 1, iteration exponent 4, group index
 * 4, group threshold - 1 4, group count - 1 4, member index 4, member threshold - 1 4, the value
 * behind zero bits that fill its first word, checksum 30.
 *
 * @module
 */
import { checksum, CHECKSUM_WORDS, checksumHolds, singleErrorAt } from "./rs1024.ts";
import { ShareError } from "./share_error.ts";
import { readWords } from "./typing.ts";
import { WORDS } from "./wordlist.ts";

/** The shortest secret, in bytes. */
export const MIN_SECRET_BYTES = 16;

/**
 * The longest secret that kelid shares, in bytes: a BIP-39 seed. The standard sets no limit; a
 * share of this one has 59 words.
 */
export const MAX_SECRET_BYTES = 64;

/** The most groups, and the most members of a group. */
export const MAX_COUNT = 16;

/** The most bits that may fill the first word of a value. */
const MAX_PADDING = 8;

const HEADER_WORDS = 4;

/** One member's share. All fields but the value may be shown; the value is a secret. */
export interface Share {
  /** 15 bits, the same in a whole set of shares. */
  identifier: number;
  /** Whether the secret's encryption leaves the identifier out. */
  extendable: boolean;
  /** From 0 to 15: 10,000 * 2^exponent rounds of HMAC in all. */
  iterationExponent: number;
  /** The group's x coordinate, from 0 to `groupCount` - 1. */
  groupIndex: number;
  /** How many groups are needed, from 1 to `groupCount`. */
  groupThreshold: number;
  /** How many groups there are, from 1 to 16. */
  groupCount: number;
  /** The member's x coordinate, from 0 to 15. */
  memberIndex: number;
  /** How many members of this group are needed, from 1 to 16. */
  memberThreshold: number;
  /** The member's y coordinates: as long as the secret, which is encrypted first. */
  value: Uint8Array<ArrayBuffer>;
}

/** How many words a share of a secret of `bytes` bytes has. */
function wordCount(bytes: number): number {
  return HEADER_WORDS + Math.ceil(8 * bytes / 10) + CHECKSUM_WORDS;
}

/** The checksum's customization string, different with and without the extendable flag. */
function customization(extendable: boolean): string {
  return extendable ? "shamir_extendable" : "shamir";
}

/** The share as small letters with single spaces between the words. It cannot be wiped. */
export function shareToWords(share: Share): string {
  return shareToValues(share).map((value) => WORDS[value]).join(" ");
}

/** The share as the values of its words, 0 to 1023: as secret as the share. */
export function shareToValues(share: Share): number[] {
  const { identifier, groupIndex, groupThreshold, groupCount, memberIndex } = share;
  const values = [
    identifier >> 5,
    (identifier & 31) << 5 | (share.extendable ? 16 : 0) | share.iterationExponent,
    groupIndex << 6 | (groupThreshold - 1) << 2 | (groupCount - 1) >> 2,
    ((groupCount - 1) & 3) << 8 | memberIndex << 4 | (share.memberThreshold - 1),
  ];
  const valueWords = wordCount(share.value.length) - HEADER_WORDS - CHECKSUM_WORDS;
  let pending = 0;
  let bits = 10 * valueWords - 8 * share.value.length;
  for (const byte of share.value) {
    pending = pending << 8 | byte;
    bits += 8;
    if (bits >= 10) {
      bits -= 10;
      values.push(pending >> bits);
      pending &= (1 << bits) - 1;
    }
  }
  values.push(...checksum(customization(share.extendable), values));
  return values;
}

/**
 * Reads a share as somebody typed it ({@linkcode readWords} says what is understood).
 *
 * @param name what an error calls it, such as `share 2`
 * @throws {ShareError} of kind `word`, `length`, `checksum`, `scheme`, `group` or `padding`
 */
export function shareFromWords(text: string, name = "the share"): Share {
  return shareFromValues(readWords(text, name), name);
}

/**
 * The share with these values of words, 0 to 1023.
 *
 * @param name what an error calls it, such as `share 2`
 * @throws {ShareError} of kind `length`, `checksum`, `scheme`, `group` or `padding`
 */
export function shareFromValues(values: readonly number[], name = "the share"): Share {
  const valueBits = 10 * (values.length - HEADER_WORDS - CHECKSUM_WORDS);
  const padding = valueBits % 16;
  const bytes = (valueBits - padding) / 8;
  if (padding > MAX_PADDING || bytes < MIN_SECRET_BYTES || bytes > MAX_SECRET_BYTES) {
    throw new ShareError(
      "length",
      `Cannot read ${name}: it has ${values.length} words, and a share of 128 bits has 20, one of 256 bits 33`,
    );
  }
  const extendable = (values[1] & 16) !== 0;
  if (!checksumHolds(customization(extendable), values)) {
    throw wrongChecksum(values, extendable, name);
  }
  const share: Share = {
    identifier: values[0] << 5 | values[1] >> 5,
    extendable,
    iterationExponent: values[1] & 15,
    groupIndex: values[2] >> 6,
    groupThreshold: (values[2] >> 2 & 15) + 1,
    groupCount: ((values[2] & 3) << 2 | values[3] >> 8) + 1,
    memberIndex: values[3] >> 4 & 15,
    memberThreshold: (values[3] & 15) + 1,
    value: new Uint8Array(bytes),
  };
  if (share.groupThreshold > share.groupCount) {
    throw new ShareError(
      "scheme",
      `Cannot read ${name}: it asks for ${share.groupThreshold} groups of only ${share.groupCount}`,
    );
  }
  if (share.groupIndex >= share.groupCount) {
    throw new ShareError(
      "group",
      `Cannot read ${name}: it is for group ${share.groupIndex + 1} of only ${share.groupCount}`,
    );
  }
  if (values[HEADER_WORDS] >> (10 - padding) !== 0) {
    throw new ShareError(
      "padding",
      `Cannot read ${name}: its unused bits are not zero, so it was made wrongly`,
    );
  }
  let pending = 0;
  let bits = -padding;
  let filled = 0;
  for (const word of values.slice(HEADER_WORDS, -CHECKSUM_WORDS)) {
    pending = pending << 10 | word;
    bits += 10;
    while (bits >= 8) {
      bits -= 8;
      share.value[filled++] = pending >> bits;
      pending &= (1 << bits) - 1;
    }
  }
  return share;
}

function wrongChecksum(values: readonly number[], extendable: boolean, name: string): ShareError {
  let place = singleErrorAt(customization(extendable), values);
  // A wrong second word may have changed the flag that chose the customization string.
  if (place === undefined && singleErrorAt(customization(!extendable), values) === 1) place = 1;
  const where = place === undefined
    ? "two or more words are wrong, missing or out of place"
    : `if only one word is wrong, it is word ${place + 1}`;
  return new ShareError(
    "checksum",
    `Cannot read ${name}: the checksum of its ${values.length} words is wrong; ${where}`,
    place === undefined ? undefined : place + 1,
  );
}
