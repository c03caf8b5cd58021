/**
 * Measuring processes and calls in turn, so that whatever else the machine does falls on all of
 * them alike, and the middle of many times tells them apart.
 *
 * @module
 */
import { programCommand } from "../program.ts";

/** A command line: the program and its arguments. */
export type CommandLine = readonly [string, readonly string[]];

/** Something to measure: does it once and gives the milliseconds it took. */
export type Contender = () => Promise<number>;

/** Sent to standard error, since a benchmark takes minutes. */
export function progress(text: string): void {
  console.error(text);
}

/** The middle of a list of numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Runs everything once to warm caches, then all of it in turn, `rounds` times.
 *
 * @returns the median of each
 */
export async function inTurn<Name extends string>(
  rounds: number,
  contenders: Readonly<Record<Name, Contender>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(contenders) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    number[]
  >;
  for (let round = -1; round < rounds; round++) {
    for (const name of names) {
      const time = await contenders[name]();
      if (round >= 0) times[name].push(time);
    }
  }
  const medians = names.map((name) => [name, median(times[name])]);
  return Object.fromEntries(medians) as Record<Name, number>;
}

/** The command of the `kelid` task with an entry file of the checkout and arguments. */
export function entryCommand(entry: string, ...args: string[]): CommandLine {
  const [command, before] = programCommand(entry);
  return [command, [...before, ...args]];
}

/**
 * Runs a process from its start to its end.
 *
 * @throws {Error} if it does not exit with 0
 */
export async function run([command, args]: CommandLine): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

/** Times a process, whole. */
export function processTime(line: CommandLine): Contender {
  return () => callTime(() => run(line))();
}

/** Times a process that measures itself and prints the milliseconds. */
export function reportedTime(line: CommandLine): Contender {
  return async () => Number(await run(line));
}

/** Times a call. */
export function callTime(call: () => unknown): Contender {
  return async () => {
    const start = performance.now();
    await call();
    return performance.now() - start;
  };
}

/** Removes a file before every run of what writes it anew. */
export function replacing(path: string, contender: Contender): Contender {
  return async () => {
    await Deno.remove(path).catch(() => {});
    return await contender();
  };
}

/** Times a process and, behind it, a sync of what it wrote. */
export function synced(line: CommandLine, path: string): Contender {
  return async () => await processTime(line)() + await processTime(["sync", [path]])();
}

/** A file of random bytes. */
export function randomFile(path: string, bytes: number): void {
  using file = Deno.openSync(path, { write: true, create: true, truncate: true });
  const piece = new Uint8Array(65_536);
  for (let left = bytes; left > 0; left -= piece.length) {
    crypto.getRandomValues(piece);
    file.writeSync(piece.subarray(0, Math.min(left, piece.length)));
  }
  file.syncSync();
}
