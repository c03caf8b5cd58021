/**
 * An entry for auditors: `kelid kat` on the built-in figures, with no permission at all. The program
 * itself loads a command when it runs, which takes permission to read its source.
 *
 * @module
 */
import { type KatOptions, runKat } from "./commands/kat.ts";
import { CliError, EXIT_USAGE, reported } from "./errors.ts";
import "./kat_modules.ts";
import { toStderr, toStdout } from "./output.ts";

/** Switches, and `--only NAME` as often as wanted; paths need `kelid kat`, which may read. */
function parse(args: readonly string[]): KatOptions {
  const only: string[] = [];
  const switches = { json: false, list: false, slow: false };
  for (let i = 0; i < args.length; i++) {
    const name = args[i].replace(/^--/, "");
    if (args[i] === "--only" && i + 1 < args.length) only.push(args[++i]);
    else if (args[i].startsWith("--") && name in switches) {
      switches[name as keyof typeof switches] = true;
    } else {throw new CliError(
        `Cannot use ${args[i]}: --only NAME, --json, --list, --slow`,
        EXIT_USAGE,
      );}
  }
  return { paths: [], only, ...switches };
}

try {
  const print = (line: string) => toStdout(`${line}\n`);
  Deno.exit(await runKat(parse(Deno.args), { print, clock: () => performance.now() }));
} catch (error) {
  const { line, exitCode } = reported(error);
  toStderr(line + "\n");
  Deno.exit(exitCode);
}
