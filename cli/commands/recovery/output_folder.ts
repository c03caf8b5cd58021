/**
 * The folder that recovery commands write to: files under random names, whose names, times and
 * lengths tell nothing of what is in them.
 *
 * @module
 */
import { hex } from "../../../lib/bytes.ts";
import type { RandomSource } from "../../../lib/random.ts";
import { CliError, EXIT_FILE } from "../../errors.ts";
import { fileTrouble, OutputFile, partOf } from "../../files.ts";

/** Every file has this time: copies that keep it are not linked by the second they were made in. */
const FILE_TIME = new Date(Date.UTC(2000, 0, 1));

/**
 * A folder for what a command writes. Files are durable there before the vault that remembers them
 * is saved, and get their names after it: a full or read-only medium changes no vault, and no file
 * has a name that a vault knows nothing of.
 */
export class OutputFolder {
  readonly #path: string;
  readonly #random: RandomSource;
  readonly #unnamed: OutputFile[] = [];

  /** @throws {CliError} if there is no such folder: before anything is asked */
  constructor(path: string, random: RandomSource) {
    this.#path = path;
    this.#random = random;
    try {
      if (Deno.statSync(path).isDirectory) return;
    } catch (error) {
      throw fileTrouble("write to", path, error);
    }
    throw new CliError(`Cannot write to ${path}: it is not a folder`, EXIT_FILE);
  }

  /**
   * Writes a file, and gives the path under a new random name that {@linkcode OutputFolder.finish}
   * gives it.
   *
   * @throws {CliError} if it cannot be written
   */
  write(bytes: Uint8Array, suffix = ""): string {
    const path = `${this.#path.replace(/\/+$/, "")}/${hex(this.#random(8))}${suffix}`;
    const file = new OutputFile(path);
    this.#unnamed.push(file);
    file.write(bytes);
    file.sync();
    try {
      Deno.utimeSync(partOf(path), FILE_TIME, FILE_TIME);
    } catch (error) {
      throw fileTrouble("set the time of", path, error);
    }
    return path;
  }

  /** Gives every file its name. */
  finish(): void {
    for (const file of this.#unnamed) file.finish();
  }

  /** Removes what was not given a name. To be called always. */
  discard(): void {
    for (const file of this.#unnamed) file.discard();
  }
}
