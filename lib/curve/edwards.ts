/**
 * Points of the twisted Edwards curve: multiples with secret multipliers, points of small order.
 *
 * The curve has 8 l points, l = 2^252 + 27742317777372353535851937790883648493, and its group is
 * cyclic: every point is a multiple of the base point plus a multiple of a point of order 8.
 *
 * @module
 */
import { unhex, wipe } from "../bytes.ts";
import { CHOSEN, ELEMENT, POINT } from "./arithmetic.ts";
import { computing, CONSTANT, type Field, fromBytes, isZero, reservePoints } from "./field.ts";

/** Coordinates X, Y, Z, T of the point at this address. */
export const coordinates = (p: number): [number, number, number, number] => [
  p,
  p + ELEMENT,
  p + 2 * ELEMENT,
  p + 3 * ELEMENT,
];

/** The base point of RFC 8032, of order l: y = 4/5, x even. */
const BASE = [
  "1ad5258f602d56c9b2a7259560c72c695cdcd6fd31e2a4c0fe536ecdd3366921",
  "5866666666666666666666666666666666666666666666666666666666666666",
] as const;
/** A point of order 8. */
const EIGHTH = [
  "4ad145c54646a1de38e2e513703c195cbb4ade38329933e9284a3906a0b9d51f",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
] as const;

/** The eight multiples of the point of order 8, cached. */
const SMALL = reservePoints(8);
/** The multiples 0 to 16 of a point, cached. */
const MULTIPLES = reservePoints(17);
/** Scratch: points, and one cached. */
const [S, POWER, MULTIPLE, CACHED] = Array.from({ length: 4 }, () => reservePoints(1));

/** What is at `SMALL`, once it was computed. */
let small: Uint8Array | undefined;

/** As {@linkcode computing}, with the points of small order in place. */
export function onCurve<Result>(work: (field: Field) => Result): Result {
  return computing((f) => {
    small ??= smallPoints(f);
    f.bytes.set(small, SMALL);
    return work(f);
  });
}

function smallPoints(f: Field): Uint8Array {
  fromAffine(f, S, EIGHTH);
  f.cache(CACHED, S);
  setNeutral(f, S);
  for (let j = 0; j < 8; j++) {
    f.cache(SMALL + POINT * j, S);
    f.addCached(S, S, CACHED);
  }
  return f.bytes.slice(SMALL, SMALL + 8 * POINT);
}

function fromAffine(f: Field, out: number, [x, y]: readonly [string, string]): void {
  const [X, Y, Z, T] = coordinates(out);
  fromBytes(f, X, unhex(x));
  fromBytes(f, Y, unhex(y));
  copy(f, Z, CONSTANT.one, 1);
  f.multiply(T, X, Y);
}

/** out = a, for `count` elements that follow each other: four for a point. */
export function copy(f: Field, out: number, a: number, count = 4): void {
  f.bytes.copyWithin(out, a, a + ELEMENT * count);
}

/** out = (0, 1), the neutral element. */
export function setNeutral(f: Field, out: number): void {
  [CONSTANT.zero, CONSTANT.one, CONSTANT.one, CONSTANT.zero].forEach((value, place) =>
    copy(f, out + ELEMENT * place, value, 1)
  );
}

/** out = the base point. */
export function setBase(f: Field, out: number): void {
  fromAffine(f, out, BASE);
}

/** out = p - q. */
export function subtractPoints(f: Field, out: number, p: number, q: number): void {
  f.cache(CACHED, q);
  f.select(CACHED, 1, 0, -1);
  f.addCached(out, p, CHOSEN);
}

/** out = p plus j times the point of order 8; j from 0 to 7 is secret. */
export function addSmallOrder(f: Field, out: number, p: number, j: number): void {
  f.select(SMALL, 8, j, 0);
  f.addCached(out, p, CHOSEN);
}

/** 1 if p is neutral, else 0. */
export function isNeutral(f: Field, p: number): number {
  const [X, Y, Z] = coordinates(p);
  f.subtract(S, Y, Z);
  return isZero(f, X) & isZero(f, S);
}

/** 1 if 8 p is neutral, else 0. */
export function isSmallOrder(f: Field, p: number): number {
  f.double(S, p, 3);
  return isNeutral(f, S);
}

