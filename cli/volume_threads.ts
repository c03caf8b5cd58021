/**
 * Sealing and opening in threads of their own, so that it runs beside reading and writing. The
 * engine's Web Cryptography does not: it seals on the thread that calls it.
 *
 * @module
 */
import { systemRandom } from "../lib/random.ts";
import { type BlockCipher, cipherHere, type OpenedRun, type Run } from "../lib/volume/block.ts";

/** A run to seal or open. */
export interface BlockJob {
  readonly number: number;
  readonly kind: "seal" | "open";
  readonly key: Uint8Array;
  readonly run: Run;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly blockBytes: number;
}

/** What became of it. */
export interface BlockReply {
  readonly number: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly damaged: readonly number[];
}

/** Enough to be faster than the disk and the rest of the program. */
const THREADS = 2;

/** Runs of fewer blocks are done before a message would have arrived. */
const WORTHWHILE = 4;

/** Threads that seal and open with the system's random bytes. */
export class BlockThreads implements BlockCipher {
  readonly #blockBytes: number;
  readonly #here: BlockCipher;
  readonly #all: Worker[] = [];
  readonly #ready: Worker[] = [];
  readonly #waiting = new Map<number, PromiseWithResolvers<BlockReply>>();
  #next = 0;

  /** Starts the threads. Until they are ready, the work is done here. */
  constructor(blockBytes: number) {
    this.#blockBytes = blockBytes;
    this.#here = cipherHere(blockBytes, systemRandom);
    for (let i = 0; i < THREADS; i++) this.#start();
  }

  #start(): void {
    const worker = new Worker(new URL("./volume_worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<BlockReply | "ready">) => {
      if (data === "ready") return void this.#ready.push(worker);
      this.#waiting.get(data.number)?.resolve(data);
      this.#waiting.delete(data.number);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      for (const { reject } of this.#waiting.values()) reject(new Error(event.message));
      this.#waiting.clear();
    };
    this.#all.push(worker);
  }

  async seal(
    key: Uint8Array,
    run: Run,
    plaintext: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>> {
    if (!this.#worthwhile(run)) return await this.#here.seal(key, run, plaintext);
    return (await this.#send("seal", key, run, plaintext)).bytes;
  }

  async open(key: Uint8Array, run: Run, blocks: Uint8Array<ArrayBuffer>): Promise<OpenedRun> {
    if (!this.#worthwhile(run)) return await this.#here.open(key, run, blocks);
    const { bytes, damaged } = await this.#send("open", key, run, blocks);
    return { plaintext: bytes, damaged };
  }

  /** Ends the threads and gives their memory back. */
  close(): void {
    for (const worker of this.#all) worker.terminate();
  }

  #worthwhile({ count }: Run): boolean {
    return this.#ready.length > 0 && count >= WORTHWHILE;
  }

  #send(
    kind: BlockJob["kind"],
    key: Uint8Array,
    run: Run,
    bytes: Uint8Array<ArrayBuffer>,
  ): Promise<BlockReply> {
    const number = this.#next++;
    const job: BlockJob = { number, kind, key, run, bytes, blockBytes: this.#blockBytes };
    const reply = Promise.withResolvers<BlockReply>();
    this.#waiting.set(number, reply);
    this.#ready[number % this.#ready.length].postMessage(job, [bytes.buffer]);
    return reply.promise;
  }
}
