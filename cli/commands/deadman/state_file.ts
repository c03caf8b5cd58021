/**
 * The state file of a dead man's switch on disk.
 *
 * @module
 */
import { utf8 } from "../../../lib/bytes.ts";
import {
  type DeadManState,
  readState,
  STATE_FILE_MAX_BYTES,
  writeState,
} from "../../../lib/deadman/state.ts";
import { CliError, EXIT_FAILED_CHECK, EXIT_FILE } from "../../errors.ts";
import { openLocked } from "../../file_lock.ts";
import { fileTrouble, isReadOnly, readSmallFile, writeNewFile } from "../../files.ts";
import { timeText } from "./wording.ts";

/** @throws {CliError} if the file cannot be read or is not a state file */
export function readStateFile(path: string): DeadManState {
  const bytes = readSmallFile(path, STATE_FILE_MAX_BYTES);
  try {
    return readState(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : "it is not text";
    throw new CliError(`${path}: ${reason}`, EXIT_FILE);
  }
}

/**
 * Reads the file and does something with what it says before any other command does: what one
 * writes, another that has read it before would undo.
 *
 * @param work is to write with {@linkcode replaceStateFile}
 * @throws {CliError} as {@linkcode readStateFile} does, or if another process keeps the file
 */
export async function withStateFile(
  path: string,
  work: (state: DeadManState) => void,
): Promise<void> {
  const lock = await openLocked(path, path, () => openToLock(path));
  try {
    work(readStateFile(path));
  } finally {
    lock.close();
  }
}

/** Some network file systems lock only what is open for writing. */
function openToLock(path: string, write = true): Deno.FsFile {
  try {
    return Deno.openSync(path, { read: true, write });
  } catch (error) {
    if (write && isReadOnly(error)) return openToLock(path, false);
    throw fileTrouble("read", path, error);
  }
}

/** Replaces the file, whole or not at all. */
export function replaceStateFile(path: string, state: DeadManState): void {
  writeNewFile(path, utf8(writeState(state)), true);
}

/**
 * What is told of a clock that is behind. Nothing is decided by it. A clock that was once ahead may
 * have left a time that no right clock reaches for years: nobody but its owner can tell which is
 * wrong.
 */
export function clockTrouble(path: string, state: DeadManState, now: number): CliError {
  const hours = Math.ceil((state.seen - now) / 3_600_000);
  return new CliError(
    `The clock is up to ${hours} hours behind ${
      timeText(state.seen)
    }, which ${path} has recorded:` +
      " set the clock right or, if it is right and was ahead then, remove the file and say kelid" +
      " deadman begin again",
    EXIT_FAILED_CHECK,
  );
}
