/**
 * The light program, which also writes down what it did: the operations on the vault, in total, and
 * every access to a file, in order. The first argument is the file to write that to.
 *
 * @module
 */
import { SHIPPED } from "../../cli/context.ts";
import { main } from "../../cli/program.ts";
import type { Operation } from "../../lib/vault/operations.ts";
import { watchFiles } from "./watch.ts";

/** What one process did. */
export interface Account {
  readonly totals: Partial<Record<Operation, number>>;
  /** Calls of the runtime's file functions. */
  readonly accesses: readonly string[];
}

if (import.meta.main) {
  const [path, ...args] = Deno.args;
  const write = Deno.writeTextFileSync;
  const totals: Partial<Record<Operation, number>> = {};
  const accesses: string[] = [];
  watchFiles((call) => accesses.push(call));
  const code = await main(args, {
    ...SHIPPED,
    geometry: { slots: 6, rows: 48 },
    volume: { regions: 4, blockBytes: 1_024, headBytes: 1_024, share: 8 },
    costs: { memoryKiB: 256, passes: 1, lanes: 1 },
    count: (operation, times) => totals[operation] = (totals[operation] ?? 0) + times,
  });
  write(path, JSON.stringify({ totals, accesses } satisfies Account));
  Deno.exit(code);
}
