/**
 * Asks the questions that its arguments name and prints the answers in hexadecimal. The tests run
 * it with the permissions of the compiled program.
 *
 * Arguments: `fd=N`, `file=PATH`, then in any number `secret`, `line`, `choose`, `confirm`,
 * `stdin` (prints what is left on standard input), `busy=PATH` (works until the file exists),
 * `throw` (an error that nobody catches).
 */
import { openAnswers } from "../../cli/answers.ts";
import { CliError } from "../../cli/errors.ts";
import { hex, utf8 } from "../../lib/bytes.ts";

const say = (text: string) => Deno.stdout.writeSync(utf8(text + "\n"));

async function ask(steps: string[]): Promise<void> {
  const fd = steps.find((step) => step.startsWith("fd="))?.slice(3);
  const answers = await openAnswers({
    passphraseFd: fd === undefined ? undefined : Number(fd),
    passphraseFile: steps.find((step) => step.startsWith("file="))?.slice(5),
  });
  try {
    for (const [i, step] of steps.entries()) {
      const [kind, path] = step.split("=");
      if (kind === "secret") say(`answer ${hex(await answers.secret(`Secret ${i}: `))}`);
      if (kind === "line") say(`answer ${hex(utf8(await answers.line(`Line ${i}: `)))}`);
      if (kind === "confirm") say(`answer ${await answers.confirm("Sure?", false)}`);
      if (kind === "choose") {
        const choice = await answers.choose("Which one?", [["tea", "A leaf."], [
          "coffee",
          "A bean.",
        ]]);
        say(`answer ${choice}`);
      }
      if (kind === "note") answers.note("A note.");
      if (kind === "stdin") {
        say(`stdin ${hex(await new Response(Deno.stdin.readable).bytes())}`);
      }
      if (kind === "busy") {
        say("busy");
        while (!(await Deno.stat(path).then(() => true, () => false))) {
          await new Promise((wake) => setTimeout(wake, 20));
        }
      }
      if (kind === "throw") {
        queueMicrotask(() => {
          throw new Error("nobody catches this");
        });
      }
      if (kind === "throw") await new Promise(() => setTimeout(() => {}, 60_000));
    }
  } finally {
    answers.close();
  }
}

say(`pid ${Deno.pid} `);
try {
  await ask(Deno.args);
  say("end");
} catch (error) {
  if (!(error instanceof CliError)) throw error;
  Deno.stderr.writeSync(utf8(`error: ${error.message}\n`));
  Deno.exit(error.exitCode);
}
