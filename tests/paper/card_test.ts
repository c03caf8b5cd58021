import assert from "node:assert/strict";
import { systemRandom } from "../../lib/random.ts";
import { cancelCard, PAPERS, shareCard } from "../../lib/recovery/card.ts";
import { CANCEL_TEXTS, SHARE_TEXTS } from "../../lib/recovery/card_texts.ts";
import { qrSvg } from "../../lib/recovery/qr.ts";
import { checkNumber, shareToBytes } from "../../lib/recovery/share_bytes.ts";
import { type Share, shareFromWords, shareToWords } from "../../lib/slip39/share.ts";
import { splitIntoShares } from "../../lib/slip39/split.ts";
import { wordsOf } from "../../lib/wallet/words.ts";
import { drawSvg, readCode } from "./decode.ts";

/** Shares of every length that a wallet can have. */
async function shares(): Promise<Share[]> {
  const all: Share[] = [];
  for (const length of [16, 20, 24, 28, 32, 64]) {
    const scheme = {
      groupThreshold: 2,
      groups: [{ threshold: 2, count: 3 }, { threshold: 1, count: 1 }],
    };
    const [[first, , third], [alone]] = await splitIntoShares(
      systemRandom(length),
      scheme,
      systemRandom,
    );
    all.push(first, third, alone);
  }
  return all;
}

Deno.test("the code on a card is the share, for every length of share", async () => {
  for (const share of await shares()) {
    const html = await shareCard(share, "A4");
    const text = readCode(drawSvg(html));
    assert.equal(text, shareToWords(share).toUpperCase());
    assert.deepEqual(shareFromWords(text), share, "and can be typed as it is");
  }
});

Deno.test("the words stand on the card in order, with their check number", async () => {
  for (const share of await shares()) {
    const html = await shareCard(share, "letter");
    const [, list] = /<ol class="words" dir="ltr">([^]*?)<\/ol>/.exec(html)!;
    const words = [...list.matchAll(/<li>([a-z]+)<\/li>/g)].map(([, word]) => word);
    assert.equal(words.join(" "), shareToWords(share));
    const check = await checkNumber(shareToBytes(share));
    assert.match(check, /^[0-9a-f]{4} [0-9a-f]{4}$/);
    assert.equal(html.split(check).length - 1, 2, "in both languages");
    assert.ok(html.includes(`group ${share.groupIndex + 1}, share ${share.memberIndex + 1}`));
    const [group, member] = [share.groupIndex, share.memberIndex].map((i) => "۱۲۳"[i]);
    assert.ok(html.includes(`گروه ${group}، سهم ${member}`));
  }
});

Deno.test("a card fetches nothing and runs nothing", async () => {
  const [share] = await shares();
  for (const html of [await shareCard(share, "A4"), cancelCard(wordsOf(systemRandom(32)), "A4")]) {
    assert.ok(html.includes(`content="default-src 'none'; style-src 'unsafe-inline'"`));
    for (const tag of ["script", "img", "link", "iframe", "object", "embed", "image", "use", "a"]) {
      assert.ok(!new RegExp(`<${tag}[\\s>]`, "i").test(html), tag);
    }
    assert.ok(!/url\(|@import|https?:|\/\/|\son\w+=|data:/i.test(html));
  }
});

Deno.test("a card is in English and in Persian from right to left, on either paper", async () => {
  const [share] = await shares();
  for (const paper of PAPERS) {
    const html = await shareCard(share, paper);
    assert.ok(html.includes(`@page{size:${paper} portrait`));
    assert.ok(html.includes('<section class="below" lang="fa" dir="rtl">'));
    for (const text of [SHARE_TEXTS.en, SHARE_TEXTS.fa]) {
      for (const part of [text.title, text.about, ...text.steps]) assert.ok(html.includes(part));
    }
  }
  const cancel = cancelCard(wordsOf(systemRandom(32)), "A4");
  for (const text of [CANCEL_TEXTS.en, CANCEL_TEXTS.fa]) {
    for (const part of [text.title, text.about, ...text.steps]) assert.ok(cancel.includes(part));
  }
});

Deno.test("two cards of one set differ in nothing but the share", async () => {
  const [a, , c] = await shares();
  const blank = async (share: Share) =>
    (await shareCard(share, "A4"))
      .replace(/<li>[a-z]+<\/li>/g, "<li></li>")
      .replace(/viewBox="[^"]*"/, "").replaceAll(/ d="[^"]*"/g, "")
      .replaceAll(/[0-9a-f]{4} [0-9a-f]{4}/g, "")
      .replaceAll(/group \d, share \d/g, "").replaceAll(/گروه .، سهم ./g, "");
  assert.equal(await blank(a), await blank(c));
});

Deno.test("Persian texts have no Arabic letters, no ASCII punctuation marks and no direction marks", () => {
  for (const { fa, en } of [SHARE_TEXTS, CANCEL_TEXTS]) {
    assert.equal(fa.steps.length, en.steps.length);
    for (const text of [fa.title, fa.about, ...fa.steps]) {
      assert.ok(!/[\u064a\u0643\u0649\u200e\u200f\u202a-\u202e]/.test(text), text);
      assert.ok(!/[,;?]/.test(text), text);
      assert.equal(text, text.normalize("NFC"));
    }
  }
});

Deno.test("the cancel page carries its words, and so does its code", () => {
  const words = wordsOf(systemRandom(32));
  const html = cancelCard(words, "A4");
  assert.equal(readCode(drawSvg(html)), words.join(" ").toUpperCase());
  assert.equal([...html.matchAll(/<li>[a-z]+<\/li>/g)].length, 24);
  assert.ok(!html.includes("Check number"));
});

Deno.test("a code survives the loss of a part, and takes only its alphabet", async () => {
  const [share] = await shares();
  const picture = drawSvg(await shareCard(share, "A4"));
  const { width, grey } = picture;
  const [from, to] = [Math.floor(width * 0.45), Math.floor(width * 0.6)];
  for (let row = from; row < to; row++) grey.fill(255, row * width + from, row * width + to);
  assert.equal(readCode(picture), shareToWords(share).toUpperCase());
  for (const text of ["academic", "ACADEMIC\n", "é"]) {
    assert.throws(() => qrSvg(text, "code"), RangeError);
  }
});
