/**
 * X25519 (RFC 7748), twice: the engine's and noble's. An all-zero result is refused, as RFC 7748,
 * section 6.1, allows and the hybrid needs: such a result depends on no secret.
 *
 * @module
 */
import { unhex } from "../bytes.ts";
import { choose, type Implementation, subtle } from "./webcrypto.ts";

/** Bytes of a secret key, a public key and a shared secret. */
export const X25519_BYTES = 32;

/** X25519 as one implementation computes it. Callers check the lengths. */
export interface X25519 {
  /** Which code computes it. */
  readonly implementation: Implementation;
  /** The public key of a 32-byte secret key. */
  publicKey(secret: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
  /** The shared secret, or undefined where it is all zeros. */
  shared(secret: Uint8Array, key: Uint8Array): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

const NAME = "X25519";
const BASE = Uint8Array.of(9, ...new Uint8Array(31));

/** What stands before the secret in the PKCS #8 form of an X25519 key (RFC 8410, section 7). */
const PKCS8 = unhex("302e020100300506032b656e04220420");

async function secretKey(secret: Uint8Array): Promise<CryptoKey> {
  const encoded = new Uint8Array(PKCS8.length + secret.length);
  encoded.set(PKCS8);
  encoded.set(secret, PKCS8.length);
  try {
    return await subtle.importKey("pkcs8", encoded, NAME, false, ["deriveBits"]);
  } finally {
    encoded.fill(0);
  }
}

/** The engine's X25519. */
export const webCryptoX25519: X25519 = {
  implementation: "WebCrypto",
  async publicKey(secret) {
    const key = await subtle.importKey("raw", BASE, NAME, true, []);
    const name = { name: NAME, public: key };
    return new Uint8Array(await subtle.deriveBits(name, await secretKey(secret), 256));
  },
  async shared(secret, key) {
    const name = { name: NAME, public: await subtle.importKey("raw", key, NAME, true, []) };
    const own = await secretKey(secret);
    try {
      return new Uint8Array(await subtle.deriveBits(name, own, 256));
    } catch {
      return undefined; // Lengths are right, so the one thing left to refuse is an all-zero result.
    }
  },
};

/** Noble's X25519. */
export const nobleX25519: X25519 = {
  implementation: "noble",
  async publicKey(secret) {
    const { x25519 } = await import("@noble/curves/ed25519.js");
    return x25519.getPublicKey(secret);
  },
  async shared(secret, key) {
    const { x25519 } = await import("@noble/curves/ed25519.js");
    try {
      return x25519.getSharedSecret(secret, key);
    } catch {
      return undefined;
    }
  },
};

/** The X25519 in use. */
export const x25519: X25519 = choose(NAME, ["importKey", "deriveBits"]) === "WebCrypto"
  ? webCryptoX25519
  : nobleX25519;
