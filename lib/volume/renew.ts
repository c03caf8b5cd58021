/**
 * Renewal (FORMAT.md, "Renewal"): every byte of a volume is written again, in one order for
 * everybody. A region whose passphrase was given keeps its files under a new key; any other becomes
 * random. The order of writing is the same for both.
 *
 * A region is sealed again piece by piece: a piece goes to the journal first and then to its place,
 * so that after a crash each block is whole in one of them.
 *
 * @module
 */
import { concat } from "../bytes.ts";
import { release } from "../pieces.ts";
import type { RandomSource } from "../random.ts";
import { cipherHere } from "./block.ts";
import { headsEnd, type Layout, regionsEnd } from "./geometry.ts";
import { readSalt, SALT_HEADER_BYTES, writeSalt } from "./head.ts";
import { inOrder, RUN_BLOCKS } from "./pipeline.ts";
import type { FileRun, From, Region } from "./region.ts";
import { fillRandom, type Progress, RegionIo } from "./region_io.ts";
import type { VolumeStorage } from "./storage.ts";
import { type Extent, filesOf, type VolumeFile } from "./tree.ts";

/** Runs under way at a time: each is in memory four times. */
const RESEALED_IN_FLIGHT = 2;

/** Bytes of random filling made at a time. */
const FILL_BYTES = 1 << 20;

/** What is written into a region, in the order of the members. */
interface Renewed {
  /** Head 1. */
  begin(): Promise<void>;
  /** The new contents of data blocks: for the journal and for their places. */
  piece(blocks: Extent): Promise<Piece>;
  /** Table 0, head 0, table 1, head 1. */
  end(): Promise<void>;
}

interface Piece {
  readonly journal: Uint8Array<ArrayBuffer>;
  readonly places: Uint8Array<ArrayBuffer>;
}

/** Memory for the largest piece, used for all of them: the collector would let many gather. */
function memoryFor({ areaBlocks, geometry }: Layout): Piece {
  const length = areaBlocks * geometry.blockBytes;
  return { journal: new Uint8Array(length), places: new Uint8Array(length) };
}

/** Overwrites a part of both buffers with random bytes, not the same ones. */
function fillPiece(
  { journal, places }: Piece,
  from: number,
  to: number,
  random: RandomSource,
): void {
  for (const buffer of [journal, places]) {
    for (let at = from; at < to; at += FILL_BYTES) {
      const bytes = random(Math.min(FILL_BYTES, to - at));
      buffer.set(bytes, at);
      release(bytes);
    }
  }
}

/** Bytes that {@linkcode renewVolume} reports as progress for a volume. */
export function renewalBytes(layout: Layout): number {
  const { regions, blockBytes } = layout.geometry;
  return regions * layout.dataBlocks * blockBytes;
}

/**
 * Renews a volume.
 *
 * @param regions those whose passphrases were given; each keeps its files
 * @returns files with blocks that could not be opened, and are lost now as they were before
 */
export async function renewVolume(
  storage: VolumeStorage,
  layout: Layout,
  regions: readonly Region[],
  random: RandomSource,
  onProgress?: Progress,
): Promise<VolumeFile[]> {
  const { geometry } = layout;
  for (const region of regions) await region.settle();
  const salt = readSalt(storage.read(0, SALT_HEADER_BYTES));
  storage.write(0, concat(writeSalt(salt, random), random(geometry.headBytes - SALT_HEADER_BYTES)));
  await storage.sync();
  const damaged = new Set<VolumeFile>();
  const memory = memoryFor(layout);
  for (let number = 0; number < geometry.regions; number++) {
    const region = regions.find(({ io }) => io.region === number);
    const cipher = cipherHere(geometry.blockBytes, random);
    const io = new RegionIo(storage, layout, number, salt, { random, cipher });
    const renewed = region
      ? new KnownRegion(region, damaged, memory)
      : new UnknownRegion(io, memory);
    await renewed.begin();
    for (const blocks of pieces(layout)) {
      await writePiece(io, blocks, await renewed.piece(blocks), onProgress);
    }
    await wipeJournal(io);
    await renewed.end();
  }
  fillRandom(storage, headsEnd(geometry), layout.frontBytes, random);
  fillRandom(storage, regionsEnd(layout), layout.length, random);
  await storage.sync();
  return [...damaged];
}

/** Ends the renewal of one region that was interrupted within it. */
export async function resumeRenewal(region: Region, onProgress?: Progress): Promise<void> {
  const known = new KnownRegion(region, new Set(), memoryFor(region.layout));
  for (const blocks of pieces(region.layout)) {
    const piece = await known.piece(blocks, true);
    onProgress?.(piece.places.length);
    if (piece.from.every((where) => where === "nowhere" || where === "renewed")) continue;
    // What only the journal has whole must reach its place before the journal changes.
    if (piece.from.includes("journal")) await writePlaces(region.io, blocks, piece);
    else await writePiece(region.io, blocks, piece);
  }
  await wipeJournal(region.io);
  await region.endRenewal();
}

