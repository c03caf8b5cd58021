/**
 * A ChaCha20-Poly1305 key whose work runs beside the program: Web Cryptography seals on the engine's
 * other threads, so several pieces of a large file are sealed at once while it is read and written.
 * `node:crypto` serves where the engine's Web Cryptography lacks the algorithm.
 *
 * @module
 */
import { choose, type Implementation } from "../hybrid/webcrypto.ts";

/** A key that seals and opens. Calls may overlap, and copy what they are given before they return. */
export interface ChaChaKey {
  /** Which code computes it. */
  readonly implementation: Implementation | "node:crypto";
  /**
   * Seals: 16 bytes more than `plaintext`.
   *
   * @param nonce 12 bytes, never used twice with the same key
   */
  seal(
    nonce: Uint8Array<ArrayBuffer>,
    plaintext: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** Opens, or gives undefined if nonce or `sealed` are not those of sealing. Never rejects. */
  open(
    nonce: Uint8Array<ArrayBuffer>,
    sealed: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

const NAME = "ChaCha20-Poly1305";

/** The key (32 bytes) in Web Cryptography, whose copy cannot be wiped. */
export async function webCryptoChaChaKey(key: Uint8Array<ArrayBuffer>): Promise<ChaChaKey> {
  const { subtle } = crypto;
  const imported = await subtle.importKey("raw-secret", key, NAME, false, ["encrypt", "decrypt"]);
  return {
    implementation: "WebCrypto",
    async seal(nonce, plaintext) {
      return new Uint8Array(await subtle.encrypt({ name: NAME, iv: nonce }, imported, plaintext));
    },
    async open(nonce, sealed) {
      try {
        return new Uint8Array(await subtle.decrypt({ name: NAME, iv: nonce }, imported, sealed));
      } catch {
        return undefined;
      }
    },
  };
}

/** The key (32 bytes) in `node:crypto`, which works on the calling thread. */
export async function nodeChaChaKey(key: Uint8Array<ArrayBuffer>): Promise<ChaChaKey> {
  const { openChaCha, sealChaCha } = await import("./chacha20poly1305.ts");
  const copy = Uint8Array.from(key);
  return {
    implementation: "node:crypto",
    seal: (nonce, plaintext) => Promise.resolve(sealChaCha(copy, nonce, plaintext)),
    open: (nonce, sealed) => Promise.resolve(openChaCha(copy, nonce, sealed)),
  };
}

/** The implementation in use. */
export const CHACHA_IMPLEMENTATION: ChaChaKey["implementation"] =
  choose(NAME, ["importKey", "encrypt", "decrypt"]) === "WebCrypto" ? "WebCrypto" : "node:crypto";

/** The key (32 bytes) in the implementation in use. */
export const chaChaKey: (key: Uint8Array<ArrayBuffer>) => Promise<ChaChaKey> =
  CHACHA_IMPLEMENTATION === "WebCrypto" ? webCryptoChaChaKey : nodeChaChaKey;
