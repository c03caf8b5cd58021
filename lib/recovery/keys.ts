/**
 * The keys of a deal. All come from the deal's seed, from a share or from one another by
 * HKDF-SHA-512 (RFC 5869), each under its own label. FORMAT.md, "Keys".
 *
 * @module
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, utf8, wipe } from "../bytes.ts";
import { hkdfSha512 } from "../hybrid/hkdf.ts";
import type { HybridKemPublicKeys, HybridKemSecretKeys } from "../hybrid/kem.ts";
import {
  type HybridSigningKeys,
  type HybridVerifyingKeys,
  hybridVerifyingKeys,
} from "../hybrid/signature.ts";
import type { RandomSource } from "../random.ts";

/** Bytes of a deal's seed and of every secret that keys are derived from. */
export const SECRET_BYTES = 32;
/** Bytes of the hash that stands for a key. */
export const KEY_HASH_BYTES = 32;

const PREFIX = "kelid recovery v1";

/** Bytes derived from a secret under a label of their own. The caller wipes them. */
export async function derive(
  secret: Uint8Array,
  label: string,
  length: number = SECRET_BYTES,
): Promise<Uint8Array<ArrayBuffer>> {
  const copy = Uint8Array.from(secret);
  try {
    return await hkdfSha512(copy, utf8(`${PREFIX} ${label}`), length);
  } finally {
    wipe(copy);
  }
}

/** What a hybrid signing key is made for. */
export type SigningPurpose = "deal" | "cancel" | "approval";
/** What a hybrid agreement key is made for. */
export type SealingPurpose = "circle" | "drill" | "request";

/** The signing keys of a secret: a deal's seed, a cancel secret, or the bytes of a share. */
export async function signingKeys(
  secret: Uint8Array,
  purpose: SigningPurpose,
): Promise<HybridSigningKeys> {
  return {
    ed25519: await derive(secret, `${purpose}/ed25519`),
    mldsa87: await derive(secret, `${purpose}/ml-dsa-87`),
  };
}

/** The agreement keys of a secret: of a circle, a drill or a request. */
export async function sealingKeys(
  secret: Uint8Array,
  purpose: SealingPurpose,
): Promise<HybridKemSecretKeys> {
  return {
    x25519: await derive(secret, `${purpose}/x25519`),
    mlkem1024: await derive(secret, `${purpose}/ml-kem-1024`, 64),
  };
}

/** Overwrites both halves of a key. */
export function wipeKeys(keys: HybridSigningKeys | HybridKemSecretKeys): void {
  for (const half of Object.values(keys)) wipe(half);
}

/** The cancel secret of a deal, which the paper and a veto guardian hold. */
export function cancelSecret(seed: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return derive(seed, "cancel secret");
}

/** The secret that all members of a deal share, and whoever can cancel. */
export function circleSecret(cancel: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return derive(cancel, "circle secret");
}

/** The secret of one drill, from the deal's seed and the drill's number. */
export function drillSecret(seed: Uint8Array, number: number): Promise<Uint8Array<ArrayBuffer>> {
  return derive(seed, `drill secret/${number}`);
}

/** The salt of a member's commitment, by the member's index. */
export function commitmentSalt(seed: Uint8Array, index: number): Promise<Uint8Array<ArrayBuffer>> {
  return derive(seed, `commitment salt/${index}`);
}

/**
 * The random bytes from which a deal's shares are split, so that they can be made again. Every draw
 * is derived from the seed, the number of draws before it, and its length.
 *
 * `splitIntoShares` draws synchronously, so the draws are made before: as many and as long as its
 * format document says.
 *
 * @param draws the lengths that will be asked for, in order
 * @throws {RangeError} from the returned source, if it is asked for anything else
 */
export async function shareRandomness(
  seed: Uint8Array,
  draws: readonly number[],
): Promise<RandomSource> {
  const made: Uint8Array<ArrayBuffer>[] = [];
  for (const [number, length] of draws.entries()) {
    made.push(await derive(seed, `share randomness/${number}`, length));
  }
  return (length) => {
    const bytes = made.shift();
    if (bytes?.length !== length) throw new RangeError("Cannot draw: not what was prepared");
    return bytes;
  };
}

/** The hash that stands for a public signing key: 32 bytes. */
export function keyHash(keys: HybridVerifyingKeys): Uint8Array<ArrayBuffer> {
  return labelledHash("key", keys.ed25519, keys.mldsa87);
}

/** The hash that a signature is bound to: who can open the file around it. 32 bytes. */
export function recipientHash(keys: HybridKemPublicKeys): Uint8Array<ArrayBuffer> {
  return labelledHash("recipient", keys.x25519, keys.mlkem1024);
}

/** The hash of the approval key that belongs to a share, which commits to the share as well. */
export async function approvalKeyHash(share: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const keys = await signingKeys(share, "approval");
  try {
    return keyHash(await hybridVerifyingKeys(keys));
  } finally {
    wipeKeys(keys);
  }
}

/** SHA-256 of a label, a zero byte and some parts. */
export function labelledHash(label: string, ...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(sha256(concat(utf8(`${PREFIX} ${label}`), Uint8Array.of(0), ...parts)));
}
