/**
 * A volume as a file: locked, read and written in place, and never grown or cut.
 *
 * @module
 */
import { shortestVolume, type VolumeGeometry } from "../lib/volume/geometry.ts";
import type { VolumeStorage } from "../lib/volume/storage.ts";
import { CliError, EXIT_FILE } from "./errors.ts";
import { fileTrouble, isReadOnly, SyncAhead, writeAll } from "./files.ts";

/** What is going to be done. "either" writes where the file can be written. */
export type Access = "read" | "write" | "either";

/** A volume file that is open and locked. */
export class VolumeFile implements VolumeStorage {
  readonly path: string;
  /** Bytes of the file. */
  readonly length: number;
  /** Whether it can be written. */
  readonly writable: boolean;
  readonly #file: Deno.FsFile;
  readonly #ahead: SyncAhead;

  private constructor(path: string, file: Deno.FsFile, length: number, writable: boolean) {
    this.path = path;
    this.#ahead = new SyncAhead(path);
    this.#file = file;
    this.length = length;
    this.writable = writable;
  }

  /**
   * Opens and locks a volume: for reading together with other readers, for writing alone.
   *
   * @throws {CliError} if it cannot be opened, is in use, or is too short for a volume
   */
  static open(path: string, geometry: VolumeGeometry, access: Access): VolumeFile {
    let file: Deno.FsFile;
    try {
      // Opening a pipe would wait for its other end.
      if (!Deno.statSync(path).isFile) {
        throw new CliError(notAVolume(path, "not a file"), EXIT_FILE);
      }
      file = Deno.openSync(path, { read: true, write: access !== "read" });
    } catch (error) {
      if (access === "either" && isReadOnly(error)) return VolumeFile.open(path, geometry, "read");
      throw fileTrouble("open", path, error);
    }
    try {
      const { size } = file.statSync();
      const shortest = shortestVolume(geometry);
      if (size < shortest) {
        const reason = `not a volume (${size} bytes, the shortest has ${shortest})`;
        throw new CliError(notAVolume(path, reason), EXIT_FILE);
      }
      if (!file.tryLockSync(access !== "read")) {
        throw new CliError(notAVolume(path, "another process is using it"), EXIT_FILE);
      }
      return new VolumeFile(path, file, size, access !== "read");
    } catch (error) {
      file.close();
      throw fileTrouble("open", path, error);
    }
  }

  read(
    at: number,
    length: number,
    into: Uint8Array<ArrayBuffer> = new Uint8Array(length),
  ): Uint8Array<ArrayBuffer> {
    const bytes = into.subarray(0, length);
    try {
      this.#file.seekSync(at, Deno.SeekMode.Start);
      let filled = 0;
      while (filled < length) {
        const read = this.#file.readSync(bytes.subarray(filled));
        if (read === null) return bytes.subarray(0, filled);
        filled += read;
      }
      return bytes;
    } catch (error) {
      throw fileTrouble("read", this.path, error);
    }
  }

  write(at: number, bytes: Uint8Array): void {
    try {
      this.#file.seekSync(at, Deno.SeekMode.Start);
      writeAll(this.#file, bytes);
    } catch (error) {
      throw fileTrouble("write", this.path, error);
    }
    this.#ahead.wrote(bytes.length);
  }

  sync(): void {
    try {
      this.#file.syncDataSync();
    } catch (error) {
      throw fileTrouble("write", this.path, error);
    }
  }

  /** Whether something else is this very file, such as a source that would be put into itself. */
  is(info: Deno.FileInfo): boolean {
    const own = this.#file.statSync();
    return own.dev === info.dev && own.ino === info.ino;
  }

  /** Releases the lock. */
  close(): void {
    this.#file.close();
  }
}

function notAVolume(path: string, reason: string): string {
  return `Cannot open ${path}: ${reason}`;
}
