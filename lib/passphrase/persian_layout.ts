/**
 * The Persian keyboard (ISIRI 9147, with the letters that the older Windows layout puts elsewhere)
 * against the American one: what was meant by keys struck while the other layout was on.
 *
 * @module
 */

const AMERICAN = "qwertyuiop[]asdfghjkl;'zxcvbnm,HC\\";
const PERSIAN = "ضصثقفغعهخحجچشسیبلاتنمکگظطزرذدپوآژپ";

const persianOf = new Map([...AMERICAN].map((key, i) => [key, PERSIAN[i]]));
// The later of two keys for one letter loses: peh is m first, the backslash only on old Windows.
const americanOf = new Map(
  [...PERSIAN].map((letter, i) => [letter, AMERICAN[i]] as const).reverse(),
);

/** The text that the same keys give on a Persian keyboard. */
export function asTypedInPersian(text: string): string {
  return replaceEach(text, (key) => persianOf.get(key) ?? persianOf.get(key.toLowerCase()));
}

/** The text that the same keys give on an American keyboard. */
export function asTypedInEnglish(text: string): string {
  // Old Windows has yeh with hamza on m; folding leaves it as two code points.
  return replaceEach(text.replaceAll("\u06CC\u0654", "m"), (letter) => americanOf.get(letter));
}

function replaceEach(text: string, other: (character: string) => string | undefined): string {
  let replaced = "";
  for (const character of text) replaced += other(character) ?? character;
  return replaced;
}
