/**
 * The program: arguments and settings in, an exit code out.
 *
 * @module
 */
import { ExitCode, run } from "@stricli/core";
import { commandLine } from "./app.ts";
import type { Context, Settings } from "./context.ts";
import { EXIT_DONE, EXIT_INTERNAL, EXIT_USAGE, reported } from "./errors.ts";
import { toStderr, toStdout } from "./output.ts";
import { VERSION } from "./version.ts";

/**
 * Runs the program once.
 *
 * @param args what stands after the program's name
 * @returns the exit code
 */
export async function main(args: readonly string[], settings: Settings): Promise<number> {
  // What goes wrong where nobody waits for it is told in the same way. What was begun is removed when
  // the program ends by itself, and would stay if the engine ended it.
  const astray = (event: PromiseRejectionEvent | ErrorEvent) => {
    event.preventDefault();
    Deno.exit(tell("reason" in event ? event.reason : event.error));
  };
  addEventListener("unhandledrejection", astray);
  addEventListener("error", astray);
  try {
    return await runOnce(args, settings);
  } catch (error) {
    // What goes wrong outside a command: the version or the help cannot be written.
    return tell(error);
  } finally {
    removeEventListener("unhandledrejection", astray);
    removeEventListener("error", astray);
  }
}

/** Reports an error, and gives the code to end with. */
function tell(error: unknown): number {
  const { line, exitCode } = reported(error);
  toStderr(line + "\n");
  return exitCode;
}

async function runOnce(args: readonly string[], settings: Settings): Promise<number> {
  // Before the parser builds anything: scripts and packagers ask for nothing else, and often.
  if (args.length === 1 && args[0] === "--version") {
    toStdout(`${VERSION}\n`);
    return EXIT_DONE;
  }
  // The parser prints the help, and would report trouble with that in a way of its own.
  let trouble: unknown;
  const write = (text: string) => {
    try {
      toStdout(text);
    } catch (error) {
      trouble ??= error;
    }
  };
  const process = {
    stdout: { write },
    stderr: { write: toStderr },
    env: { STRICLI_SKIP_VERSION_CHECK: "1", STRICLI_NO_COLOR: "1" },
    exitCode: undefined as number | undefined,
  };
  const context: Context & { process: typeof process } = { process, settings };
  const { app, inputs } = await commandLine(args);
  await run(app, inputs, context);
  if (trouble) throw trouble;
  const code = process.exitCode ?? EXIT_DONE;
  // The parser's own codes are negative.
  if (code === ExitCode.UnknownCommand || code === ExitCode.InvalidArgument) return EXIT_USAGE;
  return code < 0 ? EXIT_INTERNAL : code;
}
