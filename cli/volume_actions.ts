/**
 * What commands and the prompt do inside an opened region.
 *
 * @module
 */
import { Draft, RegionFull } from "../lib/volume/draft.ts";
import { blocksFor } from "../lib/volume/geometry.ts";
import { checkName, MAX_LEVELS, nameKey, pathText } from "../lib/volume/names.ts";
import type { Region } from "../lib/volume/region.ts";
import {
  blocksOf,
  depthBelow,
  detach,
  type Extent,
  find,
  insert,
  newFolder,
  type VolumeFile,
  type VolumeFolder,
  type VolumeNode,
} from "../lib/volume/tree.ts";
import { CliError, EXIT_FILE, EXIT_USAGE } from "./errors.ts";
import { Progress } from "./volume_progress.ts";
import { sizeText } from "./volume_sizes.ts";
import { type Source, sourcePieces } from "./volume_sources.ts";

/** Where something shall go, and whether that was written as a folder, with a slash at its end. */
export interface Target {
  readonly names: readonly string[];
  readonly folder: boolean;
}

/** How {@linkcode putSources} puts. */
export interface PutOptions {
  /** Whether files that are there may be replaced, and folders be joined. */
  readonly overwrite: boolean;
  /** Whether the times of the sources are kept. */
  readonly times: boolean;
}

/** What was put. */
export interface PutResult {
  readonly files: number;
  readonly folders: number;
  readonly bytes: number;
}

/** What a path leads to. */
export function nodeAt(region: Region, names: readonly string[]): VolumeNode {
  const node = find(region.root, names);
  if (node) return node;
  throw new CliError(`No such file or folder in the volume: ${pathText(names)}`, EXIT_FILE);
}

/** The folder that a path leads to. */
export function folderAt(region: Region, names: readonly string[]): VolumeFolder {
  const node = nodeAt(region, names);
  if (node.kind === "folder") return node;
  throw new CliError(`Not a folder: ${pathText(names)}`, EXIT_FILE);
}

/** A source and the names that it gets. */
interface Planned {
  readonly source: Source;
  readonly names: readonly string[];
}

/**
 * Puts files and folders into a region: all of them, or nothing.
 *
 * @throws {CliError} if something is in the way, the region is full, or a source cannot be read
 */
export async function putSources(
  region: Region,
  sources: readonly Source[],
  target: Target,
  options: PutOptions,
  clock: () => number,
): Promise<PutResult> {
  const plan = planned(region, sources, target);
  for (const one of plan) refuseConflict(region, one, options.overwrite);
  const files = plan.filter(({ source }) => !source.info.isDirectory);
  const { payloadBytes } = region.layout;
  const blocks = files.reduce(
    (sum, { source }) => sum + blocksFor(source.info.size, region.layout),
    0,
  );
  const progress = new Progress("Writing", blocks * payloadBytes, clock);
  const draft = await begin(region, blocks, progress);
  try {
    const made = new Map<Planned, VolumeFile>();
    for (const one of files) {
      const { info, local } = one.source;
      const time = options.times ? info.time : undefined;
      const expected = local === "-" ? undefined : info.size;
      made.set(one, await draft.write(one.names.at(-1)!, sourcePieces(one.source), time, expected));
    }
    await draft.commit(() => plan.flatMap((one) => place(region, one, made.get(one), options)));
    const bytes = made.values().reduce((sum, { size }) => sum + size, 0);
    return { files: files.length, folders: plan.length - files.length, bytes };
  } catch (error) {
    // If this fails too, the next change overwrites what was written.
    await draft.abandon().catch(() => {});
    throw error instanceof RegionFull ? full(error, region) : error;
  } finally {
    progress.end();
  }
}

async function begin(region: Region, blocks: number, progress: Progress): Promise<Draft> {
  try {
    return await Draft.begin(region, blocks, progress.add);
  } catch (error) {
    throw error instanceof RegionFull ? full(error, region) : error;
  }
}

function full(error: RegionFull, region: Region): CliError {
  const free = sizeText(region.free.free * region.layout.payloadBytes);
  const missing = sizeText(error.missing * region.layout.payloadBytes);
  return new CliError(
    `Cannot put this: the region is full (${free} are free, at least ${missing} more are needed)`,
    EXIT_FILE,
  );
}

/** Where every source goes: into a folder under its own name, or to the very path that was given. */
function planned(region: Region, sources: readonly Source[], target: Target): Planned[] {
  const there = find(region.root, target.names);
  const tops = sources.filter(({ names }) => names.length < 2).length;
  const inside = target.folder || there?.kind === "folder" || tops > 1;
  if (inside && sources.some(({ names }) => names.length === 0)) {
    throw new CliError("Standard input has no name: give the path of the new file", EXIT_USAGE);
  }
  const seen = new Set<string>();
  return sources.map((source) => {
    const names = inside
      ? [...target.names, ...source.names]
      : [...target.names, ...source.names.slice(1)];
    if (names.length > MAX_LEVELS) throw tooDeep(`put ${source.local}`);
    const key = nameKey(pathText(names));
    if (seen.has(key)) {
      throw new CliError(
        `Cannot put ${source.local}: ${pathText(names)} is there twice`,
        EXIT_FILE,
      );
    }
    seen.add(key);
    return { source, names };
  });
}

