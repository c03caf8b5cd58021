import assert from "node:assert/strict";
import { utf8 } from "../../lib/bytes.ts";
import { foldPassphrase } from "../../lib/passphrase/fold.ts";
import { generatePassphrase } from "../../lib/passphrase/generate.ts";
import { persianDictionaries } from "../../lib/passphrase/persian_words.ts";
import { possibleWords } from "../../lib/passphrase/possible_words.ts";
import { estimateStrength, WEAK_BELOW } from "../../lib/passphrase/strength.ts";
import { uniform } from "../../lib/random.ts";
import { seeded } from "../seeded.ts";

const folded = (text: string) => new TextDecoder().decode(foldPassphrase(utf8(text)));

Deno.test("what people type first is weak, in both scripts and on the wrong keyboard layout", async () => {
  const weak = [
    "freedom1404",
    "khodafez1404",
    "Khodafez@1404!",
    "سلام دنیا",
    "سلام‌دنیا",
    "سلام سلام ایران من",
    "آزادی۱۴۰۱",
    "ازادی 1401",
    "sghl nkdh",
    "hggi h;fv",
    "Hchnd1404",
    "onhphtzhdvhkHchnd1404", // خداحافظ ایران آزادی
    "بقثثیخپصخقمیحثشزث", // freedomworldpeace
    "salamdonyaeshghzendegi1404",
    "پنجرهاتاقمروبهباغ",
    "بقثثیخپ1404",
    "زن زندگی آزادی",
    "زن، زندگی، آزادی",
    "zan zendegi azadi 1401",
    "الا یا ایها الساقی ادر کاسا و ناولها",
    "توانا بود هرکه دانا بود",
    "من تو را خیلی دوست دارم عزیزم",
    "man toro kheili doost daram azizam",
    "be name khodavande jan o kherad",
    "Be Naame Khodavand jaan va kherad",
    "benamekhodavandejanokherad",
    "tavana bovad har ke dana bovad",
    "Tavana bood harke dana bood 1404",
    "ze danesh del pir borna bovad",
    "bani adam azaye yekdigarand",
    "kazin bartar andishe bar nagzarad",
    "ala ya ayohasaghi ader kasan va navelha",
    "beshno az ney chon hekayat mikonad",
    "ta shaghayegh hast zendegi bayad kard",
    "besm allah al rahman al rahim",
    "یوسف گمگشته باز آید به کنعان غم مخور",
    "perspolis1404!@#",
    "Tehran@1370",
    "1370/05/12",
    "09123456789",
    "correct horse battery staple",
    "to be or not to be that is the question",
    "salam salam salam salam salam salam",
    "a".repeat(300),
    "سلام".repeat(80),
    "constructor",
    "__proto__",
    "x",
  ];
  for (const text of weak) {
    const { bits, weak, reason } = await estimateStrength(folded(text));
    assert.ok(weak && bits < WEAK_BELOW, `${text}: ${bits} bits`);
    for (const word of folded(text).split(" ")) {
      assert.ok(word.length < 5 || !reason.includes(word), "a reason without the passphrase");
    }
  }
});

Deno.test("generated passphrases are strong", async () => {
  const random = seeded("strong passphrases");
  for (let i = 0; i < 60; i++) {
    const passphrase = generatePassphrase(random);
    assert.equal((await estimateStrength(passphrase)).weak, false, passphrase);
  }
});

Deno.test("long Persian sentences and random characters are strong", async () => {
  for (
    const text of [
      "پنجره اتاقم رو به باغ همسایه باز می‌شود",
      "panjereye otagham roo be baghe hamsaye baz mishavad",
      "xkqjzvwpmbtrqavs",
      "x7Kq 9pLz mW3v tR8n",
      "k3J9xQz7LmP2vTq8",
    ]
  ) {
    const { bits, weak, reason } = await estimateStrength(folded(text));
    assert.ok(!weak && bits >= WEAK_BELOW, `${text}: ${bits} bits`);
    assert.equal(reason, "It has no pattern that makes it easy to guess");
  }
});