/** Digits from -16 to 15 with x = sum of digit[i] 32^i, for x below 2^253. */
function signedDigits(x: Uint8Array): Int8Array {
  const digits = new Int8Array(51);
  let carry = 0;
  for (let i = 0; i < 51; i++) {
    const at = (5 * i) >> 3;
    const pair = x[at] | ((x[at + 1] ?? 0) << 8);
    const sum = ((pair >> ((5 * i) & 7)) & 31) + carry;
    carry = (sum + 16) >> 5;
    digits[i] = sum - 32 * carry;
  }
  return digits;
}

/**
 * out = x p, for a secret x of 32 bytes, little-endian, below 2^253, and any p. The pattern of
 * operations is the same for every x.
 */
export function times(f: Field, out: number, p: number, x: Uint8Array): void {
  const one = MULTIPLES + POINT;
  setNeutral(f, S);
  for (let k = 0; k <= 16; k++) {
    if (k === 1) copy(f, S, p);
    if (k > 1) f.addCached(S, S, one);
    f.cache(MULTIPLES + POINT * k, S);
  }
  const digits = signedDigits(x);
  setNeutral(f, out);
  for (let i = 50; i >= 0; i--) {
    f.double(out, out, 5);
    const negate = digits[i] >> 31;
    f.select(MULTIPLES, 17, (digits[i] ^ negate) - negate, negate);
    f.addCached(out, out, CHOSEN);
  }
  wipe(new Uint8Array(digits.buffer));
}

/**
 * Bits of the digits that a table for {@linkcode addRandomMultiple} serves: they divide 252. Longer
 * ones make a table that takes longer to fill and is quicker to use.
 */
export type DigitBits = 4 | 6;

/** Bits of a multiplier that are drawn. */
const MULTIPLIER_BITS = 252;

/** Windows of a table, each for one digit, and the entries of a window. */
const windowsOf = (bits: DigitBits) => MULTIPLIER_BITS / bits;
const entriesOf = (bits: DigitBits) => 2 ** (bits - 1);

/** Points that a table takes at most. */
export const TABLE_POINTS: number = windowsOf(6) * entriesOf(6);

/** Fills a table with the odd multiples (2k + 1) 2^(bits i) p, for every entry k of every window i. */
export function fillTable(f: Field, table: number, p: number, bits: DigitBits): void {
  const windows = windowsOf(bits), entries = entriesOf(bits);
  copy(f, POWER, p);
  for (let i = 0; i < windows; i++) {
    copy(f, MULTIPLE, POWER);
    f.double(S, POWER, 1);
    f.cache(CACHED, S);
    for (let k = 0; k < entries; k++) {
      f.cache(table + POINT * (entries * i + k), MULTIPLE);
      f.addCached(MULTIPLE, MULTIPLE, CACHED);
    }
    f.double(POWER, POWER, bits);
  }
}

/**
 * out = out + r p, where the table is of p and r comes from the low 252 bits of 32 random bytes:
 * with e[i] the digits of b bits, r = sum of (2 e[i] + 1 - 2^b) 2^(b i), which is twice the drawn
 * number less 2^252 - 1, whatever b is.
 *
 * These r are 2^252 odd numbers in steps of two, from 1 - 2^252 to 2^252 - 1. Modulo l, which is
 * larger than 2^252 by less than 2^125, they are all different and none is 0: the distance from a
 * uniform r in 1..l-1 is below 2^-127. No digit is 0: every window adds an entry or its negative.
 *
 * @param bits as the table was filled
 */
export function addRandomMultiple(
  f: Field,
  out: number,
  table: number,
  random: Uint8Array,
  bits: DigitBits,
): void {
  const windows = windowsOf(bits), entries = entriesOf(bits);
  for (let i = 0; i < windows; i++) {
    const at = (bits * i) >> 3;
    const pair = random[at] | ((random[at + 1] ?? 0) << 8);
    const digit = (pair >> ((bits * i) & 7)) & (2 * entries - 1);
    // With n entries, 2e + 1 - 2n is 2(e - n) + 1 from e = n on, and -(2(n - 1 - e) + 1) below.
    const negate = (digit >> (bits - 1)) - 1;
    f.select(table + POINT * entries * i, entries, (digit ^ negate) & (entries - 1), negate);
    f.addCached(out, out, CHOSEN);
  }
}
