/**
 * The shipped program, ended where the first key derivation begins: what a process of it has taken
 * by then is what the user waits for before Argon2id.
 *
 * @module
 */
import { SHIPPED } from "../../cli/context.ts";
import { main } from "../../cli/program.ts";

Deno.exit(
  await main(Deno.args, {
    ...SHIPPED,
    count: (operation) => {
      if (operation === "argon2id") Deno.exit(0);
    },
  }),
);
