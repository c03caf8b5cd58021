/**
 * The program with the shipped geometry of volumes and light costs: what it takes beyond Argon2id.
 *
 * @module
 */
import { SHIPPED } from "../../cli/context.ts";
import { main } from "../../cli/program.ts";

Deno.exit(await main(Deno.args, { ...SHIPPED, costs: { memoryKiB: 256, passes: 1, lanes: 1 } }));
