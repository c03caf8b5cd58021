/**
 * Makes vectors/key-agreement.json and vectors/signature.json from the second implementation beside
 * this file, not from lib/:
 *
 *     deno run --allow-all tests/hybrid/vectors.ts
 *
 * A test compares the files with what this module makes, and lib/ with the files.
 *
 * @module
 */
import { sha256 } from "@noble/hashes/sha2.js";
import * as oracle from "./oracle.ts";

/** An input or an output of a case. */
export type Figure = string | number | boolean | Figure[] | { [name: string]: Figure };

/** One case: what to do, with what (the other members), and what must come of it. */
export interface Case {
  name: string;
  source: string;
  operation: string;
  expected?: Figure;
  result?: "valid" | "invalid";
  fault?: { field: string; bit: number };
  [input: string]: Figure | undefined;
}

/** A file of cases. */
export interface VectorFile {
  format: "kelid vectors v1";
  subject: string;
  standard: string;
  source: string;
  values: Record<string, string>;
  cases: Case[];
}

export const hex = (bytes: Uint8Array): string => Uint8Array.from(bytes).toHex();
export const hashed = (bytes: Uint8Array) => ({ sha256: hex(sha256(bytes)) });

/** A file as it stands in vectors/: one case a line. */
export function written(file: VectorFile): string {
  const { cases, ...head } = file;
  const start = JSON.stringify(head, null, 2).slice(0, -2);
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`);
  return `${start},\n  "cases": [\n${lines.join(",\n")}\n  ]\n}\n`;
}

const FORMAT = "lib/hybrid/FORMAT.md";
const SOURCE = "Computed by tests/hybrid/oracle.ts, which shares no code with lib/: noble for " +
  "everything, where lib/ has Web Cryptography for all but encapsulation.";

/** Key agreement. */
export function keyAgreementVectors(): VectorFile {
  const cases: Case[] = [];
  const add = (operation: string, name: string, rest: Partial<Case>) =>
    cases.push({ name, source: FORMAT, operation, ...rest });
  const { agreementSecret, agreementPublic } = oracle.person("receiver");
  const keys = { x25519: hex(agreementSecret.x25519), mlkem1024: hex(agreementSecret.mlkem1024) };
  const random = oracle.named("sender's randomness", 64);
  const draws = [random.slice(0, 32), random.slice(32)];
  const { ciphertext, secret } = oracle.encapsulate(agreementPublic, () => draws.shift()!);

  add("publicKeys", "the public keys of two secret ones", {
    ...keys,
    expected: {
      x25519: hex(agreementPublic.x25519),
      mlkem1024: hashed(agreementPublic.mlkem1024),
    },
  });
  const to = { x25519: hex(agreementPublic.x25519), mlkem1024: "@publicKey" };
  add("encapsulate", "a fresh secret", {
    ...to,
    random: hex(random),
    expected: { ciphertext: hashed(ciphertext), secret: hex(secret) },
  });
  const invalid = { random: hex(random), result: "invalid" as const };
  add("encapsulate", "to an X25519 key of small order", {
    ...to,
    x25519: "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    ...invalid,
  });
  // The low byte of coefficient 0 becomes 255 and its high digits 15: 4095.
  const over = agreementPublic.mlkem1024.slice();
  over[0] = 0xff;
  over[1] |= 0x0f;
  add("encapsulate", "to an ML-KEM key whose first coefficient is 4095", {
    ...to,
    mlkem1024: hex(over),
    ...invalid,
  });
  add("decapsulate", "the secret of the ciphertext", {
    ...keys,
    ciphertext: "@ciphertext",
    expected: hex(secret),
  });
  for (
    const [name, bit] of [
      ["the ephemeral key's top bit, which X25519 ignores, is bound", 255],
      ["a bit of the ML-KEM ciphertext gives another secret, by implicit rejection", 5000],
    ] as const
  ) {
    const changed = ciphertext.slice();
    changed[bit >> 3] ^= 1 << (bit & 7);
    add("decapsulate", name, {
      ...keys,
      ciphertext: "@ciphertext",
      fault: { field: "ciphertext", bit },
      expected: hex(oracle.decapsulate(agreementSecret, changed)),
    });
  }
  add("decapsulate", "an ephemeral key of small order", {
    ...keys,
    ciphertext: hex(oracle.join(new Uint8Array(32), ciphertext.slice(32))),
    result: "invalid",
  });
  add("decapsulate", "a ciphertext one byte short", {
    ...keys,
    ciphertext: hex(ciphertext.slice(0, -1)),
    result: "invalid",
  });
  return {
    format: "kelid vectors v1",
    subject: "key-agreement",
    standard: `${FORMAT}; RFC 7748, FIPS 203, RFC 5869`,
    source: SOURCE,
    values: { publicKey: hex(agreementPublic.mlkem1024), ciphertext: hex(ciphertext) },
    cases,
  };
}

/** Hybrid signatures, signatures of files, and armour. */
export function signatureVectors(): VectorFile {
  const cases: Case[] = [];
  const add = (operation: string, name: string, rest: Partial<Case>) =>
    cases.push({ name, source: FORMAT, operation, ...rest });
  const { signingSecret, signingPublic } = oracle.person("signer");
  const label = "kelid example v1";
  const message = oracle.ascii("The first of several messages.");
  const signature = oracle.sign(signingSecret, label, message);
  const other = oracle.person("another signer");

  add("publicKeys", "the public keys of two seeds", {
    ed25519: hex(signingSecret.ed25519),
    mldsa87: hex(signingSecret.mldsa87),
    expected: { ed25519: hex(signingPublic.ed25519), mldsa87: hashed(signingPublic.mldsa87) },
  });
  const good = {
    ed25519: hex(signingPublic.ed25519),
    mldsa87: "@mldsa87",
    label,
    message: hex(message),
    signature: "@signature",
  };
  const wrong = (name: string, change: Partial<Case>) =>
    add("verify", name, { ...good, ...change, result: "invalid" });
  add("verify", "a signature", { ...good, result: "valid" });
  wrong("a bit of the Ed25519 half", { fault: { field: "signature", bit: 300 } });
  wrong("a bit of the ML-DSA-87 half", { fault: { field: "signature", bit: 20_000 } });
  wrong("a bit of the message", { fault: { field: "message", bit: 0 } });
  wrong("another label", { label: "kelid example v2" });
  wrong("a label that swallows the zero byte and the message's first", {
    label: `${label}T`,
    message: hex(message.slice(1)),
  });
  wrong("another Ed25519 key", { ed25519: hex(other.signingPublic.ed25519) });
  wrong("another ML-DSA-87 key", { mldsa87: "@mldsa87Other" });
  wrong("the halves in the other order", { slices: ["64-4691", "0-64"] });
  wrong("a signature one byte short", { slices: ["0-4690"] });
  wrong("a signature one byte long", { slices: ["0-4691", "0-1"] });
  wrong("no signature", { slices: [] });
  wrong("only the Ed25519 half", { slices: ["0-64"] });
  const small = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05";
  wrong("an Ed25519 key of small order, with R = identity and S = 0", {
    ed25519: small,
    start: "01" + "00".repeat(63),
  });
  wrong("an Ed25519 key that is not canonical, with R = identity and S = 0", {
    ed25519: "ee" + "ff".repeat(30) + "7f",
    start: "01" + "00".repeat(63),
  });
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const s = BigInt("0x" + hex(signature.slice(32, 64).toReversed())) + order;
  const spelled = Uint8Array.fromHex(s.toString(16).padStart(64, "0")).toReversed();
  wrong("an Ed25519 half whose S has the group order added", {
    start: hex(oracle.join(signature.slice(0, 32), spelled)),
  });

  const text = oracle.ascii("Dear friend,\nthis is a file.\n");
  for (const [name, file] of [["a file", text], ["an empty file", new Uint8Array(0)]] as const) {
    add("fileMessage", name, { file: hex(file), expected: hex(oracle.fileMessage(file)) });
  }
  const ofFile = oracle.sign(signingSecret, "kelid file signature v1", oracle.fileMessage(text));
  const whole = {
    ed25519: good.ed25519,
    mldsa87: "@mldsa87",
    file: hex(text),
    signature: "@fileSignature",
  };
  add("verifyFile", "a signature of a file", { ...whole, result: "valid" });
  add("verifyFile", "a bit of the file", {
    ...whole,
    fault: { field: "file", bit: 100 },
    result: "invalid",
  });
  add("verifyFile", "a file with a byte more", {
    ...whole,
    file: hex(text) + "00",
    result: "invalid",
  });
  add("verifyFile", "a signature of something else", {
    ...whole,
    signature: "@signature",
    result: "invalid",
  });

  const bytes = Uint8Array.from({ length: 50 }, (_, i) => i);
  const armoured = oracle.armoured("KELID SIGNATURE", bytes);
  const armour = (name: string, armour: string, result?: "invalid") =>
    add("dearmour", name, {
      label: "KELID SIGNATURE",
      armour,
      ...result ? { result } : { expected: hex(bytes) },
    });
  armour("armour", armoured);
  armour("armour with the line endings of Windows", armoured.replaceAll("\n", "\r\n"));
  for (
    const [name, bad] of [
      ["mixed line endings", armoured.replace("\n", "\r\n")],
      ["another label", armoured.replaceAll("SIGNATURE", "IDENTITY")],
      ["no final line feed", armoured.slice(0, -1)],
      ["a further line feed", armoured + "\n"],
      ["a text before", "Hello\n" + armoured],
      ["a header line", armoured.replace("\n", "\nVersion: 1\n")],
      ["a blank line", armoured.replace("\n", "\n\n")],
      ["a blank at the end of a line", armoured.replace("\n", " \n")],
      ["one long line", armoured.replace(/(\S{64})\n/, "$1")],
      ["spare bits that are not zero", armoured.replace("MDE=", "MDF=")],
      ["no padding", armoured.replace("MDE=", "MDE")],
    ]
  ) armour(name, bad, "invalid");

  return {
    format: "kelid vectors v1",
    subject: "signature",
    standard: `${FORMAT}; RFC 8032, FIPS 204, RFC 7468`,
    source: SOURCE +
      " ML-DSA-87 signatures are the deterministic ones. `slices` are the parts of " +
      "the signature that are joined, from-to; `start` overwrites its first bytes.",
    values: {
      mldsa87: hex(signingPublic.mldsa87),
      mldsa87Other: hex(other.signingPublic.mldsa87),
      signature: hex(signature),
      fileSignature: hex(ofFile),
    },
    cases,
  };
}

if (import.meta.main) {
  for (const file of [keyAgreementVectors(), signatureVectors()]) {
    const url = new URL(`../../vectors/${file.subject}.json`, import.meta.url);
    Deno.writeTextFileSync(url, written(file));
  }
}
