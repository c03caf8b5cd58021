import assert from "node:assert/strict";
import fc from "fast-check";
import { ShareError } from "../../lib/slip39/share_error.ts";
import { nearestWords, readWords } from "../../lib/slip39/typing.ts";
import { uniform } from "../../lib/random.ts";
import { WORDS } from "../../lib/slip39/wordlist.ts";
import { seeded } from "../seeded.ts";

function errorOf(text: string): ShareError {
  try {
    readWords(text, "share 2");
  } catch (error) {
    assert.ok(error instanceof ShareError);
    return error;
  }
  assert.fail("nothing was thrown");
}

Deno.test("readWords() gives every word of the list its place", () => {
  assert.deepEqual(readWords(WORDS.join(" "), "it"), [...WORDS.keys()]);
});

Deno.test("readWords() understands any beginning of at least four letters, and only those", () => {
  WORDS.forEach((word, value) => {
    for (let length = value % 16 === 0 ? 1 : 4; length <= word.length; length++) {
      const typed = word.slice(0, length);
      if (length >= 4) assert.deepEqual(readWords(typed, "it"), [value]);
      else assert.equal(errorOf(typed).kind, "word");
    }
    if (value % 16 === 0) assert.equal(errorOf(word + "q").kind, "word", "one letter too many");
  });
});

Deno.test("readWords() takes capitals, line breaks, punctuation, numbers and invisible marks", () => {
  const wanted = [...readWords("academic acid acne acquire", "it")];
  for (
    const typed of [
      "  academic   acid\tacne\r\n\nacquire \n",
      "ACADEMIC Acid aCNE ACQU",
      "1. academic 2. acid\n3. acne 4. acquire",
      "1) academic, 2) acid, 3) acne, 4) acquire.",
      "\ufeffacademic\u00a0acid\u3000acne\u2028acquire",
      "aca\u00addemic \u202aacid\u202c a\u200ccne acquire\u200f",
      "ａｃａｄｅｍｉｃ acid acne acquire",
      "۱ academic ۲ acid ۳ acne ۴ acquire",
      '"academic" - "acid" - "acne" - "acquire"',
    ]
  ) assert.deepEqual(readWords(typed, "it"), wanted, typed);
});

Deno.test("readWords() finds no word in an empty text", () => {
  assert.deepEqual(readWords(" \n 1. 2. ", "it"), []);
});

Deno.test("readWords() reads any spacing and shortening of any words", () => {
  const word = fc.tuple(
    fc.nat(1023),
    fc.integer({ min: 4, max: 8 }),
    fc.boolean(),
    fc.constantFrom(" ", "  ", "\n", "\t", ", ", " 7. "),
  );
  fc.assert(fc.property(fc.array(word), (words) => {
    const typed = words.map(([value, length, capitals, space]) => {
      const start = WORDS[value].slice(0, length);
      return (capitals ? start.toUpperCase() : start) + space;
    });
    assert.deepEqual(readWords(typed.join(""), "it"), words.map(([value]) => value));
  }));
});

Deno.test("an unknown word is named by share, place and nearest words", () => {
  const error = errorOf("academic acid\nacnee");
  assert.equal(error.kind, "word");
  assert.equal(error.word, 3);
  assert.equal(
    error.message,
    'Cannot read share 2: word 3 "acnee" is not in the list; did you mean "acne"?',
  );
});

Deno.test("an unknown word that is near to nothing is named without a proposal", () => {
  assert.equal(
    errorOf("qqqqqqq").message,
    'Cannot read share 2: word 1 "qqqqqqq" is not in the list',
  );
});

Deno.test("several proposals are joined as people write them", () => {
  assert.equal(
    errorOf("academic bace").message,
    'Cannot read share 2: word 2 "bace" is not in the list; did you mean "race" or "paces"?',
  );
  assert.equal(
    errorOf("foo").message,
    'Cannot read share 2: word 1 "foo" is not in the list; did you mean "hobo", "float" or "focus"?',
  );
});

Deno.test("a word is not repeated when it may be several, or holds what a terminal obeys", () => {
  const glued = errorOf("acid academicacid");
  assert.equal(
    glued.message,
    "Cannot read share 2: word 2 is not in the list: it has 12 letters, and no word has more than 8",
  );
  const foreign = errorOf("acid аcne");
  assert.equal(
    foreign.message,
    "Cannot read share 2: word 2 is not in the list: it has a character that is no English letter",
  );
  assert.ok(!errorOf("acid \x1b[31mevil9").message.includes("evil"));
});

Deno.test("an error repeats no word of the list that was typed, wherever the unknown one stands", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(1023), { minLength: 2, maxLength: 33 }),
      fc.nat(32),
      (values, at) => {
        const words = values.map((value) => WORDS[value]);
        words.splice(at % words.length, 0, "qqqqqqq");
        assert.equal(
          errorOf(words.join(" ")).message,
          `Cannot read share 2: word ${words.indexOf("qqqqqqq") + 1} "qqqqqqq" is not in the list`,
        );
      },
    ),
  );
});

Deno.test("nearestWords() has the word that was meant among its proposals after one slip", () => {
  for (const word of WORDS.filter((_, value) => value % 16 === 0)) {
    const slips = [word + "s", word.slice(1), word[1] + word[0] + word.slice(2)];
    for (let i = 0; i < word.length; i++) slips.push(word.slice(0, i) + "z" + word.slice(i + 1));
    for (const slip of slips) assert.ok(nearestWords(slip).includes(word), `${slip} for ${word}`);
  }
});

Deno.test("nearestWords() puts words that begin with the same four letters first", () => {
  assert.equal(nearestWords("acadxyzw")[0], "academic");
  assert.equal(nearestWords("acadeemic")[0], "academic");
  assert.ok(nearestWords("acda").includes("academic"));
  assert.ok(WORDS.every((word, i) => i % 16 > 0 || nearestWords(word + "x")[0] === word));
});

Deno.test("plain English is read as any other text is", () => {
  const random = seeded("plain English");
  const outcome = (text: string) => {
    try {
      return readWords(text, "share 1");
    } catch (error) {
      return (error as Error).message;
    }
  };
  let read = 0;
  for (let i = 0; i < 2_000; i++) {
    const text = Array.from({ length: uniform(6, random) }, () => {
      const word = WORDS[uniform(WORDS.length, random)].slice(0, 4 + uniform(5, random));
      const typed = uniform(3, random) > 0 ? word : word.toUpperCase();
      const sign = String.fromCharCode(uniform(128, random));
      return uniform(9, random) > 0 ? `${typed} ` : `${typed}${sign}${sign}`;
    }).join("");
    // An invisible character changes nothing, but it is not plain.
    const plain = outcome(text);
    assert.deepEqual(plain, outcome(`${text}\u200B`), JSON.stringify(text));
    if (typeof plain !== "string") read++;
  }
  assert.ok(read > 500 && read < 2_000, `${read} read`);
});
