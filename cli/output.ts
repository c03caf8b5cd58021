/**
 * Standard output and standard error: results on the one, everything else on the other.
 *
 * @module
 */
import { fileTrouble, writeAll } from "./files.ts";

/**
 * Writes a text to standard output as it is. A reader that has gone had what it wanted.
 *
 * @throws {CliError} if it cannot be written, such as to a full disk
 */
export function toStdout(text: string): void {
  try {
    writeAll(Deno.stdout, new TextEncoder().encode(text));
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) return;
    throw fileTrouble("write", "standard output", error);
  }
}

/**
 * Writes a text to standard output that is told this once, such as a generated passphrase: whatever
 * it opens may be saved only afterwards, and a reader that has gone is trouble here.
 *
 * @throws {CliError} if it cannot be written
 */
export function deliver(text: string): void {
  try {
    writeAll(Deno.stdout, new TextEncoder().encode(text));
  } catch (error) {
    throw fileTrouble("write", "standard output", error);
  }
}

/** Writes a text to standard error as it is. Where that cannot be, there is nobody to tell it. */
export function toStderr(text: string): void {
  try {
    writeAll(Deno.stderr, new TextEncoder().encode(text));
  } catch {
    // The exit code says what it can.
  }
}

/** A result: one line of JSON for a script, or lines of text for a person. */
export function resultText(
  flags: { json: boolean },
  json: unknown,
  text: readonly string[],
): string {
  return flags.json ? JSON.stringify(json) + "\n" : text.map((line) => line + "\n").join("");
}

/** Prints a result, as {@linkcode resultText} puts it. */
export function print(flags: { json: boolean }, json: unknown, text: readonly string[]): void {
  toStdout(resultText(flags, json, text));
}

/** Prints a warning, which never depends on what a passphrase opened. */
export function warn(text: string): void {
  toStderr(`warning: ${text}\n`);
}

/** Lines of names and values, the values below one another. */
export function columns(rows: ReadonlyArray<readonly [string, string]>): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}
