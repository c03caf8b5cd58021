/**
 * `deno task bench`: what the program takes, as ratios within one run. It says whether each target
 * is met and exits with 0 either way, since a busy machine is no fault of the program. With names of
 * parts as arguments, only those.
 *
 * @module
 */
import { type Bench, Table } from "./table.ts";

const PARTS: Readonly<Record<string, string>> = {
  startup: "tests/bench/startup.ts",
  "self-test": "tests/bench/self_test.ts",
  vault: "tests/bench/vault.ts",
  signature: "tests/bench/signature.ts",
  envelope: "tests/bench/envelope.ts",
  memory: "tests/bench/memory.ts",
  curve: "tests/bench/curve.ts",
  volume: "tests/volume/bench.ts",
  recovery: "tests/recovery/bench.ts",
  alarms: "tests/alarms/bench.ts",
};

const root = new URL("../../", import.meta.url);
const table = new Table();
for (const [name, path] of Object.entries(PARTS)) {
  if (Deno.args.length > 0 && !Deno.args.includes(name)) continue;
  try {
    // A part that is a program of its own runs when it is imported, and prints what it has to say.
    const { bench }: { bench?: Bench } = await import(new URL(path, root).href);
    await bench?.(table);
  } catch (error) {
    table.skip(name, `failed: ${(error as Error).message.split("\n")[0]}`);
  }
}
console.log(table.lines().join("\n"));
