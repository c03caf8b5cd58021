/**
 * The master secret S: 32 bytes, shown as 24 words (`words.ts`), from which every wallet of a person
 * can be made. FORMAT.md, "The master secret".
 *
 * @module
 */
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { concat, utf8, wipe } from "../bytes.ts";
import type { RandomSource } from "../random.ts";

/** Bytes of a master secret. */
export const MASTER_BYTES = 32;

/** Bytes drawn from the system: twice the output, so that HKDF has entropy to spare. */
const DRAWN_BYTES = 64;
const INFO = utf8("kelid master secret v1");

/**
 * A new master secret: HKDF-SHA-512 of 64 random bytes, followed by whatever the user typed (rolls of
 * dice, keys hit at random, nothing).
 *
 * The random bytes always go in. What is typed can therefore only add: a poor text takes nothing
 * away, and a good one protects against a system generator that is not random.
 *
 * @param typed any bytes, also none; left as they are
 * @returns 32 bytes, which the caller wipes
 */
export function makeMasterSecret(
  random: RandomSource,
  typed: Uint8Array = new Uint8Array(0),
): Uint8Array<ArrayBuffer> {
  const drawn = random(DRAWN_BYTES);
  const mixed = concat(drawn, typed);
  try {
    return new Uint8Array(hkdf(sha512, mixed, undefined, INFO, MASTER_BYTES));
  } finally {
    wipe(drawn, mixed);
  }
}
