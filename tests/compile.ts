/**
 * `deno task compile`: one binary in dist/ with the permissions of the `kelid` task baked in and
 * everything included that is loaded when it is needed.
 *
 * @module
 */
import { VERSION } from "../cli/version.ts";
import { programCommand, ROOT } from "./program.ts";

const OUTPUT = `${ROOT}/dist/kelid`;
/** Until it has said its version: a wrong runtime gives a program, too, that is none of ours. */
const UNTRIED = `${OUTPUT}.untried`;

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
    `--output=${UNTRIED}`,
    `${ROOT}/cli/main.ts`,
  ],
  stderr: "piped",
}).outputSync();
const text = new TextDecoder().decode(stderr);
const runtime = Deno.env.get("DENORT_BIN");

/** Whether the new program is ours and runs. */
function runs(): boolean {
  try {
    const { stdout } = new Deno.Command(UNTRIED, { args: ["--version"] }).outputSync();
    return new TextDecoder().decode(stdout) === `${VERSION}\n`;
  } catch {
    return false;
  }
}

if (code === 0 && runs()) {
  Deno.renameSync(UNTRIED, OUTPUT);
  console.log("Made dist/kelid");
  Deno.exit(0);
}
if (code === 0) Deno.removeSync(UNTRIED);
const wrong = code === 0 || /denort|Writing binary bytes/.test(text);
if (wrong && runtime !== undefined) {
  console.error(
    `Cannot compile: DENORT_BIN names "${runtime}", which is not Deno's runtime for compiled programs`,
  );
} else if (wrong) {
  console.error(
    "Cannot compile: Deno's runtime for compiled programs could not be downloaded; give a copy of" +
      " it with DENORT_BIN",
  );
} else console.error(text);
Deno.exit(1);
