import assert from "node:assert/strict";
import { entropyToMnemonic, mnemonicToSeed } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import fc from "fast-check";
import { utf8 } from "../../lib/bytes.ts";
import { bip39Seed, isPassphraseText, passphraseText, walletSeed } from "../../lib/wallet/seed.ts";
import { ENTROPY_BYTES } from "../../lib/wallet/words.ts";
import { officialTest, officialText } from "../official.ts";

officialTest("the seeds of BIP-39's vectors come out, in all twelve languages", async () => {
  const languages: Record<string, string[][]> = JSON.parse(officialText("bip39/vectors.json"));
  assert.equal(Object.values(languages).flat().length, 288);
  for (const [language, cases] of Object.entries(languages)) {
    for (const [entropy, words, seed] of cases) {
      const phrase = utf8(words.normalize("NFKD"));
      assert.equal((await bip39Seed(phrase, "TREZOR")).toHex(), seed, `${language}: ${words}`);
      if (language !== "english") continue;
      assert.equal((await walletSeed(Uint8Array.fromHex(entropy), "TREZOR")).toHex(), seed);
    }
  }
});

Deno.test("a seed is the same as another library's, for any entropy and passphrase", async () => {
  const entropies = fc.constantFrom(...ENTROPY_BYTES)
    .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
  const texts = fc.string({ unit: "binary", maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(entropies, texts, async (entropy, text) => {
      const expected = await mnemonicToSeed(entropyToMnemonic(entropy, wordlist), text);
      assert.deepEqual(await walletSeed(entropy, text), Uint8Array.from(expected));
    }),
    { numRuns: 60 },
  );
});

Deno.test("half a surrogate pair is refused: it has no UTF-8 form", async () => {
  await assert.rejects(() => walletSeed(new Uint8Array(16), "\ud800"), { name: "TypeError" });
});

Deno.test("the salt of the stretching is half of SHA-256 of the label and the master secret", async () => {
  const master = Uint8Array.from({ length: 32 }, (_, i) => 255 - i);
  const label = utf8("kelid wallet v1");
  const hashed = Uint8Array.from([...label, ...master]);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", hashed));
  const calls: unknown[] = [];
  await passphraseText(master, utf8("folded"), (password, salt, length) => {
    calls.push([new TextDecoder().decode(password), salt.toHex(), length]);
    return Promise.resolve(new Uint8Array(length));
  });
  assert.deepEqual(calls, [["folded", hash.slice(0, 16).toHex(), 30]]);
});

Deno.test("the empty passphrase is not stretched and stays empty", async () => {
  const never = () => Promise.reject(new Error("stretched"));
  assert.equal(await passphraseText(new Uint8Array(32), new Uint8Array(0), never), "");
});

Deno.test("any 30 bytes are written as 48 letters and digits that hardware wallets take", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 30, maxLength: 30 }), async (stretched) => {
      const output = Uint8Array.from(stretched);
      const text = await passphraseText(
        new Uint8Array(32),
        utf8("x"),
        () => Promise.resolve(output),
      );
      assert.match(text, /^[a-z2-7]{48}$/);
      assert.ok(isPassphraseText(text));
      assert.deepEqual(output, new Uint8Array(30), "the stretched bytes were not wiped");
    }),
    { numRuns: 50 },
  );
});

Deno.test("only the empty text and 48 characters of base32 are passphrase texts", () => {
  const text = "abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnop";
  assert.ok(isPassphraseText("") && isPassphraseText(text));
  for (
    const wrong of [text.slice(1), `${text}a`, text.toUpperCase(), `${text}\n`, `1${text.slice(1)}`]
  ) {
    assert.ok(!isPassphraseText(wrong), wrong);
  }
});
