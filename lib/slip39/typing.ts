/**
 * Reads the words of a share as people type them, and helps with those that are not in the list.
 *
 * Looking words up takes a time that depends on them, unlike the arithmetic on their values: they
 * come from a keyboard, and the list is no secret.
 *
 * @module
 */
import { ShareError } from "./share_error.ts";
import { WORDS } from "./wordlist.ts";

/** As many letters as tell any two words of the list apart. */
const PREFIX = 4;

/** A mistyped text longer than this may be several words run together, and is not repeated. */
const LONGEST_REPEATED = 10;

/** How many words are proposed for a mistyped one. */
const PROPOSALS = 3;

/** How many letters may be wrong, missing, extra or swapped in what a word is proposed for. */
const FAR = 2;

/** The value of a typed word: a whole one, or its first four letters or more. */
function valueOf(typed: string): number | undefined {
  // The list is alphabetical: the first word that is not before what was typed begins with it.
  let value = 0;
  for (let step = WORDS.length / 2; step >= 1; step /= 2) {
    if (WORDS[value + step - 1] < typed) value += step;
  }
  return typed.length >= PREFIX && WORDS[value].startsWith(typed) ? value : undefined;
}

/**
 * The values, 0 to 1023, of the words in a typed text.
 *
 * Capitals count as small letters and wide ones as narrow ones. Whatever is neither letter nor
 * digit separates words; invisible format characters vanish; numbers, such as those that count the
 * words on a card, are passed over. The first four letters of a word are enough, or any more of it.
 *
 * @param name what an error calls the share, such as `share 2`
 * @throws {ShareError} of kind `word`, with the nearest words, if one is not in the list
 */
export function readWords(text: string, name: string): number[] {
  return separated(text).map((word, i) => {
    const value = valueOf(word);
    if (value === undefined) throw unknownWord(word, i + 1, name);
    return value;
  });
}

/** The words of a text, in small letters. */
function separated(text: string): string[] {
  // The same for plain English, without the tables of all scripts, which take milliseconds to make.
  if (/^[\0-~]*$/.test(text)) {
    return text.toLowerCase().split(/[^a-z0-9]+/).filter((word) => !/^[0-9]*$/.test(word));
  }
  return text.normalize("NFKC").replace(/\p{Cf}/gu, "").toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => !/^\p{N}*$/u.test(word));
}

function unknownWord(typed: string, number: number, name: string): ShareError {
  const start = `Cannot read ${name}: word ${number}`;
  // Not repeated either: a letter that draws as another, or that a terminal obeys.
  if (!/^[a-z]*$/.test(typed)) {
    return new ShareError(
      "word",
      `${start} is not in the list: it has a character that is no English letter`,
      number,
    );
  }
  if (typed.length > LONGEST_REPEATED) {
    return new ShareError(
      "word",
      `${start} is not in the list: it has ${typed.length} letters, and no word has more than 8`,
      number,
    );
  }
  const near = nearestWords(typed).map((word) => `"${word}"`);
  const last = near.pop();
  const question = last === undefined
    ? ""
    : `; did you mean ${near.length === 0 ? "" : `${near.join(", ")} or `}${last}?`;
  return new ShareError("word", `${start} "${typed}" is not in the list${question}`, number);
}

/**
 * At most three words of the list that somebody may have meant by `typed` (small letters), the
 * likeliest first: those that begin with the same four letters, then those that differ by one
 * letter wrong, missing, extra or swapped, counted against the whole word or its first four; if
 * there are none, those that differ by two.
 */
export function nearestWords(typed: string): string[] {
  const short = typed.length <= PREFIX + 1;
  const ranked = WORDS.map((word) => {
    const start = word.slice(0, PREFIX);
    const whole = distance(typed, word);
    const far = typed.startsWith(start)
      ? 0
      : short
      ? Math.min(whole, distance(typed, start))
      : whole;
    return { word, far, whole };
  }).sort((a, b) => a.far - b.far || a.whole - b.whole);
  const farthest = ranked[0].far <= 1 ? 1 : FAR;
  return ranked.filter(({ far }) => far <= farthest).slice(0, PROPOSALS).map(({ word }) => word);
}

/** The least number of letters wrong, missing, extra or swapped with their neighbour. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
      }
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}
