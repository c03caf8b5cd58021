/**
 * The part of Web Cryptography that the hybrid schemes use, with the methods and key formats of the
 * W3C community group's draft "Modern Algorithms in the Web Cryptography API", which TypeScript's
 * own declarations do not have yet.
 *
 * What a `CryptoKey` holds cannot be wiped; it goes when the engine collects it.
 *
 * @module
 */

/** Which code computes a primitive. */
export type Implementation = "WebCrypto" | "noble";

/** `crypto.subtle`, as far as it is used here. */
export interface ModernSubtle {
  /** A fresh key pair. */
  generateKey(algorithm: string, extractable: boolean, usages: string[]): Promise<unknown>;
  /** Makes a key from its encoding. Rejects with `DataError` if the encoding is not one. */
  importKey(
    format: "raw" | "raw-public" | "raw-seed" | "pkcs8",
    data: Uint8Array,
    algorithm: string,
    extractable: boolean,
    usages: string[],
  ): Promise<CryptoKey>;
  /** The public key that belongs to a secret one. */
  getPublicKey(key: CryptoKey, usages: string[]): Promise<CryptoKey>;
  /** The encoding of a public key. */
  exportKey(format: "raw" | "raw-public", key: CryptoKey): Promise<ArrayBuffer>;
  /** Signs. ML-DSA is hedged with fresh randomness, Ed25519 is deterministic. */
  sign(algorithm: string, key: CryptoKey, message: Uint8Array): Promise<ArrayBuffer>;
  /** Whether a signature is valid. */
  verify(
    algorithm: string,
    key: CryptoKey,
    signature: Uint8Array,
    message: Uint8Array,
  ): Promise<boolean>;
  /** Diffie-Hellman. Rejects with `OperationError` where the result is all zeros. */
  deriveBits(
    algorithm: { name: string; public: CryptoKey },
    key: CryptoKey,
    bits: number,
  ): Promise<ArrayBuffer>;
  /** A fresh shared key and its encapsulation. */
  encapsulateBits(
    algorithm: string,
    key: CryptoKey,
  ): Promise<{ ciphertext: ArrayBuffer; sharedKey: ArrayBuffer }>;
  /** The shared key inside a ciphertext, or a pseudorandom one if it was not made for this key. */
  decapsulateBits(
    algorithm: string,
    key: CryptoKey,
    ciphertext: Uint8Array,
  ): Promise<ArrayBuffer>;
}

/** The engine's `crypto.subtle`. */
export const subtle = crypto.subtle as unknown as ModernSubtle;

/**
 * The implementation to use: the engine's where it says that it has every one of `operations` for
 * `algorithm`, noble otherwise. Never a matter of the key or the message.
 */
export function choose(algorithm: string, operations: string[]): Implementation {
  const { supports } = crypto.subtle.constructor as unknown as {
    supports?: (operation: string, algorithm: string) => boolean;
  };
  return operations.every((operation) => supports?.(operation, algorithm) === true)
    ? "WebCrypto"
    : "noble";
}

/**
 * Has the engine start the generator that it draws from when it encapsulates or signs with ML-DSA,
 * and returns at once. The first use takes 40 ms on another thread: a program that is going to
 * encrypt or sign calls this first of all, and reads its keys and files meanwhile.
 */
export function startEngineGenerator(): void {
  const usages = ["encapsulateBits", "decapsulateBits"];
  subtle.generateKey("ML-KEM-1024", false, usages).catch(() => {
    // An engine without ML-KEM: noble draws from the system's generator, which has started.
  });
}
