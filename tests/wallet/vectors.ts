/**
 * Makes vectors/wallet.json from the second implementation beside this file, not from lib/:
 *
 *     deno run --allow-all tests/wallet/vectors.ts
 *
 * A test compares the file with what this module makes, and lib/ with the file.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { ml_dsa65, ml_dsa87 } from "@noble/post-quantum/ml-dsa.js";
import { ml_kem1024, ml_kem768 } from "@noble/post-quantum/ml-kem.js";
import { slh_dsa_sha2_256s } from "@noble/post-quantum/slh-dsa.js";
import * as oracle from "./oracle.ts";

/** Named figures: byte strings in hexadecimal, texts, numbers. */
export type Figures = Record<string, string | number>;

/** One case: what to do, with what (the other fields), and what must come of it. */
export interface Case extends Record<string, string | number | Figures | undefined> {
  name: string;
  source: string;
  operation: string;
  /** The result, unless there must be none. */
  expected?: Figures;
  /** "invalid" where the input must be refused. */
  result?: "invalid";
  /** The class of the error then. */
  error?: string;
}

/** A file of cases. */
export interface VectorFile {
  format: "kelid vectors v1";
  subject: string;
  standard: string;
  source: string;
  /** Long inputs that several cases share, as "@name". */
  values?: Record<string, string>;
  cases: Case[];
}

/** Bytes from, from + 1, ... */
export function counting(from: number, length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => from + i);
}

const bytes = (text: string) => new TextEncoder().encode(text);
const sha256 = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");

const FORMAT = "lib/wallet/FORMAT.md";
const V1 = { memoryKiB: 262_144, passes: 3, lanes: 4 };
const LIGHT = { memoryKiB: 64, passes: 1, lanes: 4 };
const S = counting(0, 32);
/** The worked example of FORMAT.md, at real costs: computed once. */
let example: string | undefined;
const exampleText = () => example ??= oracle.text(S, bytes("orchard lantern quiet seven"), V1);

const cases: Case[] = [];

function add(operation: string, name: string, input: Figures, expected: Figures, source = FORMAT) {
  cases.push({ name, source, operation, ...input, expected });
}

function refuse(operation: string, name: string, input: Figures, error: string) {
  cases.push({ name, source: FORMAT, operation, ...input, result: "invalid", error });
}

function masterSecrets() {
  const drawn = counting(0x40, 64);
  for (
    const [name, typed] of [
      ["nothing typed", ""],
      ["rolls of a die", "3 6 1 1 4 2 5 6 6 3 2 1 4 4 5 2"],
      ["a typed sentence in Persian", "کلید را به باد بسپار"],
    ]
  ) {
    const entropy = oracle.master(drawn, bytes(typed)).toHex();
    add("master secret", name, { random: drawn.toHex(), typed }, { entropy });
  }
}

function words() {
  for (const length of [16, 20, 24, 28, 32]) {
    const entropy = counting(0x80, length);
    const phrase = oracle.words(entropy);
    const name = `${length * 3 / 4} words`;
    add("write words", name, { entropy: entropy.toHex() }, { words: phrase }, "BIP-39");
    add("read words", name, { words: phrase }, { entropy: entropy.toHex() }, "BIP-39");
  }
  const phrase = oracle.words(S);
  add("write words", "the words of the example", { entropy: S.toHex() }, { words: phrase });
  const list = phrase.split(" ");
  const spread = `\t ${phrase.toUpperCase().replaceAll(" ", " \r\n  ")}\n`;
  add("read words", "upper case, and white space around words", { words: spread }, {
    entropy: S.toHex(),
  });
  const refused: [string, string[]][] = [
    ["no words at all", []],
    ["23 words", list.slice(1)],
    ["25 words", [...list, "art"]],
    ["word 7 is not in the list", list.with(6, "kelid")],
    ["word 2 is cut to its first four letters", list.with(1, list[1].slice(0, 4))],
    ["two neighbours changed places", list.with(3, list[4]).with(4, list[3])],
    ["the last word carries another checksum", list.with(23, "zoo")],
  ];
  for (const [name, wrong] of refused) {
    refuse("read words", name, { words: wrong.join(" ") }, "SyntaxError");
  }
  for (const length of [0, 15, 17, 33]) {
    refuse(
      "write words",
      `${length} bytes`,
      { entropy: counting(0, length).toHex() },
      "RangeError",
    );
  }
}

