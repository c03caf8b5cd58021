/**
 * An opened region: its files, and changes to them that a crash at any instant either leaves undone
 * or done (FORMAT.md, "Changes").
 *
 * A region has two halves, each a head and a table. Both say the same when no change is under way. A
 * change writes the older half, table before head, and then the other: whenever one is being written,
 * the other is whole. What blocks a change may leave behind is announced in a head before they are
 * written, and overwritten at the next change if it never ended.
 *
 * @module
 */
import { equalBytes, wipe } from "../bytes.ts";
import type { RandomSource } from "../random.ts";
import { type BlockCipher, cipherHere, ID_BYTES, type OpenedRun, type Run } from "./block.ts";
import { coalesce, type FreeBlocks } from "./free_blocks.ts";
import { headsEnd, type Layout, layoutOf, type VolumeGeometry } from "./geometry.ts";
import {
  DATA_KEY_BYTES,
  fitsLayout,
  type FoundHead,
  type Head,
  headKey,
  openHeads,
  readSalt,
  unsettledLimit,
} from "./head.ts";
import { inOrder, RUN_BLOCKS } from "./pipeline.ts";
import { type Progress, RegionIo } from "./region_io.ts";
import type { VolumeStorage } from "./storage.ts";
import { decodeTable, encodeTable } from "./table.ts";
import type { Extent, VolumeFile, VolumeFolder } from "./tree.ts";

/** A block of a file does not open where it must: it was damaged, moved, or is an older one. */
export class BlockDamaged extends Error {
  /** What a caller tells it by. */
  override readonly name: string = "BlockDamaged";

  /**
   * The error for one block.
   *
   * @param index the block's place in its file, from 0
   */
  constructor(readonly index: number) {
    super(`Cannot read block ${index} of the file: it is damaged`);
  }
}

/** What a region is opened with, besides the file. */
export interface RegionOptions {
  /** Sizes of the format version. */
  readonly geometry: VolumeGeometry;
  /** Fresh random bytes. */
  readonly random: RandomSource;
  /** What seals and opens blocks; otherwise this thread. */
  readonly cipher?: BlockCipher;
}

/** Blocks of a file that follow one another. */
export interface FileRun {
  /** The file. */
  readonly file: VolumeFile;
  /** Number of the first among the data blocks of the region. */
  readonly block: number;
  /** Place of the first in the file, from 0. */
  readonly index: number;
  /** Blocks in the run. */
  readonly count: number;
}

/** The blocks of a file in the order of its contents. */
export function* fileRuns(file: VolumeFile): Generator<FileRun> {
  let index = 0;
  for (const { start, count } of file.extents) {
    for (let done = 0; done < count; done += RUN_BLOCKS) {
      const length = Math.min(RUN_BLOCKS, count - done);
      yield { file, block: start + done, index, count: length };
      index += length;
    }
  }
}

/** What both heads of a region share. */
interface State {
  readonly generation: number;
  readonly key: Uint8Array;
  readonly nextKey?: Uint8Array;
  readonly unsettled: readonly Extent[];
}

/** An opened region. */
export class Region {
  /** The region's bytes. */
  readonly io: RegionIo;
  /** Which data blocks no file has. */
  readonly free: FreeBlocks;
  readonly #headKey: Uint8Array;
  #state: State;
  /** The copy that was read, or written last. */
  #newest: number;
  /** Whether both halves say the same and nothing is left to clean up. */
  #settled: boolean;
  /** Whether the table of the newest head has to be written again before anything else. */
  #tableDamaged = false;
  /** Whether the tables of both halves were read, or written, by this object. */
  #bothRead = false;
  /** The table that belongs to each copy of the head, where it is known. */
  readonly #tables: ({ id: Uint8Array; length: number } | undefined)[];
  /** How many blocks of each table's area may hold something of a table. */
  readonly #areaUsed: number[];
  #table: Uint8Array;
  #root: VolumeFolder;
  /** Whether a draft has announced blocks and is not yet committed or withdrawn. */
  #drafting = false;
  #broken = false;

