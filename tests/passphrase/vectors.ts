/**
 * Makes vectors/passphrase.json from the format document's examples and the second implementation
 * beside this file, not from lib/:
 *
 *     deno run --allow-read --allow-write=vectors tests/passphrase/vectors.ts
 *
 * A test compares the file with what this module makes.
 *
 * @module
 */
import type { Case, VectorFile } from "../../lib/kat/case.ts";
import { folded } from "./oracle.ts";

const FORMAT = "lib/passphrase/FORMAT.md";

const bytes = (text: string) => new TextEncoder().encode(text).toHex();

/** An example of the format document. */
export interface Example {
  readonly name: string;
  /** What is typed. */
  readonly typed: string;
  /** Hexadecimal. */
  readonly folded: string;
}

/** The table of examples in the format document. */
export function documented(): Example[] {
  const document = Deno.readTextFileSync(new URL(`../../${FORMAT}`, import.meta.url));
  const rows = document.matchAll(/^\| ([^|]+?) +\| ([0-9A-F ]+?) +\| ([0-9a-f]+|\(empty\)) +\|$/gm);
  return [...rows].map(([, name, points, output]) => ({
    name,
    typed: points.split(" ").map((point) => String.fromCodePoint(parseInt(point, 16))).join(""),
    folded: output === "(empty)" ? "" : output,
  }));
}

/** Further texts, each for one rule, with the step that it is about. */
const TEXTS: readonly [name: string, typed: string][] = [
  ["nothing", ""],
  ["one space", " "],
  [
    "every white space of Unicode, one between letters",
    [0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000, 0x200A, 0x2028, 0x2029, 0x202F]
      .concat([0x205F, 0x3000]).map((code) => `a${String.fromCodePoint(code)}`).join(""),
  ],
  ["a zero width space is not white space and stays", "a\u200bb"],
  ["a byte order mark is a character like any other", "\ufeffa\ufeff"],
  ["a zero byte stays", "a\0b"],
  [
    "every control of direction is removed",
    "\u061c\u200e\u200fa\u202a\u202b\u202c\u202d\u202eb\u2066\u2067\u2068\u2069",
  ],
  ["a non-joiner kept two letters apart that compose", "e\u200c\u0301"],
  ["alef maksura", "\u0649"],
  ["all Arabic and Persian digits", "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"],
  ["digits of other scripts: Devanagari stays, full-width and superscript do not", "१\uff12\u00b3"],
  ["heh with yeh above stays, and heh and hamza above stay two", "\u06c0 \u0647\u0654"],
  ["the ligature of Allah, one code point", "\ufdf2"],
  ["isolated, initial, medial and final yeh", "\ufef1\ufef2\ufef3\ufef4\ufbfc\ufbfd\ufbfe\ufbff"],
  ["marks in the wrong order are put into order", "a\u0301\u0323"],
  ["Hangul, composed and in letters", "\uac01 \u1100\u1161\u11a8"],
  ["beyond the basic plane", "\u{1d11e}\u{1f511}\u{20000}"],
  ["capitals and sharp s stay", "Straße STRASSE İstanbul"],
  ["punctuation and quotes stay", "“don’t” - ‹no› …"],
  [
    "the longest Persian line, 1,000 letters with joiners",
    "می\u200cخواهم ۱۲ ".repeat(90).slice(0, 1000),
  ],
];

/** Bytes that are not UTF-8, and code points that are not assigned. */
const REFUSED: readonly [name: string, typed: string, error: string][] = [
  ["a lead byte without its second", "c328", "SyntaxError"],
  ["an overlong zero", "c080", "SyntaxError"],
  ["half a pair of surrogates", "eda080", "SyntaxError"],
  ["cut off in a letter", "d8", "SyntaxError"],
  ["above U+10FFFF", "f4908080", "SyntaxError"],
  ["one wrong byte at the end", "61ff", "SyntaxError"],
  ["U+0378, which is not assigned", "61cdb8", "RangeError"],
  ["U+FFFF, a noncharacter", "efbfbf", "RangeError"],
  ["U+FDD0, a noncharacter", "efb790", "RangeError"],
];

/** The whole file, made afresh. */
export function passphraseVectors(): VectorFile {
  const common = { source: FORMAT, operation: "fold" };
  const cases: Case[] = documented().map(({ name, typed, folded }) => (
    { name, ...common, source: `${FORMAT}, Examples`, typed: bytes(typed), expected: folded }
  ));
  for (const [name, typed] of TEXTS) {
    cases.push({ name, ...common, typed: bytes(typed), expected: bytes(folded(typed)) });
  }
  for (const [name, typed, error] of REFUSED) {
    cases.push({ name, ...common, typed, result: "invalid", error });
  }
  return {
    format: "kelid vectors v1",
    subject: "passphrase",
    standard: `${FORMAT}; Unicode Standard Annex 15`,
    source: "The examples of the format document, and tests/passphrase/oracle.ts, which works on " +
      "code points by tables of its own; compared once with Python 3.11's unicodedata",
    cases,
  };
}

if (import.meta.main) {
  const file = new URL("../../vectors/passphrase.json", import.meta.url);
  Deno.writeTextFileSync(file, `${JSON.stringify(passphraseVectors(), null, 1)}\n`);
}
