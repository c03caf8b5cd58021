/**
 * What copies of a vault look like to somebody without any passphrase, as verdicts that two worlds
 * can be compared by: strings that stand anywhere twice, and numbers that honest points keep even.
 *
 * The bounds are generous. What a single session leaks shows in its copy, what all of them leak a
 * little in all copies together.
 *
 * @module
 */
import { numberToBytesLE } from "@noble/curves/utils.js";
import {
  addSmallOrder,
  isNeutral,
  onCurve,
  setNeutral,
  subtractPoints,
  times,
} from "../../lib/curve/edwards.ts";
import { decodePoint } from "../../lib/curve/elligator.ts";
import { type Field, reservePoints } from "../../lib/curve/field.ts";
import { HEADER_BYTES } from "../../lib/vault/geometry.ts";
import { P, Q, R } from "../curve/elements.ts";
import { ORDER } from "../curve/oracle.ts";

/** Bytes of a representative, and of the strings that are looked for again. */
const STRING_BYTES = 32;

/** How many standard deviations a number may be from where it should be: a chance of 1e-12. */
const MOST = 7;

const POINT = reservePoints(1);
const LARGE = numberToBytesLE(ORDER, 32);

/** Whether chi-square of counts that should be equal is as small as it should be. */
function even(counts: readonly number[]): boolean {
  const mean = counts.reduce((sum, n) => sum + n, 0) / counts.length;
  const chiSquare = counts.reduce((sum, n) => sum + (n - mean) ** 2 / mean, 0);
  const freedom = counts.length - 1, s = 2 / (9 * freedom);
  return chiSquare < freedom * (1 - s + MOST * Math.sqrt(s)) ** 3;
}

/** The torsion class of the point at an address, 0 to 7. */
function classOf(f: Field, at: number): number {
  times(f, Q, at, LARGE);
  setNeutral(f, R);
  for (let found = 0; found < 8; found++) {
    subtractPoints(f, P, Q, R);
    if (isNeutral(f, P)) return found;
    addSmallOrder(f, R, R, 1);
  }
  throw new Error("Not on the curve");
}

/** Counts over representatives: both points of rows have counts of their own. */
class Counts {
  readonly #spare = Array.from({ length: 16 }, () => 0);
  readonly #classes = [0, 1].map(() => Array.from({ length: 8 }, () => 0));
  readonly #ones = Array.from({ length: 2 * 254 }, () => 0);
  #rows = 0;

  /** Counts a row of two representatives. */
  add(f: Field, row: Uint8Array): void {
    this.#rows++;
    this.#spare[4 * (row[31] >> 6) + (row[63] >> 6)]++;
    for (const half of [0, 1]) {
      const representative = row.subarray(32 * half, 32 * (half + 1));
      for (let bit = 0; bit < 254; bit++) {
        this.#ones[254 * half + bit] += representative[bit >> 3] >> (bit & 7) & 1;
      }
      decodePoint(f, POINT, representative);
      this.#classes[half][classOf(f, POINT)]++;
    }
  }

  /** Whether spare bits, torsion classes and all other bits are as balanced as they should be. */
  verdict() {
    const deviation = (ones: number) => Math.abs(ones - this.#rows / 2) / Math.sqrt(this.#rows / 4);
    return {
      spareBits: even(this.#spare),
      classes: this.#classes.map(even),
      bits: this.#ones.every((ones) => deviation(ones) < MOST),
    };
  }
}

/** How many strings of each copy stood before, at any offset of that copy or of one before it. */
function repetitions(copies: readonly Uint8Array[]): number[] {
  const seen = new Set<string>();
  return copies.map((copy) => {
    let again = 0;
    const text = copy.toHex();
    for (let at = 0; at + STRING_BYTES <= copy.length; at++) {
      const string = text.slice(2 * at, 2 * (at + STRING_BYTES));
      if (seen.has(string)) again++;
      seen.add(string);
    }
    return again;
  });
}

/** The verdicts over each copy and over all of them. */
export function looks(copies: readonly Uint8Array[]): unknown {
  return onCurve((f) => {
    const all = new Counts();
    const each = copies.map((copy) => {
      const own = new Counts();
      for (let at = HEADER_BYTES; at < copy.length; at += 2 * STRING_BYTES) {
        const row = copy.subarray(at, at + 2 * STRING_BYTES);
        own.add(f, row);
        all.add(f, row);
      }
      return own.verdict();
    });
    return { repetitions: repetitions(copies), each, all: all.verdict() };
  });
}
