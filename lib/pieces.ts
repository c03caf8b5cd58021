/**
 * Byte strings too long to hold: files and pipes, piece by piece.
 *
 * @module
 */

/** Bytes that come in pieces of any size. A piece is done with when the next one is asked for. */
export type Pieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * Gives the memory of a piece back, for whoever has done with it and knows that nobody else has it:
 * the garbage collector lets a hundred megabytes of them gather first. The piece is empty then.
 */
export function release(piece: Uint8Array<ArrayBuffer>): void {
  piece.buffer.transfer(0);
}

/**
 * Memory of one size that is used again and again. Fresh memory costs the system more time than
 * encrypting what comes into it.
 */
export class Spares {
  readonly #size: number;
  readonly #most: number;
  readonly #spare: ArrayBuffer[] = [];

  /**
   * An empty store.
   *
   * @param size bytes of each buffer
   * @param most how many are kept
   */
  constructor(size: number, most: number) {
    this.#size = size;
    this.#most = most;
  }

  /** So many bytes, which may hold anything, at the beginning of a buffer that may be longer. */
  take(length: number): Uint8Array<ArrayBuffer> {
    if (length > this.#size) return new Uint8Array(length);
    return new Uint8Array(this.#spare.pop() ?? new ArrayBuffer(this.#size), 0, length);
  }

  /** Takes back the buffer of a piece that nobody else has. It is wiped by whoever has to. */
  give(piece: Uint8Array<ArrayBuffer>): void {
    const { buffer } = piece;
    if (buffer.byteLength === this.#size && this.#spare.length < this.#most) {
      this.#spare.push(buffer);
    } else release(piece);
  }
}
