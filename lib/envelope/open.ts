/**
 * Reads an envelope as a stream, with flat memory. Exact bytes: FORMAT.md in this folder.
 *
 * @module
 */
import type { Hash } from "node:crypto";
import { ChunkCipher } from "../aead/chunks.ts";
import { wipe } from "../bytes.ts";
import type { Pieces } from "../pieces.ts";
import {
  IN_FLIGHT,
  PREFIX_BYTES,
  readChunk,
  SEALED_CHUNK_BYTES,
  SEALED_TRAILER_BYTES,
} from "./chunk.ts";
import { type Decapsulate, openHeader } from "./header.ts";
import { bodyKey, headerHash } from "./keys.ts";
import { paddedLength } from "./padding.ts";
import { IDENTITY_HASH_BYTES, type SenderClaim, senderMessage } from "./sender.ts";

/** The body of an envelope is not as its writer made it. */
export class EnvelopeDamaged extends Error {
  /** One text for every kind of damage. */
  constructor() {
    super("Cannot open the envelope: it was cut off, changed or added to");
    this.name = "EnvelopeDamaged";
  }
}

/** An envelope whose header the reader's keys have opened. */
export class OpenedEnvelope {
  readonly #chunks: ChunkCipher;
  readonly #hashOfHeader: Uint8Array;
  #signed: boolean | undefined;
  #hash: Hash | undefined;
  /** Bytes of plaintext, and of plaintext with padding, so far. */
  #length = 0;
  #padded = 0;
  #whole = false;
  #sender: SenderClaim | undefined;

  private constructor(chunks: ChunkCipher, hashOfHeader: Uint8Array) {
    this.#chunks = chunks;
    this.#hashOfHeader = hashOfHeader;
  }

  /**
   * Opens the header, or gives undefined if it has no stanza for these keys or was changed: the two
   * cannot be told apart, and take the same work.
   *
   * @param header the first `ENVELOPE_HEADER_BYTES` bytes of the file
   * @param decapsulate `decapsulateHybrid` with the reader's keys; called once for every stanza
   * @throws {TypeError} if the header has another length
   */
  static async open(
    header: Uint8Array,
    decapsulate: Decapsulate,
  ): Promise<OpenedEnvelope | undefined> {
    const copy = Uint8Array.from(header);
    const fileKey = await openHeader(copy, decapsulate);
    if (fileKey === undefined) return undefined;
    const hashOfHeader = await headerHash(copy);
    const key = await bodyKey(fileKey, hashOfHeader);
    const chunks = await ChunkCipher.create(key);
    wipe(fileKey, key);
    return new OpenedEnvelope(chunks, hashOfHeader);
  }

  /**
   * Gives the plaintext, piece by piece. Every piece was written at its place by whoever made this
   * envelope; that nothing is missing is known when the sequence ends. Until then keep the plaintext
   * where nobody takes it for the whole. The pieces are the caller's, who may `release` them.
   *
   * @param body what follows the header in the file; read once
   * @throws {EnvelopeDamaged} if it is not as it was written
   */
  async *plaintext(body: Pieces): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    // The last bytes that ever arrive are the trailer, so as many are always kept back.
    const pending = new Uint8Array(SEALED_CHUNK_BYTES + SEALED_TRAILER_BYTES);
    const opening: Promise<Uint8Array<ArrayBuffer> | undefined>[] = [];
    let filled = 0;
    for await (const piece of body) {
      for (let taken = 0; taken < piece.length;) {
        const part = piece.subarray(taken, taken + pending.length - filled);
        pending.set(part, filled);
        filled += part.length;
        taken += part.length;
        if (filled === pending.length) {
          opening.push(this.#chunks.open(pending.subarray(0, SEALED_CHUNK_BYTES), false));
          pending.copyWithin(0, SEALED_CHUNK_BYTES);
          filled = SEALED_TRAILER_BYTES;
        }
        while (opening.length > IN_FLIGHT) yield await this.#accept(await opening.shift());
      }
    }
    const rest = filled - SEALED_TRAILER_BYTES;
    if (rest > 0) opening.push(this.#chunks.open(pending.subarray(0, rest), false));
    while (opening.length > 0) yield await this.#accept(await opening.shift());
    this.#end(await this.#chunks.open(pending.subarray(Math.max(0, rest), filled), true));
  }

  /**
   * What the envelope says of its sender, or undefined if it is not signed.
   *
   * @throws {RangeError} before the plaintext has been read to its end
   */
  sender(): SenderClaim | undefined {
    if (!this.#whole) {
      throw new RangeError("Cannot tell the sender before the end of the plaintext");
    }
    return this.#sender;
  }

  /** Checks the next data chunk and gives its plaintext. */
  async #accept(chunk: Uint8Array<ArrayBuffer> | undefined): Promise<Uint8Array<ArrayBuffer>> {
    const content = chunk && readChunk(chunk);
    if (chunk === undefined || content === undefined) throw new EnvelopeDamaged();
    const { signed, used } = content;
    if (this.#signed === undefined && signed) {
      this.#hash = (await import("node:crypto")).createHash("sha512");
    }
    // All chunks agree on the flag, and plaintext never follows padding.
    if (signed !== (this.#signed ?? signed)) throw new EnvelopeDamaged();
    if (used > 0 && this.#length !== this.#padded) throw new EnvelopeDamaged();
    this.#signed = signed;
    this.#length += used;
    this.#padded += chunk.length - PREFIX_BYTES;
    const data = chunk.subarray(PREFIX_BYTES, PREFIX_BYTES + used);
    this.#hash?.update(data);
    return data;
  }

  #end(trailer: Uint8Array<ArrayBuffer> | undefined): void {
    if (trailer === undefined || this.#padded !== paddedLength(this.#length)) {
      throw new EnvelopeDamaged();
    }
    if (this.#hash) {
      const identityHash = trailer.slice(0, IDENTITY_HASH_BYTES);
      const signature = trailer.slice(IDENTITY_HASH_BYTES);
      const plaintextHash = this.#hash.digest();
      const message = senderMessage(identityHash, plaintextHash, this.#length, this.#hashOfHeader);
      this.#sender = { identityHash, message, signature };
    } else if (trailer.some((byte) => byte !== 0)) throw new EnvelopeDamaged();
    this.#whole = true;
  }
}
