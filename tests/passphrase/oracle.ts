/**
 * Folding a second time, written from `lib/passphrase/FORMAT.md` step by step over arrays of code
 * points. It has the tables as numbers, where `lib/` has properties of Unicode, and shares nothing
 * with `lib/` but the engine's normal forms. It makes the expected values of vectors/passphrase.json.
 *
 * @module
 */

const removed = new Set([0x200C, 0x200D, 0x0640, 0x061C, 0x200E, 0x200F]);
for (let code = 0x202A; code <= 0x202E; code++) removed.add(code);
for (let code = 0x2066; code <= 0x2069; code++) removed.add(code);

const mapped = new Map([[0x064A, 0x06CC], [0x0649, 0x06CC], [0x0643, 0x06A9]]);
for (let digit = 0; digit < 10; digit++) {
  mapped.set(0x0660 + digit, 0x30 + digit).set(0x06F0 + digit, 0x30 + digit);
}

const white = new Set([0x20, 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000]);
for (let code = 0x09; code <= 0x0D; code++) white.add(code);
for (let code = 0x2000; code <= 0x200A; code++) white.add(code);

function map(text: string): string {
  return [...text].map((c) => c.codePointAt(0)!).filter((c) => !removed.has(c))
    .map((c) => String.fromCodePoint(mapped.get(c) ?? c)).join("");
}

/** The folded text of an assigned one. */
export function folded(text: string): string {
  const whole = map(map(text.normalize("NFKD")).normalize("NFKC"));
  const words: string[] = [""];
  for (const character of whole) {
    if (white.has(character.codePointAt(0)!)) words.push("");
    else words[words.length - 1] += character;
  }
  return words.filter((word) => word !== "").join(" ");
}
