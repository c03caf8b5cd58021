/**
 * Who made an envelope, told to its recipients only: a hybrid signature inside the encryption.
 *
 * It covers the header, hence the recipients whom the sender chose: a recipient who passes the
 * content on in an envelope of his own cannot make it look as if the sender had sent it there.
 * He can, however, show anybody that the sender signed it. Who must be able to deny does not sign.
 *
 * @module
 */
import { concat, u64be } from "../bytes.ts";
import {
  HYBRID_SIGNATURE_BYTES,
  type HybridVerifyingKeys,
  verifyHybrid,
} from "../hybrid/signature.ts";

/** The label under which a sender signs. */
export const ENVELOPE_SENDER_LABEL = "kelid envelope sender v1";
/** Bytes of the hash that names an identity. */
export const IDENTITY_HASH_BYTES = 32;
/** Bytes of what follows the padded plaintext in every envelope, signed or not. */
export const TRAILER_BYTES: number = IDENTITY_HASH_BYTES + HYBRID_SIGNATURE_BYTES;

/** Whoever signs an envelope. */
export interface EnvelopeSender {
  /** The hash (32 bytes) of the sender's identity file, by which a recipient finds the keys. */
  identityHash: Uint8Array;
  /** `signHybrid` with the sender's keys and {@linkcode ENVELOPE_SENDER_LABEL}. */
  sign(message: Uint8Array): Promise<Uint8Array>;
}

/** What an envelope says of its sender. Nothing is known before the signature is verified. */
export interface SenderClaim {
  /** The hash (32 bytes) of the identity file that the sender says is his. */
  identityHash: Uint8Array;
  /** What the signature must cover. */
  message: Uint8Array;
  /** The hybrid signature, 4691 bytes. */
  signature: Uint8Array;
}

/**
 * What a sender signs: the identity hash (32), SHA-512 of the plaintext (64), its length (8, most
 * significant byte first) and SHA-512 of the header (64).
 */
export function senderMessage(
  identityHash: Uint8Array,
  plaintextHash: Uint8Array,
  length: number,
  headerHash: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return concat(identityHash, plaintextHash, u64be(length), headerHash);
}

/**
 * Whether the holder of `keys` made the claim. The caller has found `keys` in the identity file
 * whose hash the claim names.
 *
 * @throws {TypeError} if a key has the wrong length
 */
export function verifySender(keys: HybridVerifyingKeys, claim: SenderClaim): Promise<boolean> {
  return verifyHybrid(keys, ENVELOPE_SENDER_LABEL, claim.message, claim.signature);
}
