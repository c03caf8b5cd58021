import assert from "node:assert/strict";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { foldPassphrase } from "../../lib/passphrase/fold.ts";
import { generatePassphrase } from "../../lib/passphrase/generate.ts";
import { hex, u32be, utf8 } from "../../lib/bytes.ts";
import { seeded } from "../seeded.ts";

Deno.test("a generated passphrase is seven words of the list, each drawn by a number of its own", () => {
  const draws = [0, 2047, 1, 2048, 5, 1024, 2 ** 32 - 1];
  const passphrase = generatePassphrase(() => u32be(draws.shift()!));
  assert.equal(passphrase, "abandon zoo ability abandon absent length zoo");
  assert.equal(draws.length, 0);
});

Deno.test("generated passphrases use the whole list evenly", () => {
  const random = seeded("generated passphrases");
  const counts = new Map<string, number>();
  const runs = 6000;
  for (let i = 0; i < runs; i++) {
    for (const word of generatePassphrase(random).split(" ")) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  assert.equal(counts.size, wordlist.length);
  const expected = 7 * runs / wordlist.length;
  const chiSquare = wordlist.reduce((sum, word) => {
    return sum + (counts.get(word)! - expected) ** 2 / expected;
  }, 0);
  // 2,047 degrees of freedom: mean 2,047, standard deviation 64.
  assert.ok(Math.abs(chiSquare - 2047) < 5 * 64, `chi-square ${chiSquare}`);
});

Deno.test("a generated passphrase is in folded form already", () => {
  const passphrase = generatePassphrase(seeded("folded already"));
  assert.equal(hex(foldPassphrase(utf8(passphrase))), hex(utf8(passphrase)));
});
