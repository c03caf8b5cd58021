/**
 * Exit codes, and the error that carries one.
 *
 * @module
 */
import { Refusal } from "../lib/recovery/refusal.ts";
import { ShareError } from "../lib/slip39/share_error.ts";

/** The command did what it was asked. */
export const EXIT_DONE = 0;
/** A check failed: a signature, a hash, a share that does not verify. */
export const EXIT_FAILED_CHECK = 1;
/** The command line or an answer cannot be used, or there are too few answers. */
export const EXIT_USAGE = 2;
/** Nothing opened. One code for every reason. */
export const EXIT_LOCKED = 3;
/** A file, or standard output, cannot be read or written. */
export const EXIT_FILE = 4;
/** The program is at fault: nothing it foresaw. No caller may take this for a failed check. */
export const EXIT_INTERNAL = 70;
/** Ctrl-C at a prompt, or a signal that ends the program, after the terminal was restored. */
export const EXIT_INTERRUPTED = 130;

/** An error that the program reports as `error: MESSAGE` and ends with, without a stack. */
export class CliError extends Error {
  /** Always the name of the class. */
  override readonly name = "CliError";

  /**
   * An error to report and end with.
   *
   * @param message "Cannot x: reason", without a final period and without a secret
   * @param exitCode one of the constants of this file
   */
  constructor(message: string, readonly exitCode: number) {
    super(message);
  }
}

/** An error as one line, and the code to end with. */
export function reported(error: unknown): { line: string; exitCode: number } {
  if (error instanceof CliError) {
    return { line: `error: ${error.message}`, exitCode: error.exitCode };
  }
  // What others sent or hold was looked at and refused: foreseen, and said in whole sentences.
  if (error instanceof Refusal || error instanceof ShareError) {
    return { line: `error: ${error.message}`, exitCode: EXIT_FAILED_CHECK };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { line: `error: internal error: ${message}`, exitCode: EXIT_INTERNAL };
}

/** The input ended before an answer. A prompt for commands takes it for the end of its session. */
export class NoMoreAnswers extends CliError {
  /**
   * The error of a question that nobody answers.
   *
   * @param message as in {@linkcode CliError}
   */
  constructor(message: string) {
    super(message, EXIT_USAGE);
  }
}
