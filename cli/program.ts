/**
 * The program: arguments and settings in, an exit code out.
 *
 * @module
 */
import { run } from "@stricli/core";
import { commandLine } from "./app.ts";
import type { Context, Settings } from "./context.ts";
import { EXIT_DONE, EXIT_USAGE } from "./errors.ts";
import { toStderr, toStdout } from "./output.ts";
import { VERSION } from "./version.ts";

/**
 * Runs the program once.
 *
 * @param args what stands after the program's name
 * @returns the exit code
 */
export async function main(args: readonly string[], settings: Settings): Promise<number> {
  // Before the parser builds anything: scripts and packagers ask for nothing else, and often.
  if (args.length === 1 && args[0] === "--version") {
    toStdout(`${VERSION}\n`);
    return EXIT_DONE;
  }
  const process = {
    stdout: { write: toStdout },
    stderr: { write: toStderr },
    env: { STRICLI_SKIP_VERSION_CHECK: "1", STRICLI_NO_COLOR: "1" },
    exitCode: undefined as number | undefined,
  };
  const context: Context & { process: typeof process } = { process, settings };
  const { app, inputs } = await commandLine(args);
  await run(app, inputs, context);
  const code = process.exitCode ?? EXIT_DONE;
  // The parser's own codes are negative: an unknown command or an argument that does not parse.
  return code < 0 ? EXIT_USAGE : code;
}
