/**
 * The identity file of today's session daemon, with the `07` Session ID: JSON that holds secret
 * keys. FORMAT.md, "The 07 identity file".
 *
 * These keys are of security category 3, below what PIP-0002 asks. They are derived for this export
 * and used for nothing else. The file is text, which cannot be wiped, and whoever has it is that
 * identity.
 *
 * @module
 */
import { ml_dsa65 } from "@noble/post-quantum/ml-dsa.js";
import { ml_kem768 } from "@noble/post-quantum/ml-kem.js";
import { wipe } from "../bytes.ts";
import { deriveDaemonKeys, wipeKeys } from "../wallet/keys.ts";
import { daemonSessionId } from "./session_id.ts";

/** The `07` identity of a pseudonym. */
export interface DaemonIdentity {
  /** `07` and 64 hexadecimal digits. */
  readonly sessionId: string;
  /** The identity file: JSON, ending in a line feed. Secret. */
  readonly json: string;
}

/**
 * Derives and writes the `07` identity of a pseudonym. Secret keys are expanded as FIPS 203 and 204
 * encode them (2400 and 4032 bytes), all values in padded base64.
 *
 * @param seed the wallet's BIP-39 seed, 64 bytes
 * @throws {TypeError} if the seed is not of 64 bytes
 * @throws {RangeError} if there is no such pseudonym
 */
export function daemonIdentity(seed: Uint8Array, pseudonym: number): DaemonIdentity {
  const keys = deriveDaemonKeys(seed, pseudonym);
  const kem = ml_kem768.keygen(keys.mlkem768);
  const dsa = ml_dsa65.keygen(keys.mldsa65);
  try {
    const sessionId = daemonSessionId(kem.publicKey, dsa.publicKey);
    const file = {
      sessionId,
      kemPublicKey: kem.publicKey.toBase64(),
      kemSecretKey: kem.secretKey.toBase64(),
      dsaPublicKey: dsa.publicKey.toBase64(),
      dsaSecretKey: dsa.secretKey.toBase64(),
    };
    return { sessionId, json: `${JSON.stringify(file, null, 2)}\n` };
  } finally {
    wipeKeys(keys);
    wipe(kem.secretKey, dsa.secretKey);
  }
}
