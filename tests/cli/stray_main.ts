/**
 * The light program with a clock that fails where nobody waits for it.
 *
 * @module
 */
import { SHIPPED } from "../../cli/context.ts";
import { main } from "../../cli/program.ts";

Deno.exit(
  await main(Deno.args, {
    ...SHIPPED,
    volume: { regions: 4, blockBytes: 1_024, headBytes: 1_024, share: 8 },
    costs: { memoryKiB: 256, passes: 1, lanes: 1 },
    clock: () => {
      Promise.reject(new Error("stray"));
      return 0;
    },
  }),
);
