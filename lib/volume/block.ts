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

/** Seals and opens runs of blocks, here or in other threads. Nothing is left of what it is given. */
export interface BlockCipher {
  /**
   * Seals.
   *
   * @param key 32 bytes
   * @param plaintext what all blocks carry; it is overwritten and taken away, with its buffer
   */
  seal(
    key: Uint8Array,
    run: Run,
    plaintext: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Opens blocks; fewer than the run has, or a part of one, count as damaged. They are taken away,
   * with their buffer.
   */
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

/** Seals the blocks of a run, and overwrites the plaintext with zeros. */
export function sealRun(
  key: Uint8Array,
  run: Run,
  plaintext: Uint8Array<ArrayBuffer>,
  random: RandomSource,
): Uint8Array<ArrayBuffer> {
  const payload = plaintext.length / run.count;
  const blocks = new Uint8Array(run.count * (payload + SEAL_BYTES));
  const nonces = random(run.count * NONCE_BYTES);
  for (let i = 0; i < run.count; i++) {
    const nonce = nonces.subarray(i * NONCE_BYTES, (i + 1) * NONCE_BYTES);
    const carried = plaintext.subarray(i * payload, (i + 1) * payload);
    const block = blocks.subarray(i * (payload + SEAL_BYTES), (i + 1) * (payload + SEAL_BYTES));
    block.set(nonce);
    sealXChaCha(key, nonce, carried, binding(run, i), block.subarray(NONCE_BYTES));
  }
  plaintext.fill(0);
  return blocks;
}

/** Opens the blocks of a run. */
export function openRun(
  key: Uint8Array,
  run: Run,
  blocks: Uint8Array,
  blockBytes: number,
): OpenedRun {
  const payload = blockBytes - SEAL_BYTES;
  const plaintext = new Uint8Array(run.count * payload);
  const damaged: number[] = [];
  for (let i = 0; i < run.count; i++) {
    const block = blocks.subarray(i * blockBytes, (i + 1) * blockBytes);
    const carried = block.length < blockBytes ? undefined : openXChaCha(
      key,
      block.subarray(0, NONCE_BYTES),
      block.subarray(NONCE_BYTES),
      binding(run, i),
    );
    if (!carried) {
      damaged.push(i);
      continue;
    }
    plaintext.set(carried, i * payload);
    carried.fill(0);
    release(carried);
  }
  return { plaintext, damaged };
}

/** Seals and opens in this thread. */
export function cipherHere(blockBytes: number, random: RandomSource): BlockCipher {
  return {
    seal: (key, run, plaintext) => {
      const blocks = sealRun(key, run, plaintext, random);
      release(plaintext);
      return Promise.resolve(blocks);
    },
    open: (key, run, blocks) => {
      const opened = openRun(key, run, blocks, blockBytes);
      release(blocks);
      return Promise.resolve(opened);
    },
  };
}
