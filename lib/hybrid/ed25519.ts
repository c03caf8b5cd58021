/**
 * Ed25519 (RFC 8032, section 5.1), twice: the engine's and noble's, with one verdict.
 *
 * RFC 8032 leaves two things open that the implementations decide differently, so they are decided
 * here. The key must be canonical and not of small order (a small-order key accepts signatures that
 * nobody made). The equation is the one without the cofactor: R must equal [S]B - [k]A byte for
 * byte; noble's own `verify` multiplies by 8 first and accepts more.
 *
 * @module
 */
import { unhex } from "../bytes.ts";
import { choose, type Implementation, subtle } from "./webcrypto.ts";

/** Bytes of a secret seed, and of a public key. */
export const ED25519_KEY_BYTES = 32;
/** Bytes of a signature. */
export const ED25519_SIGNATURE_BYTES = 64;

/** Ed25519 as one implementation computes it. Callers check the lengths. */
export interface Ed25519 {
  /** Which code computes it. */
  readonly implementation: Implementation;
  /** The public key of a 32-byte seed. */
  publicKey(seed: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
  /** The deterministic signature (64 bytes) of `message`. */
  sign(seed: Uint8Array, message: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
  /** Whether `signature` is one of `message`, by the rules at the top of this file. */
  verify(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

/** The y coordinates, little-endian, of the eight points whose order divides 8. */
const SMALL_ORDER = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
].map(unhex);

/**
 * Whether a public key is 32 bytes, canonical (y below 2^255 - 19) and not of small order. That it
 * is on the curve is found when it is used.
 */
export function usableEd25519Key(key: Uint8Array): boolean {
  if (key.length !== ED25519_KEY_BYTES) return false;
  const y = Uint8Array.from(key);
  y[31] &= 0x7f;
  const tooLarge = y[31] === 0x7f && y[0] >= 0xed && y.subarray(1, 31).every((b) => b === 0xff);
  return !tooLarge && !SMALL_ORDER.some((low) => low.every((byte, i) => byte === y[i]));
}

/** What stands before the seed in the PKCS #8 form of an Ed25519 key (RFC 8410, section 7). */
const PKCS8 = unhex("302e020100300506032b657004220420");

async function secretKey(seed: Uint8Array): Promise<CryptoKey> {
  const encoded = new Uint8Array(PKCS8.length + seed.length);
  encoded.set(PKCS8);
  encoded.set(seed, PKCS8.length);
  try {
    return await subtle.importKey("pkcs8", encoded, "Ed25519", false, ["sign"]);
  } finally {
    encoded.fill(0);
  }
}

/** The engine's Ed25519. */
export const webCryptoEd25519: Ed25519 = {
  implementation: "WebCrypto",
  async publicKey(seed) {
    const key = await subtle.getPublicKey(await secretKey(seed), ["verify"]);
    return new Uint8Array(await subtle.exportKey("raw", key));
  },
  async sign(seed, message) {
    return new Uint8Array(await subtle.sign("Ed25519", await secretKey(seed), message));
  },
  async verify(key, message, signature) {
    if (!usableEd25519Key(key)) return false;
    try {
      const imported = await subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
      return await subtle.verify("Ed25519", imported, signature, message);
    } catch {
      return false; // The engine refuses to import what is not on the curve.
    }
  },
};

/** Noble's Ed25519, with the verdict of RFC 8032's equation without the cofactor. */
export const nobleEd25519: Ed25519 = {
  implementation: "noble",
  async publicKey(seed) {
    const { ed25519 } = await import("@noble/curves/ed25519.js");
    return ed25519.getPublicKey(seed);
  },
  async sign(seed, message) {
    const { ed25519 } = await import("@noble/curves/ed25519.js");
    return ed25519.sign(message, seed);
  },
  async verify(key, message, signature) {
    if (!usableEd25519Key(key) || signature.length !== ED25519_SIGNATURE_BYTES) return false;
    const { ed25519 } = await import("@noble/curves/ed25519.js");
    const { Point } = ed25519;
    const s = littleEndian(signature.subarray(32));
    if (s >= Point.Fn.ORDER) return false; // A second spelling of a valid signature.
    let a;
    try {
      a = Point.fromBytes(key);
    } catch {
      return false;
    }
    const { sha512 } = await import("@noble/hashes/sha2.js");
    const hash = sha512.create().update(signature.subarray(0, 32)).update(key).update(message);
    const k = littleEndian(hash.digest()) % Point.Fn.ORDER;
    const r = Point.BASE.multiplyUnsafe(s).subtract(a.multiplyUnsafe(k)).toBytes();
    return r.every((byte, i) => byte === signature[i]);
  },
};

function littleEndian(bytes: Uint8Array): bigint {
  let number = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) number = number << 8n | BigInt(bytes[i]);
  return number;
}

/** The Ed25519 in use. */
export const ed25519: Ed25519 =
  choose("Ed25519", ["importKey", "getPublicKey", "sign", "verify"]) === "WebCrypto"
    ? webCryptoEd25519
    : nobleEd25519;
