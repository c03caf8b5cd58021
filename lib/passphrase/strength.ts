/**
 * How hard a passphrase is to guess: zxcvbn (Wheeler, USENIX Security 2016) with its English lists
 * and our Persian one, read in several ways, of which the easiest for the attacker counts.
 *
 * - As zxcvbn reads it, whole: this knows the lines of several words, and repetitions.
 * - Word by word. zxcvbn adds 10,000^(parts - 1), which makes every sentence look strong: here the
 *   guesses for the parts are only multiplied. A word that no list has is language all the same,
 *   two bits a letter and not zxcvbn's 3.3; so is anything in Arabic script.
 * - The same two ways, with the keys read on the other keyboard layout.
 *
 * An estimate is an upper bound. It knows few quotations, no birthdays and nobody's pets. The lists
 * are large (about 150 ms to load), so nothing is loaded before the first call, and zxcvbn is given
 * only the words that the passphrase can contain: ranking them all takes longer than loading them.
 *
 * @module
 */
import { asTypedInEnglish, asTypedInPersian } from "./persian_layout.ts";
import { persianDictionaries } from "./persian_words.ts";
import { possibleWords, type Substitutions } from "./possible_words.ts";

/** How hard a passphrase is to guess, and the reason in one sentence without a part of it. */
export interface Strength {
  /** Base-2 logarithm of the number of guesses. */
  bits: number;
  /** Whether `bits` is below {@linkcode WEAK_BELOW}. */
  weak: boolean;
  /** One sentence, without a final period and without any part of the passphrase. */
  reason: string;
}

/**
 * Passphrases below this many bits are called weak. One guess is Argon2id over 256 MiB in three
 * passes: 1.6 GB moved. A card that moves 1 TB/s makes some 600 guesses a second, ten thousand of
 * them 2^47.5 a year; they need four years to try half of 2^50.
 */
export const WEAK_BELOW = 50;

/** What a letter of running text adds for one who knows the language (Shannon gives 1 to 2). */
const LANGUAGE_LETTER = 2;

/** zxcvbn's ten guesses for a character of which it knows nothing. */
const UNKNOWN_CHARACTER = Math.log2(10);

/** What the choice between a space, another sign and nothing adds between two parts. */
const BOUNDARY = 1;

/** What it costs to try another keyboard layout: it comes after the plain texts. */
const OTHER_LAYOUT = 3;

/** zxcvbn looks no further either, and what is longer is strong or a repetition. */
const LONGEST = 256;

/** One part of a reading, as zxcvbn cut it. */
interface Part {
  pattern: string;
  token: string;
  guesses: number;
}

/** One way to read the text, and how hard it is to guess so. */
interface Reading {
  bits: number;
  parts: Part[];
  otherLayout?: boolean;
}

type Estimator = (text: string) => Reading;

/** Makes an estimator for these texts and for parts of them. */
type EstimatorMaker = (texts: readonly string[]) => Estimator;

let loading: Promise<EstimatorMaker> | undefined;

/**
 * Estimates the strength of a passphrase. The string it takes cannot be wiped, nor can the
 * substrings that zxcvbn makes of it.
 *
 * @param folded the passphrase as `foldPassphrase` gives it, decoded
 *
 * @example
 * ```ts
 * import { estimateStrength } from "./strength.ts";
 *
 * const { weak } = await estimateStrength("freedom1404");
 * if (!weak) throw new Error();
 * ```
 */
export async function estimateStrength(folded: string): Promise<Strength> {
  if (folded === "") return { bits: 0, weak: true, reason: "It is empty" };
  const estimatorFor = await (loading ??= load());
  const text = folded.slice(0, LONGEST);
  const others = [asTypedInPersian(text), asTypedInEnglish(text)].filter((one) => one !== text);
  const estimate = estimatorFor([text, ...others]);
  const running = runningWords(text);
  const readings: Reading[] = [estimate(text), byWords(text, running, estimate)];
  for (const other of others) {
    // Running or not as it stands: on the other keyboard, drawn letters would look like Persian.
    for (const { bits, parts } of [estimate(other), byWords(other, running, estimate)]) {
      readings.push({ bits: bits + OTHER_LAYOUT, parts, otherLayout: true });
    }
  }
  const easiest = readings.reduce((a, b) => (b.bits < a.bits ? b : a));
  const weak = !(easiest.bits >= WEAK_BELOW); // NaN would be weak
  return { bits: easiest.bits, weak, reason: reasonFor(easiest, weak) };
}