/** The data blocks in pieces of the size of the journal. */
function* pieces({ dataBlocks, areaBlocks }: Layout): Generator<Extent> {
  for (let start = 0; start < dataBlocks; start += areaBlocks) {
    yield { start, count: Math.min(areaBlocks, dataBlocks - start) };
  }
}

function firstOf({ journal, places }: Piece, length: number): Piece {
  return { journal: journal.subarray(0, length), places: places.subarray(0, length) };
}

async function writePiece(
  io: RegionIo,
  blocks: Extent,
  piece: Piece,
  onProgress?: Progress,
): Promise<void> {
  io.writeBlocks(2 * io.layout.areaBlocks, piece.journal);
  await io.sync();
  await writePlaces(io, blocks, piece);
  onProgress?.(piece.places.length);
}

async function writePlaces(io: RegionIo, blocks: Extent, piece: Piece): Promise<void> {
  io.writeBlocks(io.layout.firstData + blocks.start, piece.places);
  await io.sync();
}

/** It holds what stands elsewhere: what is removed later must not stay readable here. */
async function wipeJournal(io: RegionIo): Promise<void> {
  io.randomise({ start: 2 * io.layout.areaBlocks, count: io.layout.areaBlocks });
  await io.sync();
}

/** A region whose passphrase was given. */
class KnownRegion implements Renewed {
  readonly #region: Region;
  readonly #damaged: Set<VolumeFile>;
  readonly #memory: Piece;
  /** Where files are, in the order of their places. */
  readonly #extents: readonly LiveExtent[];
  /** The first of them that does not end before the piece in hand. */
  #next = 0;

  constructor(region: Region, damaged: Set<VolumeFile>, memory: Piece) {
    this.#region = region;
    this.#damaged = damaged;
    this.#memory = memory;
    this.#extents = [...filesOf(region.root)].flatMap(liveExtents)
      .sort((a, b) => a.start - b.start);
  }

  begin(): Promise<void> {
    return this.#region.beginRenewal();
  }

  /** A piece with the blocks of files at their places, and random bytes everywhere else. */
  async piece(blocks: Extent, resuming = false): Promise<Piece & { from: From[] }> {
    const { io, layout } = this.#region;
    const { blockBytes } = layout.geometry;
    const piece = firstOf(this.#memory, blocks.count * blockBytes);
    const { journal, places } = piece;
    const from: From[] = [];
    let filled = 0;
    const runs = this.#inPiece(blocks);
    let next = 0;
    const reseal = (run: FileRun) => this.#region.resealRun(run, resuming);
    for await (const sealed of inOrder(runs, reseal, RESEALED_IN_FLIGHT)) {
      const run = runs[next++];
      const at = (run.block - blocks.start) * blockBytes;
      fillPiece(piece, filled, at, io.random);
      places.set(sealed.places, at);
      journal.set(sealed.journal, at);
      filled = at + sealed.places.length;
      io.giveBack(sealed.places);
      io.giveBack(sealed.journal);
      from.push(...sealed.from);
      if (sealed.damaged.length > 0) this.#damaged.add(run.file);
    }
    fillPiece(piece, filled, places.length, io.random);
    return { ...piece, from };
  }

  end(): Promise<void> {
    return this.#region.endRenewal();
  }

  /** The runs of files within a piece. Pieces are asked for in ascending order. */
  #inPiece(blocks: Extent): FileRun[] {
    const end = blocks.start + blocks.count;
    const runs: FileRun[] = [];
    for (; this.#next < this.#extents.length; this.#next++) {
      const { file, start, count, index } = this.#extents[this.#next];
      const last = Math.min(start + count, end);
      for (let block = Math.max(start, blocks.start); block < last; block += RUN_BLOCKS) {
        const length = Math.min(RUN_BLOCKS, last - block);
        runs.push({ file, block, index: index + block - start, count: length });
      }
      if (start + count > end) break;
    }
    return runs;
  }
}

/** An extent of a file. */
interface LiveExtent extends Extent {
  readonly file: VolumeFile;
  /** Place of its first block in the file. */
  readonly index: number;
}

function liveExtents(file: VolumeFile): LiveExtent[] {
  let index = 0;
  return file.extents.map(({ start, count }) => {
    index += count;
    return { file, start, count, index: index - count };
  });
}

/** A region whose passphrase was not given: the same writes of random bytes. */
class UnknownRegion implements Renewed {
  readonly #io: RegionIo;
  readonly #memory: Piece;

  constructor(io: RegionIo, memory: Piece) {
    this.#io = io;
    this.#memory = memory;
  }

  begin(): Promise<void> {
    return this.#head(1);
  }

  piece({ count }: Extent): Promise<Piece> {
    const length = count * this.#io.layout.geometry.blockBytes;
    const piece = firstOf(this.#memory, length);
    fillPiece(piece, 0, length, this.#io.random);
    return Promise.resolve(piece);
  }

  async end(): Promise<void> {
    const { areaBlocks } = this.#io.layout;
    for (const copy of [0, 1]) {
      this.#io.randomise({ start: copy * areaBlocks, count: areaBlocks });
      await this.#io.sync();
      await this.#head(copy);
    }
  }

  async #head(copy: number): Promise<void> {
    this.#io.randomiseHead(copy);
    await this.#io.sync();
  }
}