  private constructor(io: RegionIo, key: Uint8Array, one: FoundHead, table: Uint8Array) {
    const { root, free } = decodeTable(table, io.layout);
    this.io = io;
    this.#headKey = key;
    this.#state = one.head;
    this.#newest = one.copy;
    this.#table = table;
    this.#root = root;
    this.free = free;
    this.#settled = false;
    this.#areaUsed = [io.layout.areaBlocks, io.layout.areaBlocks];
    this.#tables = [undefined, undefined];
    this.#tables[one.copy] = { id: one.head.tableId, length: one.head.tableLength };
  }

  /**
   * Opens the region of a passphrase. Every head is tried, whichever it is.
   *
   * @param root 64 bytes: Argon2id of the folded passphrase and the volume's salt
   * @returns undefined if no head opens, or neither half of the region is whole
   */
  static async open(
    storage: VolumeStorage,
    root: Uint8Array,
    { geometry, random, cipher = cipherHere(geometry.blockBytes, random) }: RegionOptions,
  ): Promise<Region | undefined> {
    const front = storage.read(0, headsEnd(geometry));
    if (front.length < headsEnd(geometry)) return undefined;
    const key = headKey(root);
    // The newest first; of equal ones, which say the same, the first.
    const found = openHeads(front, key, geometry)
      .sort((a, b) => b.head.generation - a.head.generation);
    for (const one of found) {
      const layout = layoutOrNothing(one.head.length, geometry);
      if (!layout || !fitsLayout(one.head, layout)) continue;
      const options = { random, cipher };
      const io = new RegionIo(storage, layout, one.region, readSalt(front), options);
      const table = await io.readTable(one.copy, one.head);
      if (!table) continue;
      try {
        const renewing = underRenewal(found, one, table, layout);
        const region = new Region(io, key, renewing ?? one, table);
        if (renewing) region.#tableDamaged = true;
        else if (one === found[0]) region.#compare(found[1]);
        return region;
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
      }
    }
    wipe(key);
    return undefined;
  }