function passphraseTexts() {
  for (
    const [name, folded, costs] of [
      ["the empty passphrase stays empty", "", LIGHT],
      ["one letter, light costs", "a", LIGHT],
      ["a sentence in Persian, folded, light costs", "کلید را به باد بسپار 1404", LIGHT],
      ["the costs of the format", "orchard lantern quiet seven", V1],
    ] as const
  ) {
    add("passphrase text", name, { master: S.toHex(), folded, ...costs }, {
      text: costs === V1 ? exampleText() : oracle.text(S, bytes(folded), costs),
    });
  }
  add(
    "passphrase text",
    "the same passphrase for another master secret",
    { master: counting(1, 32).toHex(), folded: "a", ...LIGHT },
    { text: oracle.text(counting(1, 32), bytes("a"), LIGHT) },
  );
  refuse("passphrase text", "a master secret of 16 bytes", {
    master: S.slice(0, 16).toHex(),
    folded: "a",
    ...LIGHT,
  }, "TypeError");
}

function seeds() {
  for (
    const [name, entropy, passphraseText, source] of [
      ["12 words, passphrase TREZOR", new Uint8Array(16), "TREZOR", "BIP-39 test vectors, case 1"],
      ["24 words, no passphrase", S, "", FORMAT],
      ["24 words and a stretched passphrase", S, exampleText(), FORMAT],
      ["a passphrase that NFKD changes", S, "ﬁn \u00e9 \uac00", "BIP-39"],
      ["a passphrase with a byte order mark in front", S, "\ufeffa", "BIP-39"],
    ] as const
  ) {
    add("seed", name, { entropy: entropy.toHex(), text: passphraseText }, {
      seed: oracle.seed(entropy, passphraseText).toHex(),
    }, source);
  }
}

function keys() {
  const seed = oracle.seed(S, "");
  for (const pseudonym of [0, 1, 2 ** 31 - 1]) {
    const key = (purpose: string, length: number) => oracle.key(seed, pseudonym, purpose, length);
    const secret = {
      x25519: key("x25519", 32),
      mlkem1024: key("ml-kem-1024", 64),
      ed25519: key("ed25519", 32),
      mldsa87: key("ml-dsa-87", 32),
      slhdsa256s: key("slh-dsa-sha2-256s", 96),
      mlkem768: key("ml-kem-768", 64),
      mldsa65: key("ml-dsa-65", 32),
    };
    const expected: Figures = {};
    for (const [name, value] of Object.entries(secret)) expected[name] = value.toHex();
    expected.x25519Public = oracle.curvePublicKey("X25519", secret.x25519).toHex();
    expected.ed25519Public = oracle.curvePublicKey("Ed25519", secret.ed25519).toHex();
    expected.slhdsa256sPublic = slh_dsa_sha2_256s.keygen(secret.slhdsa256s).publicKey.toHex();
    expected.mlkem1024PublicSha256 = sha256(ml_kem1024.keygen(secret.mlkem1024).publicKey);
    expected.mldsa87PublicSha256 = sha256(ml_dsa87.keygen(secret.mldsa87).publicKey);
    expected.mlkem768PublicSha256 = sha256(ml_kem768.keygen(secret.mlkem768).publicKey);
    expected.mldsa65PublicSha256 = sha256(ml_dsa65.keygen(secret.mldsa65).publicKey);
    add("keys", `pseudonym ${pseudonym}`, { seed: seed.toHex(), pseudonym }, expected);
  }
  refuse("keys", "a seed of 63 bytes", { seed: seed.slice(1).toHex(), pseudonym: 0 }, "TypeError");
  for (const pseudonym of [-1, 0.5, 2 ** 31]) {
    refuse("keys", `pseudonym ${pseudonym}`, { seed: seed.toHex(), pseudonym }, "RangeError");
  }
}

async function evmKeys() {
  const seed = oracle.seed(S, "");
  const hidden = oracle.seed(S, exampleText());
  for (
    const [seed64, coin, pseudonym] of [
      [seed, 6133, 0],
      [seed, 6133, 1],
      [seed, 6133, 2 ** 31 - 1],
      [seed, 60, 0],
      [hidden, 6133, 0],
    ] as const
  ) {
    const path = `m/44'/${coin}'/${pseudonym}'/0/0`;
    const { privateKey, publicKey, address } = await oracle.evm(seed64, path);
    const name = seed64 === hidden ? `${path}, behind a passphrase` : path;
    add("evm key", name, { seed: seed64.toHex(), coin, pseudonym }, {
      privateKey: privateKey.toHex(),
      publicKey: publicKey.toHex(),
      address,
    }, "BIP-32, EIP-55");
  }
}

