/**
 * Files as the program writes them: whole or not at all, for the owner's eyes only, never over
 * something that is there, and every failure as one clear error.
 *
 * @module
 */
import { type RandomSource, systemRandom } from "../lib/random.ts";
import { CliError, EXIT_FILE, EXIT_INTERRUPTED } from "./errors.ts";

/** Bytes moved at a time. */
export const PIECE_BYTES = 1 << 20;

/** Bytes read at a time from a long file: few enough to stay in a processor's cache. */
const READ_BYTES = 1 << 17;

/** After how many bytes a long file that is being written begins to be synced. */
const SYNC_BYTES = 1 << 24;

/**
 * The suffix of a file that is still being written. It is no one else's: what an interrupted run left
 * under it may be overwritten.
 */
const PART_SUFFIX = ".kelid-part";

/** The folder that a path names something in. `node:path` takes a third of Deno's start to load. */
export function folderOf(path: string): string {
  const slash = Deno.build.os === "windows" ? /[/\\][^/\\]*$/ : /\/[^/]*$/;
  const end = path.search(slash);
  return end < 0 ? "." : path.slice(0, end + 1);
}

/** What went wrong with a file, in words that name no internals. */
export function fileTrouble(action: string, path: string, error: unknown): CliError {
  if (error instanceof CliError) return error;
  return new CliError(`Cannot ${action} ${path}: ${reason(error)}`, EXIT_FILE);
}

/** Whether an error says that a place cannot be written at all: no permission, read-only medium. */
export function isReadOnly(error: unknown): boolean {
  return error instanceof Deno.errors.PermissionDenied ||
    error instanceof Deno.errors.NotCapable ||
    (error instanceof Error && /os error 30\b/.test(error.message));
}

function reason(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "no such file or folder";
  if (error instanceof Deno.errors.AlreadyExists) return "it exists already";
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (error instanceof Deno.errors.NotCapable) return "permission denied";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  if (error instanceof Deno.errors.NotADirectory) return "a part of the path is not a folder";
  const text = error instanceof Error ? error.message : String(error);
  if (/os error 28\b/.test(text)) return "the disk is full";
  if (/os error 30\b/.test(text)) return "the medium is read-only";
  if (/os error 21\b/.test(text)) return "it is a folder";
  if (/os error 36\b/.test(text)) return "the name is too long";
  if (/os error 27\b/.test(text)) return "the file would be too large";
  return text.replace(/ \(os error \d+\).*$/s, "");
}

/** Writes all bytes at the handle's position. */
export function writeAll(file: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    written += file.writeSync(bytes.subarray(written));
  }
}

/** Reads a file from its first byte to its last. */
export function readAll(file: Deno.FsFile): Uint8Array<ArrayBuffer> {
  file.seekSync(0, Deno.SeekMode.Start);
  const bytes = new Uint8Array(file.statSync().size);
  let length = 0;
  while (length < bytes.length) {
    const read = file.readSync(bytes.subarray(length));
    if (read === null) break;
    length += read;
  }
  return bytes.subarray(0, length);
}

/** Overwrites everything behind a handle with random bytes, and syncs. */
export function overwrite(file: Deno.FsFile, random: RandomSource): void {
  const size = file.statSync().size;
  file.seekSync(0, Deno.SeekMode.Start);
  for (let left = size; left > 0;) {
    const piece = random(Math.min(left, PIECE_BYTES));
    writeAll(file, piece);
    left -= piece.length;
  }
  file.syncDataSync();
}

/**
 * Makes a rename in a folder durable, where that is possible.
 *
 * @returns whether it is durable: until it is, a power cut may bring the old name back
 */
export function syncFolder(path: string): boolean {
  let folder: Deno.FsFile | undefined;
  try {
    folder = Deno.openSync(path, { read: true });
    folder.syncSync();
    return true;
  } catch {
    // A folder may be writable and not readable, and some file systems have no sync for folders.
    // The rename has happened, so this must not look as if it had not.
    return false;
  } finally {
    folder?.close();
  }
}

/**
 * A whole small file.
 *
 * @param limit the most bytes that make sense; a larger file is refused before it is read
 * @throws {CliError} if it cannot be read, is a folder, or is larger
 */
export function readSmallFile(path: string, limit: number): Uint8Array<ArrayBuffer> {
  try {
    const info = Deno.statSync(path);
    if (info.isDirectory) throw new CliError(`Cannot read ${path}: it is a folder`, EXIT_FILE);
    if (info.size > limit) {
      throw new CliError(`Cannot read ${path}: ${info.size} bytes are too many`, EXIT_FILE);
    }
    return Deno.readFileSync(path);
  } catch (error) {
    throw fileTrouble("read", path, error);
  }
}

/** Something whose bytes can be read one after another. */
interface Source {
  readSync(into: Uint8Array): number | null;
  close?(): void;
}

