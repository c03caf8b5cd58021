/**
 * The keys of an envelope, all by HKDF-SHA-512 (RFC 5869) without salt, each under its own label.
 *
 * @module
 */
import { concat, utf8, wipe } from "../bytes.ts";
import { hkdfSha512 } from "../hybrid/hkdf.ts";

/** Bytes of the file key, which every recipient gets and every other key comes from. */
export const FILE_KEY_BYTES = 32;
/** Bytes of the MAC that commits a header to one file key. */
export const HEADER_MAC_BYTES = 64;

/** The key (32 bytes) that seals the file key in a stanza, from the hybrid secret of that stanza. */
export function stanzaKey(secret: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return hkdfSha512(secret, utf8("kelid envelope stanza v1"), 32);
}

/**
 * HMAC-SHA-512 of the stanzas under a key made from the file key. Full length, so that nobody can
 * find a header that two file keys fit: what all recipients read is the same file.
 */
export async function headerMac(
  fileKey: Uint8Array<ArrayBuffer>,
  stanzas: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const secret = await hkdfSha512(fileKey, utf8("kelid envelope header v1"), HEADER_MAC_BYTES);
  try {
    const hmac = { name: "HMAC", hash: "SHA-512" };
    const key = await crypto.subtle.importKey("raw", secret, hmac, false, ["sign"]);
    return new Uint8Array(await crypto.subtle.sign("HMAC", key, stanzas));
  } finally {
    wipe(secret);
  }
}

/** SHA-512 of a whole header: what the body's key and the sender's signature are bound to. */
export async function headerHash(
  header: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest("SHA-512", header));
}

/** The key (32 bytes) of the body's chunks. */
export function bodyKey(
  fileKey: Uint8Array<ArrayBuffer>,
  headerHash: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const info = concat(utf8("kelid envelope body v1"), Uint8Array.of(0), headerHash);
  return hkdfSha512(fileKey, info, 32);
}
