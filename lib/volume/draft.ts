/**
 * Files being written into a region: nobody sees them before the change that puts them into the
 * tree, and an abandoned draft leaves random bytes.
 *
 * @module
 */
import { wipe } from "../bytes.ts";
import type { Pieces } from "../pieces.ts";
import { ID_BYTES } from "./block.ts";
import { blocksFor } from "./geometry.ts";
import { IN_FLIGHT, later, RUN_BLOCKS } from "./pipeline.ts";
import type { Progress } from "./region_io.ts";
import type { Region } from "./region.ts";
import type { Extent, VolumeFile } from "./tree.ts";

/** A region has no more free blocks. */
export class RegionFull extends RangeError {
  /** What a caller tells it by. */
  override readonly name: string = "RegionFull";

  /**
   * The error for a region that lacks room.
   *
   * @param missing blocks that would have been needed
   */
  constructor(readonly missing: number) {
    super("Cannot store the file: the region is full");
  }
}

/** Blocks taken at first when nobody knows how many will be needed; then twice as many, and so on. */
const FIRST_STEP = 1_024;

/** Files that are being written. */
export class Draft {
  readonly #region: Region;
  /** Everything that was taken from the free blocks. */
  readonly #taken: Extent[] = [];
  /** How many blocks of it have been written. */
  #written = 0;
  #takenBlocks = 0;
  /** Where the next block is: an extent of what was taken, and the blocks before it. */
  readonly #cursor = { extent: 0, before: 0 };
  readonly #onProgress: Progress | undefined;

  private constructor(region: Region, onProgress?: Progress) {
    this.#region = region;
    this.#onProgress = onProgress;
  }

  /**
   * Begins a draft, after cleaning up what an interrupted change left.
   *
   * @param blocks how many will be needed, as far as is known
   * @param onProgress told of bytes written
   * @throws {RegionFull} if there are not so many; nothing was written then
   */
  static async begin(region: Region, blocks: number, onProgress?: Progress): Promise<Draft> {
    await region.settle();
    const draft = new Draft(region, onProgress);
    if (blocks > region.free.free) throw new RegionFull(blocks - region.free.free);
    if (blocks > 0) await draft.#take(blocks);
    return draft;
  }

  /**
   * Writes the contents of a file.
   *
   * @param expected how many bytes it probably has
   * @throws {RegionFull} if the free blocks do not suffice; the draft is to be abandoned then
   */
  async write(
    name: string,
    pieces: Pieces,
    time?: number,
    expected = Infinity,
  ): Promise<VolumeFile> {
    const { io, layout } = this.#region;
    const { payloadBytes, firstData } = layout;
    const extents: Extent[] = [];
    const file = { kind: "file", name, time, size: 0, id: io.random(ID_BYTES), extents } as const;
    const sealing: { block: number; sealed: Promise<Uint8Array<ArrayBuffer>> }[] = [];
    let size = 0, index = 0, filled = 0;
    let plaintext = new Uint8Array(0), run: Extent = { start: 0, count: 0 };

    const writeUntil = async (left: number) => {
      while (sealing.length > left) {
        const { block, sealed } = sealing.shift()!;
        const bytes = await sealed;
        io.writeBlocks(firstData + block, bytes);
        this.#onProgress?.(bytes.length);
        io.giveBack(bytes);
      }
    };
    /** Seals the blocks that are full, or begun where the file ends. */
    const seal = () => {
      const count = Math.ceil(filled / payloadBytes);
      plaintext.fill(0, filled, count * payloadBytes);
      const blocks = { file, block: run.start, index, count };
      sealing.push({
        block: run.start,
        sealed: later(
          this.#region.sealFileRun(blocks, plaintext.subarray(0, count * payloadBytes)),
        ),
      });
      append(extents, { start: run.start, count });
      index += count;
      this.#written += count;
      filled = 0;
      plaintext = new Uint8Array(0);
    };

    try {
      for await (const piece of pieces) {
        for (let used = 0; used < piece.length;) {
          if (filled === 0) {
            run = await this.#nextRun(blocksFor(Math.max(expected - size - used, 1), layout));
            plaintext = io.memory(run.count);
          }
          const part = piece.subarray(used, used + plaintext.length - filled);
          plaintext.set(part, filled);
          filled += part.length;
          used += part.length;
          if (filled === plaintext.length) {
            seal();
            await writeUntil(IN_FLIGHT);
          }
        }
        size += piece.length;
      }
      if (filled > 0) seal();
      await writeUntil(0);
    } finally {
      wipe(plaintext);
      await Promise.allSettled(sealing.map(({ sealed }) => sealed));
    }
    return { ...file, size };
  }

  /**
   * Puts the files in place. What was taken and not written is free again.
   *
   * @param edit as in {@linkcode Region.change}
   */
  async commit(edit: () => readonly Extent[]): Promise<void> {
    await this.#region.change(edit, this.#onProgress);
    this.#release(this.#written);
  }

  /** Overwrites what was written, and takes everything back. */
  async abandon(): Promise<void> {
    if (this.#takenBlocks === 0) return;
    await this.#region.withdraw(slice(this.#taken, this.#written));
    this.#release(0);
  }

  async #take(count: number): Promise<void> {
    const { free } = this.#region;
    // A file of unknown length takes what there is, as long as there is something.
    const blocks = Math.min(count, free.free);
    if (blocks === 0) throw new RegionFull(1);
    this.#taken.push(...free.take(blocks)!);
    this.#takenBlocks += blocks;
    await this.#region.announce(this.#taken);
  }

  /** The next blocks that were taken and follow one another. */
  async #nextRun(wanted: number): Promise<Extent> {
    if (this.#written === this.#takenBlocks) await this.#take(Math.max(FIRST_STEP, this.#written));
    const cursor = this.#cursor;
    while (this.#written >= cursor.before + this.#taken[cursor.extent].count) {
      cursor.before += this.#taken[cursor.extent].count;
      cursor.extent++;
    }
    const { start, count } = this.#taken[cursor.extent];
    const done = this.#written - cursor.before;
    return { start: start + done, count: Math.min(RUN_BLOCKS, count - done, wanted) };
  }

  #release(kept: number): void {
    for (const { start, count } of this.#taken) {
      const stays = Math.min(count, kept);
      this.#region.free.release({ start: start + stays, count: count - stays });
      kept -= stays;
    }
  }
}

/** Adds blocks to the end of a file's extents. */
function append(extents: Extent[], { start, count }: Extent): void {
  const last = extents.at(-1);
  if (last && last.start + last.count === start) {
    extents[extents.length - 1] = { start: last.start, count: last.count + count };
  } else extents.push({ start, count });
}

/** The first `count` blocks of extents. */
function slice(extents: readonly Extent[], count: number): Extent[] {
  const parts: Extent[] = [];
  for (const extent of extents) {
    if (count === 0) break;
    const part = { start: extent.start, count: Math.min(extent.count, count) };
    parts.push(part);
    count -= part.count;
  }
  return parts;
}
