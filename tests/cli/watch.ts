/**
 * Looking over the program's shoulder: every call of the runtime's file functions is told to a
 * listener before it happens.
 *
 * @module
 */

/** Is told of a call: its name, paths, numbers, and the lengths of buffers. */
export type Listener = (call: string) => void;

function described(argument: unknown): string {
  return argument instanceof Uint8Array ? `${argument.length} bytes` : JSON.stringify(argument);
}

function watch(owner: object, label: string, wanted: RegExp, listener: Listener): void {
  for (const name of Object.getOwnPropertyNames(owner)) {
    const { value, writable } = Object.getOwnPropertyDescriptor(owner, name)!;
    if (typeof value !== "function" || !writable || !wanted.test(name)) continue;
    const watched = function (this: unknown, ...args: unknown[]) {
      listener([label + name, ...args.map(described)].join(" "));
      return value.apply(this, args);
    };
    Object.defineProperty(owner, name, { value: watched });
  }
}

/** Watches all synchronous file functions of this process and all methods of open files. */
export function watchFiles(listener: Listener): void {
  watch(Deno, "", /Sync$/, listener);
  watch(Deno.FsFile.prototype, "file.", /^(?!constructor$)/, listener);
}
