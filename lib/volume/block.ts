/**
 * Blocks: nonce, ciphertext and tag, each bound to its place, its file's version and its place in
 * the file (FORMAT.md, "Blocks").
 *
 * @module
 */
import { openXChaCha, sealXChaCha } from "../aead/xchacha20poly1305.ts";
import { release } from "../pieces.ts";
import type { RandomSource } from "../random.ts";
import { NONCE_BYTES, SEAL_BYTES } from "./geometry.ts";

/** Bytes of the identifier that a file or a table gets each time it is written. */
export const ID_BYTES = 16;

/** Blocks that follow one another, both in a region and in a table or file. */
export interface Run {
  /** Number in the region of the first block: a block that was moved does not open. */
  readonly number: number;
  /** Of the table or the file's version: an older block does not open. */
  readonly id: Uint8Array;
  /** Place of the first block in that table or file, from 0. */
  readonly index: number;
  /** How many blocks. */
  readonly count: number;
}

/** What blocks carry. */
export interface OpenedRun {
  /** The same number of bytes from every block; zeros from one that is damaged. */
  readonly plaintext: Uint8Array<ArrayBuffer>;
  /** Which blocks of the run are damaged, from 0. */
  readonly damaged: readonly number[];
}

/**
 * Seals and opens runs of blocks, here or in other threads. What it is given is taken away with its
 * whole buffer, of which it makes what it gives if that is long enough and begins with it.
 */
export interface BlockCipher {
  /**
   * Seals.
   *
   * @param key 32 bytes
   * @param plaintext what all blocks carry; nothing is left of it
   */
  seal(
    key: Uint8Array,
    run: Run,
    plaintext: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** Opens blocks; fewer than the run has, or a part of one, count as damaged. */
  open(key: Uint8Array, run: Run, blocks: Uint8Array<ArrayBuffer>): Promise<OpenedRun>;
}

/** What block `i` of a run is bound to: number, identifier and index, 32 bytes. */
function binding(run: Run, i: number): Uint8Array {
  const bytes = new Uint8Array(8 + ID_BYTES + 8);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(run.number + i));
  bytes.set(run.id, 8);
  view.setBigUint64(8 + ID_BYTES, BigInt(run.index + i));
  return bytes;
}

/**
 * Seals the blocks of a run, and leaves nothing of the plaintext.
 *
 * @param blocks takes the result: `SEAL_BYTES` more for every block. It may begin where `plaintext`
 *   does
 * @returns `blocks`
 */
export function sealRun(
  key: Uint8Array,
  run: Run,
  plaintext: Uint8Array<ArrayBuffer>,
  random: RandomSource,
  blocks: Uint8Array<ArrayBuffer> = new Uint8Array(plaintext.length + run.count * SEAL_BYTES),
): Uint8Array<ArrayBuffer> {
  const payload = plaintext.length / run.count;
  const nonces = random(run.count * NONCE_BYTES);
  // From the last one, so that no block covers what is still to be sealed.
  for (let i = run.count - 1; i >= 0; i--) {
    const nonce = nonces.subarray(i * NONCE_BYTES, (i + 1) * NONCE_BYTES);
    const carried = plaintext.subarray(i * payload, (i + 1) * payload);
    const block = blocks.subarray(i * (payload + SEAL_BYTES), (i + 1) * (payload + SEAL_BYTES));
    sealXChaCha(key, nonce, carried, binding(run, i), block.subarray(NONCE_BYTES));
    block.set(nonce);
  }
  if (blocks.buffer !== plaintext.buffer) plaintext.fill(0);
  return blocks;
}

/**
 * Opens the blocks of a run.
 *
 * @param plaintext takes the result: `SEAL_BYTES` less for every block of the run. It may begin
 *   where `blocks` does
 */
export function openRun(
  key: Uint8Array,
  run: Run,
  blocks: Uint8Array,
  blockBytes: number,
  plaintext: Uint8Array<ArrayBuffer> = new Uint8Array(run.count * (blockBytes - SEAL_BYTES)),
): OpenedRun {
  const payload = blockBytes - SEAL_BYTES;
  const damaged: number[] = [];
  for (let i = 0; i < run.count; i++) {
    const block = blocks.subarray(i * blockBytes, (i + 1) * blockBytes);
    const carried = block.length < blockBytes ? undefined : openXChaCha(
      key,
      block.subarray(0, NONCE_BYTES),
      block.subarray(NONCE_BYTES),
      binding(run, i),
    );
    if (carried) {
      plaintext.set(carried, i * payload);
      carried.fill(0);
      release(carried);
    } else {
      plaintext.fill(0, i * payload, (i + 1) * payload);
      damaged.push(i);
    }
  }
  return { plaintext, damaged };
}

/** As {@linkcode BlockCipher}, at once, in this thread. */
export function sealHere(
  key: Uint8Array,
  run: Run,
  plaintext: Uint8Array<ArrayBuffer>,
  random: RandomSource,
): Uint8Array<ArrayBuffer> {
  const length = plaintext.length + run.count * SEAL_BYTES;
  const blocks = sealRun(key, run, plaintext, random, sameMemory(plaintext, length));
  if (blocks.buffer !== plaintext.buffer) release(plaintext);
  return blocks;
}

/** As {@linkcode BlockCipher}, at once, in this thread. */
export function openHere(
  key: Uint8Array,
  run: Run,
  blocks: Uint8Array<ArrayBuffer>,
  blockBytes: number,
): OpenedRun {
  const length = run.count * (blockBytes - SEAL_BYTES);
  const opened = openRun(key, run, blocks, blockBytes, sameMemory(blocks, length));
  if (opened.plaintext.buffer !== blocks.buffer) release(blocks);
  return opened;
}

/** The memory of a piece for another one of some length, if it begins with it and has the room. */
function sameMemory(
  { buffer, byteOffset }: Uint8Array<ArrayBuffer>,
  length: number,
): Uint8Array<ArrayBuffer> | undefined {
  if (byteOffset > 0 || buffer.byteLength < length) return undefined;
  return new Uint8Array(buffer, 0, length);
}

/** Seals and opens in this thread. */
export function cipherHere(blockBytes: number, random: RandomSource): BlockCipher {
  return {
    seal: (key, run, plaintext) => Promise.resolve(sealHere(key, run, plaintext, random)),
    open: (key, run, blocks) => Promise.resolve(openHere(key, run, blocks, blockBytes)),
  };
}
