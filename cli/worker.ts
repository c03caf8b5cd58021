/**
 * The other end of `engine.ts`: does one piece of work, answers with its bytes, and is ended.
 *
 * @module
 */
import "../lib/node_hidden.ts";
import { wipe } from "../lib/bytes.ts";
import type { Job } from "./engine.ts";

const scope = self as unknown as {
  onmessage: (event: MessageEvent<Job>) => void;
  postMessage(message: Uint8Array, transfer: Transferable[]): void;
};

async function work(job: Job): Promise<Uint8Array<ArrayBuffer>> {
  if (job.kind === "argon2id") {
    const { argon2id } = await import("../lib/argon2/argon2id.ts");
    const output = await argon2id(job.password, job.salt, job.costs, job.length);
    wipe(job.password);
    return output;
  }
  const { refreshSlots } = await import("../lib/vault/slot.ts");
  const { systemRandom } = await import("../lib/random.ts");
  const { uncounted } = await import("../lib/vault/operations.ts");
  return refreshSlots(job.slots, job.geometry, systemRandom, uncounted);
}

scope.onmessage = async ({ data }) => {
  const output = await work(data);
  scope.postMessage(output, [output.buffer]);
};
