/**
 * The hybrid signature: Ed25519 and ML-DSA-87 over the same message, and both must verify. It stands
 * as long as one of the two does. Exact bytes: FORMAT.md in this folder.
 *
 * @module
 */
import { concat, utf8, wipe } from "../bytes.ts";
import { ed25519, ED25519_KEY_BYTES, ED25519_SIGNATURE_BYTES } from "./ed25519.ts";
import {
  mlDsa87,
  MLDSA87_PUBLIC_BYTES,
  MLDSA87_SEED_BYTES,
  MLDSA87_SIGNATURE_BYTES,
} from "./mldsa87.ts";

/** The secret halves of a hybrid signing key. */
export interface HybridSigningKeys {
  /** Ed25519 seed, 32 bytes (RFC 8032, section 5.1.5). */
  ed25519: Uint8Array;
  /** ML-DSA-87 seed xi, 32 bytes (FIPS 204, algorithm 1). */
  mldsa87: Uint8Array;
}

/** The public halves of a hybrid signing key. */
export interface HybridVerifyingKeys {
  /** Ed25519 public key, 32 bytes. */
  ed25519: Uint8Array;
  /** ML-DSA-87 public key, 2592 bytes. */
  mldsa87: Uint8Array;
}

/** Bytes of a hybrid signature: Ed25519 (64), then ML-DSA-87 (4627). */
export const HYBRID_SIGNATURE_BYTES: number = ED25519_SIGNATURE_BYTES + MLDSA87_SIGNATURE_BYTES;

/**
 * The public keys that belong to secret ones.
 *
 * @throws {TypeError} if a key has the wrong length
 */
export async function hybridVerifyingKeys(keys: HybridSigningKeys): Promise<HybridVerifyingKeys> {
  checkSigningKeys(keys);
  return {
    ed25519: await ed25519.publicKey(keys.ed25519),
    mldsa87: await mlDsa87.publicKey(keys.mldsa87),
  };
}

/**
 * Signs `message` under `label`. ML-DSA-87 is hedged, so the bytes differ from call to call.
 *
 * @param label what the signature means; no signature under one label is one under another
 * @returns 4691 bytes
 * @throws {TypeError} if a key has the wrong length, or the label is empty or contains U+0000
 */
export async function signHybrid(
  keys: HybridSigningKeys,
  label: string,
  message: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  checkSigningKeys(keys);
  const signed = labelled(label, message);
  try {
    const [classical, lattice] = await Promise.all([
      ed25519.sign(keys.ed25519, signed),
      mlDsa87.sign(keys.mldsa87, signed),
    ]);
    return concat(classical, lattice);
  } finally {
    wipe(signed);
  }
}

/**
 * Whether both signatures are valid. Both are always computed, and nothing tells which one failed.
 *
 * @returns false also for a signature of the wrong length and for an Ed25519 key that is not
 * canonical or of small order
 * @throws {TypeError} if a key has the wrong length, or the label is empty or contains U+0000
 */
export async function verifyHybrid(
  keys: HybridVerifyingKeys,
  label: string,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (
    keys.ed25519.length !== ED25519_KEY_BYTES || keys.mldsa87.length !== MLDSA87_PUBLIC_BYTES
  ) {
    throw new TypeError(
      `Cannot verify: the keys must be of ${ED25519_KEY_BYTES} and ${MLDSA87_PUBLIC_BYTES} bytes`,
    );
  }
  const signed = labelled(label, message);
  if (signature.length !== HYBRID_SIGNATURE_BYTES) return false;
  const classical = signature.subarray(0, ED25519_SIGNATURE_BYTES);
  const lattice = signature.subarray(ED25519_SIGNATURE_BYTES);
  const verdicts = await Promise.all([
    ed25519.verify(keys.ed25519, signed, classical),
    mlDsa87.verify(keys.mldsa87, signed, lattice),
  ]);
  return verdicts.every((valid) => valid);
}

function checkSigningKeys(keys: HybridSigningKeys): void {
  if (
    keys.ed25519.length !== ED25519_KEY_BYTES || keys.mldsa87.length !== MLDSA87_SEED_BYTES
  ) {
    throw new TypeError("Cannot sign: both seeds must be of 32 bytes");
  }
}

/** The zero byte ends the label, so no label and message can be read as another label and message. */
function labelled(label: string, message: Uint8Array): Uint8Array<ArrayBuffer> {
  if (label === "" || label.includes("\0")) {
    throw new TypeError("Cannot sign or verify: the label is empty or contains U+0000");
  }
  return concat(utf8(label), Uint8Array.of(0), message);
}
