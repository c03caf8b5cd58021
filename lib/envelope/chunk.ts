/**
 * The inside of a data chunk of an envelope: whether the envelope is signed (1 byte), how many bytes
 * of the data are plaintext (3 bytes, most significant first), the data. The flag stands in front so
 * that a reader knows from the first chunk on whether the plaintext has to be hashed.
 *
 * @module
 */
import { TRAILER_BYTES } from "./sender.ts";

/** Bytes of data in a full chunk. Only the last data chunk has fewer. */
export const DATA_BYTES = 65_536;
/** Bytes that sealing adds to a chunk. */
export const TAG_BYTES = 16;
/** Bytes before the data. */
export const PREFIX_BYTES = 4;
/** Bytes of a full data chunk in the file. */
export const SEALED_CHUNK_BYTES: number = PREFIX_BYTES + DATA_BYTES + TAG_BYTES;
/** Bytes of the last chunk in the file, which holds what is known of the sender. */
export const SEALED_TRAILER_BYTES: number = TRAILER_BYTES + TAG_BYTES;

/**
 * How many chunks are sealed or opened at once: enough to keep a few processors busy while the
 * program reads and writes, and so few that their memory is used again while it is in the caches.
 */
export const IN_FLIGHT = 5;

/** Writes the prefix into the first bytes of a chunk. */
export function writePrefix(chunk: Uint8Array, signed: boolean, used: number): void {
  chunk[0] = signed ? 1 : 0;
  chunk[1] = used >> 16;
  chunk[2] = used >> 8;
  chunk[3] = used;
}

/** What a chunk holds, or undefined if no writer makes such a chunk. */
export function readChunk(chunk: Uint8Array): { signed: boolean; used: number } | undefined {
  if (chunk.length <= PREFIX_BYTES) return undefined;
  const used = chunk[1] << 16 | chunk[2] << 8 | chunk[3];
  if (chunk[0] > 1 || PREFIX_BYTES + used > chunk.length) return undefined;
  if (chunk.subarray(PREFIX_BYTES + used).some((byte) => byte !== 0)) return undefined;
  return { signed: chunk[0] === 1, used };
}
