/**
 * The light program with a clock that a test sets: the first argument names a file with milliseconds
 * since 1970. The shipped entry has no way to be told the time.
 *
 * @module
 */
import { SHIPPED } from "../../cli/context.ts";
import { main } from "../../cli/program.ts";

const [clock, ...args] = Deno.args;

Deno.exit(
  await main(args, {
    ...SHIPPED,
    geometry: { slots: 6, rows: 48 },
    costs: { memoryKiB: 256, passes: 1, lanes: 1 },
    clock: () => Number(Deno.readTextFileSync(clock)),
  }),
);
