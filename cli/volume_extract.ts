/**
 * Files and folders taken out of a volume: each appears whole, or not at all.
 *
 * @module
 */
import { pathText } from "../lib/volume/names.ts";
import { BlockDamaged, type Region } from "../lib/volume/region.ts";
import {
  filesOf,
  type VolumeFile,
  type VolumeFolder,
  type VolumeNode,
  walk,
} from "../lib/volume/tree.ts";
import { CliError, EXIT_FAILED_CHECK, EXIT_FILE, EXIT_INTERRUPTED, EXIT_USAGE } from "./errors.ts";
import {
  claim,
  ENDING,
  fileTrouble,
  folderOf,
  leftBehind,
  overwrite,
  partOf,
  refuseExisting,
  sameFile,
  Sink,
  syncFolder,
  writeAll,
} from "./files.ts";
import { systemRandom } from "../lib/random.ts";
import { nodeAt } from "./volume_actions.ts";
import { Progress } from "./volume_progress.ts";

/** How {@linkcode getPath} gets. */
export interface GetOptions {
  /** Whether a file that is there may be replaced. */
  readonly overwrite: boolean;
  /** Whether kept times are given to the files. */
  readonly times: boolean;
}

/** What was written. */
export interface GetResult {
  /** The path that was written; "-" for standard output. */
  readonly written: string;
  readonly files: number;
  readonly bytes: number;
}

/**
 * Writes a file or folder of a region to this machine.
 *
 * @param target a path, a folder to write into, "-" for standard output; nothing for this folder
 * @throws {CliError} if something is in the way, cannot be written, or is damaged
 */
export async function getPath(
  region: Region,
  names: readonly string[],
  target: string | undefined,
  options: GetOptions,
  clock: () => number,
): Promise<GetResult> {
  const node = nodeAt(region, names);
  if (target === "-" && node.kind === "folder") {
    throw new CliError(`Cannot write ${pathText(names)} to standard output: a folder`, EXIT_USAGE);
  }
  const written = target === "-" ? "-" : localPath(node, target);
  const files = [...filesOf(node)];
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const progress = new Progress("Reading", bytes, clock);
  try {
    if (node.kind === "file") await getFile(region, node, names, written, options, progress);
    else await getFolder(region, node, names, written, options, progress);
  } finally {
    progress.end();
  }
  return { written, files: files.length, bytes };
}

