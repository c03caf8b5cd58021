/**
 * The vault as a file: one lock, one read, an atomic replacement, and the replaced blocks
 * overwritten. What is done to the disk is the same for every passphrase.
 *
 * @module
 */
import { equalBytes } from "../lib/bytes.ts";
import { type RandomSource, systemRandom } from "../lib/random.ts";
import { type Geometry, vaultBytes } from "../lib/vault/geometry.ts";
import type { Count } from "../lib/vault/operations.ts";
import { CliError, EXIT_FILE } from "./errors.ts";
import {
  fileTrouble,
  folderOf,
  isReadOnly,
  overwrite,
  readAll,
  sameFile,
  syncFolder,
  writeAll,
} from "./files.ts";
import { openLocked } from "./file_lock.ts";

/** The one temporary name that a save uses, beside the vault. */
export const NEW_SUFFIX = ".kelid-save";

/** A vault file that is open and locked. */
export class VaultFile {
  readonly #path: string;
  readonly #count: Count;
  /** Whether the handle can write: what cannot be overwritten is not replaced either. */
  readonly #writable: boolean;
  #handle: Deno.FsFile;
  #bytes: Uint8Array<ArrayBuffer>;

  private constructor(
    path: string,
    handle: Deno.FsFile,
    writable: boolean,
    bytes: Uint8Array<ArrayBuffer>,
    count: Count,
  ) {
    this.#path = path;
    this.#handle = handle;
    this.#writable = writable;
    this.#bytes = bytes;
    this.#count = count;
  }

  /** The bytes that were read, or saved last. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /**
   * Looks at a vault without reading it, so that a mistyped path is told before a passphrase is
   * asked for.
   *
   * @throws {CliError} if it is not a file of a vault's length
   */
  static inspect(path: string, geometry: Geometry): void {
    let info: Deno.FileInfo;
    try {
      info = Deno.statSync(path);
    } catch (error) {
      throw fileTrouble("open", path, error);
    }
    if (!info.isFile) throw new CliError(`Cannot open ${path}: not a file`, EXIT_FILE);
    if (info.size !== vaultBytes(geometry)) {
      throw new CliError(
        `Cannot open ${path}: not a vault (${info.size} bytes, a vault has ${
          vaultBytes(geometry)
        })`,
        EXIT_FILE,
      );
    }
  }

  /**
   * Opens, locks and reads a vault. Whoever comes second waits; the file is opened again if it was
   * replaced meanwhile.
   *
   * @param readOnly whether nothing will be saved
   * @throws {CliError} if it cannot be opened, read or locked, or is not a vault
   */
  static async open(
    path: string,
    geometry: Geometry,
    readOnly: boolean,
    count: Count,
  ): Promise<VaultFile> {
    VaultFile.inspect(path, geometry);
    const real = Deno.realPathSync(path);
    let writable = false;
    const handle = await openLocked(real, path, () => {
      const opened = openHandle(real, readOnly);
      writable = opened.writable;
      return opened.handle;
    });
    try {
      const bytes = readAll(handle);
      count("file read", 1);
      if (bytes.length !== vaultBytes(geometry)) VaultFile.inspect(real, geometry);
      return new VaultFile(real, handle, writable, bytes, count);
    } catch (error) {
      handle.close();
      throw fileTrouble("read", path, error);
    }
  }

