/**
 * Opening and saving a vault of the shipped size at the shipped costs, against the Argon2id in it.
 *
 * @module
 */
import { entryCommand, inTurn, progress, reportedTime } from "./measure.ts";
import { inFolder, makeOwner, SHIPPED } from "./people.ts";
import type { Table } from "./table.ts";

const ROUNDS = 7;

/** The whole, in fresh processes, workers and all. */
export async function bench(table: Table): Promise<void> {
  progress("opening and saving a vault");
  const times = await inFolder(async (folder) => {
    const { vault, answers } = await makeOwner(SHIPPED, folder);
    return await inTurn(ROUNDS, {
      argon2id: reportedTime(entryCommand("tests/bench/argon2id_alone.ts")),
      vault: reportedTime(entryCommand("tests/bench/opened_and_saved.ts", vault, answers)),
    });
  });
  table.time(
    "opening and saving a vault",
    times.vault,
    ["its Argon2id, in a worker", times.argon2id],
    1.75,
  );
}
