/**
 * Authenticated chunks: the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015)
 * with ChaCha20-Poly1305, as age has it. The nonce of a chunk is its number and a flag that says
 * whether it is the last, so chunks cannot be dropped, repeated, exchanged, added or cut off.
 *
 * @module
 */
import { type ChaChaKey, chaChaKey } from "./chacha_key.ts";

/**
 * Counts the chunks of one sequence, and seals or opens them. Chunks are numbered in the order of
 * the calls, which may overlap.
 */
export class ChunkCipher {
  #key: ChaChaKey | undefined;
  #number = 0;

  private constructor(key: ChaChaKey) {
    this.#key = key;
  }

  /** Starts a sequence under a key (32 bytes) that serves this sequence only. */
  static async create(key: Uint8Array<ArrayBuffer>): Promise<ChunkCipher> {
    return new ChunkCipher(await chaChaKey(key));
  }

  /**
   * Seals the next chunk: 16 bytes more than `plaintext`.
   *
   * @throws {RangeError} after the last chunk
   */
  seal(plaintext: Uint8Array<ArrayBuffer>, last: boolean): Promise<Uint8Array<ArrayBuffer>> {
    const { key, nonce } = this.#next(last);
    return key.seal(nonce, plaintext);
  }

  /**
   * Opens the next chunk, or gives undefined if it is not the one that was sealed at this place.
   *
   * @throws {RangeError} after the last chunk
   */
  open(
    sealed: Uint8Array<ArrayBuffer>,
    last: boolean,
  ): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const { key, nonce } = this.#next(last);
    return key.open(nonce, sealed);
  }

  /** 11 bytes of chunk number, most significant first, then 1 for the last chunk or 0. */
  #next(last: boolean): { key: ChaChaKey; nonce: Uint8Array<ArrayBuffer> } {
    const key = this.#key;
    if (key === undefined) throw new RangeError("Cannot go on: the last chunk was already there");
    const nonce = new Uint8Array(12);
    new DataView(nonce.buffer).setBigUint64(3, BigInt(this.#number++));
    if (last) {
      nonce[11] = 1;
      this.#key = undefined;
    }
    return { key, nonce };
  }
}
