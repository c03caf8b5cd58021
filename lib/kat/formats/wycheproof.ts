/**
 * C2SP's Wycheproof files, by the type of their groups.
 *
 * "acceptable" occurs for X25519 only: keys that are not canonical or lie on the twist, whose result
 * must be the one given, and keys of small order, whose all-zero result this program refuses
 * (RFC 7748, section 6.1).
 *
 * @module
 */
import type { Cursor } from "./cursor.ts";
import { type Body, type Format, type Item, item, notRun } from "./format.ts";

type Read = (test: Cursor, group: Cursor, algorithm: string) => [subject: string, body: Body];

function hex(test: Cursor, name: string): string {
  return test.field(name).hex();
}

function verdict(test: Cursor): "valid" | "invalid" {
  const result = test.field("result").text();
  if (result !== "valid" && result !== "invalid") test.fail(`the result ${result} is not known`);
  return result;
}

/** The expected value of a valid case, the refusal of an invalid one. */
function answer(test: Cursor, expected: () => Body["expected"]): Body {
  return verdict(test) === "valid" ? { expected: expected() } : { result: "invalid" };
}

function mlDsaMessage(test: Cursor): Body {
  if (!test.has("msg")) return { mu: hex(test, "mu") };
  return { message: hex(test, "msg"), ...(test.has("ctx") ? { context: hex(test, "ctx") } : {}) };
}

function mlDsaKey(of: Cursor): Body {
  const seeded = of.has("privateSeed");
  return seeded ? { seed: hex(of, "privateSeed") } : { secretKey: hex(of, "privateKey") };
}

const READERS: { readonly [type: string]: Read } = {
  XdhComp(test, group) {
    const shared = hex(test, "shared");
    const zero = /^0*$/.test(shared);
    return [group.field("curve").text().replace("curve", "x"), {
      operation: "shared",
      secretKey: hex(test, "private"),
      publicKey: hex(test, "public"),
      ...(zero ? { result: "invalid" } : { expected: shared }),
    }];
  },
  EddsaVerify: (test, group) => [
    group.field("publicKey").field("curve").text().replace("edwards", "ed"),
    {
      operation: "verify",
      publicKey: hex(group.field("publicKey"), "pk"),
      message: hex(test, "msg"),
      signature: hex(test, "sig"),
      result: verdict(test),
    },
  ],
  AeadTest(test, _group, algorithm) {
    const message = hex(test, "msg");
    const ciphertext = hex(test, "ct") + hex(test, "tag");
    const common = { key: hex(test, "key"), nonce: hex(test, "iv"), data: hex(test, "aad") };
    return [
      algorithm,
      verdict(test) === "valid"
        ? { operation: "sealAndOpen", ...common, message, expected: ciphertext }
        : { operation: "open", ...common, ciphertext, result: "invalid" },
    ];
  },
  HkdfTest: (test, _group, algorithm) => [algorithm, {
    operation: "derive",
    key: hex(test, "ikm"),
    salt: hex(test, "salt"),
    info: hex(test, "info"),
    length: test.field("size").number(),
    ...answer(test, () => hex(test, "okm")),
  }],
  MacTest(test, _group, algorithm) {
    const [key, message, tag] = [hex(test, "key"), hex(test, "msg"), hex(test, "tag")];
    return [
      algorithm,
      verdict(test) === "valid"
        ? { operation: "mac", key, message, length: tag.length / 2, expected: tag }
        : { operation: "verify", key, message, tag, result: "invalid" },
    ];
  },
  PbkdfTest: (test, _group, algorithm) => [algorithm, {
    operation: "derive",
    password: hex(test, "password"),
    salt: hex(test, "salt"),
    iterations: test.field("iterationCount").number(),
    length: test.field("dkLen").number(),
    ...answer(test, () => hex(test, "dk")),
  }],
  EcdsaVerify(test, group) {
    const curve = group.field("publicKey").field("curve").text();
    const sha = group.field("sha").text();
    return [sha === "SHA-256" ? curve : `${curve} with ${sha}`, {
      operation: "verify",
      publicKey: hex(group.field("publicKey"), "uncompressed"),
      message: hex(test, "msg"),
      signature: hex(test, "sig"),
      result: verdict(test),
    }];
  },
  MlDsaVerify: (test, group, algorithm) => [algorithm, {
    operation: "verify",
    publicKey: hex(group, "publicKey"),
    ...mlDsaMessage(test),
    signature: hex(test, "sig"),
    result: verdict(test),
  }],
  MlDsaSign: (test, group, algorithm) => [algorithm, {
    operation: "sign",
    ...mlDsaKey(test.has("privateKey") ? test : group),
    ...mlDsaMessage(test),
    ...(test.has("randomness") ? { random: hex(test, "randomness") } : {}),
    ...answer(test, () => hex(test, "sig")),
  }],
  MLKEMEncapsTest: (test, group) => [group.field("parameterSet").text(), {
    operation: "encapsulate",
    publicKey: hex(test, "ek"),
    message: hex(test, "m"),
    ...answer(test, () => ({ ciphertext: hex(test, "c"), secret: hex(test, "K") })),
  }],
  MLKEMKeyGen: (test, group) => [group.field("parameterSet").text(), {
    operation: "keyGen",
    seed: hex(test, "seed"),
    ...answer(test, () => ({ publicKey: hex(test, "ek"), secretKey: hex(test, "dk") })),
  }],
  MLKEMDecapsValidationTest: (test, group) => [group.field("parameterSet").text(), {
    operation: "decapsulate",
    secretKey: hex(test, "dk"),
    ciphertext: hex(test, "c"),
    result: verdict(test),
  }],
  MLKEMTest: (test, group) => [group.field("parameterSet").text(), {
    operation: "decapsulate",
    seed: hex(test, "seed"),
    ciphertext: hex(test, "c"),
    ...answer(test, () => hex(test, "K")),
  }],
};

/** The subjects' names where Wycheproof spells an algorithm otherwise. */
function subjectOf(algorithm: string): string {
  return algorithm.toLowerCase()
    .replace(/^hmac(?=sha)/, "hmac-")
    .replace(/^pbkdf2-hmac(?=sha)/, "pbkdf2-hmac-")
    .replace(/-sha(?=\d)/, "-sha-");
}

/** C2SP's Wycheproof, testvectors_v1. */
export const wycheproof: Format = {
  name: "Wycheproof",
  recognises: ({ json }) =>
    json !== undefined && json.has("testGroups") && json.has("algorithm") && !json.has("mode"),
  read({ json }) {
    const file = json!;
    const algorithm = file.field("algorithm").text();
    const publisher = `Wycheproof, ${algorithm}`;
    const items: Item[] = [];
    for (const group of file.field("testGroups").items("group")) {
      const type = group.field("type").text();
      for (const one of group.field("tests").items("case")) {
        const test = one.at(`${group.place}, case ${one.field("tcId").number()}`);
        if (!Object.hasOwn(READERS, type)) {
          items.push(notRun(test.place, subjectOf(algorithm), `the program does not do ${type}`));
          continue;
        }
        const comment = test.has("comment") ? test.field("comment").text() : "";
        const [subject, body] = READERS[type](test, group, algorithm);
        items.push(item(publisher, test.place, subjectOf(subject), body, comment));
      }
    }
    if (file.has("numberOfTests") && file.field("numberOfTests").number() !== items.length) {
      file.fail(`it says ${file.field("numberOfTests").number()} cases and has ${items.length}`);
    }
    return items;
  },
};
