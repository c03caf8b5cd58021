import assert from "node:assert/strict";
import fc from "fast-check";
import { hex, unhex, utf8 } from "../../lib/bytes.ts";
import { foldPassphrase } from "../../lib/passphrase/fold.ts";
import { folded } from "./oracle.ts";
import { documented } from "./vectors.ts";

const fold = (text: string) => hex(foldPassphrase(utf8(text)));
const FORMS = ["NFC", "NFD", "NFKC", "NFKD"] as const;

/** Every code point that a passphrase may hold. */
function* assigned(from = 0, to = 0x10FFFF): Generator<string> {
  for (let code = from; code <= to; code++) {
    if (code >= 0xD800 && code <= 0xDFFF) continue;
    const character = String.fromCodePoint(code);
    if (!/\p{Cn}/u.test(character)) yield character;
  }
}

/** The second implementation. */
const naive = (text: string) => hex(utf8(folded(text)));

/** Folding the folded text, and folding its other forms, gives the same. */
function assertStable(text: string): void {
  const bytes = foldPassphrase(utf8(text));
  const expected = hex(bytes);
  assert.equal(hex(foldPassphrase(bytes)), expected, `folded twice: ${codes(text)}`);
  for (const form of FORMS) {
    const other = text.normalize(form);
    if (other !== text) assert.equal(fold(other), expected, `${form}: ${codes(text)}`);
  }
}

function codes(text: string): string {
  return [...text].map((c) => "U+" + c.codePointAt(0)!.toString(16).toUpperCase()).join(" ");
}

Deno.test("every example of the format document folds as it says", () => {
  const examples = documented();
  assert.equal(examples.length, 13);
  for (const example of examples) assert.equal(fold(example.typed), example.folded, example.name);
});

Deno.test("one Persian sentence from three keyboards folds to one form", () => {
  const persian = fold("یک کتاب می‌خواهم ۱۲۳");
  assert.equal(fold("يك كتاب میخواهم ١٢٣"), persian);
  assert.equal(fold("  یك\u00A0کتاب\tمي\u200Dخواهم 123\u200F"), persian);
  assert.equal(persian, hex(utf8("یک کتاب میخواهم 123")));
  assert.notEqual(fold("یک کتاب نمیخواهم 123"), persian);
});

Deno.test("folding is stable for every assigned code point in all of its forms", () => {
  for (const character of assigned()) assertStable(character);
});

Deno.test("folding is stable for every Arabic letter with every Arabic mark and joiner", () => {
  const letters: string[] = [];
  const marks = ["\u200C", "\u200D", "\u0640", "\u0345", "\u0308", "\u0301"];
  for (const [from, to] of [[0x0600, 0x077F], [0x0870, 0x08FF]]) {
    for (const character of assigned(from, to)) {
      (/\p{M}/u.test(character) ? marks : letters).push(character);
    }
  }
  for (const letter of letters) {
    // Fed as one text, spaces between: a space belongs to no composition.
    const pairs = marks.map((mark) => letter + mark).join("\n");
    assertStable(pairs);
    assertStable(marks.map((mark) => letter + "\u200C" + mark).join("\n"));
    assert.equal(fold(pairs), naive(pairs));
  }
});

Deno.test("folding is stable for random strings and agrees with a naive second implementation", () => {
  const anything = fc.string({ unit: "binary", maxLength: 24 })
    .map((text) => text.replace(/\p{Cn}/gu, ""));
  // Hangul, Latin and Arabic marks, presentation forms, white space: where things join and reorder.
  const near = fc.array(
    fc.oneof(
      ...[[0x20, 0x17F], [0x300, 0x36F], [0x600, 0x6FF], [0x1100, 0x11FF], [0x2000, 0x206F]]
        .concat([[0xAC00, 0xAC40], [0xFB00, 0xFDFF], [0xFE70, 0xFEFF], [0x3000, 0x30FF]])
        .map(([min, max]) => fc.integer({ min, max })),
    ),
    { maxLength: 12 },
  ).map((points) => String.fromCodePoint(...points).replace(/\p{Cn}/gu, ""));
  fc.assert(
    fc.property(fc.oneof(anything, near), (text) => {
      assertStable(text);
      assert.equal(fold(text), naive(text));
    }),
    { numRuns: 20_000 },
  );
});

Deno.test("ASCII folds as it does beside other text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary-ascii", maxLength: 40 }), (text) => {
      assert.equal(fold(text), naive(text));
      assert.equal(fold(text + "\u06CC"), naive(text + "\u06CC"));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("unassigned code points and noncharacters are refused with one message", () => {
  for (const code of [0x0378, 0xFFFF, 0xFDD0, 0x10FFFF, 0xE0080]) {
    assert.throws(() => fold("a" + String.fromCodePoint(code)), {
      name: "RangeError",
      message: "Cannot use the passphrase: it has a character unknown to Unicode",
    });
  }
});

Deno.test("bytes that are not UTF-8 are refused with one message", () => {
  for (const bytes of ["c328", "c080", "eda080", "d8", "f4908080", "61ff"]) {
    assert.throws(() => foldPassphrase(unhex(bytes)), {
      name: "SyntaxError",
      message: "Cannot read the passphrase: it is not UTF-8 text",
    });
  }
});

Deno.test("folding leaves its input as it was and returns a buffer of its own", () => {
  for (const text of ["  two  words ", " سلام  دنیا "]) {
    const typed = utf8(text);
    const bytes = foldPassphrase(typed);
    assert.deepEqual(typed, utf8(text));
    assert.notEqual(bytes.buffer, typed.buffer);
    assert.equal(bytes.buffer.byteLength, bytes.length);
  }
});
