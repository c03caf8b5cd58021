/**
 * Makes vectors/recovery.json from the second implementation beside this file, not from lib/:
 *
 *     deno run --allow-all tests/recovery/vectors.ts
 *
 * A test compares the file with what this module makes, and lib/ with the file.
 *
 * @module
 */
import type { Case, VectorFile } from "../../lib/kat/case.ts";
import { named, person, stream } from "../hybrid/oracle.ts";
import * as oracle from "./oracle.ts";

const FORMAT = "lib/recovery/FORMAT.md";
const S = Uint8Array.from({ length: 32 }, (_, i) => i);
const SEED = Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i);

/** `2of3` as a group. */
const group = (text: string) => {
  const [threshold, count] = text.split("of").map(Number);
  return { threshold, count };
};

/** The file of vectors. */
export async function recoveryVectors(): Promise<VectorFile> {
  const cases: Case[] = [];
  const add = (
    operation: string,
    name: string,
    inputs: Record<string, unknown>,
    expected: Case["expected"],
  ) => cases.push({ name, source: FORMAT, operation, ...inputs, expected });
  const refuse = (operation: string, name: string, inputs: Record<string, unknown>) =>
    cases.push({ name, source: FORMAT, operation, ...inputs, result: "invalid" });

  for (
    const [name, seed] of [["counting bytes", SEED], ["another seed", named("seed", 32)]] as const
  ) {
    const cancel = oracle.cancelSecret(seed);
    const circle = oracle.circleSecret(cancel);
    const drill = oracle.derive(seed, "drill secret/3");
    add("keys", name, { seed: seed.toHex() }, {
      dealKeyHash: oracle.keyHash(oracle.signing(seed, "deal").public).toHex(),
      cancelSecret: cancel.toHex(),
      cancelKeyHash: oracle.keyHash(oracle.signing(cancel, "cancel").public).toHex(),
      circleSecret: circle.toHex(),
      circleHash: oracle.recipientHash(oracle.sealing(circle, "circle").public).toHex(),
    });
    add("drill", `the third drill, ${name}`, { seed: seed.toHex(), number: 3 }, {
      replyHash: oracle.recipientHash(oracle.sealing(drill, "drill").public).toHex(),
      key: oracle.derive(drill, "drill digest key").toHex(),
    });
    const salt = oracle.derive(seed, "commitment salt/6");
    const mldsa87 = named(`guardian of ${name}`, 32);
    add("commitment", `member index 6, ${name}`, {
      seed: seed.toHex(),
      index: 6,
      mldsa87Seed: mldsa87.toHex(),
    }, {
      salt: salt.toHex(),
      commitment: await oracle.commitment(oracle.mldsa87(mldsa87), salt),
    });
  }

  const deals: [string, Uint8Array, number, string[]][] = [
    ["3 of 5", S, 1, ["3of5"]],
    ["two of four and one alone", S, 2, ["2of4", "1of1"]],
    ["one of one", S, 1, ["1of1"]],
    ["seven groups of one", named("secret of 16 bytes", 16), 7, Array(7).fill("1of1")],
    ["a seed of 64 bytes, 4 of 7", named("secret of 64 bytes", 64), 1, ["4of7"]],
  ];
  for (const [name, secret, groupThreshold, groups] of deals) {
    const { shares, terms } = oracle.deal(SEED, secret, groupThreshold, groups.map(group));
    add("deal", name, { seed: SEED.toHex(), secret: secret.toHex(), groupThreshold, groups }, {
      shares: shares.map(({ words }) => words),
      terms: terms.toHex(),
    });
  }

  const { shares, terms } = oracle.deal(SEED, S, 2, ["2of4", "1of1"].map(group));
  for (const [index, { bytes, words }] of [shares[0], shares[4]].entries()) {
    add("share", `share ${index + 1} of the example`, { words, key: SEED.toHex() }, {
      bytes: bytes.toHex(),
      approvalKeyHash: oracle.approvalKeyHash(bytes).toHex(),
      checkNumber: oracle.checkNumber(bytes),
      digest: oracle.drillDigest(SEED, bytes),
    });
  }

  const request = oracle.sealing(S, "request");
  const requestContent = oracle.cbor([request.public.x25519, request.public.mlkem1024]);
  const id = oracle.labelled("request", requestContent);
  add("request", "the keys and words of a request", { secret: S.toHex() }, {
    id: id.toHex(),
    words: oracle.words(id),
  });

  const [guardian, other] = [person("guardian"), person("another guardian")];
  const dealKeys = oracle.signing(SEED, "deal");
  const cancel = oracle.cancelSecret(SEED);
  const content = oracle.cbor([
    shares[0].bytes,
    terms,
    oracle.keyHash(oracle.signing(cancel, "cancel").public),
    oracle.circleSecret(cancel),
    false,
  ]);
  const keysOf = (who: typeof guardian) => ({
    x25519: who.agreementSecret.x25519.toHex(),
    mlkem1024: who.agreementSecret.mlkem1024.toHex(),
  });
  const to = guardian.agreementPublic;
  const dealFile = oracle.file(
    oracle.body("deal", content, to, dealKeys),
    to,
    stream("deal file"),
  );
  const values = {
    deal: dealFile.toHex(),
    request: oracle.file(oracle.body("request", requestContent, to), to, stream("request file"))
      .toHex(),
    // What a guardian could send on: signed for the guardian, sealed to another one.
    forwarded: oracle.file(
      oracle.body("deal", content, to, dealKeys),
      other.agreementPublic,
      stream("forwarded file"),
    ).toHex(),
  };
  add("open", "a deal", { ...keysOf(guardian), file: "@deal" }, {
    kind: "deal",
    content: content.toHex(),
    signer: oracle.keyHash(dealKeys.public).toHex(),
  });
  add("open", "a request", { ...keysOf(guardian), file: "@request" }, {
    kind: "request",
    content: requestContent.toHex(),
    signer: "",
  });
  refuse("open", "a deal with another guardian's keys", { ...keysOf(other), file: "@deal" });
  refuse("open", "a deal that was sealed anew to another guardian", {
    ...keysOf(other),
    file: "@forwarded",
  });
  const bits: [string, number][] = [
    ["the first bit of the X25519 key", 0],
    ["the bit of the X25519 key that X25519 ignores", 8 * 31 + 7],
    ["the ML-KEM ciphertext", 8 * 900],
    ["the sealed length", 8 * 1600],
    ["the sealed content", 8 * 2000 + 3],
    ["the padding", 8 * 12_000],
    ["the last bit of the tag", 8 * 12_288 - 1],
  ];
  for (const [what, bit] of bits) {
    const fault = { field: "file", bit };
    refuse("open", `a deal with a changed bit: ${what}`, {
      ...keysOf(guardian),
      file: "@deal",
      fault,
    });
  }
  refuse("open", "a request with a changed bit", {
    ...keysOf(guardian),
    file: "@request",
    fault: { field: "file", bit: 8 * 5000 },
  });
  refuse("open", "a file with another secret key", {
    ...keysOf(guardian),
    file: "@request",
    fault: { field: "mlkem1024", bit: 5 },
  });

  return {
    format: "kelid vectors v1",
    subject: "recovery",
    standard: `${FORMAT}; SLIP-0039, FIPS 203, FIPS 204, RFC 5869, RFC 8949, PIP-0202`,
    source: "Computed by tests/recovery/oracle.ts, which shares no code with lib/ but the word" +
      " lists: HKDF, HMAC, SHA-2 and SHA-3 by node:crypto, Keccak by hash-wasm, CBOR by hand," +
      " SLIP-0039 by tests/slip39/naive.ts, X25519, Ed25519, ML-KEM, ML-DSA and" +
      " XChaCha20-Poly1305 by noble (lib/ has WebCrypto's and node:crypto's).",
    values,
    cases,
  };
}

/** The text of the file. */
export const written = (file: VectorFile): string => JSON.stringify(file, null, 1) + "\n";

if (import.meta.main) {
  const path = new URL("../../vectors/recovery.json", import.meta.url);
  Deno.writeTextFileSync(path, written(await recoveryVectors()));
}
