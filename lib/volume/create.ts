/**
 * A new volume: random bytes from end to end, with an empty region for every passphrase.
 *
 * @module
 */
import { wipe } from "../bytes.ts";
import { type RandomSource, uniform } from "../random.ts";
import { SALT_BYTES } from "../vault/file.ts";
import { ID_BYTES } from "./block.ts";
import { headOffset, headsEnd, type Layout } from "./geometry.ts";
import { DATA_KEY_BYTES, type Head, headKey, sealHead, writeSalt } from "./head.ts";
import { fillRandom, type Progress } from "./region_io.ts";
import type { VolumeStorage } from "./storage.ts";

/** Bytes written at a time. */
const BREATH_BYTES = 1 << 24;

/** A salt for a new volume, 16 bytes. */
export function newSalt(random: RandomSource): Uint8Array<ArrayBuffer> {
  return random(SALT_BYTES);
}

/**
 * The regions that the passphrases of a new volume get: different ones, drawn uniformly.
 *
 * @throws {RangeError} if there are more passphrases than regions
 */
export function drawRegions(owners: number, layout: Layout, random: RandomSource): number[] {
  const { regions } = layout.geometry;
  if (owners > regions) throw new RangeError(`Cannot make more than ${regions} regions`);
  const left = Array.from({ length: regions }, (_, region) => region);
  return Array.from({ length: owners }, () => left.splice(uniform(left.length, random), 1)[0]);
}

/**
 * Writes a whole new volume, from its first byte to its last.
 *
 * @param roots what Argon2id gave for each passphrase and `salt`; 64 bytes each, all different
 * @throws {RangeError} if there are more of them than regions
 */
export async function createVolume(
  storage: VolumeStorage,
  layout: Layout,
  salt: Uint8Array,
  roots: readonly Uint8Array[],
  random: RandomSource,
  onProgress?: Progress,
): Promise<void> {
  const { geometry } = layout;
  const front = random(headsEnd(geometry));
  front.set(writeSalt(salt, random));
  for (const [i, region] of drawRegions(roots.length, layout, random).entries()) {
    const key = headKey(roots[i]);
    const data = random(DATA_KEY_BYTES);
    // A random start: how often a region was changed is nobody's business.
    const first = random(4);
    const generation = new DataView(first.buffer).getUint32(0);
    for (const copy of [0, 1]) {
      const head: Head = {
        length: layout.length,
        generation,
        key: data,
        tableId: random(ID_BYTES),
        tableLength: 0,
        unsettled: [],
      };
      const sealed = sealHead(key, head, { salt, region, copy }, geometry, random);
      front.set(sealed, headOffset(geometry, region, copy));
    }
    wipe(key, data);
  }
  storage.write(0, front);
  onProgress?.(front.length);
  for (let at = front.length; at < layout.length; at += BREATH_BYTES) {
    fillRandom(storage, at, Math.min(at + BREATH_BYTES, layout.length), random, onProgress);
    // Signals are heard, and what was written is synced, only between two pieces of work.
    await new Promise((goOn) => setTimeout(goOn, 0));
  }
  await storage.sync();
}
