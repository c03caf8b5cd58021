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
