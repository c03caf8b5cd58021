import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { entropyToMnemonic, mnemonicToEntropy } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import fc from "fast-check";
import { utf8 } from "../../lib/bytes.ts";
import { ENTROPY_BYTES, entropyOf, phraseOf, wordsOf } from "../../lib/wallet/words.ts";
import { officialTest, officialText } from "../official.ts";

const entropies = fc.constantFrom(...ENTROPY_BYTES)
  .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));

officialTest("the English vectors of BIP-39 come out both ways", () => {
  const { english } = JSON.parse(officialText("bip39/vectors.json"));
  assert.equal(english.length, 24);
  for (const [entropy, words] of english) {
    assert.equal(wordsOf(Uint8Array.fromHex(entropy)).join(" "), words);
    assert.equal(entropyOf(utf8(words)).toHex(), entropy);
  }
});

Deno.test("the word list is the one of BIP-39", () => {
  const file = wordlist.map((word) => `${word}\n`).join("");
  assert.equal(
    createHash("sha256").update(file).digest("hex"),
    "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda",
  );
});

Deno.test("entropy and words are the same as in another library, both ways", () => {
  fc.assert(
    fc.property(entropies, (entropy) => {
      const phrase = entropyToMnemonic(entropy, wordlist);
      assert.equal(wordsOf(entropy).join(" "), phrase);
      assert.deepEqual(phraseOf(entropy), utf8(phrase));
      assert.deepEqual(entropyOf(utf8(phrase)), Uint8Array.from(entropy));
    }),
    { numRuns: 500 },
  );
});

Deno.test("a changed word is refused whenever the other library refuses it", () => {
  const change = fc.tuple(entropies, fc.nat(23), fc.constantFrom(...wordlist));
  let refused = 0;
  fc.assert(
    fc.property(change, ([entropy, place, word]) => {
      const words = wordsOf(entropy);
      words[place % words.length] = word;
      const phrase = words.join(" ");
      let expected: Uint8Array | undefined;
      try {
        expected = mnemonicToEntropy(phrase, wordlist);
      } catch {
        refused++;
        assert.throws(() => entropyOf(utf8(phrase)), { name: "SyntaxError", message: /checksum/ });
        return;
      }
      assert.deepEqual(entropyOf(utf8(phrase)), Uint8Array.from(expected));
    }),
    { numRuns: 500 },
  );
  assert.ok(refused > 300, `${refused} of 500 changes were refused`);
});

Deno.test("a wrong word is named by its place, never by its letters", () => {
  const words = wordsOf(new Uint8Array(32)).with(6, "topsecret");
  assert.throws(() => entropyOf(utf8(words.join(" "))), {
    name: "SyntaxError",
    message: "Cannot read the words: word 7 is not in the list",
  });
});

Deno.test("bytes that are no words are refused, and quickly if there are many", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (typed) => {
    assert.throws(() => entropyOf(typed), { name: "SyntaxError" });
  }));
  assert.throws(() => entropyOf(new Uint8Array(3_000_000).map((_, i) => i % 2 ? 0x20 : 0x61)), {
    message: /there are more than 24/,
  });
});

Deno.test("what was typed is left as it is", () => {
  const typed = utf8(wordsOf(new Uint8Array(32)).join(" ").toUpperCase());
  const before = typed.toHex();
  entropyOf(typed);
  assert.equal(typed.toHex(), before);
});
