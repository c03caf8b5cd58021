/**
 * A byte string that grows at its end, for secrets that arrive byte by byte.
 *
 * @module
 */
import { wipe } from "../lib/bytes.ts";
import { CliError, EXIT_USAGE } from "./errors.ts";

/** Far above any answer; keeps a stream without line ends from filling the memory. */
const LONGEST = 65_536;

/** Bytes with room to grow. What leaves it, or is left behind when it grows, is overwritten. */
export class GrowingBytes {
  #bytes = new Uint8Array(256);
  #length = 0;

  /** The bytes so far, without a copy: valid until the next call. */
  get view(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  /**
   * Adds one byte.
   *
   * @throws {CliError} if the answer is longer than 64 KiB
   */
  push(byte: number): void {
    if (this.#length === this.#bytes.length) {
      if (this.#length >= LONGEST) {
        throw new CliError(
          `Cannot read the answer: it is longer than ${LONGEST} bytes`,
          EXIT_USAGE,
        );
      }
      const larger = new Uint8Array(2 * this.#length);
      larger.set(this.#bytes);
      wipe(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = byte;
  }

  /** Keeps the first `length` bytes and overwrites the others. */
  truncate(length: number): void {
    this.#bytes.fill(0, length);
    this.#length = length;
  }

  /** The bytes so far, in a new buffer that the caller wipes; nothing stays here. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.view.slice();
    this.truncate(0);
    return taken;
  }
}
