/**
 * Prints cards in a real browser and reads them back from the picture: `deno task test:paper`.
 *
 *     deno run --allow-read --allow-write --allow-run tests/paper/print.ts [FOLDER]
 *
 * It needs Debian's packages chromium and poppler-utils (pdfinfo, pdftoppm), and for a look at the
 * Persian part a font that has it, such as fonts-noto-core. With a folder, the pages and their
 * pictures stay there.
 *
 * @module
 */
import { cancelCard, PAPERS, shareCard } from "../../lib/recovery/card.ts";
import { shareToWords } from "../../lib/slip39/share.ts";
import { splitIntoShares } from "../../lib/slip39/split.ts";
import { wordsOf } from "../../lib/wallet/words.ts";
import { seeded } from "../seeded.ts";
import { parsePgm, readCode } from "./decode.ts";

/** Quiet, alone, and without a connection to anywhere. */
const CHROMIUM = [
  ..."--headless --no-sandbox --disable-gpu --disable-quic --no-first-run".split(" "),
  ..."--disable-background-networking --disable-component-update --disable-sync".split(" "),
  "--no-pdf-header-footer",
];

/** Points of a page, as pdfinfo tells them. */
const POINTS = { A4: "594.96 x 841.92", letter: "612 x 792" };

async function run(program: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(program, { args }).output();
  if (code !== 0) throw new Error(`${program} failed: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

/** Prints one page, and checks its size, its number and its code. */
async function print(folder: string, name: string, html: string, paper: keyof typeof POINTS) {
  const path = `${folder}/${name}`;
  Deno.writeTextFileSync(`${path}.html`, html);
  const profile = Deno.makeTempDirSync();
  try {
    await run(
      "chromium",
      ...CHROMIUM,
      `--user-data-dir=${profile}`,
      `--print-to-pdf=${path}.pdf`,
      `file://${path}.html`,
    );
  } finally {
    Deno.removeSync(profile, { recursive: true });
  }
  const info = await run("pdfinfo", `${path}.pdf`);
  if (!/^Pages:\s+1$/m.test(info)) throw new Error(`${name} is more than one page`);
  if (!info.includes(POINTS[paper])) throw new Error(`${name} is not ${paper}`);
  await run("pdftoppm", "-r", "110", "-png", "-singlefile", `${path}.pdf`, path);
  await run("pdftoppm", "-r", "200", "-gray", "-singlefile", `${path}.pdf`, path);
  return readCode(parsePgm(Deno.readFileSync(`${path}.pgm`)));
}

if (import.meta.main) {
  const folder = Deno.args[0] ?? Deno.makeTempDirSync();
  let failures = 0;
  for (const paper of PAPERS) {
    for (const bytes of [16, 32, 64]) {
      const groups = [{ threshold: 2, count: 3 }];
      const scheme = { groupThreshold: 1, groups };
      const [[share]] = await splitIntoShares(
        seeded(`paper ${bytes}`)(bytes),
        scheme,
        seeded("paper"),
      );
      const words = shareToWords(share);
      const name = `share-${words.split(" ").length}-${paper}`;
      const read = await print(folder, name, await shareCard(share, paper), paper);
      const good = read === words.toUpperCase();
      if (!good) failures++;
      console.log(`${name}: ${good ? "one page, the code reads as the words" : "FAILED"}`);
    }
    const words = wordsOf(seeded("cancel")(32));
    const read = await print(folder, `cancel-${paper}`, cancelCard(words, paper), paper);
    const good = read === words.join(" ").toUpperCase();
    if (!good) failures++;
    console.log(`cancel-${paper}: ${good ? "one page, the code reads as the words" : "FAILED"}`);
  }
  if (Deno.args.length === 0) Deno.removeSync(folder, { recursive: true });
  Deno.exit(failures === 0 ? 0 : 1);
}
