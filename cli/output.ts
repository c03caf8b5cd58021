/**
 * Standard output and standard error: results on the one, everything else on the other.
 *
 * @module
 */
import { writeAll } from "./files.ts";

function write(stream: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): void {
  try {
    writeAll(stream, bytes);
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/** Writes a text to standard output as it is. */
export function toStdout(text: string): void {
  write(Deno.stdout, new TextEncoder().encode(text));
}

/** Writes a text to standard error as it is. */
export function toStderr(text: string): void {
  write(Deno.stderr, new TextEncoder().encode(text));
}

/** Writes bytes to standard output. */
export function bytesToStdout(bytes: Uint8Array): void {
  write(Deno.stdout, bytes);
}

/** Prints a result: one line of JSON for a script, or lines of text for a person. */
export function print(flags: { json: boolean }, json: unknown, text: readonly string[]): void {
  toStdout(flags.json ? JSON.stringify(json) + "\n" : text.map((line) => line + "\n").join(""));
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
