/**
 * What the start-up self-test adds to opening a vault: the whole program with it and without it,
 * which an import map takes out. Both load everything that the command needs besides.
 *
 * @module
 */
import { withFiles } from "../import_map.ts";
import { inTurn, processTime, progress } from "./measure.ts";
import { inFolder, LIGHT, makeOwner, ownerCommand, SHIPPED } from "./people.ts";
import { duration, type Table } from "./table.ts";

/** What takes the self-test out. */
const WITHOUT = { "cli/self_test.ts": "tests/bench/no_self_test.ts" };

/** The most that it may add, in milliseconds. */
const MOST = 60;

/** `show` with light costs, where nothing else runs meanwhile, and as it is shipped. */
export async function bench(table: Table): Promise<void> {
  progress("self-test");
  for (
    const [entry, rounds, what] of [
      [LIGHT, 25, "self-test of show, with nothing beside it"],
      [SHIPPED, 9, "self-test of show, beside Argon2id"],
    ] as const
  ) {
    const { tested, without } = await inFolder(async (folder) => {
      const show = ownerCommand(await makeOwner(entry, folder), "show", "--json");
      return await inTurn(rounds, {
        tested: processTime(show),
        without: processTime(withFiles(show, `${folder}/imports.json`, WITHOUT)),
      });
    });
    const added = tested - without;
    table.add({
      what,
      measured: duration(Math.max(0, added)),
      reference: `show without it: ${duration(without)}`,
      ratio: (tested / without).toFixed(2),
      target: `at most ${MOST} ms`,
      met: added <= MOST,
    });
  }
}
