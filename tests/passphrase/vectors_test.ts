import assert from "node:assert/strict";
import { unhex } from "../../lib/bytes.ts";
import { folded } from "./oracle.ts";
import { documented, passphraseVectors } from "./vectors.ts";

Deno.test("vectors/passphrase.json is what the second implementation makes", () => {
  const path = new URL("../../vectors/passphrase.json", import.meta.url);
  assert.deepEqual(JSON.parse(Deno.readTextFileSync(path)), passphraseVectors());
});

Deno.test("the second implementation folds the examples of the format document as it says", () => {
  const examples = documented();
  assert.equal(examples.length, 13);
  for (const example of examples) {
    const expected = new TextDecoder("utf-8", { ignoreBOM: true }).decode(unhex(example.folded));
    assert.equal(folded(example.typed), expected, example.name);
  }
});
