import assert from "node:assert/strict";
import type { Case, Figures, VectorFile } from "../wallet/vectors.ts";

const read = (path: string) => Deno.readTextFileSync(new URL(`../../${path}`, import.meta.url));

/** The example of a document, without white space. */
const example = (path: string) =>
  read(path).split("\n## Example\n")[1].split("\n## ")[0].replace(/\s/g, "");

const cases = (path: string): Case[] => (JSON.parse(read(path)) as VectorFile).cases;

function assertShows(document: string, figures: [string, unknown][]) {
  const text = example(document);
  for (const [name, figure] of figures) {
    assert.ok(text.includes(String(figure).replace(/\s/g, "")), `${document}: ${name}`);
  }
}

Deno.test("the example in the wallets' document shows the figures of the vectors", () => {
  const all = cases("vectors/wallet.json");
  const figures = (operation: string, name: string): [string, unknown][] =>
    Object.entries(all.find((c) => c.operation === operation && c.name === name)!.expected!);
  assertShows("lib/wallet/FORMAT.md", [
    ...figures("passphrase text", "the costs of the format"),
    ...figures("seed", "24 words and a stretched passphrase"),
    ...figures("seed", "24 words, no passphrase"),
    ...figures("evm key", "m/44'/6133'/0'/0/0").slice(2),
    ...figures("evm key", "m/44'/6133'/0'/0/0, behind a passphrase").slice(2),
    ...figures("keys", "pseudonym 0").filter(([name]) => /25519/.test(name)),
    ["words", all.find((c) => c.name === "the words of the example")!.expected!.words],
  ]);
});

Deno.test("the example in the identities' document shows the figures of the vectors", () => {
  const [first] = cases("vectors/identity.json");
  const { ed25519Fingerprint, ...expected } = first.expected as Figures;
  const shown = Object.entries(expected).filter(([name]) =>
    !/Fingerprint|didDocument|daemonFile|didSession|sessionLink/.test(name)
  );
  assertShows("lib/identity/FORMAT.md", [...shown, ["ed25519Fingerprint", ed25519Fingerprint]]);
});
