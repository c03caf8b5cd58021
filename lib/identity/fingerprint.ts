/**
 * Short forms of keys and identities for people to look at and to compare. FORMAT.md,
 * "Fingerprints".
 *
 * @module
 */
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { concat, hex, utf8 } from "../bytes.ts";
import { identityHash, type PublicIdentity } from "./identity.ts";

/**
 * The fingerprint of one key: the first 128 bits of a SHA-256, as 8 groups of 4 hexadecimal digits.
 * For telling keys apart; to check that an identity is the right one use {@linkcode safetyNumber}.
 *
 * @param name the key's field in {@linkcode PublicIdentity}, which goes into the hash
 */
export function keyFingerprint(name: keyof PublicIdentity, key: Uint8Array): string {
  const label = utf8(`kelid key fingerprint v1/${name}`);
  return groups(hex(sha256(concat(label, Uint8Array.of(0), key)).subarray(0, 16)), 4);
}

/**
 * The number that two people compare, aloud or on paper, to know that they mean the same identity:
 * 12 groups of 5 decimal digits, 199 bits. Digits, since they are read alike in every language.
 *
 * @throws {TypeError} if a key has the wrong length
 */
export function safetyNumber(identity: PublicIdentity): string {
  const label = utf8("kelid safety number v1");
  const hash = sha512(concat(label, Uint8Array.of(0), identityHash(identity)));
  let digits = "";
  for (let i = 0; i < 60; i += 5) {
    const number = BigInt(`0x${hex(hash.subarray(i, i + 5))}`) % 100_000n;
    digits += number.toString().padStart(5, "0");
  }
  return groups(digits, 5);
}

function groups(text: string, size: number): string {
  return text.match(new RegExp(`.{${size}}`, "g"))!.join(" ");
}