function tooDeep(action: string): CliError {
  return new CliError(
    `Cannot ${action}: a volume takes ${MAX_LEVELS} names one within another, and there would be more`,
    EXIT_FILE,
  );
}

function refuseConflict(region: Region, { source, names }: Planned, overwrite: boolean): void {
  const what = source.local === "-" ? "standard input" : source.local;
  const refuse = (reason: string): never => {
    throw new CliError(`Cannot put ${what}: ${reason}`, EXIT_FILE);
  };
  if (names.length === 0) refuse("the root of a volume cannot be replaced");
  for (let length = 1; length < names.length; length++) {
    if (find(region.root, names.slice(0, length))?.kind === "file") {
      refuse(`${pathText(names.slice(0, length))} is a file`);
    }
  }
  const there = find(region.root, names);
  if (!there) return;
  if (!overwrite) refuse(`${pathText(names)} exists already`);
  if ((there.kind === "folder") !== source.info.isDirectory) {
    refuse(`${pathText(names)} is a ${there.kind}`);
  }
}

/** Puts one thing into the tree and gives the blocks of what it replaced. */
function place(
  region: Region,
  { source, names }: Planned,
  file: VolumeFile | undefined,
  { times }: PutOptions,
): readonly Extent[] {
  const parent = makeFolders(region, names.slice(0, -1));
  const name = names.at(-1)!;
  const there = parent.children.get(nameKey(name));
  if (!file) {
    if (!there) insert(parent, newFolder(name, times ? source.info.time : undefined));
    return [];
  }
  insert(parent, file);
  return there ? blocksOf(there) : [];
}

function makeFolders(region: Region, names: readonly string[]): VolumeFolder {
  let folder = region.root;
  for (const [i, name] of names.entries()) {
    const child = folder.children.get(nameKey(name)) ?? newFolder(checkName(name));
    if (child.kind === "file") {
      throw new CliError(`Not a folder: ${pathText(names.slice(0, i + 1))}`, EXIT_FILE);
    }
    insert(folder, child);
    folder = child;
  }
  return folder;
}

/** Makes a folder, and those that lead to it. */
export async function makeFolder(region: Region, names: readonly string[]): Promise<void> {
  if (find(region.root, names)) {
    throw new CliError(`Cannot make ${pathText(names)}: it exists already`, EXIT_FILE);
  }
  await region.change(() => {
    makeFolders(region, names);
    return [];
  });
}

/**
 * Removes a file, or a folder with everything in it.
 *
 * @param recursive whether a folder that is not empty may go
 */
export async function removePath(
  region: Region,
  names: readonly string[],
  recursive: boolean,
  clock: () => number,
): Promise<void> {
  if (names.length === 0) throw new CliError("Cannot remove the root of a volume", EXIT_USAGE);
  const node = nodeAt(region, names);
  if (node.kind === "folder" && node.children.size > 0 && !recursive) {
    throw new CliError(
      `Cannot remove ${
        pathText(names)
      }: the folder is not empty, and neither --recursive nor -r was given`,
      EXIT_FILE,
    );
  }
  const freed = blocksOf(node);
  const blocks = freed.reduce((sum, { count }) => sum + count, 0);
  const progress = new Progress("Overwriting", blocks * region.layout.geometry.blockBytes, clock);
  try {
    await region.change(() => {
      detach(folderAt(region, names.slice(0, -1)), node);
      return freed;
    }, progress.add);
  } finally {
    progress.end();
  }
}

/** Gives a file or folder another name or another folder; into a folder that is there, if it is. */
export async function movePath(
  region: Region,
  from: readonly string[],
  target: Target,
): Promise<string[]> {
  if (from.length === 0) throw new CliError("Cannot move the root of a volume", EXIT_USAGE);
  const node = nodeAt(region, from);
  const there = find(region.root, target.names);
  const inside = target.folder || (there?.kind === "folder" && there !== node);
  const to = inside ? [...target.names, node.name] : [...target.names];
  const parent = folderAt(region, to.slice(0, -1));
  const name = checkName(to.at(-1) ?? "");
  const occupied = parent.children.get(nameKey(name));
  if (occupied && occupied !== node) {
    throw new CliError(`Cannot move to ${pathText(to)}: it exists already`, EXIT_FILE);
  }
  for (let length = 0; length < to.length; length++) {
    if (node === find(region.root, to.slice(0, length)) && node.kind === "folder") {
      throw new CliError("Cannot move a folder into itself", EXIT_USAGE);
    }
  }
  if (to.length + depthBelow(node) > MAX_LEVELS) throw tooDeep(`move ${pathText(from)}`);
  await region.change(() => {
    detach(folderAt(region, from.slice(0, -1)), node);
    node.name = name;
    insert(parent, node);
    return [];
  });
  return to;
}

/** Sizes of a region, in bytes, as far as the region itself knows them. */
export function spaceOf(region: Region): { capacity: number; free: number; used: number } {
  const { dataBlocks, payloadBytes } = region.layout;
  const free = region.free.free * payloadBytes;
  const capacity = dataBlocks * payloadBytes;
  return { capacity, free, used: capacity - free };
}
