/**
 * Brings back what `node_hidden.ts` hid.
 *
 * @module
 */
import { hidden } from "./node_hidden.ts";

for (const [name, found] of hidden) Object.defineProperty(globalThis, name, found);
