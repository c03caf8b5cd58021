/**
 * The file behind a volume, as the library sees it.
 *
 * @module
 */

/** A file of fixed length that can be read and written anywhere. */
export interface VolumeStorage {
  /** Bytes of the file. */
  readonly length: number;
  /**
   * `length` bytes from offset `at`, fewer where the file ends before: in `into`, which has at least
   * so many, if it is given, otherwise in a new buffer.
   */
  read(at: number, length: number, into?: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
  /** Writes all bytes at an offset. */
  write(at: number, bytes: Uint8Array): void;
  /** Makes everything written so far durable: nothing written later may reach the disk before it. */
  sync(): void | Promise<void>;
}
