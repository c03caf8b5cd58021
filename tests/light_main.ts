/**
 * The program with light costs and a small vault, for tests that start real processes. The shipped
 * entry has no way to be told such settings.
 *
 * @module
 */
import { SHIPPED } from "../cli/context.ts";
import { main } from "../cli/program.ts";

Deno.exit(
  await main(Deno.args, {
    ...SHIPPED,
    geometry: { slots: 6, rows: 48 },
    volume: { regions: 4, blockBytes: 1_024, headBytes: 1_024, share: 8 },
    costs: { memoryKiB: 256, passes: 1, lanes: 1 },
  }),
);
