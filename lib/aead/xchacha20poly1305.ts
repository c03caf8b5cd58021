/**
 * XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03): HChaCha20 makes a key of its own from the first
 * 16 bytes of a 24-byte nonce, so that nonces may be drawn at random; ChaCha20-Poly1305 does the rest.
 *
 * @module
 */
import { hchacha } from "@noble/ciphers/chacha.js";
import { utf8, wipe } from "../bytes.ts";
import { CHACHA_KEY_BYTES, openChaCha, sealChaCha } from "./chacha20poly1305.ts";

/** Bytes of a nonce. */
export const XCHACHA_NONCE_BYTES = 24;

/** The constant words of ChaCha20 with a 256-bit key (RFC 8439, section 2.3). */
const SIGMA = new Uint32Array(utf8("expand 32-byte k").buffer);

/**
 * Encrypts and authenticates.
 *
 * @param key 32 bytes
 * @param nonce 24 bytes, never used twice with the same key; they may be random
 * @param associated is authenticated, not encrypted
 * @param sealed takes the result if it is given: as many bytes as `plaintext` and 16 more
 * @returns as many bytes as `plaintext` and 16 more
 * @throws {TypeError} if key or nonce have the wrong length
 */
export function sealXChaCha(
  key: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  associated?: Uint8Array,
  sealed?: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const { subkey, rest } = extend(key, nonce);
  try {
    return sealChaCha(subkey, rest, plaintext, associated, sealed);
  } finally {
    wipe(subkey);
  }
}

/**
 * Decrypts what {@linkcode sealXChaCha} made.
 *
 * @returns undefined if key, nonce, sealed or associated bytes are not those of sealing
 * @throws {TypeError} if key or nonce have the wrong length
 */
export function openXChaCha(
  key: Uint8Array,
  nonce: Uint8Array,
  sealed: Uint8Array,
  associated?: Uint8Array,
): Uint8Array<ArrayBuffer> | undefined {
  const { subkey, rest } = extend(key, nonce);
  try {
    return openChaCha(subkey, rest, sealed, associated);
  } finally {
    wipe(subkey);
  }
}

function extend(key: Uint8Array, nonce: Uint8Array): { subkey: Uint8Array; rest: Uint8Array } {
  if (key.length !== CHACHA_KEY_BYTES || nonce.length !== XCHACHA_NONCE_BYTES) {
    throw new TypeError("Cannot use XChaCha20-Poly1305: the key has 32 bytes and the nonce 24");
  }
  // Copies, because a view of 32-bit words needs an aligned buffer.
  const words = Uint8Array.from(key);
  const prefix = nonce.slice(0, 16);
  const subkey = new Uint8Array(CHACHA_KEY_BYTES);
  hchacha(
    SIGMA,
    new Uint32Array(words.buffer),
    new Uint32Array(prefix.buffer),
    new Uint32Array(subkey.buffer),
  );
  wipe(words);
  const rest = new Uint8Array(12);
  rest.set(nonce.subarray(16), 4);
  return { subkey, rest };
}