Deno.test("the reason fits what makes a passphrase weak", async () => {
  const reasonOf = async (text: string) => (await estimateStrength(text)).reason;
  assert.match(await reasonOf(""), /^It is empty$/);
  assert.match(await reasonOf("freedom1404"), /common words/);
  assert.match(await reasonOf("sghl nkdh"), /keyboard layout/);
  assert.match(await reasonOf("13700512"), /date/);
  assert.match(await reasonOf("zxcvbnm,./;lkjh"), /neighbouring keys/);
  assert.match(await reasonOf("k3J9xQz7Lm"), /too short/);
});

Deno.test("an estimate depends on nothing that was estimated before", async () => {
  const before = await estimateStrength("zendegi dar piri");
  await estimateStrength("x".repeat(50));
  await estimateStrength("سلام دنیا");
  assert.deepEqual(await estimateStrength("zendegi dar piri"), before);
});

Deno.test("zxcvbn finds with the words that a text can contain what it finds with all", async () => {
  const { Options, ZxcvbnFactory } = await import("@zxcvbn-ts/core");
  const { dictionary: english } = await import("@zxcvbn-ts/language-en");
  const { adjacencyGraphs: graphs, dictionary: common } = await import(
    "@zxcvbn-ts/language-common"
  );
  const lists: Record<string, string[]> = { ...common, ...english, ...persianDictionaries() };
  const signs = new Options().l33tTable as Record<string, string[]>;
  const whole = new ZxcvbnFactory({ dictionary: lists, graphs });
  const random = seeded("possible words");
  const draw = <T>(from: readonly T[]) => from[uniform(from.length, random)];
  const manners: ((letter: string) => string)[] = [
    (letter) => letter,
    (letter) => letter.toUpperCase(),
    (letter) => draw(signs[letter] ?? [letter]),
  ];
  const written = () => {
    const word = [...draw(lists[draw(Object.keys(lists))])];
    if (draw([true, false, false])) word.reverse();
    return word.map((letter) => draw(manners)(letter)).join("");
  };
  let left = 0;
  for (let i = 0; i < 50; i++) {
    const words = Array.from({ length: draw([1, 2]) }, written);
    const text = words.join(draw(["", " ", "-", "1404", "Σ", "İ", "𐐀"]));
    const dictionary = possibleWords(lists, [text], signs);
    left += Object.values(dictionary).flat().filter((word) => word !== "").length;
    const some = new ZxcvbnFactory({ dictionary, graphs });
    for (const part of [text, ...words]) {
      const [{ guesses, sequence }, all] = [some.check(part), whole.check(part)];
      assert.deepEqual({ guesses, sequence }, { guesses: all.guesses, sequence: all.sequence });
    }
  }
  assert.ok(left / 50 < 2_000, `${left / 50} words are left`);
});

Deno.test("every Persian entry is in the folded, lower-case form in which it is looked up", () => {
  const dictionaries = persianDictionaries();
  assert.ok(dictionaries["persian-words"].length > 250);
  for (const [name, words] of Object.entries(dictionaries)) {
    assert.equal(new Set(words).size, words.length, name);
    for (const word of words) assert.equal(folded(word).toLowerCase(), word, name);
  }
});

Deno.test("the lists are loaded when the first passphrase is estimated, not before", async () => {
  const module = new URL("../../lib/passphrase/strength.ts", import.meta.url).pathname;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", module],
  }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout));
  const imports = modules.flatMap((m: { dependencies?: unknown[] }) => m.dependencies ?? [])
    .filter((d: { specifier: string }) => d.specifier.includes("zxcvbn"));
  assert.equal(imports.length, 3);
  for (const { isDynamic } of imports) assert.equal(isDynamic, true);
});
