/**
 * Five faults that a program like this might have. Each makes a hidden compartment show, in one of
 * the ways that a coercer could see; the games that are played with them must be found out.
 *
 * A fault sees what the program sees at a save: what was there and what was opened. None is told in
 * which world it is.
 *
 * @module
 */

/** What a program knows when it saves. */
export interface Save {
  /** The file as it was read. */
  readonly before: Uint8Array;
  /** How many compartments the session opened. */
  readonly opened: number;
  /** Whether the compartment that was opened first depends on another one. */
  readonly depends: boolean;
  /** How many slots hold a compartment: only a program that keeps books could know. */
  readonly used: number;
}

/** Where a fault can sit. */
export interface Leak {
  /** Changes the 16 bytes that mask the salt, which are drawn anew at every save. */
  readonly mask?: (mask: Uint8Array, save: Save) => void;
  /** How many slots a refresh does before it stops. */
  readonly refreshed?: (save: Pick<Save, "used">) => number;
  /** Whether the file keeps the time that it had. */
  readonly keepsTime?: (save: Save) => boolean;
  /** Bytes that are left out at the end of a beacon. */
  readonly shortens?: (save: Pick<Save, "opened">) => number;
}

/** The program as it is. */
export const HONEST: Leak = {};

/** Where the first two put something of their own. */
const FLAG_AT = 3;
const COUNTER_AT = 9;

/** The faults by what they are. */
export const LEAKS: Readonly<Record<string, Leak>> = {
  "a flag": {
    mask: (mask, { before, depends, opened }) => {
      const bit = depends ? 1 : opened > 0 ? 0 : before[FLAG_AT] & 1;
      mask[FLAG_AT] = mask[FLAG_AT] & 0xFE | bit;
    },
  },
  "a counter": {
    mask: (mask, { before, opened }) => {
      mask[COUNTER_AT] = before[COUNTER_AT] + (opened > 0 ? 1 : 0);
    },
  },
  "an early exit": { refreshed: ({ used }) => used },
  "a file time": { keepsTime: ({ opened }) => opened === 0 },
  "a length": { shortens: ({ opened }) => opened > 0 ? 0 : 1 },
};
