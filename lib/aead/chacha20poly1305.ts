/**
 * ChaCha20-Poly1305 (RFC 8439, section 2.8) on the engine's `node:crypto`, which is several times
 * as fast as JavaScript.
 *
 * The cipher does not commit to its key: one sealed text can be made that opens under two keys.
 * Where that matters (more than one possible reader), a header with a MAC must commit to the key.
 *
 * @module
 */
import { createCipheriv, createDecipheriv } from "node:crypto";
import { release } from "../pieces.ts";

/** Bytes of a key. */
export const CHACHA_KEY_BYTES = 32;
/** Bytes of a nonce. */
export const CHACHA_NONCE_BYTES = 12;
/** Bytes that sealing adds: the Poly1305 tag, at the end. */
export const TAG_BYTES = 16;

const NAME = "chacha20-poly1305";
const OPTIONS = { authTagLength: TAG_BYTES };
const NOTHING = new Uint8Array(0);

/**
 * Encrypts and authenticates.
 *
 * @param nonce 12 bytes, never used twice with the same key
 * @param associated is authenticated, not encrypted
 * @param sealed takes the result: as many bytes as `plaintext` and 16 more
 * @returns `sealed`
 * @throws {TypeError} if key or nonce have the wrong length
 */
export function sealChaCha(
  key: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  associated: Uint8Array = NOTHING,
  sealed: Uint8Array<ArrayBuffer> = new Uint8Array(plaintext.length + TAG_BYTES),
): Uint8Array<ArrayBuffer> {
  checkLengths(key, nonce);
  const cipher = createCipheriv(NAME, key, nonce, OPTIONS);
  cipher.setAAD(associated, { plaintextLength: plaintext.length });
  const ciphertext = cipher.update(plaintext) as Uint8Array<ArrayBuffer>;
  sealed.set(ciphertext);
  release(ciphertext);
  cipher.final();
  sealed.set(cipher.getAuthTag(), plaintext.length);
  return sealed;
}

/**
 * Decrypts what {@linkcode sealChaCha} made.
 *
 * @returns undefined if key, nonce, sealed or associated bytes are not those of sealing
 * @throws {TypeError} if key or nonce have the wrong length
 */
export function openChaCha(
  key: Uint8Array,
  nonce: Uint8Array,
  sealed: Uint8Array,
  associated: Uint8Array = NOTHING,
): Uint8Array<ArrayBuffer> | undefined {
  checkLengths(key, nonce);
  if (sealed.length < TAG_BYTES) return undefined;
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(NAME, key, nonce, OPTIONS);
  decipher.setAAD(associated, { plaintextLength: end });
  decipher.setAuthTag(sealed.subarray(end));
  const plaintext = decipher.update(sealed.subarray(0, end)) as Uint8Array<ArrayBuffer>;
  try {
    decipher.final();
  } catch {
    plaintext.fill(0);
    return undefined;
  }
  // Not the Buffer itself: its `slice` gives a view where a Uint8Array's gives a copy.
  return new Uint8Array(plaintext.buffer, plaintext.byteOffset, plaintext.length);
}

function checkLengths(key: Uint8Array, nonce: Uint8Array): void {
  if (key.length !== CHACHA_KEY_BYTES || nonce.length !== CHACHA_NONCE_BYTES) {
    throw new TypeError("Cannot use ChaCha20-Poly1305: the key has 32 bytes and the nonce 12");
  }
}
