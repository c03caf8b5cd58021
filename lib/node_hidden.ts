/**
 * Hides Node's `process` and `Buffer` from the libraries that are imported next. cborg and hash-wasm
 * look whether they are there, and take plain byte arrays where they are not. For the look alone Deno
 * would load its imitation of Node, in every thread: 30 ms, half of its own start.
 *
 * `node_shown.ts` brings them back.
 *
 * @module
 */

/** What was hidden, by name. */
export const hidden: ReadonlyMap<string, PropertyDescriptor> = new Map(
  ["process", "Buffer"].flatMap((name) => {
    const found = Object.getOwnPropertyDescriptor(globalThis, name);
    return found && Reflect.deleteProperty(globalThis, name) ? [[name, found]] : [];
  }),
);
