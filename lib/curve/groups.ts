/**
 * ElGamal groups: a unit and rows of 31 bytes that anyone can re-randomise without a key.
 *
 * Universal re-encryption (Golle, Jakobsson, Juels, Syverson, "Universal Re-encryption for Mixnets",
 * CT-RSA 2004) over the whole of Curve25519, each point stored as its Elligator 2 representative.
 * FORMAT.md beside this file specifies every byte and says what it rests on.
 *
 * A group is a unit row, which encrypts the neutral element under the secret x, and n rows. A row is
 * two representatives, 64 bytes. The curve hides *which* groups were written; that the chunks cannot
 * be read is not its job: they must already be ciphertext.
 *
 * @module
 */
import { wipe } from "../bytes.ts";
import type { RandomSource } from "../random.ts";
import {
  addRandomMultiple,
  addSmallOrder,
  type DigitBits,
  fillTable,
  isSmallOrder,
  onCurve,
  setBase,
  setNeutral,
  subtractPoints,
  TABLE_POINTS,
  times,
} from "./edwards.ts";
import { decodePoint, encodePoint } from "./elligator.ts";
import { embed, extract } from "./embedding.ts";
import { type Field, reservePoints } from "./field.ts";
import { CHUNK_BYTES, ROW_BYTES } from "./row.ts";
import { scalarFromBytes } from "./scalar.ts";

export { CHUNK_BYTES, ROW_BYTES };

/** Draws for one row. Three in four fail, so an honest source needs more once in 10^124 rows. */
const DRAWS = 1000;
/** Random bytes of a draw: 252 bits of multiplier, two pairs of spare bits, two small points. */
const DRAW_BYTES = 33;

/** From so many rows on the larger tables are worth being filled, by counting multiplications. */
const LARGE_TABLES_FROM = 17;

const TABLE_A = reservePoints(TABLE_POINTS), TABLE_B = reservePoints(TABLE_POINTS);
/** The unit, a row, and the row as it will be written. */
const [A, B, ROW_A, ROW_B, NEXT] = Array.from({ length: 5 }, () => reservePoints(1));

/**
 * The group that carries the chunks under the secret x.
 *
 * @param x a scalar from {@linkcode scalarFromBytes}
 * @param chunks n times 31 bytes
 * @returns 64 (n + 1) bytes, or undefined if a chunk has no point, which happens to one in 10^8:
 * encrypt the contents again under another nonce
 * @throws {TypeError} if x is not 32 bytes or the chunks are not whole
 * @throws {RangeError} if x is 2^253 or above
 */
export function sealGroup(
  x: Uint8Array,
  chunks: Uint8Array,
  random: RandomSource,
): Uint8Array<ArrayBuffer> | undefined {
  checkScalar(x);
  const rows = wholes(chunks, CHUNK_BYTES, "chunks");
  const group = new Uint8Array(ROW_BYTES * (rows + 1));
  const wide = random(64);
  const k = scalarFromBytes(wide);
  try {
    return onCurve((f) => {
      setBase(f, A);
      times(f, A, A, k);
      times(f, B, A, x);
      const bits = fillTables(f, rows + 1);
      setNeutral(f, ROW_A);
      setNeutral(f, ROW_B);
      writeRow(f, bits, group, random);
      for (let i = 0; i < rows; i++) {
        if (!embed(f, ROW_B, chunks.subarray(CHUNK_BYTES * i))) return undefined;
        writeRow(f, bits, group.subarray(ROW_BYTES * (i + 1)), random);
      }
      return group;
    });
  } finally {
    wipe(wide, k);
  }
}

/**
 * The same contents in fresh bytes. Needs no key.
 *
 * @param group a unit and any number of rows
 * @returns as many bytes, or undefined if the unit is of small order: nothing can be written with it
 * @throws {TypeError} if the group is not made of rows
 */
export function rerandomiseGroup(
  group: Uint8Array,
  random: RandomSource,
): Uint8Array<ArrayBuffer> | undefined {
  const rows = rowsOf(group);
  const next = new Uint8Array(group.length);
  return onCurve((f) => {
    decodeRow(f, A, B, group);
    if (isSmallOrder(f, A) || isSmallOrder(f, B)) return undefined;
    const bits = fillTables(f, rows);
    setNeutral(f, ROW_A);
    setNeutral(f, ROW_B);
    for (let row = 0; row < rows; row++) {
      if (row > 0) decodeRow(f, ROW_A, ROW_B, group.subarray(ROW_BYTES * row));
      writeRow(f, bits, next.subarray(ROW_BYTES * row), random);
    }
    return next;
  });
}

