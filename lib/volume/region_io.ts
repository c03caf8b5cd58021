/**
 * Reading and writing one region by block and head, whatever they mean. Nothing outside the region's
 * own bytes is ever written from here.
 *
 * @module
 */
import { concat, wipe } from "../bytes.ts";
import { release, Spares } from "../pieces.ts";
import type { RandomSource } from "../random.ts";
import type { BlockCipher, OpenedRun, Run } from "./block.ts";
import { blockOffset, headOffset, type Layout } from "./geometry.ts";
import { type Head, sealHead } from "./head.ts";
import { IN_FLIGHT, inOrder, RUN_BLOCKS } from "./pipeline.ts";
import type { VolumeStorage } from "./storage.ts";
import type { Extent } from "./tree.ts";

/** Bytes of random filling made at a time. */
const FILL_BYTES = 1 << 20;

/** Is told of bytes that were read or written. */
export type Progress = (bytes: number) => void;

/** Writes random bytes over a part of a file. */
export function fillRandom(
  storage: VolumeStorage,
  from: number,
  to: number,
  random: RandomSource,
  onProgress?: Progress,
): void {
  for (let at = from; at < to; at += FILL_BYTES) {
    const bytes = random(Math.min(FILL_BYTES, to - at));
    storage.write(at, bytes);
    onProgress?.(bytes.length);
    release(bytes);
  }
}

/** The bytes of one region. */
export class RegionIo {
  /** The file. */
  readonly storage: VolumeStorage;
  /** Where everything is. */
  readonly layout: Layout;
  /** The region, from 0. */
  readonly region: number;
  /** Fresh random bytes. */
  readonly random: RandomSource;
  readonly #cipher: BlockCipher;
  readonly #salt: Uint8Array;
  readonly #spares: Spares;

  /**
   * The bytes of region number `region`.
   *
   * @param salt of the volume, 16 bytes: heads are bound to it
   */
  constructor(
    storage: VolumeStorage,
    layout: Layout,
    region: number,
    salt: Uint8Array,
    { random, cipher }: { readonly random: RandomSource; readonly cipher: BlockCipher },
  ) {
    this.storage = storage;
    this.layout = layout;
    this.region = region;
    this.random = random;
    this.#cipher = cipher;
    this.#salt = salt;
    this.#spares = new Spares(RUN_BLOCKS * layout.geometry.blockBytes, IN_FLIGHT + 1);
  }

  /**
   * Memory for what so many blocks carry, with room for them to be sealed in. It may hold anything.
   */
  memory(count: number): Uint8Array<ArrayBuffer> {
    const { payloadBytes, geometry } = this.layout;
    return this.#spares.take(count * geometry.blockBytes).subarray(0, count * payloadBytes);
  }

  /** Takes memory back, whatever it was for, from whoever has done with it. It is not wiped here. */
  giveBack(piece: Uint8Array<ArrayBuffer>): void {
    this.#spares.give(piece);
  }

  /** Reads and opens blocks. */
  open(key: Uint8Array, run: Run): Promise<OpenedRun> {
    const at = blockOffset(this.layout, this.region, run.number);
    const length = run.count * this.layout.geometry.blockBytes;
    // Not for a single block the memory of many.
    const into = run.count > 1 ? this.#spares.take(length) : undefined;
    return this.#cipher.open(key, run, this.storage.read(at, length, into));
  }

  /** Seals blocks, which are to be written at the run's place. The plaintext is given away. */
  seal(
    key: Uint8Array,
    run: Run,
    plaintext: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>> {
    return this.#cipher.seal(key, run, plaintext);
  }

  /** Writes blocks that follow one another, from `number` on. */
  writeBlocks(number: number, blocks: Uint8Array): void {
    this.storage.write(blockOffset(this.layout, this.region, number), blocks);
  }

  /** Overwrites blocks with random bytes. */
  randomise({ start, count }: Extent, onProgress?: Progress): void {
    const from = blockOffset(this.layout, this.region, start);
    const to = blockOffset(this.layout, this.region, start + count);
    fillRandom(this.storage, from, to, this.random, onProgress);
  }

  /** Seals and writes a head. */
  writeHead(copy: number, key: Uint8Array, head: Head): void {
    const { geometry } = this.layout;
    const place = { salt: this.#salt, region: this.region, copy };
    const bytes = sealHead(key, head, place, geometry, this.random);
    this.storage.write(headOffset(geometry, this.region, copy), bytes);
  }

  /** Overwrites a head with random bytes. */
  randomiseHead(copy: number): void {
    const { geometry } = this.layout;
    const at = headOffset(geometry, this.region, copy);
    this.storage.write(at, this.random(geometry.headBytes));
  }

  /**
   * Seals and writes a table into the area of a copy; what is left of a longer one becomes random.
   *
   * @param used how many blocks of the area may hold something of a table
   * @returns how many hold something now
   */
  async writeTable(
    copy: number,
    key: Uint8Array,
    id: Uint8Array,
    table: Uint8Array,
    used: number,
  ): Promise<number> {
    const { payloadBytes, geometry } = this.layout;
    const blocks = this.tableBlocks(table.length);
    const first = copy * this.layout.areaBlocks;
    let written = first;
    for await (
      const sealed of inOrder(this.#tableRuns(copy, id, blocks), (run) => {
        const plaintext = new Uint8Array(run.count * payloadBytes);
        const from = run.index * payloadBytes;
        plaintext.set(table.subarray(from, from + plaintext.length));
        return this.seal(key, run, plaintext);
      })
    ) {
      this.writeBlocks(written, sealed);
      written += sealed.length / geometry.blockBytes;
      release(sealed);
    }
    if (used > blocks) this.randomise({ start: written, count: used - blocks });
    return blocks;
  }

  /** The table that belongs to a copy of the head, or undefined if a block of it is damaged. */
  async readTable(copy: number, head: Head): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const runs = this.#tableRuns(copy, head.tableId, this.tableBlocks(head.tableLength));
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for await (const { plaintext, damaged } of inOrder(runs, (run) => this.open(head.key, run))) {
      if (damaged.length > 0) return undefined;
      parts.push(plaintext);
    }
    const table = concat(...parts).subarray(0, head.tableLength);
    for (const part of parts) {
      wipe(part);
      this.giveBack(part);
    }
    return table;
  }

  *#tableRuns(copy: number, id: Uint8Array, blocks: number): Generator<Run> {
    const first = copy * this.layout.areaBlocks;
    for (let index = 0; index < blocks; index += RUN_BLOCKS) {
      yield { number: first + index, id, index, count: Math.min(RUN_BLOCKS, blocks - index) };
    }
  }

  /** How many blocks a table of so many bytes takes. */
  tableBlocks(length: number): number {
    return Math.ceil(length / this.layout.payloadBytes);
  }

  /** Makes everything written so far durable. */
  async sync(): Promise<void> {
    await this.storage.sync();
  }
}
