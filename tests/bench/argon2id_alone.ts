/**
 * Argon2id at the shipped costs in its worker, once, in a process of its own; prints the
 * milliseconds.
 *
 * @module
 */
import { SHIPPED } from "../../cli/context.ts";
import { stretchWith } from "../../cli/engine.ts";

const start = performance.now();
await stretchWith(SHIPPED)(new TextEncoder().encode("any passphrase"), new Uint8Array(16), 64);
console.log(performance.now() - start);
Deno.exit(0);
