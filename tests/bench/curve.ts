/**
 * The curve layer: a row of a vault re-randomised, written and read.
 *
 * @module
 */
import { CHUNK_BYTES, openGroup, rerandomiseGroup, sealGroup } from "../../lib/curve/groups.ts";
import { scalarFromBytes } from "../../lib/curve/scalar.ts";
import { systemRandom } from "../../lib/random.ts";
import { callTime, inTurn, progress } from "./measure.ts";
import type { Table } from "./table.ts";

const ROUNDS = 15;
/** As many as a slot's main group has. */
const ROWS = 252;

/** Milliseconds for each row of a group, its two tables included. */
export async function bench(table: Table): Promise<void> {
  progress("curve");
  const x = scalarFromBytes(systemRandom(64));
  const chunks = systemRandom((ROWS - 1) * CHUNK_BYTES);
  const group = sealGroup(x, chunks, systemRandom)!;
  const times = await inTurn(ROUNDS, {
    "re-randomising": callTime(() => rerandomiseGroup(group, systemRandom)),
    sealing: callTime(() => sealGroup(x, chunks, systemRandom)),
    opening: callTime(() => openGroup(x, group)),
  });
  for (const [name, time] of Object.entries(times)) {
    table.add({
      what: `${name} a row`,
      measured: `${(time / ROWS).toFixed(4)} ms`,
      reference: `${ROWS} rows: ${time.toFixed(1)} ms`,
      ratio: "",
      target: "",
      met: undefined,
    });
  }
}
