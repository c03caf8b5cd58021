/**
 * Is the random source alive? The health tests of NIST SP 800-90B, section 4.4, run once over the
 * 1,024 start-up samples that section 4.3 asks for.
 *
 * They find a source that is stuck, repeats itself or favours a byte. They cannot find one that is
 * merely predictable: no test of the output can.
 *
 * @module
 */
import { wipe } from "../bytes.ts";
import type { RandomSource } from "../random.ts";

/** Bytes drawn, in this many calls, so that a source that answers every call alike shows. */
const CALLS = 32, BYTES = 32;

/**
 * Cutoffs for full entropy of 8 bits a byte and a false alarm once in 2^40 samples (alpha = 2^-40):
 * 1 + 40/8 equal bytes in a row (section 4.4.1), and 1 + critbinom(512, 1/256, 1 - alpha) equal to
 * the first one in a window of 512 (section 4.4.2, table 2).
 */
export const REPETITION_CUTOFF = 6, PROPORTION_CUTOFF = 19, PROPORTION_WINDOW = 512;

/**
 * Draws 1,024 bytes and checks them.
 *
 * @throws {Error} if the source does not behave like one that is random
 */
export function checkRandomSource(random: RandomSource): void {
  const samples = new Uint8Array(CALLS * BYTES);
  const calls = new Set<string>();
  try {
    for (let i = 0; i < CALLS; i++) {
      const drawn = random(BYTES);
      if (drawn.length !== BYTES) fail("gives the wrong number of bytes");
      samples.set(drawn, i * BYTES);
      calls.add(drawn.toHex());
      wipe(drawn);
    }
    // The repetition count test once more, with 32 bytes as a sample of 256 bits: cutoff 2.
    if (calls.size < CALLS) fail("gave the same 32 bytes twice");
    if (longestRun(samples) >= REPETITION_CUTOFF) fail("repeats a byte");
    for (let start = 0; start < samples.length; start += PROPORTION_WINDOW) {
      const window = samples.subarray(start, start + PROPORTION_WINDOW);
      const count = window.reduce((sum, byte) => sum + Number(byte === window[0]), 0);
      if (count >= PROPORTION_CUTOFF) fail("favours a byte");
    }
  } finally {
    wipe(samples);
  }
}

function fail(how: string): never {
  throw new Error(`Self-test failed: the random source ${how}`);
}

/** How often the same byte comes in a row at most. */
function longestRun(samples: Uint8Array): number {
  let longest = 0;
  let run = 0;
  for (let i = 0; i < samples.length; i++) {
    run = i > 0 && samples[i] === samples[i - 1] ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  return longest;
}
