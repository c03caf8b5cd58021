/**
 * Starting the program as its users do: the compiled binary that `KELID_BIN` names, or the checkout
 * under the very permissions that the `kelid` task of deno.json gives.
 *
 * @module
 */

/** The checkout. */
export const ROOT: string = new URL("..", import.meta.url).pathname;

/** What a finished process left. */
export interface Finished {
  readonly code: number;
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

/** The command of the `kelid` task, with another entry file if one is given. */
export function programCommand(entry?: string): [string, string[]] {
  const { tasks } = JSON.parse(Deno.readTextFileSync(`${ROOT}/deno.json`));
  const [, ...words] = (tasks.kelid.command as string).split(" ");
  const args = words.map((word) => {
    return word === "cli/main.ts" ? `${ROOT}/${entry ?? word}` : word;
  });
  return [Deno.execPath(), [...args.slice(0, 1), `--config=${ROOT}/deno.json`, ...args.slice(1)]];
}

/** How a process is started. */
export interface Start {
  /** Lines that answer the program's questions, given on standard input. */
  readonly answers?: readonly string[];
  readonly cwd?: string;
  readonly env?: Record<string, string>;
}

/** Runs the shipped program with answers on standard input. */
export async function runProgram(args: readonly string[], start: Start = {}): Promise<Finished> {
  const binary = Deno.env.get("KELID_BIN");
  const [command, before] = binary ? [binary, []] : programCommand();
  const answered = start.answers ? ["--passphrase-fd", "0"] : [];
  const child = new Deno.Command(command, {
    args: [...before, ...args, ...answered],
    cwd: start.cwd,
    env: start.env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const lines = (start.answers ?? []).map((line) => line + "\n").join("");
  // A process that needs no answers may be gone before they are written.
  await writer.write(new TextEncoder().encode(lines)).then(() => writer.close()).catch(() => {});
  const { code, stdout, stderr } = await child.output();
  return { code, stdout, stderr: new TextDecoder().decode(stderr) };
}