/** The files that are being read piece by piece: none of them is what an interrupted run left. */
const inputs = new Set<Deno.FsFile>();

/**
 * The pieces of a file, or of standard input for "-". The buffer is used again for each piece. The
 * file is opened at once, so that a mistyped path is told before anything is asked.
 *
 * @throws {CliError} if it cannot be opened or, while it is read, if it cannot be read
 */
export function readPieces(path: string): Generator<Uint8Array<ArrayBuffer>> {
  if (path === "-") return pieces("standard input", { readSync: (b) => Deno.stdin.readSync(b) });
  try {
    const file = Deno.openSync(path);
    if (!file.statSync().isDirectory) {
      inputs.add(file);
      const close = () => {
        inputs.delete(file);
        file.close();
      };
      return pieces(path, { readSync: (into) => file.readSync(into), close });
    }
    file.close();
  } catch (error) {
    throw fileTrouble("read", path, error);
  }
  throw new CliError(`Cannot read ${path}: it is a folder`, EXIT_FILE);
}

function* pieces(path: string, file: Source): Generator<Uint8Array<ArrayBuffer>> {
  const buffer = new Uint8Array(READ_BYTES);
  try {
    for (;;) {
      let length: number | null;
      try {
        length = file.readSync(buffer);
      } catch (error) {
        throw fileTrouble("read", path, error);
      }
      if (length === null) return;
      if (length > 0) yield buffer.subarray(0, length);
    }
  } finally {
    file.close?.();
  }
}

/**
 * Syncs a long file while more is written to it, so that there is little to wait for at its end, where
 * the writer syncs it all the same: what fails here fails again there, and is told.
 */
export class SyncAhead {
  readonly #path: string;
  #unsynced = 0;
  #syncing = false;

  /** @param path of the file, which is opened again: a handle that syncs can do nothing else */
  constructor(path: string) {
    this.#path = path;
  }