async function load(): Promise<EstimatorMaker> {
  const [{ Options, ZxcvbnFactory }, common, english] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
    import("@zxcvbn-ts/language-en"),
  ]);
  const lists: Record<string, string[]> = {
    ...common.dictionary,
    ...english.dictionary,
    ...persianDictionaries(),
  };
  const substitutions = new Options().l33tTable as Substitutions;
  return (texts) => {
    const dictionary = possibleWords(lists, texts, substitutions);
    const graphs = common.adjacencyGraphs;
    const zxcvbn = new ZxcvbnFactory({ dictionary, graphs, maxLength: LONGEST });
    return (text) => {
      const { guesses, sequence } = zxcvbn.check(text);
      return { bits: Math.log2(guesses), parts: sequence as unknown as Part[] };
    };
  };
}

/** Every word alone. A word that came before costs the choice among the words so far. */
function byWords(text: string, running: boolean[], estimate: Estimator): Reading {
  const seen = new Set<string>();
  const all: Part[] = [];
  let bits = BOUNDARY * (running.length - 1);
  for (const [i, word] of text.split(" ").entries()) {
    if (seen.has(word)) {
      bits += Math.log2(seen.size);
      continue;
    }
    seen.add(word);
    const one = estimate(word);
    bits += Math.min(one.bits, sum(one.parts, running[i]));
    all.push(...one.parts);
  }
  return { bits, parts: all };
}

/**
 * For every word whether it is running text: letters only, but for a sign at an end, and either in
 * Arabic script or in lower case among other words. Anything else may have been drawn by lot.
 */
function runningWords(text: string): boolean[] {
  const words = text.split(" ");
  return words.map((word) =>
    /^\p{P}*[\p{Script=Arabic}\p{M}]+\p{P}*$/u.test(word) ||
    (words.length > 1 && /^\p{P}*\p{L}[\p{Ll}\p{Lo}\p{M}]*\p{P}*$/u.test(word))
  );
}

/** The bits of parts one after the other. */
function sum(parts: Part[], running: boolean): number {
  let bits = BOUNDARY * (parts.length - 1);
  for (const { pattern, token, guesses } of parts) {
    const known = pattern !== "bruteforce";
    bits += known ? Math.log2(guesses) : unknown(token, running);
  }
  return bits;
}

/** The bits of a part that zxcvbn does not know. */
function unknown(token: string, running: boolean): number {
  let bits = 0;
  for (const character of token) {
    bits += running && character !== " " ? LANGUAGE_LETTER : UNKNOWN_CHARACTER;
  }
  return bits;
}

function reasonFor({ parts, otherLayout }: Reading, weak: boolean): string {
  if (!weak) return "It has no pattern that makes it easy to guess";
  if (otherLayout) {
    return "It is common words typed on another keyboard layout, which are tried early";
  }
  const length = (...patterns: string[]) =>
    parts.reduce((n, part) => n + (patterns.includes(part.pattern) ? part.token.length : 0), 0);
  const half = parts.reduce((n, { token }) => n + token.length, 0) / 2;
  if (length("dictionary", "wordSequence") >= half) {
    return "It is made of common words, names, lines or years, which are tried first";
  }
  if (length("date", "regex") >= half) {
    return "It is mostly a date or a year, which are tried early";
  }
  if (length("spatial", "sequence", "repeat") >= half) {
    return "It repeats itself or follows neighbouring keys, which is tried early";
  }
  return "It is too short for what its characters add";
}
