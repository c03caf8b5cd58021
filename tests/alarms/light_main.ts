/**
 * The program with light costs and a small vault, in which an own beacon and watches have room, at a
 * time that a test chooses. The first argument is that time, in milliseconds since 1970; the second
 * a file to which every access to a file, every primitive of Web Cryptography and the length of
 * every random draw is written, or "-"; or "stop:" and a number, to end before that many accesses to
 * files as if it had been killed there.
 *
 * @module
 */
import { SHIPPED } from "../../cli/context.ts";
import { main } from "../../cli/program.ts";
import { watchFiles } from "../cli/watch.ts";

/** Puts a function that writes itself down in the place of each method. */
function watchCryptography(calls: string[]): void {
  const { getRandomValues } = crypto;
  crypto.getRandomValues = function <T extends ArrayBufferView | null>(buffer: T): T {
    calls.push(`random ${buffer?.byteLength}`);
    return getRandomValues.call(crypto, buffer as never) as T;
  };
  for (const name of Object.getOwnPropertyNames(SubtleCrypto.prototype)) {
    const owner = SubtleCrypto.prototype as unknown as Record<string, unknown>;
    const { value } = Object.getOwnPropertyDescriptor(owner, name)!;
    if (typeof value !== "function" || name === "constructor") continue;
    owner[name] = function (this: unknown, ...args: unknown[]) {
      const algorithms = args.map((one) => {
        const algorithm = one as { name?: string } | string;
        return typeof algorithm === "string" ? algorithm : algorithm?.name ?? "";
      });
      calls.push(`${name} ${algorithms.filter((text) => text !== "").join(" ")}`);
      return value.apply(this, args);
    };
  }
}

/** The exit code of a process that ended itself before an access. */
const CRASHED = 86;

const [time, trace, ...args] = Deno.args;
const write = Deno.writeTextFileSync;
const calls: string[] = [];
const stop = /^stop:(\d+)$/.exec(trace);
if (stop) {
  let left = Number(stop[1]);
  watchFiles(() => --left < 0 && Deno.exit(CRASHED));
} else if (trace !== "-") {
  watchFiles((call) => calls.push(call));
  watchCryptography(calls);
}
const code = await main(args, {
  ...SHIPPED,
  geometry: { slots: 6, rows: 80 },
  costs: { memoryKiB: 256, passes: 1, lanes: 1 },
  clock: () => Number(time),
  count: (operation, times) => calls.push(`${operation} ${times}`),
});
if (trace !== "-" && !stop) write(trace, calls.join("\n"));
Deno.exit(code);
