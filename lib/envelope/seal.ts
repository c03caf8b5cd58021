/**
 * Writes an envelope as a stream: the length of the plaintext need not be known before its end, and
 * memory stays flat. Exact bytes: FORMAT.md in this folder.
 *
 * @module
 */
import { ChunkCipher } from "../aead/chunks.ts";
import { wipe } from "../bytes.ts";
import type { HybridKemPublicKeys } from "../hybrid/kem.ts";
import type { Pieces } from "../pieces.ts";
import type { RandomSource } from "../random.ts";
import { DATA_BYTES, IN_FLIGHT, PREFIX_BYTES, writePrefix } from "./chunk.ts";
import { sealHeader } from "./header.ts";
import { bodyKey, headerHash } from "./keys.ts";
import { paddedLength } from "./padding.ts";
import {
  type EnvelopeSender,
  IDENTITY_HASH_BYTES,
  senderMessage,
  TRAILER_BYTES,
} from "./sender.ts";

/**
 * Gives the file, piece by piece: first the header, then the body. The pieces are the caller's, who
 * may `release` them.
 *
 * @param to 1 to 16 different recipients, in any order
 * @param sender who signs, if anybody; the file looks the same either way
 * @throws {RangeError} before anything is given, if there is no recipient, more than 16, one twice,
 * or one with a bad key
 * @throws {TypeError} before anything is given, if a key or the sender's hash has the wrong length
 */
export async function* sealEnvelope(
  to: readonly HybridKemPublicKeys[],
  plaintext: Pieces,
  random: RandomSource,
  sender?: EnvelopeSender,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (sender && sender.identityHash.length !== IDENTITY_HASH_BYTES) {
    throw new TypeError(`Cannot sign: the identity hash must have ${IDENTITY_HASH_BYTES} bytes`);
  }
  const { header, fileKey } = await sealHeader(to, random);
  const hashOfHeader = await headerHash(header);
  const key = await bodyKey(fileKey, hashOfHeader);
  const chunks = await ChunkCipher.create(key);
  wipe(fileKey, key);
  yield header;

  const hash = sender && (await import("node:crypto")).createHash("sha512");
  const chunk = new Uint8Array(PREFIX_BYTES + DATA_BYTES);
  const sealing: Promise<Uint8Array<ArrayBuffer>>[] = [];
  let filled = 0;
  let length = 0;
  const sealChunk = (size: number) => {
    chunk.fill(0, PREFIX_BYTES + filled);
    writePrefix(chunk, sender !== undefined, filled);
    filled = 0;
    sealing.push(chunks.seal(chunk.subarray(0, PREFIX_BYTES + size), false));
  };

  for await (const piece of plaintext) {
    for (let taken = 0; taken < piece.length;) {
      const part = piece.subarray(taken, taken + DATA_BYTES - filled);
      chunk.set(part, PREFIX_BYTES + filled);
      filled += part.length;
      taken += part.length;
      if (filled === DATA_BYTES) sealChunk(DATA_BYTES);
      while (sealing.length > IN_FLIGHT) yield await sealing.shift()!;
    }
    // Hashing after the chunks are on their way: it takes this thread while others seal.
    hash?.update(piece);
    length += piece.length;
  }
  for (let rest = paddedLength(length) - length + filled; rest > 0; rest -= DATA_BYTES) {
    sealChunk(Math.min(rest, DATA_BYTES));
    while (sealing.length > IN_FLIGHT) yield await sealing.shift()!;
  }
  while (sealing.length > 0) yield await sealing.shift()!;
  wipe(chunk);

  const trailer = new Uint8Array(TRAILER_BYTES);
  if (sender && hash) {
    const message = senderMessage(sender.identityHash, hash.digest(), length, hashOfHeader);
    trailer.set(sender.identityHash);
    trailer.set(await sender.sign(message), IDENTITY_HASH_BYTES);
  }
  yield await chunks.seal(trailer, true);
}
