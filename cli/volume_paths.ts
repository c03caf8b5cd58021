/**
 * How files in a volume are named on a command line: `box:/passport.pdf`, or `/passport.pdf` with
 * `--volume box`.
 *
 * @module
 */
import { parsePath } from "../lib/volume/names.ts";
import { CliError, EXIT_USAGE } from "./errors.ts";

/** A place in a volume. */
export interface VolumePath {
  /** The path of the volume file. */
  readonly volume: string;
  /** The names that lead to the place from the root. */
  readonly names: string[];
  /** Whether a slash at its end, or the root, says that it is a folder. */
  readonly folder: boolean;
}

/**
 * The two parts of `VOLUME:/PATH` or `VOLUME:`, or undefined if an argument is neither. The first
 * colon counts that a slash or the end follows, so that most names with colons stay what they are.
 */
export function splitArgument(argument: string): { volume: string; path: string } | undefined {
  const found = /^(.*?):(\/.*)?$/s.exec(argument);
  return found ? { volume: found[1], path: found[2] ?? "/" } : undefined;
}

/**
 * The place in a volume that an argument names.
 *
 * @param volume what `--volume` gave
 * @throws {CliError} if the volume is named twice or not at all, or the path cannot be used
 */
export function volumePath(argument: string, volume: string | undefined): VolumePath {
  const split = splitArgument(argument);
  if (volume === undefined && !split?.volume) {
    throw new CliError(
      `Cannot tell the volume of ${argument}: write BOX:/PATH or give --volume BOX`,
      EXIT_USAGE,
    );
  }
  if (volume !== undefined && split?.volume) {
    throw new CliError(
      `Cannot use ${argument}: name the volume there or with --volume`,
      EXIT_USAGE,
    );
  }
  const path = split ? split.path : argument;
  return {
    volume: volume ?? split!.volume,
    names: usablePath(() => parsePath(path)),
    folder: path.endsWith("/"),
  };
}

/** The volume itself, given as an argument or with `--volume`. */
export function volumeAlone(argument: string | undefined, volume: string | undefined): string {
  const split = argument === undefined ? undefined : splitArgument(argument);
  const named = split && split.path === "/" ? split.volume : argument;
  if (named !== undefined && volume !== undefined) {
    throw new CliError("Name the volume as an argument or with --volume", EXIT_USAGE);
  }
  const path = named ?? volume;
  if (path === undefined || path === "") {
    throw new CliError("No volume named: give it as an argument or with --volume", EXIT_USAGE);
  }
  return path;
}

/** Runs what reads a path, with the error of a command line. */
export function usablePath<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) {
      throw new CliError(error.message, EXIT_USAGE);
    }
    throw error;
  }
}