  /** Finds out whether the other head says the same: then no change was interrupted. */
  #compare(other: FoundHead | undefined): void {
    const { generation, nextKey, unsettled } = this.#state;
    if (other?.region !== this.io.region || other.head.generation !== generation) return;
    if (nextKey || unsettled.length > 0) return;
    const { copy, head } = other;
    this.#tables[copy] = { id: head.tableId, length: head.tableLength };
    this.#settled = true;
  }

  /** The layout of the volume that the region was made in. */
  get layout(): Layout {
    return this.io.layout;
  }

  /** Whether the file is as long as the volume was made; if not, nothing can be changed. */
  get complete(): boolean {
    return this.io.storage.length === this.layout.length;
  }

  /** Whether no change was interrupted. */
  get settled(): boolean {
    return this.#settled;
  }

  /** The folder that holds everything. It is changed in {@linkcode Region.change} only. */
  get root(): VolumeFolder {
    return this.#root;
  }

  /** What blocks of a file carry. */
  async openFileRun(run: FileRun): Promise<OpenedRun> {
    const { key, nextKey } = this.#state;
    if (!nextKey) return await this.io.open(key, this.#place(run));
    const { opened } = await this.#search(run);
    return opened;
  }

  /**
   * What blocks carry while a renewal is interrupted: some are sealed again, some not yet, some were
   * torn while the journal has them whole.
   */
  async #search(run: FileRun): Promise<{ opened: OpenedRun; from: From[] }> {
    const { key, nextKey = key } = this.#state;
    const found = await this.io.open(nextKey, this.#place(run));
    const from: From[] = Array(run.count).fill("renewed");
    const left: number[] = [];
    for (const i of found.damaged) {
      from[i] = "nowhere";
      const one = { ...run, block: run.block + i, index: run.index + i, count: 1 };
      for (const where of ["place", "journal"] as const) {
        if (from[i] !== "nowhere") continue;
        const opened = where === "place"
          ? await this.io.open(key, this.#place(one))
          : await this.io.open(nextKey, this.#journal(one));
        if (opened.damaged.length > 0) continue;
        found.plaintext.set(opened.plaintext, i * this.layout.payloadBytes);
        from[i] = where;
      }
      if (from[i] === "nowhere") left.push(i);
    }
    return { opened: { plaintext: found.plaintext, damaged: left }, from };
  }

  #place({ file, block, index, count }: FileRun): Run {
    return { number: this.layout.firstData + block, id: file.id, index, count };
  }

  /** Blocks of one piece of a renewal follow one another in the journal too. */
  #journal({ file, block, index, count }: FileRun): Run {
    const { areaBlocks } = this.layout;
    return { number: 2 * areaBlocks + block % areaBlocks, id: file.id, index, count };
  }

  /**
   * The contents of a file, piece by piece. A piece is gone when the next one is asked for.
   *
   * @throws {BlockDamaged} where a block is damaged
   */
  async *read(file: VolumeFile): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    let left = file.size, index = 0;
    for await (const opened of inOrder(fileRuns(file), (run) => this.openFileRun(run))) {
      const { plaintext, damaged } = opened;
      if (damaged.length > 0) throw new BlockDamaged(index + damaged[0]);
      const { length } = plaintext;
      yield plaintext.subarray(0, Math.min(left, length));
      plaintext.fill(0);
      this.io.giveBack(plaintext);
      left -= length;
      index += length / this.layout.payloadBytes;
    }
  }

  /** Seals blocks of a file for their place. The plaintext is given away. */
  sealFileRun(
    run: FileRun,
    plaintext: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>> {
    return this.io.seal(this.#state.key, this.#place(run), plaintext);
  }

  /**
   * Changes the files: all of it, or after a crash nothing. Blocks that become free are overwritten
   * with random bytes at once.
   *
   * @param edit changes the tree and gives the blocks that no file has any more; if it throws, or
   *   the tree has no table that fits and can be read again, everything is as before
   * @throws {RangeError} if the table is full, or a name is too deep
   */
  async change(edit: () => readonly Extent[], onProgress?: Progress): Promise<void> {
    if (!this.#drafting) await this.settle();
    let freed: readonly Extent[], table: Uint8Array;
    try {
      freed = edit();
      table = encodeTable(this.#root);
      if (this.io.tableBlocks(table.length) > this.layout.areaBlocks) {
        throw new RangeError("Cannot store more names: the file table of this region is full");
      }
      // A table that cannot be read again would be the end of the region: both halves get it.
      decodeTable(table, this.layout);
    } catch (error) {
      this.#root = decodeTable(this.#table, this.layout).root;
      throw error;
    }
    await this.#writing(async () => {
      const generation = this.#state.generation + 1;
      wipe(this.#table);
      this.#table = table;
      const unsettled = coalesce(freed, unsettledLimit(this.layout.geometry));
      await this.#writeHalf({ ...this.#state, generation, unsettled });
      if (freed.length > 0) {
        await this.#randomise(freed, onProgress);
        for (const extent of freed) this.free.release(extent);
        const clean = { ...this.#state, generation: generation + 1, unsettled: [] };
        await this.#writeHalf(clean);
        await this.#writeHead(clean);
      } else await this.#writeHalf(this.#state);
      this.#drafting = false;
      this.#settled = this.#bothRead = true;
    });
  }

  /**
   * Announces data blocks that are about to be written: if the change never ends, they are
   * overwritten at the next one.
   */
  async announce(blocks: readonly Extent[]): Promise<void> {
    await this.#writing(async () => {
      this.#settled = false;
      this.#drafting = true;
      const unsettled = coalesce(blocks, unsettledLimit(this.layout.geometry));
      const generation = this.#state.generation + 1;
      await this.#writeHead({ ...this.#state, generation, unsettled });
    });
  }

  /** Overwrites what an abandoned change has written, and takes the announcement back. */
  async withdraw(written: readonly Extent[]): Promise<void> {
    await this.#writing(async () => {
      await this.#randomise(written);
      const generation = this.#state.generation + 1;
      const clean = { ...this.#state, generation, unsettled: [] };
      await this.#writeHead(clean);
      await this.#writeHead(clean);
      this.#drafting = false;
      this.#settled = this.#bothRead = true;
    });
  }

  /** Cleans up after an interrupted change, if there was one. Goes before a session's changes. */
  async settle(onProgress?: Progress): Promise<void> {
    // A crash while the older table was being written leaves two heads that say the same, and one
    // table. No head may be written again for a table that nobody has looked at.
    if (this.#settled && !this.#bothRead) {
      this.#settled = this.#bothRead = await this.otherHalfWhole();
      if (this.#settled) this.#areaUsed.fill(this.io.tableBlocks(this.#table.length));
    }
    if (this.#settled) return;
    if (this.#tableDamaged) {
      await this.#writing(async () => {
        // Under the identifier that the head has already: the head alone knows the next key.
        const copy = this.#newest, { id } = this.#tables[copy]!;
        const used = this.layout.areaBlocks;
        await this.io.writeTable(copy, this.#state.key, id, this.#table, used);
        await this.io.sync();
        this.#tableDamaged = false;
      });
    }
    if (this.#state.nextKey) {
      const { resumeRenewal } = await import("./renew.ts");
      return await resumeRenewal(this, onProgress);
    }
    await this.#writing(async () => {
      const left = this.#state.unsettled.flatMap((extent) => [...this.free.runs(extent)]);
      await this.#randomise(left, onProgress);
      const generation = this.#state.generation + 1;
      const clean = { ...this.#state, generation, unsettled: [] };
      await this.#writeHalf(clean);
      await this.#writeHalf(clean);
      this.#settled = this.#bothRead = true;
    });
  }

  /** Lets another passphrase open the region, and its old one no longer. */
  async changePassphrase(root: Uint8Array): Promise<void> {
    await this.settle();
    await this.#writing(async () => {
      const key = headKey(root);
      this.#headKey.set(key);
      wipe(key);
      const head = { ...this.#state, generation: this.#state.generation + 1 };
      await this.#writeHead(head);
      await this.#writeHead(head);
    });
  }

  /** The first step of a renewal: head 1 says that blocks are being sealed with a new key. */
  async beginRenewal(): Promise<void> {
    await this.#writing(async () => {
      // Both halves say the same, so the order of writing can be the same in every region.
      this.#newest = 0;
      this.#settled = false;
      this.#areaUsed.fill(this.layout.areaBlocks);
      const nextKey = this.io.random(DATA_KEY_BYTES);
      const generation = this.#state.generation + 1;
      await this.#writeHead({ ...this.#state, generation, nextKey });
    });
  }

  /**
   * Seals blocks again, for their place and for the journal. They are of one piece of a renewal.
   *
   * @param resuming whether some of them may have been sealed again before
   */
  async resealRun(run: FileRun, resuming: boolean): Promise<ResealedRun> {
    const { key, nextKey } = this.#state;
    if (!nextKey) throw new TypeError("Cannot seal blocks again: no renewal is under way");
    const { opened, from } = resuming
      ? await this.#search(run)
      : withoutSearch(await this.io.open(key, this.#place(run)), run.count);
    const { plaintext, damaged } = opened;
    const copy = this.io.memory(run.count);
    copy.set(plaintext);
    const [places, journal] = await Promise.all([
      this.io.seal(nextKey, this.#place(run), copy),
      this.io.seal(nextKey, this.#journal(run), plaintext),
    ]);
    // What cannot be opened must not become a block of zeros that opens.
    const { blockBytes } = this.layout.geometry;
    for (const i of damaged) {
      places.set(this.io.random(blockBytes), i * blockBytes);
      journal.set(this.io.random(blockBytes), i * blockBytes);
    }
    return { places, journal, from, damaged };
  }

  /** The last step of a renewal: both halves under the new key, and the old one forgotten. */
  async endRenewal(): Promise<void> {
    await this.#writing(async () => {
      const { key, nextKey, generation } = this.#state;
      if (!nextKey) throw new TypeError("Cannot end a renewal: none is under way");
      const renewed = { key: nextKey, generation: generation + 1, unsettled: [] };
      await this.#writeHalf(renewed);
      await this.#writeHalf(renewed);
      wipe(key);
      this.#settled = this.#bothRead = true;
    });
  }

  /** Whether the other half than the one in use is whole too. */
  async otherHalfWhole(): Promise<boolean> {
    const { geometry } = this.layout;
    const front = this.io.storage.read(0, headsEnd(geometry));
    for (const { region, copy, head } of openHeads(front, this.#headKey, geometry)) {
      if (region !== this.io.region || copy === this.#newest) continue;
      return fitsLayout(head, this.layout) && await this.io.readTable(copy, head) !== undefined;
    }
    return false;
  }

  /** Wipes what opens the region, which cannot be used afterwards. */
  close(): void {
    this.#broken = true;
    wipe(this.#headKey, this.#state.key, this.#table);
    if (this.#state.nextKey) wipe(this.#state.nextKey);
  }

  /** A change that failed half-way leaves the file sound, but this object in doubt. */
  async #writing(work: () => Promise<void>): Promise<void> {
    if (!this.complete) throw new RangeError("Cannot change the region: the file was cut off");
    if (this.#broken) {
      throw new RangeError("Cannot change the region: an earlier change failed; open it again");
    }
    this.#broken = true;
    await work();
    this.#broken = false;
  }

  async #randomise(blocks: readonly Extent[], onProgress?: Progress): Promise<void> {
    for (const { start, count } of blocks) {
      this.io.randomise({ start: this.layout.firstData + start, count }, onProgress);
    }
    await this.io.sync();
  }

  /** Writes table and head of the older copy. */
  async #writeHalf(state: State): Promise<void> {
    const copy = 1 - this.#newest;
    const id = this.io.random(ID_BYTES);
    const used = await this.io.writeTable(copy, state.key, id, this.#table, this.#areaUsed[copy]);
    this.#areaUsed[copy] = used;
    this.#tables[copy] = { id, length: this.#table.length };
    await this.io.sync();
    await this.#writeHead(state);
  }

  /** Writes the head of the older copy, whose table must be there. It is then the newest. */
  async #writeHead(state: State): Promise<void> {
    const copy = 1 - this.#newest;
    const table = this.#tables[copy];
    if (!table) throw new TypeError("Cannot write a head: its table is not known");
    const { length } = this.layout;
    const head: Head = { ...state, length, tableId: table.id, tableLength: table.length };
    this.io.writeHead(copy, this.#headKey, head);
    await this.io.sync();
    this.#newest = copy;
    this.#state = state;
  }
}

/** Where a block was found in a renewal: sealed again already, not yet, or in the journal alone. */
export type From = "renewed" | "place" | "journal" | "nowhere";

/** Blocks that were sealed with the new key of a renewal. */
export interface ResealedRun {
  /** Sealed for their places. */
  readonly places: Uint8Array<ArrayBuffer>;
  /** Sealed for the journal. */
  readonly journal: Uint8Array<ArrayBuffer>;
  /** Where each of them was found. */
  readonly from: readonly From[];
  /** Which of them cannot be opened; random bytes take their place. */
  readonly damaged: readonly number[];
}

function withoutSearch(opened: OpenedRun, count: number): { opened: OpenedRun; from: From[] } {
  const from: From[] = Array(count).fill("place");
  for (const i of opened.damaged) from[i] = "nowhere";
  return { opened, from };
}

/**
 * The head of a renewal that was interrupted, where its own table is damaged and that of the other
 * head, which says the same, is used.
 */
function underRenewal(
  found: readonly FoundHead[],
  { region, head }: FoundHead,
  table: Uint8Array,
  layout: Layout,
): FoundHead | undefined {
  return found.find((other) =>
    other.region === region && other.head.generation > head.generation &&
    other.head.nextKey !== undefined && head.nextKey === undefined &&
    equalBytes(other.head.key, head.key) && other.head.tableLength === table.length &&
    fitsLayout(other.head, layout)
  );
}

function layoutOrNothing(length: number, geometry: VolumeGeometry): Layout | undefined {
  try {
    return layoutOf(length, geometry);
  } catch {
    return undefined;
  }
}
