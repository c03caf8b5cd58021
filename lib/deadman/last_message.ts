/**
 * A last message: any file, sealed to a key that nobody has and some guardians can put together.
 * FORMAT.md, "Last message".
 *
 * @module
 */
import { utf8, wipe } from "../bytes.ts";
import { hkdfSha512 } from "../hybrid/hkdf.ts";
import type { HybridKemSecretKeys } from "../hybrid/kem.ts";
import type { RandomSource } from "../random.ts";
import { shareToWords } from "../slip39/share.ts";
import { splitIntoShares } from "../slip39/split.ts";

/** Bytes of the secret that is dealt. */
export const MESSAGE_SECRET_BYTES = 32;

/** The most guardians of a last message: SLIP-39 has 16 members in a group. */
export const MAX_MESSAGE_GUARDIANS = 16;

const TITLE = "kelid last message share v1";

/** The secret key to which a last message is sealed. The caller wipes it. */
export async function messageKeys(secret: Uint8Array): Promise<HybridKemSecretKeys> {
  const copy = Uint8Array.from(secret);
  try {
    return {
      x25519: await hkdfSha512(copy, utf8("kelid last message v1 x25519"), 32),
      mlkem1024: await hkdfSha512(copy, utf8("kelid last message v1 ml-kem-1024"), 64),
    };
  } finally {
    wipe(copy);
  }
}

/**
 * What each guardian is given: SLIP-39 words in a short text that says which message they open. The
 * words cannot be wiped.
 *
 * @param secret 32 bytes
 * @param messageHash SHA-256 of the sealed message in hexadecimal
 * @throws {RangeError} if the numbers are not possible
 */
export async function messageShares(
  secret: Uint8Array,
  threshold: number,
  guardians: number,
  messageHash: string,
  random: RandomSource,
): Promise<string[]> {
  const groups = [{ threshold, count: guardians }];
  const [members] = await splitIntoShares(secret, { groupThreshold: 1, groups }, random);
  try {
    return members.map((share) => {
      return `${TITLE}\nmessage ${messageHash}\nshare ${shareToWords(share)}\n`;
    });
  } finally {
    for (const { value } of members) wipe(value);
  }
}

/**
 * The words in what a guardian was given; a text that is only words is left as it is.
 *
 * @param messageHash SHA-256 of the sealed message at hand, in hexadecimal
 * @throws {SyntaxError} if the share is of another message
 */
export function shareWords(text: string, messageHash: string): string {
  const lines = text.trim().split(/\r?\n/);
  if (lines[0] !== TITLE) return text;
  const [, message, share] = lines;
  if (message !== `message ${messageHash}`) {
    throw new SyntaxError("Cannot use the share: it is of another message");
  }
  if (!share?.startsWith("share ")) {
    throw new SyntaxError("Cannot use the share: its words are missing");
  }
  return share.slice("share ".length);
}