/**
 * Whether a unit belongs to the secret x: 8 (B - x A) is neutral and 8 A is not.
 *
 * @throws {TypeError} if x is not 32 bytes or the unit is not 64
 * @throws {RangeError} if x is 2^253 or above
 */
export function groupMatches(x: Uint8Array, unit: Uint8Array): boolean {
  checkScalar(x);
  if (unit.length !== ROW_BYTES) {
    throw new TypeError(`Cannot match unit: need ${ROW_BYTES} bytes, got ${unit.length}`);
  }
  return onCurve((f) => {
    decodeRow(f, A, B, unit);
    times(f, NEXT, A, x);
    subtractPoints(f, NEXT, B, NEXT);
    const destroyed = isSmallOrder(f, A);
    return Boolean(isSmallOrder(f, NEXT) & ~destroyed);
  });
}

/**
 * The data of every row, whatever the rows hold. Only whoever knows that the unit matches x, and
 * authenticates the result, knows that it means anything.
 *
 * @param group a unit, which is not looked at, and n rows
 * @returns n times 31 bytes
 * @throws {TypeError} if x is not 32 bytes or the group is not made of rows
 * @throws {RangeError} if x is 2^253 or above
 */
export function openGroup(x: Uint8Array, group: Uint8Array): Uint8Array<ArrayBuffer> {
  checkScalar(x);
  const rows = rowsOf(group);
  const chunks = new Uint8Array(CHUNK_BYTES * (rows - 1));
  return onCurve((f) => {
    for (let row = 1; row < rows; row++) {
      decodeRow(f, ROW_A, ROW_B, group.subarray(ROW_BYTES * row));
      times(f, NEXT, ROW_A, x);
      subtractPoints(f, NEXT, ROW_B, NEXT);
      extract(f, NEXT, chunks.subarray(CHUNK_BYTES * (row - 1)));
    }
    return chunks;
  });
}

/** Fills the tables of a unit for a group of so many rows, which everybody can count. */
function fillTables(f: Field, rows: number): DigitBits {
  const bits = rows < LARGE_TABLES_FROM ? 4 : 6;
  fillTable(f, TABLE_A, A, bits);
  fillTable(f, TABLE_B, B, bits);
  return bits;
}

function decodeRow(f: Field, a: number, b: number, row: Uint8Array): void {
  decodePoint(f, a, row);
  decodePoint(f, b, row.subarray(ROW_BYTES / 2));
}

/**
 * The one function that writes rows: (ROW_A + r A + T, ROW_B + r B + T'), with r, T and T' drawn
 * afresh until both points have a representative. To draw only some of them again would favour some
 * rows over others.
 */
function writeRow(f: Field, bits: DigitBits, to: Uint8Array, random: RandomSource): void {
  for (let i = 0; i < DRAWS; i++) {
    const draw = random(DRAW_BYTES);
    addSmallOrder(f, NEXT, ROW_A, draw[32] & 7);
    addRandomMultiple(f, NEXT, TABLE_A, draw, bits);
    let written = encodePoint(f, NEXT, (draw[31] >> 4) & 3, to);
    if (written) {
      addSmallOrder(f, NEXT, ROW_B, (draw[32] >> 3) & 7);
      addRandomMultiple(f, NEXT, TABLE_B, draw, bits);
      written = encodePoint(f, NEXT, draw[31] >> 6, to.subarray(ROW_BYTES / 2));
    }
    wipe(draw);
    if (written) return;
  }
  throw new Error(`Cannot write row: no representative in ${DRAWS} draws`);
}

function checkScalar(x: Uint8Array): void {
  if (x.length !== 32) throw new TypeError(`Cannot use scalar: need 32 bytes, got ${x.length}`);
  if (x[31] >= 0x20) throw new RangeError("Cannot use scalar: it is 2^253 or above");
}

function wholes(bytes: Uint8Array, size: number, name: string): number {
  if (bytes.length % size !== 0) {
    throw new TypeError(`Cannot use ${name}: ${bytes.length} bytes are no multiple of ${size}`);
  }
  return bytes.length / size;
}

function rowsOf(group: Uint8Array): number {
  const rows = wholes(group, ROW_BYTES, "group");
  if (rows === 0) throw new TypeError("Cannot use group: it has no unit");
  return rows;
}
