/**
 * Which data blocks of a region are free: one bit for each, so that a region of a hundred gigabytes
 * takes a quarter of a megabyte of memory.
 *
 * @module
 */
import type { Extent } from "./tree.ts";

/** The free data blocks of a region. */
export class FreeBlocks {
  readonly #used: Uint8Array;
  readonly #count: number;
  #free: number;

  /** All of `count` blocks are free. */
  constructor(count: number) {
    this.#count = count;
    this.#free = count;
    this.#used = new Uint8Array(Math.ceil(count / 8));
  }

  /** How many blocks are free. */
  get free(): number {
    return this.#free;
  }

  /** Whether a block is in use. */
  isUsed(block: number): boolean {
    return (this.#used[block >> 3] >> (block & 7) & 1) === 1;
  }

  /** Marks blocks as used. False, and nothing is marked, if one is in use or does not exist. */
  use({ start, count }: Extent): boolean {
    if (start + count > this.#count) return false;
    for (let block = start; block < start + count; block++) {
      if (this.isUsed(block)) return false;
    }
    for (let block = start; block < start + count; block++) {
      this.#used[block >> 3] |= 1 << (block & 7);
    }
    this.#free -= count;
    return true;
  }

  /** Marks blocks as free. */
  release({ start, count }: Extent): void {
    for (let block = start; block < start + count; block++) {
      if (!this.isUsed(block)) continue;
      this.#used[block >> 3] &= ~(1 << (block & 7));
      this.#free++;
    }
  }

  /**
   * Takes the first `count` free blocks.
   *
   * @returns undefined if there are not so many
   */
  take(count: number): Extent[] | undefined {
    if (count > this.#free) return undefined;
    const taken: Extent[] = [];
    for (const run of this.runs({ start: 0, count: this.#count })) {
      if (count === 0) break;
      const extent = { start: run.start, count: Math.min(run.count, count) };
      taken.push(extent);
      count -= extent.count;
    }
    for (const extent of taken) this.use(extent);
    return taken;
  }

  /** The runs of free blocks within a range, in ascending order. */
  *runs({ start, count }: Extent): Generator<Extent> {
    const end = Math.min(start + count, this.#count);
    let first = -1;
    for (let block = start; block < end; block++) {
      // Whole bytes of used blocks are passed over at once.
      if (first < 0 && (block & 7) === 0 && this.#used[block >> 3] === 0xFF) {
        block += 7;
        continue;
      }
      const used = this.isUsed(block);
      if (!used && first < 0) first = block;
      if (used && first >= 0) {
        yield { start: first, count: block - first };
        first = -1;
      }
    }
    if (first >= 0) yield { start: first, count: end - first };
  }
}

/** The same blocks and possibly more, in ascending order, in at most `limit` extents. */
export function coalesce(extents: readonly Extent[], limit: number): Extent[] {
  const sorted = extents.filter(({ count }) => count > 0).sort((a, b) => a.start - b.start);
  const joined: Extent[] = [];
  for (const extent of sorted) {
    const last = joined.at(-1);
    if (last && last.start + last.count >= extent.start) {
      const end = Math.max(last.start + last.count, extent.start + extent.count);
      joined[joined.length - 1] = { start: last.start, count: end - last.start };
    } else joined.push(extent);
  }
  if (joined.length <= limit) return joined;
  // The widest gaps stay; over all others the extents grow together.
  const gaps = joined.slice(1).map((extent, i) => ({
    at: i + 1,
    width: extent.start - (joined[i].start + joined[i].count),
  }));
  const kept = new Set(
    gaps.sort((a, b) => b.width - a.width).slice(0, limit - 1).map(({ at }) => at),
  );
  const merged: Extent[] = [];
  for (const [i, extent] of joined.entries()) {
    const last = merged.at(-1);
    if (!last || kept.has(i)) merged.push(extent);
    else {
      merged[merged.length - 1] = {
        start: last.start,
        count: extent.start + extent.count - last.start,
      };
    }
  }
  return merged;
}
