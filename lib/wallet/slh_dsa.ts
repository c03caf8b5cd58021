/**
 * The public half of an SLH-DSA-SHA2-256s key (FIPS 205), which takes a third of a second: its root
 * is the top of a tree of 256 one-time keys. A wallet therefore keeps the one of pseudonym 0.
 *
 * With the public key at hand nothing slow is left: the secret key of FIPS 205, section 9.1, is
 * SK.seed || SK.prf || PK.seed || PK.root, that is the 96-byte seed and the last 32 bytes of the
 * public key.
 *
 * @module
 */
import { wipe } from "../bytes.ts";

/** Bytes of the seed SK.seed || SK.prf || PK.seed. */
export const SLH_SEED_BYTES = 96;

/**
 * The public key PK.seed || PK.root (64 bytes) of a seed.
 *
 * @throws {TypeError} if the seed is not of 96 bytes
 */
export async function slhPublicKey(seed: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  if (seed.length !== SLH_SEED_BYTES) {
    throw new TypeError(
      `Cannot derive an SLH-DSA key from ${seed.length} bytes: ${SLH_SEED_BYTES} are needed`,
    );
  }
  const { slh_dsa_sha2_256s } = await import("@noble/post-quantum/slh-dsa.js");
  const { publicKey, secretKey } = slh_dsa_sha2_256s.keygen(seed);
  wipe(secretKey);
  return new Uint8Array(publicKey);
}

/**
 * The 128-byte secret key of FIPS 205 from its seed and the public key, without computing the root
 * again. That both belong together is not checked: a wrong root makes signatures that do not verify.
 *
 * @returns SK.seed || SK.prf || PK.seed || PK.root, which the caller wipes
 * @throws {TypeError} if a length is wrong or the two disagree about PK.seed
 */
export function slhSecretKey(seed: Uint8Array, publicKey: Uint8Array): Uint8Array<ArrayBuffer> {
  if (
    seed.length !== SLH_SEED_BYTES || publicKey.length !== 64 ||
    !publicKey.subarray(0, 32).every((byte, i) => byte === seed[64 + i])
  ) {
    throw new TypeError("Cannot join an SLH-DSA seed and public key that do not belong together");
  }
  const key = new Uint8Array(128);
  key.set(seed);
  key.set(publicKey.subarray(32), 96);
  return key;
}
