/**
 * How large a vault is: the numbers from which every offset follows. They are constants of the
 * format version, the same for everybody; only tests use smaller ones.
 *
 * @module
 */
import { CHUNK_BYTES, ROW_BYTES } from "../curve/row.ts";

/** The size of a vault. */
export interface Geometry {
  /** Slots S, from 1 to 255. */
  readonly slots: number;
  /** Rows R of 64 bytes in a slot. */
  readonly rows: number;
}

/** Format version 1: 6 slots of 256 rows, 98,336 bytes. */
export const GEOMETRY_V1: Geometry = { slots: 6, rows: 256 };

/** Dependency entries K in every compartment, used or not. */
export const DEPENDENCIES = 2;

/** Bytes of a dependency entry: the seed of another compartment's nonce cell, or filler. */
export const ENTRY_BYTES = 32;

/** Bytes before the slots: n (16) and the masked salt (16). */
export const HEADER_BYTES = 32;

/** Bytes that Argon2id gives for a passphrase. */
export const ROOT_BYTES = 64;

/** Bytes of an XChaCha20-Poly1305 nonce, which stands before its ciphertext. */
export const NONCE_BYTES = 24;

/** Bytes of a Poly1305 tag, which ends a ciphertext. */
export const TAG_BYTES = 16;

/** Rows of a nonce cell after its unit row. */
export const CELL_ROWS = 3;

/** Bytes of the outer part: nonce, K entries, tag. */
export const OUTER_BYTES: number = NONCE_BYTES + DEPENDENCIES * ENTRY_BYTES + TAG_BYTES;

/** Bytes of one slot. */
export function slotBytes(geometry: Geometry): number {
  return geometry.rows * ROW_BYTES;
}

/** Bytes of the main group of a slot: its unit row and its payload rows. */
export function mainBytes(geometry: Geometry): number {
  return (geometry.rows - 1 - CELL_ROWS) * ROW_BYTES;
}

/** Bytes that the payload rows of a slot carry. */
export function payloadBytes(geometry: Geometry): number {
  return (geometry.rows - 2 - CELL_ROWS) * CHUNK_BYTES;
}

/** Bytes of contents that a compartment can hold: what is left after the outer part and framing. */
export function contentBytes(geometry: Geometry): number {
  return payloadBytes(geometry) - OUTER_BYTES - NONCE_BYTES - TAG_BYTES - 2;
}

/** Bytes of the whole file. */
export function vaultBytes(geometry: Geometry): number {
  return HEADER_BYTES + geometry.slots * slotBytes(geometry);
}

/**
 * Checks that a vault of this size can be built.
 *
 * @throws {RangeError} if there is no slot, more than 255, or no room for contents
 */
export function checkGeometry(geometry: Geometry): void {
  const { slots, rows } = geometry;
  if (!Number.isInteger(slots) || slots < 1 || slots > 255) {
    throw new RangeError(`Cannot make a vault of ${slots} slots: from 1 to 255 are possible`);
  }
  if (!Number.isInteger(rows) || contentBytes(geometry) < 1) {
    throw new RangeError(`Cannot make slots of ${rows} rows: no room for contents`);
  }
}
