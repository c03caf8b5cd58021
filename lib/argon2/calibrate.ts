/**
 * Costs for a machine: as much memory as is reasonable, then as many passes as the time allows.
 *
 * @module
 */
import type { Argon2Costs } from "./argon2id.ts";

/** Memory that calibration starts at, and the least it goes down to: RFC 9106's second choice. */
const MOST_KIB = 1_048_576;
const LEAST_KIB = 65_536;

/** Proposed costs and how long they took. */
export interface Calibration {
  /** What to give to Argon2id. */
  readonly costs: Argon2Costs;
  /** Seconds that it took with them. */
  readonly seconds: number;
}

/**
 * Finds costs that take about `seconds`: the largest memory, a power of two, of which three passes
 * fit; then as many passes as do. With the least memory even one pass may take longer.
 *
 * @param measure seconds that Argon2id takes at given costs
 * @throws {RangeError} if `seconds` is not above 0 and at most 3600
 */
export async function calibrate(
  seconds: number,
  lanes: number,
  measure: (costs: Argon2Costs) => Promise<number>,
): Promise<Calibration> {
  if (!(seconds > 0 && seconds <= 3600)) {
    throw new RangeError(`Cannot calibrate to ${seconds} seconds: more than 0, at most 3600`);
  }
  const probe = await measure({ memoryKiB: LEAST_KIB, passes: 1, lanes });
  let memoryKiB = MOST_KIB;
  const onePass = () => probe * (memoryKiB / LEAST_KIB);
  while (memoryKiB > LEAST_KIB && 3 * onePass() > seconds) memoryKiB /= 2;
  let passes = Math.max(1, Math.min(1000, Math.floor(seconds / onePass())));
  let took = await measure({ memoryKiB, passes, lanes });
  // One correction: the first pass also fills the memory, so passes are not quite proportional.
  const corrected = Math.max(1, Math.min(1000, Math.round(passes * seconds / took)));
  if (corrected !== passes) {
    passes = corrected;
    took = await measure({ memoryKiB, passes, lanes });
  }
  return { costs: { memoryKiB, passes, lanes }, seconds: took };
}
