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
import { readSmallFile, writeNewFile } from "../../files.ts";

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

/** Replaces the file, whole or not at all. */
export function replaceStateFile(path: string, state: DeadManState): void {
  writeNewFile(path, utf8(writeState(state)), true);
}

/** What is told of a clock that is behind. Nothing is decided by it. */
export function clockTrouble(state: DeadManState, now: number): CliError {
  const hours = Math.ceil((state.seen - now) / 3_600_000);
  return new CliError(
    `The clock is up to ${hours} hours behind a time already recorded: set it right`,
    EXIT_FAILED_CHECK,
  );
}