  /** To be called when more was written. */
  wrote(bytes: number): void {
    this.#unsynced += bytes;
    if (this.#unsynced < SYNC_BYTES || this.#syncing) return;
    this.#unsynced = 0;
    this.#syncing = true;
    this.#sync().catch(() => {}).finally(() => this.#syncing = false);
  }

  async #sync(): Promise<void> {
    using file = await Deno.open(this.#path);
    await file.syncData();
  }
}

/** Signals that end a program before it could remove what it has begun to write. */
export const ENDING = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

/** The most bytes that common file systems take in a name. */
const LONGEST_NAME = 255;

/** The name under which something is written until it is complete, beside its path. */
export function partOf(path: string): string {
  const folder = path.slice(0, path.search(/[^/]*$/));
  const name = path.slice(folder.length);
  // A name may be as long as names can be: its part then has a name of its own.
  const long = new TextEncoder().encode(name + PART_SUFFIX).length > LONGEST_NAME;
  return folder + (long ? "output" : name) + PART_SUFFIX;
}

/** Whether a path still leads to the file behind a handle. */
export function sameFile(handle: Deno.FsFile, path: string): boolean {
  const open = handle.statSync();
  try {
    const named = Deno.statSync(path);
    return open.dev === named.dev && open.ino === named.ino;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * Locks what this run writes, for as long as it is open.
 *
 * @throws {CliError} if another run has locked it
 */
export function claim(part: Deno.FsFile, path: string): void {
  let locked = true;
  try {
    locked = part.tryLockSync(true);
  } catch {
    // Not every file system has locks.
  }
  if (locked) return;
  throw new CliError(`Cannot write ${path}: another run is writing it`, EXIT_FILE);
}

/** What is told of something that was not finished and is still there. */
export function leftBehind(path: string, part: string): CliError {
  return new CliError(
    `Cannot write ${path}: an interrupted run left ${part}, which may hold secrets;` +
      " remove it, or give --overwrite where the command takes it",
    EXIT_FILE,
  );
}

/** A file that appears under its name when it is complete, and not before. */
export class OutputFile {
  readonly #path: string;
  readonly #part: string;
  readonly #file: Deno.FsFile;
  readonly #replace: boolean;
  readonly #ahead: SyncAhead;
  #open = true;
  readonly #leave = () => this.discard();
  readonly #interrupt = () => {
    this.discard();
    Deno.exit(EXIT_INTERRUPTED);
  };

  /**
   * @param path where the file shall appear
   * @param replace whether something already there may be replaced
   * @throws {CliError} if something is there, or the folder cannot be written
   */
  constructor(path: string, replace = false) {
    this.#path = path;
    this.#part = partOf(path);
    this.#ahead = new SyncAhead(this.#part);
    this.#replace = replace;
    if (replace) removePart(this.#part, path);
    else refuseExisting(path);
    // Before there is anything to remove: a signal may come right after.
    addEventListener("unload", this.#leave);
    for (const signal of ENDING) Deno.addSignalListener(signal, this.#interrupt);
    try {
      this.#file = Deno.openSync(this.#part, {
        read: true,
        write: true,
        createNew: true,
        mode: 0o600,
      });
    } catch (error) {
      this.#forget();
      if (!(error instanceof Deno.errors.AlreadyExists)) throw fileTrouble("write", path, error);
      throw leftBehind(path, this.#part);
    }
    try {
      claim(this.#file, path);
    } catch (error) {
      this.#forget();
      this.#file.close();
      throw error;
    }
  }

  /** Appends bytes. */
  write(bytes: Uint8Array): void {
    try {
      writeAll(this.#file, bytes);
    } catch (error) {
      throw fileTrouble("write", this.#path, error);
    }
    this.#ahead.wrote(bytes.length);
  }

  /** Makes durable what was written, so that little but the name is left to go wrong. */
  sync(): void {
    try {
      this.#file.syncSync();
    } catch (error) {
      throw fileTrouble("write", this.#path, error);
    }
  }

  /** Makes the file durable and gives it its name. */
  finish(): void {
    this.sync();
    if (!sameFile(this.#file, this.#part)) {
      throw new CliError(`Cannot write ${this.#path}: ${this.#part} was taken away`, EXIT_FILE);
    }
    try {
      if (this.#replace) Deno.renameSync(this.#part, this.#path);
      else nameOnce(this.#part, this.#path);
      this.#forget();
      syncFolder(folderOf(this.#path));
      this.#file.close();
    } catch (error) {
      throw fileTrouble("write", this.#path, error);
    }
  }

  /** Overwrites and removes what was written, unless it was finished. To be called always. */
  discard(): void {
    if (!this.#open) return;
    this.#forget();
    try {
      overwrite(this.#file, systemRandom);
    } catch {
      // A full or failing disk: what cannot be overwritten is removed all the same.
    }
    try {
      if (sameFile(this.#file, this.#part)) Deno.removeSync(this.#part);
    } catch {
      // The medium is gone: the error that led here is the one to tell.
    }
    this.#file.close();
  }

  #forget(): void {
    this.#open = false;
    removeEventListener("unload", this.#leave);
    for (const signal of ENDING) Deno.removeSignalListener(signal, this.#interrupt);
  }
}

/** Overwrites and removes what an interrupted run left. */
function removePart(part: string, path: string): void {
  try {
    if (!Deno.lstatSync(part).isFile) return;
    if ([...inputs].some((file) => sameFile(file, part))) {
      throw new CliError(
        `Cannot write ${path}: it would be written as ${part}, which is the input`,
        EXIT_FILE,
      );
    }
    const left = Deno.openSync(part, { read: true, write: true });
    try {
      claim(left, path);
      // A run that ended between the two steps of naming left the finished file under both names.
      if (!sameFile(left, path)) overwrite(left, systemRandom);
    } finally {
      left.close();
    }
    Deno.removeSync(part);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw fileTrouble("write", part, error);
  }
}

/** Refuses a path at which there is something, even a link that leads nowhere. */
export function refuseExisting(path: string): void {
  try {
    Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw fileTrouble("write", path, error);
  }
  throw new CliError(`Cannot write ${path}: it exists already`, EXIT_FILE);
}

/** Gives a file its name unless the name is taken: a rename would replace what is there. */
function nameOnce(from: string, to: string): void {
  try {
    Deno.linkSync(from, to);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) throw error;
    // A file system without hard links: the check and the rename are two steps there.
    refuseExisting(to);
    Deno.renameSync(from, to);
    return;
  }
  Deno.removeSync(from);
}

/** A small file, whole or not at all. */
export function writeNewFile(path: string, bytes: Uint8Array, replace = false): void {
  const file = new OutputFile(path, replace);
  try {
    file.write(bytes);
    file.finish();
  } finally {
    file.discard();
  }
}

/** Where a command's bytes go: a new file, or standard output for "-". */
export class Sink {
  readonly #file: OutputFile | undefined;

  /** @throws {CliError} as {@linkcode OutputFile} does */
  constructor(path: string, replace: boolean) {
    this.#file = path === "-" ? undefined : new OutputFile(path, replace);
  }

  /** Appends bytes. */
  write(bytes: Uint8Array): void {
    if (this.#file) return this.#file.write(bytes);
    try {
      writeAll(Deno.stdout, bytes);
    } catch (error) {
      throw fileTrouble("write", "standard output", error);
    }
  }

  /** Makes a file durable and gives it its name. */
  finish(): void {
    this.#file?.finish();
  }

  /** Removes an unfinished file. To be called whatever happened. */
  discard(): void {
    this.#file?.discard();
  }
}
