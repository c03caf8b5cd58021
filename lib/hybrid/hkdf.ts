/**
 * HKDF-SHA-512 (RFC 5869) without salt, by Web Cryptography.
 *
 * @module
 */

/** `length` bytes (at most 16320) made from `secret`, told apart from others by `info`. */
export async function hkdfSha512(
  secret: Uint8Array<ArrayBuffer>,
  info: Uint8Array<ArrayBuffer>,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const hkdf = { name: "HKDF", hash: "SHA-512", salt: new Uint8Array(0), info };
  return new Uint8Array(await crypto.subtle.deriveBits(hkdf, key, 8 * length));
}
