/**
 * What is going to be put into a volume: files and folders of this machine, looked at before
 * anything is asked or written.
 *
 * @module
 */
import { checkName, MAX_LEVELS } from "../lib/volume/names.ts";
import { isTime } from "../lib/volume/table.ts";
import { compareNames } from "../lib/volume/tree.ts";
import { CliError, EXIT_FILE, EXIT_USAGE } from "./errors.ts";
import { fileTrouble, PIECE_BYTES, readPieces } from "./files.ts";

/** A file or folder of this machine. */
export interface Source {
  /** Where it is; "-" for standard input. */
  readonly local: string;
  /** Its names, from the argument's own name on. Standard input has none. */
  readonly names: readonly string[];
  readonly info: { readonly isDirectory: boolean; readonly size: number; readonly time?: number };
}

/**
 * Everything at and below the arguments, a folder before what is in it. Links are not followed.
 *
 * @param refuse says why a file cannot be taken, or gives undefined
 * @throws {CliError} if one is a link, a device or the like, cannot be read, or has a name that
 *   cannot be used
 */
export function listSources(
  paths: readonly string[],
  refuse: (info: Deno.FileInfo) => string | undefined = () => undefined,
): Source[] {
  const sources: Source[] = [];
  for (const path of paths) {
    if (path === "-") {
      sources.push({ local: path, names: [], info: { isDirectory: false, size: 0 } });
    } else collect(path, [ownName(path)], refuse, sources);
  }
  return sources;
}

function collect(
  local: string,
  names: readonly string[],
  refuse: (info: Deno.FileInfo) => string | undefined,
  sources: Source[],
): void {
  // A slash at the end would make a link look like the folder that it leads to.
  const info = look(local.replace(/(?<=.)\/+$/, ""));
  const problem = info.isSymlink
    ? "it is a symbolic link; put what it leads to"
    : !info.isFile && !info.isDirectory
    ? "it is neither a file nor a folder"
    : names.length > MAX_LEVELS
    ? "too many folders one within another"
    : refuse(info) ?? unusableName(names.at(-1)!);
  if (problem) throw new CliError(`Cannot put ${local}: ${problem}`, EXIT_FILE);
  const time = keptTime(info.mtime);
  sources.push({ local, names, info: { isDirectory: info.isDirectory, size: info.size, time } });
  if (!info.isDirectory) return;
  for (const name of entries(local)) {
    collect(`${local.replace(/\/+$/, "")}/${name}`, [...names, name], refuse, sources);
  }
}

/** Some file systems have times that no date can be. A volume cannot keep one, and need not. */
function keptTime(mtime: Date | null): number | undefined {
  const time = mtime?.getTime();
  return time !== undefined && isTime(time) ? time : undefined;
}

function look(local: string): Deno.FileInfo {
  try {
    return Deno.lstatSync(local);
  } catch (error) {
    // Such names come as text in which U+FFFD stands for what could not be decoded.
    if (error instanceof Deno.errors.NotFound && local.includes("\uFFFD")) {
      throw new CliError(`Cannot put ${local}: its name is not valid Unicode`, EXIT_FILE);
    }
    throw fileTrouble("read", local, error);
  }
}

function entries(local: string): string[] {
  try {
    return [...Deno.readDirSync(local)].map(({ name }) => name).sort(compareNames);
  } catch (error) {
    throw fileTrouble("read", local, error);
  }
}

function unusableName(name: string): string | undefined {
  try {
    checkName(name);
  } catch (error) {
    return (error as Error).message;
  }
}

/** The name that something gets in a volume: its own, without the folders that lead to it. */
function ownName(path: string): string {
  const last = path.split("/").findLast((part) => part !== "");
  if (last !== undefined && last !== "." && last !== "..") return last;
  let real: string;
  try {
    real = Deno.realPathSync(path);
  } catch (error) {
    throw fileTrouble("read", path, error);
  }
  const name = real.split("/").at(-1);
  if (!name) throw new CliError(`Cannot put ${path}: it has no name of its own`, EXIT_USAGE);
  return name;
}

/** The contents of a source. Small files come at once: ten thousand buffers would take longer. */
export function sourcePieces({ local, info }: Source): Iterable<Uint8Array<ArrayBuffer>> {
  if (local === "-" || info.size > PIECE_BYTES / 4) return readPieces(local);
  try {
    return [Deno.readFileSync(local)];
  } catch (error) {
    throw fileTrouble("read", local, error);
  }
}
