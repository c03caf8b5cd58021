/**
 * NIST's ACVP files for ML-KEM, ML-DSA and SLH-DSA: internalProjection, or prompt and
 * expectedResults of one vector set joined by {@linkcode joinAcvp}, also inside the two-element list
 * of the protocol (`[{acvVersion}, {...}]`).
 *
 * @module
 */
import type { Body, Contents, Format, Item } from "./format.ts";
import { item } from "./format.ts";
import { Cursor } from "./cursor.ts";

type Read = (test: Cursor, group: Cursor) => [name: string, body: Body][];

const READERS: { readonly [kind: string]: Read } = {
  "ML-KEM keyGen": (test) => [["", {
    operation: "keyGen",
    seed: hex(test, "d") + hex(test, "z"),
    expected: { publicKey: hex(test, "ek"), secretKey: hex(test, "dk") },
  }]],
  "ML-KEM encapDecap": readEncapDecap,
  "ML-DSA keyGen": (test) => [["", {
    operation: "keyGen",
    seed: hex(test, "seed"),
    expected: { publicKey: hex(test, "pk"), secretKey: hex(test, "sk") },
  }]],
  "ML-DSA sigGen": (test, group) => [["", readSigning(test, group)]],
  "ML-DSA sigVer": (test, group) => [[reason(test), readVerifying(test, group)]],
  "SLH-DSA keyGen": (test) => [["", {
    operation: "keyGen",
    seed: hex(test, "skSeed") + hex(test, "skPrf") + hex(test, "pkSeed"),
    expected: { publicKey: hex(test, "pk"), secretKey: hex(test, "sk") },
  }]],
  "SLH-DSA sigGen": (test, group) => [
    ["signing", { ...readSigning(test, group), slow: true }],
    ...(test.has("pk")
      ? [["verifying", { ...readVerifying(test, group), result: "valid" }] as [string, Body]]
      : []),
  ],
  "SLH-DSA sigVer": (test, group) => [[reason(test), readVerifying(test, group)]],
};

function hex(test: Cursor, name: string): string {
  return test.field(name).hex();
}

function reason(test: Cursor): string {
  return test.has("reason") ? test.field("reason").text() : "";
}

function readEncapDecap(test: Cursor, group: Cursor): [string, Body][] {
  const operation = group.field("function").text();
  const of = (name: string) => test.has(name) ? hex(test, name) : hex(group.at(test.place), name);
  switch (operation) {
    case "encapsulation":
      return [["", {
        operation: "encapsulate",
        publicKey: of("ek"),
        message: of("m"),
        expected: { ciphertext: of("c"), secret: of("k") },
      }]];
    case "decapsulation": {
      const seeded = group.has("keyFormat") && group.field("keyFormat").text() === "seed";
      const key = seeded ? { seed: of("d") + of("z") } : { secretKey: of("dk") };
      const body = { operation: "decapsulate", ...key, ciphertext: of("c"), expected: of("k") };
      return [[reason(test), body]];
    }
    case "encapsulationKeyCheck":
      return [[reason(test), {
        operation: "checkPublicKey",
        publicKey: of("ek"),
        ...verdict(test),
      }]];
    case "decapsulationKeyCheck":
      return [[reason(test), {
        operation: "checkSecretKey",
        secretKey: of("dk"),
        ...verdict(test),
      }]];
    default:
      return group.fail(`the function ${operation} is not known`);
  }
}

function verdict(test: Cursor): { result: "valid" | "invalid" } {
  return { result: test.field("testPassed").flag() ? "valid" : "invalid" };
}

/** The message, as the interface takes it: whole, or as mu. */
function message(test: Cursor, group: Cursor): Body {
  const internal = group.field("signatureInterface").text() === "internal";
  if (internal && group.has("externalMu") && group.field("externalMu").flag()) {
    return { mu: hex(test, "mu") };
  }
  if (internal) return { interface: "internal", message: hex(test, "message") };
  const preHash = group.field("preHash").text() === "preHash";
  return {
    message: hex(test, "message"),
    context: test.has("context") ? hex(test, "context") : "",
    ...(preHash ? { hash: test.field("hashAlg").text() } : {}),
  };
}

