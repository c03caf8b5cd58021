/**
 * Pages to print: a share, or the key that cancels. One HTML file without scripts, pictures, fonts
 * or anything else that would be fetched; a policy inside it forbids them.
 *
 * @module
 */
import { type Bilingual, CANCEL_TEXTS, type CardTexts, SHARE_TEXTS } from "./card_texts.ts";
import { qrSvg } from "./qr.ts";
import { checkNumber, shareToBytes } from "./share_bytes.ts";
import { type Share, shareToWords } from "../slip39/share.ts";
import { wipe } from "../bytes.ts";

/** Paper sizes, as CSS names them. What is printed fits both. */
export const PAPERS = ["A4", "letter"] as const;

/** A paper size. */
export type Paper = typeof PAPERS[number];

/** The page of a share. It cannot be wiped: it is a string. */
export async function shareCard(share: Share, paper: Paper): Promise<string> {
  const bytes = shareToBytes(share);
  const check = await checkNumber(bytes);
  wipe(bytes);
  const words = shareToWords(share).split(" ");
  const group = share.groupIndex + 1, member = share.memberIndex + 1;
  return page(SHARE_TEXTS, words, paper, {
    en: `Check number ${isolated(check)} · ${words.length} words · group ${group}, share ${member}`,
    fa: `عدد کنترل ${isolated(check)} · ${persian(words.length)} واژه · گروه ${
      persian(group)
    }، سهم ${persian(member)}`,
  });
}

/** The page of a deal's cancel key, from its 24 words. */
export function cancelCard(words: readonly string[], paper: Paper): string {
  return page(CANCEL_TEXTS, words, paper);
}

/** Left to right inside right to left. */
function isolated(text: string): string {
  return `<bdi dir="ltr" class="number">${text}</bdi>`;
}

function persian(number: number): string {
  return number.toLocaleString("fa-IR");
}

const STYLE = `
*{box-sizing:border-box}
html{color:#000;background:#fff}
body{margin:0 auto;max-width:184mm;font:10pt/1.4 "Noto Sans","DejaVu Sans",Arial,sans-serif}
h1{font-size:15pt;margin:0 0 1.5mm;display:flex;justify-content:space-between}
p{margin:0 0 2mm}
.words{list-style:none;counter-reset:word;columns:var(--columns);column-gap:6mm;margin:0;padding:3mm;
border:.4mm solid #000;font:var(--size)/1.4 "Noto Sans Mono","DejaVu Sans Mono",monospace}
.words li{counter-increment:word;break-inside:avoid}
.words li::before{content:counter(word);display:inline-block;width:2.4em;padding-right:.8em;
text-align:right;color:#555}
.line{border:.4mm solid #000;border-top:0;padding:1.5mm 4mm;display:flex;justify-content:space-between;
gap:4mm;font-size:9.5pt}
.number{font-family:"Noto Sans Mono","DejaVu Sans Mono",monospace;font-weight:bold}
.rest{display:flex;gap:6mm;margin-top:5mm;align-items:flex-start}
.code{width:56mm;height:56mm;flex:none}
.texts{flex:1}
ol.steps{margin:0;padding-inline-start:5mm}
ol.steps li{margin-bottom:.8mm}
[lang=fa]{font-family:"Vazirmatn","Noto Naskh Arabic","Noto Sans Arabic","DejaVu Sans",Tahoma,sans-serif;
line-height:1.65}
section[lang=fa]{font-size:10.5pt}
[lang=fa] ol.steps{list-style:persian}
section.below{margin-top:3mm;border-top:.2mm solid #999;padding-top:2.5mm}
`.replaceAll("\n", "");

function page(
  texts: Bilingual,
  words: readonly string[],
  paper: Paper,
  line?: { en: string; fa: string },
): string {
  const [columns, size] = words.length > 40 ? [4, "9.5pt"] : [3, "11pt"];
  const code = qrSvg(words.join(" ").toUpperCase(), "QR code of the words");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${texts.en.title}</title>
<style>@page{size:${paper} portrait;margin:12mm}:root{--columns:${columns};--size:${size}}${STYLE}</style>
</head>
<body>
<h1><span>${texts.en.title}</span><span lang="fa" dir="rtl">${texts.fa.title}</span></h1>
<ol class="words" dir="ltr">
${words.map((word) => `<li>${word}</li>`).join("\n")}
</ol>
${
    line
      ? `<div class="line"><span>${line.en}</span><span lang="fa" dir="rtl">${line.fa}</span></div>`
      : ""
  }
<div class="rest">
${code}
<section class="texts">
${instructions(texts.en)}
</section>
</div>
<section class="below" lang="fa" dir="rtl">
${instructions(texts.fa)}
</section>
</body>
</html>
`;
}

function instructions({ about, steps }: CardTexts): string {
  return `<p>${about}</p>
<ol class="steps">
${steps.map((step) => `<li>${step}</li>`).join("\n")}
</ol>`;
}