  /**
   * Replaces the file: a new one beside it is written, synced and renamed over it; then, if that is
   * durable, the blocks of the old one are overwritten through its handle, which is all that still
   * leads to them.
   *
   * @returns whether it was saved: false where nothing can be written
   * @throws {CliError} if the file changed since it was read, or the disk is full; it is as it was
   */
  save(bytes: Uint8Array<ArrayBuffer>, random: RandomSource): boolean {
    const beside = this.#path + NEW_SUFFIX;
    let fresh: Deno.FsFile | undefined;
    let shared = false;
    try {
      this.#refuseIfChanged();
      if (!this.#writable) return false;
      this.#removeLeftover();
      const before = this.#handle.statSync();
      shared = (before.nlink ?? 1) > 1;
      const mode = (before.mode ?? 0o600) & 0o777;
      fresh = create(beside, mode);
      keepOwner(beside, before, fresh.statSync());
      keepMode(beside, mode, fresh.statSync());
      fresh.lockSync(true);
      writeAll(fresh, bytes);
      fresh.syncSync();
      this.#refuseIfChanged();
      Deno.renameSync(beside, this.#path);
    } catch (error) {
      fresh?.close();
      if (fresh) this.#removeLeftover();
      else if (isReadOnly(error)) return false;
      throw fileTrouble("save", this.#path, error);
    }
    const old = this.#handle;
    this.#handle = fresh;
    this.#bytes = bytes;
    this.#count("file written", 1);
    try {
      // After a power cut the name may lead to the old file again, unless the folder was synced: were
      // that overwritten, the vault would be gone. Better that its old blocks stay.
      const durable = syncFolder(folderOf(this.#path));
      // A file with a second name is somebody's copy by that name, such as a backup of hard links.
      if (durable && !shared) overwrite(old, random);
    } catch (error) {
      throw fileTrouble("overwrite the old blocks of", this.#path, error);
    } finally {
      old.close();
    }
    return true;
  }

  /** Releases the lock. */
  close(): void {
    this.#handle.close();
  }

  #refuseIfChanged(): void {
    if (!sameFile(this.#handle, this.#path) || !equalBytes(readAll(this.#handle), this.#bytes)) {
      throw new CliError(
        `Cannot save ${this.#path}: the file changed since it was read, nothing was written`,
        EXIT_FILE,
      );
    }
  }

  /** What an interrupted save left behind. The lock is held, so it is nobody's work in progress. */
  #removeLeftover(): void {
    const beside = this.#path + NEW_SUFFIX;
    try {
      const { isFile, size, nlink } = Deno.lstatSync(beside);
      if (!isFile || size > this.#bytes.length || (nlink ?? 1) > 1) return; // No save left this: it is the user's.
      const left = Deno.openSync(beside, { read: true, write: true });
      try {
        overwrite(left, systemRandom);
      } catch {
        // A full or failing disk: what cannot be overwritten is removed all the same.
      } finally {
        left.close();
      }
      Deno.removeSync(beside);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound || isReadOnly(error)) return;
      throw fileTrouble("remove", beside, error);
    }
  }
}

function create(path: string, mode: number): Deno.FsFile {
  try {
    return Deno.openSync(path, { read: true, write: true, createNew: true, mode });
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) throw fileTrouble("write", path, error);
    throw error;
  }
}

/** Without this a save by root would take the file away from the one whose it is. */
function keepOwner(path: string, before: Deno.FileInfo, now: Deno.FileInfo): void {
  if (before.uid === now.uid && before.gid === now.gid) return;
  try {
    Deno.chownSync(path, before.uid, before.gid);
  } catch {
    // Only root can give a file away; anybody else who may save here keeps it.
  }
}

/** What a file may be when it is made depends on the process; whose group reads it, shall go on. */
function keepMode(path: string, mode: number, now: Deno.FileInfo): void {
  if (now.mode === null || (now.mode & 0o777) === mode) return;
  try {
    Deno.chmodSync(path, mode);
  } catch {
    // A file system without modes. A vault that is not saved would be worse than one that is closed.
  }
}

/** A handle for reading and for overwriting old blocks; where that cannot be, for reading alone. */
function openHandle(
  path: string,
  readOnly: boolean,
): { handle: Deno.FsFile; writable: boolean } {
  try {
    const handle = Deno.openSync(path, { read: true, write: !readOnly });
    return { handle, writable: !readOnly };
  } catch (error) {
    if (!readOnly && isReadOnly(error)) return openHandle(path, true);
    throw fileTrouble("open", path, error);
  }
}