function readSigning(test: Cursor, group: Cursor): Body {
  const random = test.has("rnd") ? "rnd" : "additionalRandomness";
  return {
    operation: "sign",
    secretKey: hex(test, "sk"),
    ...message(test, group),
    ...(group.field("deterministic").flag() ? {} : { random: hex(test, random) }),
    expected: hex(test, "signature"),
  };
}

function readVerifying(test: Cursor, group: Cursor): Body {
  return {
    operation: "verify",
    publicKey: test.has("pk") ? hex(test, "pk") : hex(group.at(test.place), "pk"),
    ...message(test, group),
    signature: hex(test, "signature"),
    ...(test.has("testPassed") ? verdict(test) : {}),
  };
}

/** The vector set inside a file, or undefined if it is not one of ACVP. */
export function acvpSet({ json }: Contents): Cursor | undefined {
  const list = json !== undefined && Array.isArray(json.value) && json.value.length === 2
    ? json.items("part")[1].at("")
    : json;
  return list?.has("algorithm", "mode", "testGroups") ? list : undefined;
}

/** The members that a prompt lacks, by mode. */
const ANSWERS: { readonly [mode: string]: readonly string[] } = {
  keyGen: ["ek", "pk"],
  encapDecap: ["k", "testPassed"],
  sigGen: ["signature"],
  sigVer: ["testPassed"],
};

/** Whether a vector set is only questions, or only answers: useless without the other. */
export function acvpHalf(set: Cursor): "prompt" | "expectedResults" | "whole" {
  const groups = set.field("testGroups").items("group");
  if (groups.every((group) => !group.has("parameterSet"))) return "expectedResults";
  const answers = ANSWERS[set.field("mode").text()] ?? [];
  const answered = groups.some((group) =>
    group.field("tests").items("case").some((test) => answers.some((name) => test.has(name)))
  );
  return answered ? "whole" : "prompt";
}

/**
 * Joins a prompt and its expectedResults, group by group and case by case, by tgId and tcId.
 *
 * @throws {SyntaxError} if a group or a case has no counterpart
 */
export function joinAcvp(prompt: Cursor, answers: Cursor): Contents {
  const testGroups = prompt.field("testGroups").items("group").map((group) => {
    const tgId = group.field("tgId").number();
    const other = answers.field("testGroups").items("group")
      .find((one) => one.field("tgId").number() === tgId);
    if (other === undefined) {
      return group.at(`group ${tgId}`).fail("there are no expected results for it");
    }
    const found = new Map(
      other.field("tests").items("case").map((test) => [test.field("tcId").number(), test.value]),
    );
    const tests = group.field("tests").items("case").map((test) => {
      const tcId = test.field("tcId").number();
      const answer = found.get(tcId);
      if (answer === undefined) {
        test.at(`group ${tgId}, case ${tcId}`).fail("there is no expected result for it");
      }
      return { ...test.value as object, ...answer as object };
    });
    return { ...group.value as object, tests };
  });
  return { text: "", json: new Cursor({ ...prompt.value as object, testGroups }, "") };
}

/** NIST ACVP. */
export const acvp: Format = {
  name: "NIST ACVP",
  recognises: (contents) => acvpSet(contents) !== undefined,
  read(contents) {
    const set = acvpSet(contents)!;
    const [algorithm, mode] = [set.field("algorithm").text(), set.field("mode").text()];
    const kind = `${algorithm} ${mode}`;
    if (!Object.hasOwn(READERS, kind)) {
      set.fail(`ACVP's ${kind} is not known: ML-KEM, ML-DSA and SLH-DSA are`);
    }
    const revision = set.has("revision") ? `-${set.field("revision").text()}` : "";
    const publisher = `NIST ACVP, ${algorithm}-${mode}${revision}`;
    const items: Item[] = [];
    for (const unnamed of set.field("testGroups").items("group")) {
      const number = unnamed.has("tgId") ? unnamed.field("tgId").number() : unnamed.fail("no tgId");
      const group = unnamed.at(`group ${number}`);
      const parameterSet = group.field("parameterSet").text();
      const subject = parameterSet.toLowerCase();
      for (const one of group.field("tests").items("case")) {
        const test = one.at(`${group.place}, case ${one.field("tcId").number()}`);
        for (const [name, body] of READERS[kind](test, group)) {
          items.push(item(publisher, test.place, subject, body, name));
        }
      }
    }
    return items;
  },
};
