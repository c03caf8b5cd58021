/**
 * Errors of the library that mean that a command cannot be run as it was asked.
 *
 * @module
 */
import { CliError, EXIT_USAGE } from "./errors.ts";

/** Turns an error about numbers or forms into one of usage. */
export function usage<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) {
      throw new CliError(error.message, EXIT_USAGE);
    }
    throw error;
  }
}

/** The same for something that takes its time. */
export async function usageOf<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    return usage(() => {
      throw error;
    });
  }
}
