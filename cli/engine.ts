/**
 * The two slow things, each in a worker of its own that ends when it is done: Argon2id, whose
 * memory is given back then, and re-randomising a vault, which needs no key and runs meanwhile. Light
 * costs, which no vault of a format version has, are not worth a worker.
 *
 * @module
 */
import { type Argon2Costs, argon2id, type Stretch } from "../lib/argon2/argon2id.ts";
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

/** As many KiB, over all passes, Argon2id has filled before a worker has started. */
const WORKER_FROM_KIB = 32_768;

const slow = ({ memoryKiB, passes }: Argon2Costs) => memoryKiB * passes >= WORKER_FROM_KIB;

/** Argon2id at the costs of a build, in a worker if they are not light. */
export function stretchWith({ costs, count }: { costs: Argon2Costs; count: Count }): Stretch {
  return (password, salt, length) => {
    count("argon2id", 1);
    if (!slow(costs)) return argon2id(password, salt, costs, length);
    return inWorker({ kind: "argon2id", password, salt, costs, length });
  };
}

type RefreshSettings = Pick<Settings, "geometry" | "random" | "count">;

/**
 * All slots re-randomised beside Argon2id: in a worker, or here if that is not slow or the random
 * bytes are not the system's.
 */
export async function refreshBeside(
  settings: RefreshSettings & { readonly costs: Argon2Costs },
  slots: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const { geometry, random, count, costs } = settings;
  if (random !== systemRandom || !slow(costs)) return await refreshWith(settings, slots);
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
