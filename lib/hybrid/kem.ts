/**
 * The hybrid key agreement: X25519 and ML-KEM-1024, combined by HKDF-SHA-512 under the label
 * `pars-session-v1`. The secret stays secret as long as one of the two does. Exact bytes: FORMAT.md
 * in this folder.
 *
 * @module
 */
import { concat, utf8, wipe } from "../bytes.ts";
import { type RandomSource, systemRandom } from "../random.ts";
import { hkdfSha512 } from "./hkdf.ts";
import {
  mlKem1024,
  MLKEM1024_CIPHERTEXT_BYTES,
  MLKEM1024_PUBLIC_BYTES,
  MLKEM1024_SEED_BYTES,
  nobleMlKem1024,
  passesModulusCheck,
} from "./mlkem1024.ts";
import { x25519, X25519_BYTES } from "./x25519.ts";

/** The public halves of a hybrid key. */
export interface HybridKemPublicKeys {
  /** X25519 public key, 32 bytes (RFC 7748). */
  x25519: Uint8Array;
  /** ML-KEM-1024 encapsulation key, 1568 bytes (FIPS 203). */
  mlkem1024: Uint8Array;
}

/** The secret halves of a hybrid key. */
export interface HybridKemSecretKeys {
  /** X25519 secret key, 32 bytes. */
  x25519: Uint8Array;
  /** ML-KEM-1024 seed d || z, 64 bytes (FIPS 203, algorithm 16). */
  mlkem1024: Uint8Array;
}

/** Bytes of a hybrid ciphertext: ephemeral X25519 public key (32), ML-KEM-1024 ciphertext (1568). */
export const HYBRID_CIPHERTEXT_BYTES: number = X25519_BYTES + MLKEM1024_CIPHERTEXT_BYTES;
/** Bytes of the shared secret. */
export const HYBRID_SECRET_BYTES = 32;

const LABEL = utf8("pars-session-v1");

/**
 * The public keys that belong to secret ones.
 *
 * @throws {TypeError} if a key has the wrong length
 */
export async function hybridKemPublicKeys(keys: HybridKemSecretKeys): Promise<HybridKemPublicKeys> {
  checkSecretKeys(keys);
  return {
    x25519: await x25519.publicKey(keys.x25519),
    mlkem1024: await mlKem1024.publicKey(keys.mlkem1024),
  };
}

/**
 * A fresh secret (32 bytes) and the ciphertext (1600 bytes) that carries it to the holder of `to`.
 *
 * @param random asked for 32 bytes (the ephemeral X25519 secret), then 32 (m of ML-KEM-1024), which
 * the engine draws itself where `random` is the system's generator
 * @throws {TypeError} if a key has the wrong length
 * @throws {RangeError} if the ML-KEM-1024 key fails the modulus check of FIPS 203, section 7.2, or
 * the X25519 key is of small order
 */
export async function encapsulateHybrid(
  to: HybridKemPublicKeys,
  random: RandomSource,
): Promise<{ ciphertext: Uint8Array<ArrayBuffer>; secret: Uint8Array<ArrayBuffer> }> {
  checkPublicKeys(to);
  if (!passesModulusCheck(to.mlkem1024)) {
    throw new RangeError("Cannot encapsulate: the ML-KEM-1024 key fails the modulus check");
  }
  const ephemeral = random(X25519_BYTES);
  const secrets: Uint8Array[] = [ephemeral];
  try {
    const classical = await x25519.shared(ephemeral, to.x25519);
    if (classical === undefined) {
      throw new RangeError("Cannot encapsulate: the X25519 key is of small order");
    }
    secrets.push(classical);
    // The engine draws m itself, so it serves only where the system's generator is asked for.
    const mlKem = random === systemRandom ? mlKem1024 : nobleMlKem1024;
    const lattice = await mlKem.encapsulate(to.mlkem1024, random);
    secrets.push(lattice.secret);
    const ciphertext = concat(await x25519.publicKey(ephemeral), lattice.ciphertext);
    return { ciphertext, secret: await hybridSecret(classical, lattice.secret, ciphertext, to) };
  } finally {
    wipe(...secrets);
  }
}

/**
 * The secret in a ciphertext. A ciphertext that was made for other keys, or changed, gives a secret
 * that has nothing to do with the sender's: whoever uses it finds out by an authenticated message.
 *
 * @param own the public keys that belong to `keys`; they are part of what the secret is bound to
 * @returns undefined for input that is known to be bad to everybody: a wrong length, or an
 * ephemeral key of small order
 * @throws {TypeError} if a key has the wrong length
 */
export async function decapsulateHybrid(
  keys: HybridKemSecretKeys,
  own: HybridKemPublicKeys,
  ciphertext: Uint8Array,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  checkSecretKeys(keys);
  checkPublicKeys(own);
  if (ciphertext.length !== HYBRID_CIPHERTEXT_BYTES) return undefined;
  const classical = await x25519.shared(keys.x25519, ciphertext.subarray(0, X25519_BYTES));
  const lattice = await mlKem1024.decapsulate(keys.mlkem1024, ciphertext.subarray(X25519_BYTES));
  try {
    return classical && await hybridSecret(classical, lattice, ciphertext, own);
  } finally {
    wipe(lattice, classical ?? lattice);
  }
}

/**
 * HKDF-SHA-512 (RFC 5869) of the two secrets, without salt. The info is a hash of what the secret is
 * bound to, not the 3200 bytes themselves, because some libraries take at most 1024 bytes of info.
 *
 * @param classical the X25519 result, 32 bytes, which is not zero
 * @param lattice the ML-KEM-1024 secret, 32 bytes
 */
export async function hybridSecret(
  classical: Uint8Array,
  lattice: Uint8Array,
  ciphertext: Uint8Array,
  to: HybridKemPublicKeys,
): Promise<Uint8Array<ArrayBuffer>> {
  const bound = concat(ciphertext, to.x25519, to.mlkem1024);
  const transcript = new Uint8Array(await crypto.subtle.digest("SHA-512", bound));
  const secrets = concat(classical, lattice);
  try {
    return await hkdfSha512(
      secrets,
      concat(LABEL, Uint8Array.of(0), transcript),
      HYBRID_SECRET_BYTES,
    );
  } finally {
    wipe(secrets);
  }
}

function checkPublicKeys(keys: HybridKemPublicKeys): void {
  if (
    keys.x25519.length !== X25519_BYTES || keys.mlkem1024.length !== MLKEM1024_PUBLIC_BYTES
  ) {
    throw new TypeError(
      `Cannot agree on a key: public keys must be of ${X25519_BYTES} and ${MLKEM1024_PUBLIC_BYTES} bytes`,
    );
  }
}

function checkSecretKeys(keys: HybridKemSecretKeys): void {
  if (keys.x25519.length !== X25519_BYTES || keys.mlkem1024.length !== MLKEM1024_SEED_BYTES) {
    throw new TypeError(
      `Cannot agree on a key: secret keys must be of ${X25519_BYTES} and ${MLKEM1024_SEED_BYTES} bytes`,
    );
  }
}