function records() {
  const slh = counting(0x60, 64);
  const stretched = oracle.text(S, bytes("a"), LIGHT);
  const own = new Map<number, oracle.Value>([[1, 1], [2, S], [3, stretched], [4, 6133], [5, slh]]);
  const imported = new Map<number, oracle.Value>([
    [1, 2],
    [2, counting(0x80, 16)],
    [3, "Räksmörgås"],
    [4, 60],
    [5, slh],
  ]);
  const good: [string, Map<number, oracle.Value>, string][] = [
    ["a wallet of one's own", own, "own"],
    ["a plain wallet of one's own", new Map(own).set(3, ""), "own"],
    ["an imported wallet of 12 words", imported, "imported"],
    [
      "an imported wallet of 24 words on the path of Pars",
      new Map(imported).set(2, S).set(4, 6133),
      "imported",
    ],
    ["an imported passphrase of 256 bytes", new Map(imported).set(3, "é".repeat(128)), "imported"],
  ];
  for (const [name, map, source] of good) {
    add("wallet record", name, { cbor: oracle.cbor(map).toHex() }, {
      source,
      entropy: (map.get(2) as Uint8Array).toHex(),
      passphraseText: map.get(3) as string,
      path: map.get(4) as number,
      slhPublicKey: slh.toHex(),
    });
  }
  const without = (map: Map<number, oracle.Value>, key: number) =>
    new Map([...map].filter(([entry]) => entry !== key));
  const bad: [string, Map<number, oracle.Value>][] = [
    ["no source", without(own, 1)],
    ["no SLH-DSA key", without(own, 5)],
    ["an entry too many", new Map(own).set(6, 0)],
    ["an unknown source", new Map(own).set(1, 3)],
    ["an own master secret of 31 bytes", new Map(own).set(2, counting(0, 31))],
    ["an own master secret of 16 bytes", new Map(own).set(2, counting(0, 16))],
    ["an own wallet on path 60", new Map(own).set(4, 60)],
    ["a passphrase text of 47 characters", new Map(own).set(3, stretched.slice(1))],
    ["a passphrase text in upper case", new Map(own).set(3, stretched.toUpperCase())],
    ["a passphrase text with the digit 1", new Map(own).set(3, `1${stretched.slice(1)}`)],
    ["a passphrase text and a line feed", new Map(own).set(3, `${stretched}\n`)],
    ["a passphrase as bytes", new Map(own).set(3, bytes(stretched))],
    ["imported entropy of 17 bytes", new Map(imported).set(2, counting(0, 17))],
    ["an imported passphrase of 257 bytes", new Map(imported).set(3, "a".repeat(257))],
    ["path 61", new Map(imported).set(4, 61)],
    ["a path as text", new Map(imported).set(4, "60")],
    ["an SLH-DSA key of 63 bytes", new Map(own).set(5, slh.slice(1))],
    ["entries out of order", new Map([...own].reverse())],
  ];
  for (const [name, map] of bad) {
    refuse("wallet record", name, { cbor: oracle.cbor(map).toHex() }, "SyntaxError");
  }
}

/** The whole file, made afresh. Takes some seconds: one case has the real costs of Argon2id. */
export async function walletVectors(): Promise<VectorFile> {
  cases.length = 0;
  masterSecrets();
  words();
  passphraseTexts();
  seeds();
  keys();
  await evmKeys();
  records();
  return {
    format: "kelid vectors v1",
    subject: "wallet",
    standard: "lib/wallet/FORMAT.md; BIP-32, BIP-39, RFC 5869, RFC 9106, EIP-55",
    source:
      "Computed by tests/wallet/oracle.ts, which shares no code with lib/ but the BIP-39 word list: " +
      "HMAC, HKDF, PBKDF2, SHA-2, X25519, Ed25519 and secp256k1 by node:crypto, BIP-32 and CBOR by " +
      "hand, Keccak by hash-wasm, Argon2id by noble (lib/ has hash-wasm's). ML-KEM, ML-DSA and " +
      "SLH-DSA public keys by noble (for ML-KEM-1024 and ML-DSA-87 lib/ has WebCrypto's). " +
      "Keys, passphrase texts and master secrets were compared once with OpenSSL 4.0 through " +
      "pyca/cryptography 48; SLH-DSA public keys with WebCrypto, which recomputes the root.",
    cases,
  };
}

if (import.meta.main) {
  const file = new URL("../../vectors/wallet.json", import.meta.url);
  await Deno.writeTextFile(file, `${JSON.stringify(await walletVectors(), null, 1)}\n`);
}
