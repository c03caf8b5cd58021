/**
 * Asking for something until it can be used: a person is told why not and asked again, a script is
 * refused.
 *
 * @module
 */
import type { Answers } from "../../answers.ts";
import { CliError, EXIT_USAGE } from "../../errors.ts";

/**
 * Asks for a line and reads it.
 *
 * @param read gives what the line means, or throws saying why it cannot be used
 * @throws {CliError} if a script's line cannot be used
 */
export async function askUntilRight<T>(
  answers: Answers,
  question: string,
  read: (typed: string) => T | Promise<T>,
): Promise<T> {
  for (;;) {
    const typed = await answers.line(question);
    try {
      return await read(typed);
    } catch (error) {
      if (!(error instanceof CliError) && !(error instanceof RangeError)) throw error;
      if (!answers.interactive) {
        throw error instanceof CliError ? error : new CliError(error.message, EXIT_USAGE);
      }
      answers.note(error.message);
    }
  }
}

/** Turns a refusal of the library into one of the command line. */
export function usage<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError((error as Error).message, EXIT_USAGE);
  }
}
