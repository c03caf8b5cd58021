/**
 * Progress of work that takes more than a second, on a terminal; it names no file.
 *
 * @module
 */
import { toStderr } from "./output.ts";
import { sizeText } from "./volume_sizes.ts";

const PATIENCE_MS = 1_000;
const PAUSE_MS = 200;

/** One line that is written over and over. */
export class Progress {
  readonly #what: string;
  readonly #total: number;
  readonly #clock: () => number;
  readonly #begun: number;
  readonly #shown = Deno.stderr.isTerminal();
  #next: number;
  #done = 0;
  #drawn = false;

  /**
   * Begins.
   *
   * @param what is being done, such as "Writing"
   * @param total bytes, or 0 if nobody knows
   * @param clock milliseconds, from any origin
   */
  constructor(what: string, total: number, clock: () => number) {
    this.#what = what;
    this.#total = total;
    this.#clock = clock;
    this.#begun = clock();
    this.#next = this.#begun + PATIENCE_MS;
  }

  /** Told of bytes that are done. */
  readonly add = (bytes: number): void => {
    this.#done += bytes;
    const now = this.#shown ? this.#clock() : 0;
    if (!this.#shown || now < this.#next) return;
    this.#next = now + PAUSE_MS;
    this.#drawn = true;
    const speed = sizeText(this.#done / (now - this.#begun) * 1_000);
    const part = this.#total > 0
      ? `${Math.min(100, Math.floor(100 * this.#done / this.#total))} % of ${sizeText(this.#total)}`
      : sizeText(this.#done);
    toStderr(`\r\x1b[K${this.#what}: ${part}, ${speed}/s`);
  };

  /** Takes the line away. */
  end(): void {
    if (this.#drawn) toStderr("\r\x1b[K");
    this.#drawn = false;
  }
}
