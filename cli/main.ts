/**
 * The shipped entry: the program with the settings of format version 1, which nothing can change.
 *
 * @module
 */
import { SHIPPED } from "./context.ts";
import { main } from "./program.ts";

if (import.meta.main) Deno.exit(await main(Deno.args, SHIPPED));
