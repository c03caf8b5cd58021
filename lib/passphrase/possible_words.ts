/**
 * Which words of its lists zxcvbn can find in given texts, so that it need not be given a quarter of
 * a million words to rank where some hundreds are enough.
 *
 * @module
 */

/** For every letter what may stand for it, as zxcvbn's options have it. */
export type Substitutions = Record<string, readonly string[]>;

/**
 * Empties every entry that zxcvbn cannot find in one of the texts or a part of one: as it stands,
 * backwards, and with substitutions taken for letters. All others keep their place, which is their
 * rank. Few are left without need: single characters, and words made of the same pairs of characters.
 * Only `constructor`, which zxcvbn finds in every list for words so long, may be found less often.
 *
 * @param lists words in lower case
 */
export function possibleWords(
  lists: Record<string, string[]>,
  texts: readonly string[],
  substitutions: Substitutions,
): Record<string, string[]> {
  const possible = findable(texts, substitutions);
  const left: Record<string, string[]> = {};
  for (const [name, words] of Object.entries(lists)) {
    left[name] = words.map((word) => possible(word) ? word : "");
  }
  return left;
}

function findable(
  texts: readonly string[],
  substitutions: Substitutions,
): (word: string) => boolean {
  const pairs = new Set<number>();
  const add = (text: string) => {
    for (let i = 1; i < text.length; i++) pairs.add(pair(text, i));
  };
  for (const text of texts) {
    add(text.split("").reverse().join("").toLowerCase());
    for (let i = 0; i < text.length; i++) {
      for (const one of readings(text, i, substitutions)) {
        for (const next of readings(text, one.end, substitutions)) add(one.letter + next.letter);
      }
    }
  }
  return (word) => {
    for (let i = 1; i < word.length; i++) {
      if (!pairs.has(pair(word, i))) return false;
    }
    return true;
  };
}

/** What may be read at one place of a text, and where the next character begins. */
function readings(
  text: string,
  at: number,
  substitutions: Substitutions,
): { letter: string; end: number }[] {
  if (at >= text.length) return [];
  const found = [{ letter: text[at].toLowerCase(), end: at + 1 }];
  for (const [letter, signs] of Object.entries(substitutions)) {
    for (const sign of signs) {
      if (text.startsWith(sign, at)) found.push({ letter, end: at + sign.length });
    }
  }
  return found;
}

/** The character at a place and the one before it, as one number. */
function pair(text: string, i: number): number {
  return text.charCodeAt(i - 1) * 0x10000 + text.charCodeAt(i);
}
