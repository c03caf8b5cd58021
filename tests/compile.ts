/**
 * `deno task compile`: one binary in dist/ with the permissions of the `kelid` task baked in and
 * everything included that is loaded when it is needed.
 *
 * @module
 */
import { programCommand, ROOT } from "./program.ts";

const [deno, args] = programCommand();
const flags = args.filter((arg) => /^--(allow|deny|no-prompt|frozen)/.test(arg));
const { code, stderr } = new Deno.Command(deno, {
  args: [
    "compile",
    "--quiet",
    "--no-code-cache",
    `--config=${ROOT}/deno.json`,
    ...flags,
    // What the program loads by a name made at run time: commands, the worker, parts of the library.
    `--include=${ROOT}/cli`,
    `--include=${ROOT}/lib`,
    `--include=${ROOT}/vectors`,
    `--output=${ROOT}/dist/kelid`,
    `${ROOT}/cli/main.ts`,
  ],
  stderr: "piped",
}).outputSync();
const text = new TextDecoder().decode(stderr);
if (code === 0) console.log("Made dist/kelid");
else if (/denort/.test(text)) {
  console.error(
    "Cannot compile: Deno's runtime for compiled programs could not be downloaded; give a copy of" +
      " it with DENORT_BIN",
  );
} else console.error(text);
Deno.exit(code);
