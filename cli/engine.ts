/**
 * The two slow things, each in a worker of its own that ends when it is done: Argon2id, whose
 * memory is given back then, and re-randomising a vault, which needs no key and runs meanwhile.
 *
 * @module
 */
import type { Argon2Costs, Stretch } from "../lib/argon2/argon2id.ts";
import { systemRandom } from "../lib/random.ts";
import type { Geometry } from "../lib/vault/geometry.ts";
import type { Count } from "../lib/vault/operations.ts";
import type { Settings } from "./context.ts";
import { load } from "./load.ts";

/** A piece of work for `worker.ts`. */
export type Job =
  | {
    readonly kind: "argon2id";
    readonly password: Uint8Array;
    readonly salt: Uint8Array;
    readonly costs: Argon2Costs;
    readonly length: number;
  }
  | { readonly kind: "refresh"; readonly slots: Uint8Array; readonly geometry: Geometry };

function inWorker(job: Job): Promise<Uint8Array<ArrayBuffer>> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  return new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    worker.postMessage(job);
  }).finally(() => worker.terminate());
}

/** Argon2id in a worker, at the costs of a build. */
export function stretchWith(settings: { costs: Argon2Costs; count: Count }): Stretch {
  return (password, salt, length) => {
    settings.count("argon2id", 1);
    return inWorker({ kind: "argon2id", password, salt, costs: settings.costs, length });
  };
}

type RefreshSettings = Pick<Settings, "geometry" | "random" | "count">;

/**
 * All slots re-randomised beside something else: in a worker, or here if the random bytes are not the
 * system's.
 */
export async function refreshBeside(
  settings: RefreshSettings,
  slots: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  if (settings.random !== systemRandom) return await refreshWith(settings, slots);
  const { geometry, count } = settings;
  count("row refreshed", geometry.slots * geometry.rows);
  return await inWorker({ kind: "refresh", slots, geometry });
}

/** All slots re-randomised, where there is nothing else to do: a worker takes longer to start. */
export async function refreshWith(
  { geometry, random, count }: RefreshSettings,
  slots: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const { refreshSlots } = await load<typeof import("../lib/vault/slot.ts")>(
    import.meta.resolve("../lib/vault/slot.ts"),
  );
  return refreshSlots(slots, geometry, random, count);
}
