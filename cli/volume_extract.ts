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
  fileTrouble,
  folderOf,
  overwrite,
  partOf,
  refuseExisting,
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
  return folder === "." ? node.name : `${folder.replace(/\/+$/, "")}/${node.name}`;
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
  const output = new OutputFolder(written);
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
    output.finish();
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

/** Signals that would leave a folder half-written. */
const ENDING = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A folder that appears under its name when everything is in it. */
class OutputFolder {
  readonly #path: string;
  readonly #part: string;
  #open = true;
  readonly #leave = () => this.discard();
  readonly #interrupt = () => {
    this.discard();
    Deno.exit(EXIT_INTERRUPTED);
  };

  /** @throws {CliError} if something is there, or the folder cannot be made */
  constructor(path: string) {
    this.#path = path;
    this.#part = partOf(path);
    refuseExisting(path);
    makeNew(this.#part);
    addEventListener("unload", this.#leave);
    for (const signal of ENDING) Deno.addSignalListener(signal, this.#interrupt);
  }

  /** Where something in it is being written. */
  pathOf(names: readonly string[]): string {
    return [this.#part, ...names].join("/");
  }

  makeFolder(names: readonly string[]): void {
    makeNew(this.pathOf(names));
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
      } finally {
        file.close();
      }
    } catch (error) {
      if (!(error instanceof BlockDamaged)) throw fileTrouble("write", path, error);
      removeFile(path);
      return false;
    }
    return true;
  }

  /** Gives the folder its name. */
  finish(): void {
    try {
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
    this.#forget();
    removeAll(this.#part);
  }

  #forget(): void {
    this.#open = false;
    removeEventListener("unload", this.#leave);
    for (const signal of ENDING) Deno.removeSignalListener(signal, this.#interrupt);
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
    for (const { name, isDirectory } of [...Deno.readDirSync(folder)]) {
      if (isDirectory) removeAll(`${folder}/${name}`);
      else removeFile(`${folder}/${name}`);
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
