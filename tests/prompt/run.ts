/**
 * Runs tests/prompt/entry.ts with the permissions of the compiled program: in a pseudo-terminal
 * that Debian's `expect` makes, or with pipes only.
 *
 * @module
 */
import assert from "node:assert/strict";
import { utf8 } from "../../lib/bytes.ts";

const here = (name: string) => new URL(name, import.meta.url).pathname;

/** The command line that runs the entry, up to its arguments. */
export const ENTRY = [
  Deno.execPath(),
  ..."run --quiet --no-prompt --allow-read --allow-write --allow-env=KELID_VAULT,KELID_OUTBOX"
    .split(" "),
  ..."--deny-net --deny-run --deny-ffi --deny-sys".split(" "),
  here("entry.ts"),
].join(" ");

/** Runs a Tcl script on top of session.exp and gives what the terminal showed. */
export async function inTerminal(script: string): Promise<string> {
  let child;
  try {
    child = new Deno.Command("expect", {
      args: [here("session.exp")],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch {
    throw new Error("Cannot test prompts: expect is not installed (apt-get install expect)");
  }
  const writer = child.stdin.getWriter();
  await writer.write(utf8(script));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const shown = new TextDecoder().decode(stdout);
  assert.equal(code, 0, `${new TextDecoder().decode(stderr)}\nThe terminal showed:\n${shown}`);
  return shown;
}

/** What a command of the shell did, without a terminal. */
export async function inShell(
  command: string,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command("setsid", {
    args: ["sh", "-c", command],
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}
