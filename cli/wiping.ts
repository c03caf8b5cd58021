/**
 * Overwriting and removing files for ever: first what every key in them depends on, of all files,
 * then the rest, then the names. It goes on after a failure and asks nothing.
 *
 * Little is imported here: every module that loads is time in which nothing is wiped yet.
 *
 * @module
 */
import type { RandomSource } from "../lib/random.ts";
import { fileTrouble, folderOf, PIECE_BYTES, sameFile, syncFolder, writeAll } from "./files.ts";

/**
 * Bytes at the start of a file that are overwritten first: a whole vault, and of a volume the salt
 * and all heads. Without them no passphrase opens anything that is left.
 */
export const KEY_BYTES = 131_072;

/** The temporary name beside a vault that an interrupted save may have left, a whole copy. */
const LEFTOVER_SUFFIX = ".kelid-save";

/** How often a file that another process puts in its place is wiped as well. */
const ROUNDS = 5;

/** What became of one file. */
export interface Wiped {
  /** As it was named, or its place in a named folder. */
  readonly path: string;
  /** Whether every byte was overwritten and synced. */
  overwritten: boolean;
  /** Whether its name is gone. */
  removed: boolean;
  /** What could not be done, as a sentence. */
  problem?: string;
}

interface Target extends Wiped {
  readonly real: string;
  file: Deno.FsFile | undefined;
  size: number;
}

/**
 * Wipes files, and the files in folders, without descending further.
 *
 * @param keysGone is called when the keys of all files have been overwritten and synced, as far as
 *   that was possible; not if there is no file among them
 */
export function wipeFiles(
  paths: readonly string[],
  random: RandomSource,
  keysGone: () => void = () => {},
): Wiped[] {
  const targets: Target[] = [];
  const named: Target[] = [];
  const folders: string[] = [];
  for (const path of paths) {
    const target = aim(path);
    if (target === "folder") folders.push(path);
    else {
      named.push(enlist(targets, target));
      wipeKeys(target, random);
      const leftover = leftoverOf(target);
      if (leftover) wipeKeys(enlist(targets, leftover), random);
    }
  }
  for (const folder of folders) {
    const seen = new Set<string>();
    // What another process moves or adds meanwhile has a name that was not there the first time.
    for (let round = 0; round < ROUNDS && (round === 0 || exists(folder)); round++) {
      const fresh = entries(folder, targets).filter((path) => !seen.has(path));
      if (fresh.length === 0) break;
      for (const path of fresh) {
        seen.add(path);
        const found = aimInFolder(path);
        if (!found) continue;
        const target = enlist(targets, found);
        wipeKeys(target, random);
        // An outbox may have more files than a process may have open.
        if (target.size > KEY_BYTES) continue;
        wipeRest(target, random);
        remove(target, random);
      }
    }
  }
  if (targets.some(({ file, overwritten }) => file || overwritten)) keysGone();
  for (const target of targets) wipeRest(target, random);
  for (const target of targets) remove(target, random);
  // A save that was under way may have left its temporary file only now.
  for (const target of named) {
    const late = leftoverOf(target);
    if (!late) continue;
    wipeKeys(enlist(targets, late), random);
    wipeRest(late, random);
    remove(late, random);
  }
  return targets.map(({ path, overwritten, removed, problem }) => {
    return { path, overwritten, removed, ...problem === undefined ? {} : { problem } };
  });
}

/** What an interrupted save left beside a file. Anything larger is the user's own. */
function leftoverOf({ real, size }: Target): Target | undefined {
  const path = real + LEFTOVER_SUFFIX;
  try {
    const info = Deno.lstatSync(path);
    if (!info.isFile || info.size > (size || KEY_BYTES)) return undefined;
  } catch {
    return undefined;
  }
  const leftover = aim(path);
  return leftover === "folder" ? undefined : leftover;
}

function enlist(targets: Target[], target: Target): Target {
  targets.push(target);
  return target;
}

function nothing(path: string, real = path): Target {
  return { path, real, file: undefined, size: 0, overwritten: false, removed: false };
}

function entries(folder: string, targets: Target[]): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => `${folder.replace(/\/+$/, "")}/${name}`);
  } catch (error) {
    enlist(targets, nothing(folder)).problem = fileTrouble("read", folder, error).message;
    return [];
  }
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Finds what a path leads to and opens it, with a permission taken back if need be. */
function aim(path: string): Target | "folder" {
  let real = path;
  try {
    real = Deno.realPathSync(path);
    const info = Deno.statSync(real);
    if (info.isDirectory) return "folder";
    const target = nothing(path, real);
    if (!info.isFile) {
      target.problem = `Cannot wipe ${path}: it is not a file`;
      return target;
    }
    target.file = openToWrite(real);
    target.size = info.size;
    if ((info.nlink ?? 1) > 1) {
      target.problem = `${path} has another name, which now leads to the overwritten file`;
    }
    return target;
  } catch (error) {
    const target = nothing(path, real);
    target.problem = fileTrouble("overwrite", path, error).message;
    return target;
  }
}

/** As {@linkcode aim}, in a folder: there, a link leads to something that nobody has named. */
function aimInFolder(path: string): Target | undefined {
  try {
    const target = Deno.lstatSync(path).isSymlink ? "link" : aim(path);
    if (typeof target !== "string") return target;
    return { ...nothing(path), problem: `Cannot wipe ${path}: it is a ${target}` };
  } catch (error) {
    // It has been moved or removed since the folder was read.
    if (error instanceof Deno.errors.NotFound) return undefined;
    return { ...nothing(path), problem: fileTrouble("overwrite", path, error).message };
  }
}

function openToWrite(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path, { write: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
    Deno.chmodSync(path, 0o600);
    return Deno.openSync(path, { write: true });
  }
}

function wipeKeys(target: Target, random: RandomSource): void {
  attempt(target, (file) => overwriteRange(file, 0, Math.min(target.size, KEY_BYTES), random));
}

function wipeRest(target: Target, random: RandomSource): void {
  attempt(target, (file) => {
    if (target.size > KEY_BYTES) overwriteRange(file, KEY_BYTES, target.size, random);
    target.overwritten = true;
  });
}

function attempt(target: Target, act: (file: Deno.FsFile) => void): void {
  if (!target.file) return;
  try {
    act(target.file);
  } catch (error) {
    target.problem = fileTrouble("overwrite", target.path, error).message;
    target.file.close();
    target.file = undefined;
  }
}

function overwriteRange(file: Deno.FsFile, from: number, to: number, random: RandomSource): void {
  file.seekSync(from, Deno.SeekMode.Start);
  for (let at = from; at < to;) {
    const piece = random(Math.min(to - at, PIECE_BYTES));
    writeAll(file, piece);
    at += piece.length;
  }
  file.syncDataSync();
}

/** Removes the name, unless nothing behind it was overwritten: then it may still be wanted. */
function remove(target: Target, random: RandomSource): void {
  if (!target.file) return;
  try {
    if (!exists(target.real)) {
      target.removed = true;
      return;
    }
    for (let round = 0; round < ROUNDS && !sameFile(target.file, target.real); round++) {
      // A save that was under way has put a new file in the place of the one that was wiped.
      target.file.close();
      target.file = openToWrite(target.real);
      overwriteRange(target.file, 0, target.file.statSync().size, random);
    }
    Deno.removeSync(target.real);
    if (exists(target.path)) Deno.removeSync(target.path); // The link that led to it.
    target.removed = true;
    syncFolder(folderOf(target.real));
  } catch (error) {
    target.problem = fileTrouble("remove", target.path, error).message;
  } finally {
    target.file.close();
    target.file = undefined;
  }
}
