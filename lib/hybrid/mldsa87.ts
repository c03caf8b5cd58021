/**
 * ML-DSA-87 (FIPS 204), pure, with the empty context, twice: the engine's and noble's.
 *
 * The context stays empty because Deno's native signing refuses one and its native verifying wrongly
 * rejects valid signatures that have one. Signing is hedged (FIPS 204, section 3.4) by both.
 *
 * @module
 */
import { choose, type Implementation, subtle } from "./webcrypto.ts";

/** Bytes of the secret seed xi (FIPS 204, algorithm 1). */
export const MLDSA87_SEED_BYTES = 32;
/** Bytes of a public key (FIPS 204, table 2). */
export const MLDSA87_PUBLIC_BYTES = 2592;
/** Bytes of a signature (FIPS 204, table 2). */
export const MLDSA87_SIGNATURE_BYTES = 4627;

/** ML-DSA-87 as one implementation computes it. Callers check the lengths. */
export interface MlDsa87 {
  /** Which code computes it. */
  readonly implementation: Implementation;
  /** The public key (2592 bytes) of a 32-byte seed. */
  publicKey(seed: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
  /** A hedged signature (4627 bytes) of `message`: other bytes at every call. */
  sign(seed: Uint8Array, message: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
  /** Whether `signature` is one of `message`. */
  verify(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

const NAME = "ML-DSA-87";

/** The engine's ML-DSA-87. */
export const webCryptoMlDsa87: MlDsa87 = {
  implementation: "WebCrypto",
  async publicKey(seed) {
    const secret = await subtle.importKey("raw-seed", seed, NAME, false, ["sign"]);
    const key = await subtle.getPublicKey(secret, ["verify"]);
    return new Uint8Array(await subtle.exportKey("raw-public", key));
  },
  async sign(seed, message) {
    const secret = await subtle.importKey("raw-seed", seed, NAME, false, ["sign"]);
    return new Uint8Array(await subtle.sign(NAME, secret, message));
  },
  async verify(key, message, signature) {
    const imported = await subtle.importKey("raw-public", key, NAME, false, ["verify"]);
    return await subtle.verify(NAME, imported, signature, message);
  },
};

/** Noble's ML-DSA-87. */
export const nobleMlDsa87: MlDsa87 = {
  implementation: "noble",
  async publicKey(seed) {
    const { ml_dsa87 } = await import("@noble/post-quantum/ml-dsa.js");
    const { publicKey, secretKey } = ml_dsa87.keygen(seed);
    secretKey.fill(0);
    return publicKey;
  },
  async sign(seed, message) {
    const { ml_dsa87 } = await import("@noble/post-quantum/ml-dsa.js");
    const { secretKey } = ml_dsa87.keygen(seed);
    try {
      return ml_dsa87.sign(message, secretKey);
    } finally {
      secretKey.fill(0);
    }
  },
  async verify(key, message, signature) {
    const { ml_dsa87 } = await import("@noble/post-quantum/ml-dsa.js");
    return ml_dsa87.verify(signature, message, key);
  },
};

/** The ML-DSA-87 in use. */
export const mlDsa87: MlDsa87 =
  choose(NAME, ["importKey", "getPublicKey", "sign", "verify"]) === "WebCrypto"
    ? webCryptoMlDsa87
    : nobleMlDsa87;
