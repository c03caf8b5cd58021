/**
 * RS1024, the checksum of SLIP-0039: a Reed-Solomon code over GF(1024), three words long. It
 * detects every error in at most three words, and any other but one in 2^30.
 *
 * The customization string goes through the sum before the words, so a share of one kind never
 * passes as one of the other. Words are secrets: the sum masks instead of branching.
 *
 * @module
 */

/** How many words the checksum has. */
export const CHECKSUM_WORDS = 3;

/** x^3 times each power of two, modulo the code's generating polynomial. */
const GENERATOR = [
  0xe0e040,
  0x1c1c080,
  0x3838100,
  0x7070200,
  0xe0e0009,
  0x1c0c2412,
  0x38086c24,
  0x3090fc48,
  0x21b1f890,
  0x3f3f120,
];

/** Takes one more word, 0 to 1023, into the sum of 30 bits. */
function step(sum: number, word: number): number {
  const top = sum >> 20;
  sum = ((sum & 0xfffff) << 10) ^ word;
  for (let bit = 0; bit < 10; bit++) sum ^= GENERATOR[bit] & -((top >> bit) & 1);
  return sum;
}

function sumOf(customization: string, words: readonly number[]): number {
  let sum = 1;
  for (let i = 0; i < customization.length; i++) sum = step(sum, customization.charCodeAt(i));
  for (const word of words) sum = step(sum, word);
  return sum;
}

/** The three words that follow `data` (values 0 to 1023) under an ASCII customization string. */
export function checksum(customization: string, data: readonly number[]): number[] {
  const sum = sumOf(customization, [...data, 0, 0, 0]) ^ 1;
  return [sum >> 20, (sum >> 10) & 1023, sum & 1023];
}

/** Whether the last three of `words` are the checksum of those before them. */
export function checksumHolds(customization: string, words: readonly number[]): boolean {
  return sumOf(customization, words) === 1;
}

/**
 * The place (from 0) of the one word whose replacement would make the checksum hold; undefined if
 * there is no such place, so that at least two words are wrong.
 *
 * SLIP-0039 allows telling where an error may be and forbids proposing the correction: a wrong
 * "corrected" share passes every later check. So this gives the place and never the word.
 */
export function singleErrorAt(
  customization: string,
  words: readonly number[],
): number | undefined {
  const residue = sumOf(customization, words) ^ 1;
  for (let error = 1; error < 1024; error++) {
    let effect = error;
    for (let place = words.length - 1; place >= 0; place--) {
      if (effect === residue) return place;
      effect = step(effect, 0);
    }
  }
  return undefined;
}
