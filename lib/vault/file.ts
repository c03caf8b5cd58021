/**
 * A vault file as bytes: the header with its masked salt, then the slots (FORMAT.md, "File").
 * There is no magic, version, cost or count in it: the length alone says that it may be a vault.
 *
 * @module
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, utf8 } from "../bytes.ts";
import type { RandomSource } from "../random.ts";
import { type Geometry, HEADER_BYTES, slotBytes, vaultBytes } from "./geometry.ts";
import { SALT_BYTES, VAULT_SALT_LABEL } from "./salt.ts";

export { SALT_BYTES };

/** A vault file taken apart. */
export interface VaultParts {
  /** The salt of Argon2id, 16 bytes, the same for the vault's whole life. */
  readonly salt: Uint8Array;
  /** All slots, one after another. */
  readonly slots: Uint8Array;
}

/**
 * XORs a salt with a hash of n, so that no two saves of a vault share a byte string at a place.
 * The same rule, under its own label, serves every file of this project that has a salt.
 */
export function maskSalt(label: string, n: Uint8Array, salt: Uint8Array): Uint8Array<ArrayBuffer> {
  const mask = sha256(concat(utf8(label), n));
  const masked = new Uint8Array(SALT_BYTES);
  for (let i = 0; i < SALT_BYTES; i++) masked[i] = salt[i] ^ mask[i];
  return masked;
}

/**
 * Takes a vault file apart.
 *
 * @throws {RangeError} if the length is not that of a vault
 */
export function parseVault(bytes: Uint8Array, geometry: Geometry): VaultParts {
  if (bytes.length !== vaultBytes(geometry)) {
    throw new RangeError(
      `Cannot read a vault: ${bytes.length} bytes long, a vault has ${vaultBytes(geometry)}`,
    );
  }
  const n = bytes.subarray(0, SALT_BYTES);
  return {
    salt: maskSalt(VAULT_SALT_LABEL, n, bytes.subarray(SALT_BYTES, HEADER_BYTES)),
    slots: bytes.slice(HEADER_BYTES),
  };
}

/** Puts a vault file together, its salt under a fresh mask. */
export function formatVault(parts: VaultParts, random: RandomSource): Uint8Array<ArrayBuffer> {
  const n = random(SALT_BYTES);
  return concat(n, maskSalt(VAULT_SALT_LABEL, n, parts.salt), parts.slots);
}

/** The bytes of slot number `slot`, as a view. */
export function slotAt(slots: Uint8Array, slot: number, geometry: Geometry): Uint8Array {
  return slots.subarray(slot * slotBytes(geometry), (slot + 1) * slotBytes(geometry));
}
