/**
 * One slot: a main group that carries a compartment's payload and a small group that carries its
 * nonce cell (FORMAT.md, "Slots"). Free slots come from the same code with keys thrown away.
 *
 * @module
 */
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { concat, wipe } from "../bytes.ts";
import { CHUNK_BYTES, openGroup, rerandomiseGroup, ROW_BYTES, sealGroup } from "../curve/groups.ts";
import { scalarFromBytes } from "../curve/scalar.ts";
import type { RandomSource } from "../random.ts";
import {
  CELL_ROWS,
  type Geometry,
  mainBytes,
  NONCE_BYTES,
  payloadBytes,
  slotBytes,
  TAG_BYTES,
} from "./geometry.ts";
import type { CellKeys } from "./keys.ts";
import { type Count, uncounted } from "./operations.ts";

/** Bytes of the random value in a nonce cell. */
export const CELL_NONCE_BYTES = 32;

const CELL_BYTES = CELL_ROWS * CHUNK_BYTES;
const CELL_PLAINTEXT = CELL_BYTES - NONCE_BYTES - TAG_BYTES;

/** A chunk cannot be embedded once in 1e8 times; more failures in a row mean a broken generator. */
const ATTEMPTS = 8;

/** Seals a text with a random nonce before it. */
export function sealPart(
  key: Uint8Array,
  plaintext: Uint8Array,
  associated: Uint8Array,
  random: RandomSource,
  count: Count,
): Uint8Array {
  count("aead sealed", 1);
  const nonce = random(NONCE_BYTES);
  return concat(nonce, xchacha20poly1305(key, nonce, associated).encrypt(plaintext));
}

/** Opens what {@linkcode sealPart} made, or gives undefined. */
export function openPart(
  key: Uint8Array,
  sealed: Uint8Array,
  associated: Uint8Array,
  count: Count,
): Uint8Array | undefined {
  count("aead opened", 1);
  try {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    return xchacha20poly1305(key, nonce, associated).decrypt(sealed.subarray(NONCE_BYTES));
  } catch {
    return undefined;
  }
}

/**
 * A group that carries what `make` gives, asked again in the rare case that it cannot be embedded.
 *
 * @throws {Error} if that happens so often that the random generator must be broken
 */
export function sealRows(
  scalar: Uint8Array,
  make: () => Uint8Array,
  random: RandomSource,
  count: Count,
): Uint8Array {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const group = sealGroup(scalar, make(), random);
    if (group) {
      count("row written", group.length / ROW_BYTES);
      return group;
    }
  }
  throw new Error("Cannot write a slot: the random source repeats itself");
}

/** What the rows of a group carry under a scalar: anything at all, if it is not theirs. */
export function readRows(scalar: Uint8Array, group: Uint8Array, count: Count): Uint8Array {
  count("row read", group.length / ROW_BYTES - 1);
  return openGroup(scalar, group);
}

/** A nonce cell that holds the given 32 bytes. */
export function sealCell(
  keys: CellKeys,
  nonce: Uint8Array,
  associated: Uint8Array,
  random: RandomSource,
  count: Count,
): Uint8Array {
  const padded = new Uint8Array(CELL_PLAINTEXT);
  padded.set(nonce);
  const make = () => sealPart(keys.aead, padded, associated, random, count);
  const group = sealRows(keys.scalar, make, random, count);
  wipe(padded);
  return group;
}

/** The 32 bytes in a nonce cell, or undefined if the cell is not the keys' own. */
export function openCell(
  keys: CellKeys,
  group: Uint8Array,
  associated: Uint8Array,
  count: Count,
): Uint8Array | undefined {
  const padded = openPart(keys.aead, readRows(keys.scalar, group, count), associated, count);
  return padded?.subarray(0, CELL_NONCE_BYTES);
}

/** A group under a scalar that nobody keeps, carrying random bytes. */
function freeGroup(chunks: number, random: RandomSource, count: Count): Uint8Array {
  const wide = random(64);
  const scalar = scalarFromBytes(wide);
  const group = sealRows(scalar, () => random(chunks), random, count);
  wipe(wide, scalar);
  return group;
}

/** A slot that nobody can open. */
export function freeSlot(geometry: Geometry, random: RandomSource, count: Count): Uint8Array {
  return concat(
    freeGroup(payloadBytes(geometry), random, count),
    freeGroup(CELL_BYTES, random, count),
  );
}

/** The main group of a slot, as a view. */
export function mainGroup(slot: Uint8Array, geometry: Geometry): Uint8Array {
  return slot.subarray(0, mainBytes(geometry));
}

/** The group of a slot's nonce cell, as a view. */
export function cellGroup(slot: Uint8Array, geometry: Geometry): Uint8Array {
  return slot.subarray(mainBytes(geometry));
}

/**
 * All slots re-randomised, without any key. A group whose unit row was destroyed is refilled with
 * one that nobody can open.
 *
 * @param slots any whole number of slots
 */
export function refreshSlots(
  slots: Uint8Array,
  geometry: Geometry,
  random: RandomSource,
  count: Count,
): Uint8Array<ArrayBuffer> {
  const size = slotBytes(geometry);
  const fresh = new Uint8Array(slots.length);
  for (let start = 0; start < slots.length; start += size) {
    const slot = slots.subarray(start, start + size);
    // Rows of a destroyed slot, which are filled anew, count like those that are re-randomised.
    const main = rerandomiseGroup(mainGroup(slot, geometry), random) ??
      freeGroup(payloadBytes(geometry), random, uncounted);
    const cell = rerandomiseGroup(cellGroup(slot, geometry), random) ??
      freeGroup(CELL_BYTES, random, uncounted);
    count("row refreshed", geometry.rows);
    fresh.set(main, start);
    fresh.set(cell, start + main.length);
  }
  return fresh;
}
