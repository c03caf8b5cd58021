/**
 * What a process takes before it does anything: against an empty script under the same flags, each
 * whole, from the start of the process to its end.
 *
 * @module
 */
import { GEOMETRY_V1, vaultBytes } from "../../lib/vault/geometry.ts";
import { entryCommand, inTurn, processTime, progress, randomFile } from "./measure.ts";
import { inFolder } from "./people.ts";
import type { Table } from "./table.ts";

const ROUNDS = 41;

/** `--version`, and `show --json` up to the first key derivation. */
export async function bench(table: Table): Promise<void> {
  progress("start-up");
  const times = await inFolder((folder) => {
    // Up to the key derivation any file of the right length is a vault.
    const vault = `${folder}/vault`, answers = `${folder}/answers`;
    randomFile(vault, vaultBytes(GEOMETRY_V1));
    Deno.writeTextFileSync(answers, "any passphrase\n");
    const show = ["show", "--json", "--vault", vault, "--passphrase-file", answers];
    return inTurn(ROUNDS, {
      empty: processTime(entryCommand("tests/bench/empty.ts")),
      version: processTime(entryCommand("cli/main.ts", "--version")),
      show: processTime(entryCommand("tests/bench/until_argon2id.ts", ...show)),
    });
  });
  table.time("kelid --version", times.version, ["empty Deno script", times.empty], 1.5);
  table.time(
    "kelid show --json, up to Argon2id",
    times.show,
    ["empty Deno script", times.empty],
    1.6,
  );
}
