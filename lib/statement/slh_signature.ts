/**
 * SLH-DSA-SHA2-256s signatures (FIPS 205), pure, with the empty context, twice: the engine's and
 * noble's. Signing takes seconds in both, verifying milliseconds.
 *
 * @module
 */
import { choose, type Implementation, subtle } from "../hybrid/webcrypto.ts";

/** Bytes of a public key (FIPS 205, table 2). */
export const SLH_PUBLIC_BYTES = 64;
/** Bytes of a secret key. */
export const SLH_SECRET_BYTES = 128;
/** Bytes of a signature. */
export const SLH_SIGNATURE_BYTES = 29_792;

/** SLH-DSA-SHA2-256s as one implementation computes it. Callers check the lengths. */
export interface SlhDsa {
  /** Which code computes it. */
  readonly implementation: Implementation;
  /** A hedged signature of `message` by a secret key of 128 bytes. */
  sign(secretKey: Uint8Array, message: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
  /** Whether `signature` is one of `message`. */
  verify(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

const NAME = "SLH-DSA-SHA2-256s";

/** The engine's SLH-DSA-SHA2-256s. */
export const webCryptoSlhDsa: SlhDsa = {
  implementation: "WebCrypto",
  async sign(secretKey, message) {
    // The draft's "raw-private" is the 128 bytes of FIPS 205, section 9.1.
    const format = "raw-private" as "raw";
    const key = await subtle.importKey(format, secretKey, NAME, false, ["sign"]);
    return new Uint8Array(await subtle.sign(NAME, key, message));
  },
  async verify(key, message, signature) {
    const imported = await subtle.importKey("raw-public", key, NAME, false, ["verify"]);
    return await subtle.verify(NAME, imported, signature, message);
  },
};

/** Noble's SLH-DSA-SHA2-256s. */
export const nobleSlhDsa: SlhDsa = {
  implementation: "noble",
  async sign(secretKey, message) {
    const { slh_dsa_sha2_256s } = await import("@noble/post-quantum/slh-dsa.js");
    return Uint8Array.from(slh_dsa_sha2_256s.sign(message, secretKey));
  },
  async verify(key, message, signature) {
    const { slh_dsa_sha2_256s } = await import("@noble/post-quantum/slh-dsa.js");
    return slh_dsa_sha2_256s.verify(signature, message, key);
  },
};

/** The SLH-DSA-SHA2-256s in use. */
export const slhDsa: SlhDsa = choose(NAME, ["importKey", "sign", "verify"]) === "WebCrypto"
  ? webCryptoSlhDsa
  : nobleSlhDsa;
