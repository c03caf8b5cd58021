/**
 * The keys of a compartment (FORMAT.md, "Keys"): all from 64 bytes of Argon2id.
 *
 * @module
 */
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { concat, utf8, wipe } from "../bytes.ts";
import { scalarFromBytes } from "../curve/scalar.ts";
import { ROOT_BYTES } from "./geometry.ts";

export { ROOT_BYTES };

/** What a passphrase opens a slot with; four strings of 32 bytes. */
export interface SlotKeys {
  /** Scalar x of the main group, little-endian. */
  readonly scalar: Uint8Array;
  /** Key of the outer part. */
  readonly outer: Uint8Array;
  /** Own half of the contents' key. */
  readonly content: Uint8Array;
  /** Seed of the nonce cell's keys; a dependency entry is a copy of it. */
  readonly cellSeed: Uint8Array;
}

/** What a nonce cell is opened with; two strings of 32 bytes. */
export interface CellKeys {
  /** Scalar of the cell's group, little-endian. */
  readonly scalar: Uint8Array;
  /** Key of the cell's ciphertext. */
  readonly aead: Uint8Array;
}

function expand(secret: Uint8Array, label: string, length: number): Uint8Array {
  return hkdf(sha512, secret, undefined, utf8(label), length);
}

function expandScalar(secret: Uint8Array, label: string): Uint8Array {
  const wide = expand(secret, label, 64);
  const scalar = scalarFromBytes(wide);
  wipe(wide);
  return scalar;
}

/**
 * The keys of a slot.
 *
 * @param root 64 bytes: Argon2id of the folded passphrase and the vault's salt
 * @throws {RangeError} if `root` is not 64 bytes long
 */
export function slotKeys(root: Uint8Array): SlotKeys {
  if (root.length !== ROOT_BYTES) {
    throw new RangeError(`Cannot derive keys from ${root.length} bytes: ${ROOT_BYTES} are needed`);
  }
  return {
    scalar: expandScalar(root, "kelid vault v1 slot scalar"),
    outer: expand(root, "kelid vault v1 outer key", 32),
    content: expand(root, "kelid vault v1 content key", 32),
    cellSeed: expand(root, "kelid vault v1 cell seed", 32),
  };
}

/** The keys of a nonce cell, from its 32-byte seed. Filler gives keys that fit no cell. */
export function cellKeys(seed: Uint8Array): CellKeys {
  return {
    scalar: expandScalar(seed, "kelid vault v1 cell scalar"),
    aead: expand(seed, "kelid vault v1 cell key", 32),
  };
}

/** The key of a compartment's contents: its own half and the nonces of what it depends on. */
export function contentKey(own: Uint8Array, nonces: readonly Uint8Array[]): Uint8Array {
  const secret = concat(own, ...nonces);
  const key = expand(secret, "kelid vault v1 content", 32);
  wipe(secret);
  return key;
}

/** Overwrites all keys of a set. */
export function wipeKeys(keys: SlotKeys | CellKeys): void {
  for (const key of Object.values(keys)) wipe(key as Uint8Array);
}
