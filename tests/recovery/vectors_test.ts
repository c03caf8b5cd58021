import assert from "node:assert/strict";
import { systemRandom } from "../../lib/random.ts";
import { kelidOperations } from "../../lib/kat/checks/recovery.ts";
import { runCase } from "../../lib/kat/judge.ts";
import { resolveCases } from "../../lib/kat/vector_files.ts";
import type { VectorFile } from "../../lib/kat/case.ts";
import { openMessage } from "../../lib/recovery/message.ts";
import { person, stream } from "../hybrid/oracle.ts";
import * as oracle from "./oracle.ts";
import { recoveryVectors, written } from "./vectors.ts";

const text = Deno.readTextFileSync(new URL("../../vectors/recovery.json", import.meta.url));
const file: VectorFile = JSON.parse(text);

Deno.test("vectors/recovery.json is what the second implementation makes", async () => {
  assert.equal(written(await recoveryVectors()), text);
});

for (const case_ of resolveCases(file)) {
  Deno.test(`${case_.operation}: ${case_.name}`, async () => {
    assert.deepEqual(await runCase(kelidOperations, case_), { status: "passed" });
  });
}

Deno.test("files of the second implementation with one fault each are refused for that fault", async () => {
  const guardian = person("guardian");
  const to = guardian.agreementPublic;
  const keys = guardian.agreementSecret;
  const signer = oracle.signing(systemRandom(32), "cancel");
  const content = oracle.cbor([1, 1_900_000_000]);
  const good = oracle.body("cancellation", content, to, signer);
  const seal = (body: Uint8Array, padding = 0) => oracle.file(body, to, stream("fault"), padding);
  const opened = await openMessage(seal(good), keys);
  assert.equal(opened?.kind, "cancellation");
  assert.deepEqual(opened.content, content);

  const entries = (change: (map: Map<number, oracle.Value>) => void) => {
    const { ed25519, mldsa87 } = signer.public;
    const map = new Map<number, oracle.Value>([
      [1, oracle.KIND.cancellation],
      [2, content],
      [3, ed25519],
      [4, mldsa87],
      [5, good.slice(-4691)],
    ]);
    change(map);
    return oracle.cbor(map);
  };
  assert.ok(await openMessage(seal(entries(() => {})), keys), "without a change it opens");
  const malformed: [string, Uint8Array][] = [
    ["padding that is not zero", seal(good, 1)],
    ["an unknown kind", seal(entries((map) => map.set(1, 8)))],
    ["kind 0", seal(entries((map) => map.set(1, 0)))],
    ["an unknown entry", seal(entries((map) => map.set(6, 0)))],
    ["no contents", seal(entries((map) => map.delete(2)))],
    ["no signature", seal(entries((map) => map.delete(5)))],
    ["a short Ed25519 key", seal(entries((map) => map.set(3, new Uint8Array(31))))],
    ["a long ML-DSA key", seal(entries((map) => map.set(4, new Uint8Array(2593))))],
    ["an array instead of a map", seal(oracle.cbor([7, content]))],
    ["a number in a longer form", seal(Uint8Array.of(0xa5, 0x01, 0x18, ...good.subarray(2)))],
    ["a length beyond the file", seal(new Uint8Array(10_670).fill(255))],
    ["no body at all", seal(new Uint8Array(0))],
  ];
  for (const [what, bytes] of malformed) {
    await assert.rejects(openMessage(bytes, keys), { kind: "form" }, what);
  }
  const forged: [string, Uint8Array][] = [
    [
      "a changed Ed25519 signature",
      seal(entries((map) => map.set(5, flipped(good.slice(-4691), 3)))),
    ],
    [
      "a changed ML-DSA signature",
      seal(entries((map) => map.set(5, flipped(good.slice(-4691), 900)))),
    ],
    ["a cut signature", seal(entries((map) => map.set(5, good.slice(-4690))))],
    ["other contents", seal(entries((map) => map.set(2, oracle.cbor([2, 1_900_000_000]))))],
    ["another kind", seal(entries((map) => map.set(1, oracle.KIND.approval)))],
    [
      "another signer",
      seal(entries((map) => map.set(3, oracle.signing(systemRandom(32), "cancel").public.ed25519))),
    ],
  ];
  for (const [what, bytes] of forged) {
    await assert.rejects(openMessage(bytes, keys), { kind: "forged" }, what);
  }
});

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  bytes[at] ^= 1;
  return bytes;
}