/** The path that a node is written to: in the target if that is a folder, otherwise the target. */
function localPath(node: VolumeNode, target: string | undefined): string {
  const folder = target === undefined ? "." : isFolder(target) ? target : undefined;
  if (folder === undefined && node.kind === "file" && target!.endsWith("/")) {
    throw new CliError(`Cannot write ${target}: no such file or folder`, EXIT_FILE);
  }
  if (folder === undefined) return target!.replace(/(?<=.)\/+$/, "");
  if (node.name === "") {
    throw new CliError("Cannot get everything: give the path of a new folder for it", EXIT_USAGE);
  }
  // "-" alone would be standard output.
  if (folder === ".") return node.name === "-" ? "./-" : node.name;
  return `${folder.replace(/\/+$/, "")}/${node.name}`;
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

async function getFile(
  region: Region,
  file: VolumeFile,
  names: readonly string[],
  written: string,
  options: GetOptions,
  progress: Progress,
): Promise<void> {
  const sink = new Sink(written, options.overwrite);
  try {
    for await (const piece of region.read(file)) {
      sink.write(piece);
      progress.add(piece.length);
    }
    sink.finish();
  } catch (error) {
    throw error instanceof BlockDamaged ? damaged(names) : error;
  } finally {
    sink.discard();
  }
  if (written !== "-") setTime(written, file, options);
}

function damaged(names: readonly string[]): CliError {
  return new CliError(
    `Cannot read ${pathText(names)}: it is damaged (check says where)`,
    EXIT_FAILED_CHECK,
  );
}

async function getFolder(
  region: Region,
  folder: VolumeFolder,
  names: readonly string[],
  written: string,
  options: GetOptions,
  progress: Progress,
): Promise<void> {
  const output = new OutputFolder(written, options.overwrite);
  const broken: string[] = [];
  try {
    for (const { path, node } of walk(folder)) {
      if (path.length === 0) continue;
      if (node.kind === "folder") output.makeFolder(path);
      else if (!await output.writeFile(path, region.read(node), progress.add)) {
        broken.push(pathText([...names, ...path]));
      }
    }
    // Last, and from the inside out, since writing into a folder changes its time.
    for (const { path, node } of [...walk(folder)].reverse()) {
      if (!broken.includes(pathText([...names, ...path]))) {
        setTime(output.pathOf(path), node, options);
      }
    }
    await output.finish();
  } finally {
    output.discard();
  }
  if (broken.length === 0) return;
  throw new CliError(
    `Wrote ${written} without what is damaged: ${broken.join(", ")}`,
    EXIT_FAILED_CHECK,
  );
}

function setTime(path: string, node: VolumeNode, { times }: GetOptions): void {
  if (!times || node.time === undefined) return;
  try {
    Deno.utimeSync(path, node.time / 1_000, node.time / 1_000);
  } catch (error) {
    throw fileTrouble("set the time of", path, error);
  }
}

/** Files that are synced at a time: one after another, ten thousand would take minutes. */
const SYNCING = 64;

/** A folder that appears under its name when everything is in it. */
class OutputFolder {
  readonly #path: string;
  readonly #part: string;
  readonly #folders: string[];
  #lock: Deno.FsFile | undefined;
  readonly #syncing = new Set<Promise<void>>();
  #unsynced: unknown;
  #open = true;
  readonly #leave = () => this.discard();
  readonly #interrupt = () => {
    this.discard();
    Deno.exit(EXIT_INTERRUPTED);
  };

  /**
   * @param replace whether what an interrupted run left may be removed
   * @throws {CliError} if something is there, or the folder cannot be made
   */
  constructor(path: string, replace: boolean) {
    this.#path = path;
    this.#part = partOf(path);
    this.#folders = [this.#part];
    refuseExisting(path);
    const left = kindOf(this.#part);
    if (left && !(replace && left.isDirectory)) throw leftBehind(path, this.#part);
    if (left) {
      using old = openFolder(this.#part);
      if (old) claim(old, path);
      removeAll(this.#part);
    }
    // Before there is anything to remove: a signal may come right after.
    addEventListener("unload", this.#leave);
    for (const signal of ENDING) Deno.addSignalListener(signal, this.#interrupt);
    try {
      makeNew(this.#part);
      this.#lock = openFolder(this.#part);
      if (this.#lock) claim(this.#lock, path);
    } catch (error) {
      this.#forget();
      throw fileTrouble("write", path, error);
    }
  }

  /** Where something in it is being written. */
  pathOf(names: readonly string[]): string {
    return [this.#part, ...names].join("/");
  }

  makeFolder(names: readonly string[]): void {
    makeNew(this.pathOf(names));
    this.#folders.push(this.pathOf(names));
  }

  /** Writes a file. False, and nothing is there, if it is damaged. */
  async writeFile(
    names: readonly string[],
    pieces: AsyncIterable<Uint8Array>,
    onProgress: (bytes: number) => void,
  ): Promise<boolean> {
    const path = this.pathOf(names);
    try {
      const file = Deno.openSync(path, { write: true, createNew: true, mode: 0o600 });
      try {
        for await (const piece of pieces) {
          writeAll(file, piece);
          onProgress(piece.length);
        }
      } catch (error) {
        file.close();
        throw error;
      }
      await this.#sync(file);
    } catch (error) {
      if (!(error instanceof BlockDamaged)) throw fileTrouble("write", path, error);
      removeFile(path);
      return false;
    }
    return true;
  }

  /** Begins to make a file durable, and closes it then. */
  async #sync(file: Deno.FsFile): Promise<void> {
    const synced = file.syncData().catch((error) => this.#unsynced ??= error).then(() => {
      file.close();
      this.#syncing.delete(synced);
    });
    this.#syncing.add(synced);
    if (this.#syncing.size >= SYNCING) await Promise.race(this.#syncing);
  }

  /** Makes everything durable and gives the folder its name. */
  async finish(): Promise<void> {
    try {
      await Promise.all(this.#syncing);
      if (this.#unsynced !== undefined) throw this.#unsynced;
      for (const folder of this.#folders.reverse()) syncFolder(folder);
      if (this.#lock && !sameFile(this.#lock, this.#part)) {
        throw new CliError(`Cannot write ${this.#path}: ${this.#part} was taken away`, EXIT_FILE);
      }
      refuseExisting(this.#path);
      Deno.renameSync(this.#part, this.#path);
      this.#forget();
      syncFolder(folderOf(this.#path));
    } catch (error) {
      throw fileTrouble("write", this.#path, error);
    }
  }

  /** Overwrites and removes what was written, unless it was finished. To be called always. */
  discard(): void {
    if (!this.#open) return;
    const own = !this.#lock || sameFile(this.#lock, this.#part);
    this.#forget();
    if (own) removeAll(this.#part);
  }

  #forget(): void {
    this.#open = false;
    this.#lock?.close();
    removeEventListener("unload", this.#leave);
    for (const signal of ENDING) Deno.removeSignalListener(signal, this.#interrupt);
  }
}

/** A handle of a folder, which not every system has. */
function openFolder(path: string): Deno.FsFile | undefined {
  try {
    return Deno.openSync(path);
  } catch {
    return undefined;
  }
}

function kindOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw fileTrouble("write", path, error);
  }
}

function makeNew(path: string): void {
  try {
    Deno.mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    throw fileTrouble("write", path, error);
  }
}

function removeAll(folder: string): void {
  try {
    for (const { name, isDirectory, isFile } of [...Deno.readDirSync(folder)]) {
      const path = `${folder}/${name}`;
      if (isDirectory) removeAll(path);
      else if (isFile) removeFile(path);
      else Deno.removeSync(path); // A link leads to what no run of this program has written.
    }
    Deno.removeSync(folder);
  } catch {
    // It is gone, or the medium is: the error that led here is the one to tell.
  }
}

function removeFile(path: string): void {
  try {
    const file = Deno.openSync(path, { read: true, write: true });
    try {
      overwrite(file, systemRandom);
    } finally {
      file.close();
    }
  } catch {
    // A full or failing disk: what cannot be overwritten is removed all the same.
  }
  Deno.removeSync(path);
}
