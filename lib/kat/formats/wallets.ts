/**
 * The vectors of the wallet standards: SLIP-0039's vectors.json and word list, BIP-39's vectors.json,
 * and BIP-32's chains and invalid keys as one JSON.
 *
 * @module
 */
import { type Format, type Item, item } from "./format.ts";

/** Both files of vectors were made with this passphrase. */
const PASSPHRASE = "TREZOR";

/** SatoshiLabs' SLIP-0039 vectors.json: [description, shares, secret or "", root key or ""]. */
export const slip39: Format = {
  name: "SLIP-0039",
  recognises: ({ json }) =>
    json !== undefined && Array.isArray(json.value) && Array.isArray(json.value[0]) &&
    Array.isArray(json.value[0][1]),
  read({ json }) {
    return json!.items("case").map((one) => {
      const [name, shares, secret, xprv] = one.items("member");
      const texts = shares.items("share").map((share) => share.text());
      const answer = secret.text() === ""
        ? { result: "invalid" } as const
        : { expected: { secret: secret.hex(), xprv: xprv.text() } };
      return item("SLIP-0039, vectors.json", one.place, "slip39", {
        operation: "combine",
        shares: texts,
        passphrase: PASSPHRASE,
        ...answer,
      }, name.text());
    });
  },
};

/** SLIP-0039's word list, known by its first words and its length. */
export const slip39Words: Format = {
  name: "SLIP-0039 word list",
  recognises: ({ text }) => /^academic\nacid\nacne\n/.test(text),
  read({ text }) {
    const expected = [...new TextEncoder().encode(text)].map((byte) =>
      byte.toString(16).padStart(2, "0")
    ).join("");
    return [
      item("SLIP-0039, wordlist.txt", "the list", "slip39", { operation: "words", expected }),
    ];
  },
};

/** python-mnemonic's vectors.json: by language, [entropy, words, seed, root key]. */
export const bip39: Format = {
  name: "BIP-39",
  recognises: ({ json }) => json !== undefined && json.has("english"),
  read({ json }) {
    return json!.entries().flatMap(([language, list]) =>
      list.at(language).items("case").flatMap((one): Item[] => {
        const [entropy, words, seed, xprv] = one.items("member");
        const publisher = "BIP-39, python-mnemonic vectors.json";
        const plain = words.text().normalize("NFKD");
        const of = (name: string, subject: string, body: Parameters<typeof item>[3]) =>
          item(publisher, one.place, subject, { language, ...body }, name);
        return [
          of("words", "bip39", {
            operation: "words",
            entropy: entropy.hex(),
            expected: plain,
          }),
          of("entropy", "bip39", {
            operation: "entropy",
            words: words.text(),
            expected: entropy.hex(),
          }),
          of("seed", "bip39", {
            operation: "seed",
            words: words.text(),
            passphrase: PASSPHRASE,
            expected: seed.hex(),
          }),
          of("root key", "bip32", {
            operation: "derive",
            seed: seed.hex(),
            path: "m",
            expected: { xprv: xprv.text() },
          }),
        ];
      })
    );
  },
};

/** BIP-32's test vectors 1 to 5: chains over seeds, and keys that must be refused. */
export const bip32: Format = {
  name: "BIP-32",
  recognises: ({ json }) => json !== undefined && json.has("valid", "invalid"),
  read({ json }) {
    const publisher = "BIP-32, test vectors";
    const chains = json!.field("valid").items("seed").flatMap((one) =>
      one.field("chains").items("chain").flatMap((chain) => {
        const path = chain.field("path").text();
        const [xprv, xpub] = [chain.field("xprv").text(), chain.field("xpub").text()];
        const of = (name: string, body: Parameters<typeof item>[3]) =>
          item(publisher, chain.place, "bip32", body, name);
        return [
          of(path, {
            operation: "derive",
            seed: one.field("seed").hex(),
            path,
            expected: { xprv, xpub },
          }),
          of(`${path}, private key`, { operation: "parse", key: xprv, expected: xprv }),
          of(`${path}, public key`, { operation: "parse", key: xpub, expected: xpub }),
        ];
      })
    );
    const refused = json!.field("invalid").items("invalid key").map((one) => {
      const body = { operation: "parse", key: one.field("key").text(), result: "invalid" } as const;
      const name = one.field("reason").text();
      return item("BIP-32, test vector 5", one.place, "bip32", body, name);
    });
    return [...chains, ...refused];
  },
};
