/**
 * Runs the program as its users do: a real process, with the permissions of the `kelid` task, that
 * is judged by what it prints, its exit code and the files it leaves.
 *
 * Most tests run it with light costs and a small vault. What depends on neither is in
 * shipped_test.ts, which runs the compiled binary where there is one.
 *
 * @module
 */
import assert from "node:assert/strict";
import { equalBytes, utf8 } from "../../lib/bytes.ts";
import { programCommand } from "../program.ts";

/** The program with light settings: a command and what stands before its arguments. */
export const LIGHT: readonly string[] = commandOf(programCommand("tests/light_main.ts"));

/** The program as it is shipped: the binary that `KELID_BIN` names, or the checkout. */
export const SHIPPED: readonly string[] = Deno.env.get("KELID_BIN")
  ? [Deno.env.get("KELID_BIN")!]
  : commandOf(programCommand());

/** The light program, writing its operations and file accesses to a file: see counting_main.ts. */
export function counting(totals: string): readonly string[] {
  return [...commandOf(programCommand("tests/cli/counting_main.ts")), totals];
}

function commandOf([command, args]: [string, string[]]): string[] {
  return [command, ...args];
}

/** How a process is started. */
export interface Run {
  /** Lines that answer the program's questions: on standard input, or from a file if `stdin` is given. */
  readonly answers?: readonly string[];
  readonly stdin?: Uint8Array;
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  /** What runs; otherwise {@linkcode LIGHT}. */
  readonly program?: readonly string[];
  /** A command that runs the program in its turn, such as `setpriv` with its options. */
  readonly under?: readonly string[];
}

/** What a finished process left. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as it is. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A process that has been started. */
export class Started {
  readonly pid: number;
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  readonly #output: Promise<Deno.CommandOutput>;

  /** @param command the program and all its arguments */
  constructor(command: readonly string[], run: Run) {
    this.#child = new Deno.Command(command[0], {
      args: command.slice(1),
      clearEnv: true,
      env: { ...environment(), ...run.env },
      cwd: run.cwd,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.pid = this.#child.pid;
    this.#stdin = this.#child.stdin.getWriter();
    this.#output = this.#child.output();
  }

  /** Gives bytes on standard input. A process that needs none may be gone before they are read. */
  async give(bytes: Uint8Array): Promise<void> {
    await this.#stdin.write(bytes).catch(() => {});
  }

  /** Gives lines on standard input. */
  async answer(...lines: string[]): Promise<void> {
    await this.give(utf8(lines.map((line) => line + "\n").join("")));
  }

  /** Sends a signal. */
  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Ends standard input and waits for the process. */
  async end(): Promise<Outcome> {
    await this.#stdin.close().catch(() => {});
    return await this.ended();
  }

  /** Waits for the process without ending its standard input. */
  async ended(): Promise<Outcome> {
    const { code, stdout, stderr } = await this.#output;
    await this.#stdin.close().catch(() => {});
    const decoder = new TextDecoder();
    return {
      code,
      stdout: decoder.decode(stdout),
      stderr: decoder.decode(stderr),
      bytes: new Uint8Array(stdout),
    };
  }
}

/** The environment of this process without variables that the program reads. */
function environment(): Record<string, string> {
  const all = Object.entries(Deno.env.toObject());
  return {
    ...Object.fromEntries(all.filter(([name]) => !name.startsWith("KELID_"))),
    NO_COLOR: "1",
  };
}

/** Starts the program with answers on standard input, which stays open. */
export function start(args: readonly string[], run: Run = {}): Started {
  const command = [...run.under ?? [], ...run.program ?? LIGHT, ...args];
  return new Started([...command, "--passphrase-fd", "0"], run);
}

/** Runs the program. */
export async function kelid(args: readonly string[], run: Run = {}): Promise<Outcome> {
  const { answers, stdin } = run;
  const command = [...run.under ?? [], ...run.program ?? LIGHT, ...args];
  const lines = utf8((answers ?? []).map((line) => line + "\n").join(""));
  if (!answers || !stdin) {
    const process = new Started(answers ? [...command, "--passphrase-fd", "0"] : command, run);
    await process.give(stdin ?? lines);
    return await process.end();
  }
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeFile(file, lines);
    const process = new Started([...command, "--passphrase-file", file], run);
    await process.give(stdin);
    return await process.end();
  } finally {
    await Deno.remove(file);
  }
}

/** Runs a script of the shell with arguments `$1`, `$2` and so on. */
export async function shell(script: string, ...args: string[]): Promise<Outcome> {
  return await new Started(["sh", "-c", script, "sh", ...args], {}).end();
}

/** Checks that a process did what it was asked, and gives what it printed. */
export function done(outcome: Outcome): string {
  assert.deepEqual([outcome.stderr, outcome.code], ["", 0]);
  return outcome.stdout;
}

/** The JSON that a process printed on one line. */
// deno-lint-ignore no-explicit-any
export function json(outcome: Outcome): any {
  assert.match(done(outcome), /^[^\n]+\n$/);
  return JSON.parse(outcome.stdout);
}

/** Checks that a process printed one error, nothing else, and ended with a code. */
export function failed(outcome: Outcome, code: number, message: string | RegExp): void {
  assert.equal(outcome.stdout, "");
  if (typeof message === "string") assert.equal(outcome.stderr, `error: ${message}\n`);
  else {
    assert.match(outcome.stderr, message);
    assert.match(outcome.stderr, /^error: [^\n]*[^.\n]\n$/);
  }
  assert.equal(outcome.code, code);
}

/** Without these capabilities even root meets file permissions. */
export const UNPRIVILEGED: readonly string[] = Deno.uid() === 0
  ? ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--"]
  : [];

/** What every lock says. */
export const LOCKED = "No compartment opened: wrong passphrase, or the file is damaged";

/** A new folder that is removed when it goes out of scope. */
export class Folder implements Disposable {
  readonly path: string = Deno.makeTempDirSync({ prefix: "kelid-test-" });

  /** The path of a name in this folder. */
  at(name: string): string {
    return `${this.path}/${name}`;
  }

  /** Writes a file and gives its path. */
  write(name: string, content: string | Uint8Array): string {
    Deno.writeFileSync(this.at(name), typeof content === "string" ? utf8(content) : content);
    return this.at(name);
  }

  /** The names in this folder, sorted. */
  names(): string[] {
    return [...Deno.readDirSync(this.path)].map(({ name }) => name).sort();
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

/** Whether two files or byte strings share no 32 bytes at any place that is a multiple of 32. */
export function sharesNothing(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length || a.length % 32 !== 0) return false;
  for (let i = 0; i < a.length; i += 32) {
    if (equalBytes(a.subarray(i, i + 32), b.subarray(i, i + 32))) return false;
  }
  return true;
}

/** Permission bits of a file. */
export function mode(path: string): string {
  return (Deno.lstatSync(path).mode! & 0o777).toString(8);
}

/** Waits until something holds. Gives up after a minute, which only a broken program needs. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 20) {
    if (waited > 60_000) throw new Error(`Waited in vain until ${what}`);
    await new Promise((wake) => setTimeout(wake, 20));
  }
}
