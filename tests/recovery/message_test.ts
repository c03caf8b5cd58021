import assert from "node:assert/strict";
import { concat, equalBytes } from "../../lib/bytes.ts";
import { encodeCbor } from "../../lib/cbor.ts";
import { systemRandom } from "../../lib/random.ts";
import { decodeContent, encodeContent } from "../../lib/recovery/contents.ts";
import { sealShare } from "../../lib/recovery/deal.ts";
import { askDrill, nextDrill } from "../../lib/recovery/drill.ts";
import { answerDrill } from "../../lib/recovery/drill.ts";
import { approve } from "../../lib/recovery/held.ts";
import {
  writeApprovals,
  writeCancellation,
  writeRelease,
} from "../../lib/recovery/member_messages.ts";
import {
  KINDS,
  MESSAGE_BYTES,
  openMessage,
  sealMessage,
  signMessage,
} from "../../lib/recovery/message.ts";
import { guardian, makeRequest, makeTestDeal, policy } from "./deals.ts";

/** One file of every kind, with keys that open it where the test has them. */
async function everyKind() {
  const deal = await makeTestDeal(policy(1, [2, 3]), { veto: 1, secret: systemRandom(64) });
  const [first] = deal.guardians;
  const request = await makeRequest();
  const held = approve(deal.held[0], request.id, 0);
  const next = nextDrill(deal.deal, 0);
  const drill = await askDrill(next, deal.dealt, first!.identity, systemRandom);
  const question = (await openMessage(drill, first!.keys))!;
  const { files: [answer] } = await answerDrill(deal.held, question, systemRandom);
  const message = { kind: "request", content: request.encoded } as const;
  return {
    deal: await sealShare(deal.dealt, 0, first!.identity, true, systemRandom),
    drill,
    answer,
    request: await sealMessage(message, first!.identity, systemRandom),
    approval: (await writeApprovals(held, systemRandom))[0],
    release: await writeRelease(held, request.content, systemRandom),
    cancellation: (await writeCancellation(deal.dealt.cancel, 1, 0, 1, systemRandom))[0],
  };
}

Deno.test("every kind of message has one size", async () => {
  const files = await everyKind();
  assert.deepEqual(Object.keys(files), [...KINDS]);
  for (const file of Object.values(files)) assert.equal(file.length, MESSAGE_BYTES);
});

Deno.test("no two files share anything, not even the same message sealed twice to one key", async () => {
  const files = Object.values(await everyKind());
  const { identity } = await guardian("0");
  const message = { kind: "request", content: (await makeRequest()).encoded } as const;
  for (let i = 0; i < 4; i++) files.push(await sealMessage(message, identity, systemRandom));
  const seen = new Set<string>();
  for (const file of files) {
    for (let at = 0; at + 8 <= file.length; at += 8) {
      const piece = file.subarray(at, at + 8).toHex();
      assert.ok(!seen.has(piece), "eight bytes come twice");
      seen.add(piece);
    }
  }
});

Deno.test("a file opens with its key only, and not after any change", async () => {
  const [one, other] = [await guardian("one"), await guardian("other")];
  const message = { kind: "request", content: (await makeRequest()).encoded } as const;
  const file = await sealMessage(message, one.identity, systemRandom);
  assert.deepEqual(await openMessage(file, one.keys), message);
  assert.equal(await openMessage(file, other.keys), undefined);
  // X25519 ignores the highest bit of byte 31; the key that is derived does not.
  for (const at of [0, 31, 32, 800, 1599, 1600, 5000, MESSAGE_BYTES - 17, MESSAGE_BYTES - 1]) {
    const changed = file.slice();
    changed[at] ^= 128;
    assert.equal(await openMessage(changed, one.keys), undefined, `byte ${at}`);
  }
  assert.equal(await openMessage(file.subarray(1), one.keys), undefined);
  assert.equal(await openMessage(concat(file, Uint8Array.of(0)), one.keys), undefined);
});

Deno.test("a signature holds for one kind and one recipient", async () => {
  const [one, other, signer] = [
    await guardian("one"),
    await guardian("other"),
    await guardian("s"),
  ];
  const content = encodeContent("cancellation", { number: 1, made: 0 });
  const signed = await signMessage("cancellation", content, signer.keys, one.identity);
  const good = await sealMessage(signed, one.identity, systemRandom);
  assert.ok(await openMessage(good, one.keys));
  const forwarded = await sealMessage(signed, other.identity, systemRandom);
  await assert.rejects(openMessage(forwarded, other.keys), { kind: "forged" });
  const renamed = await sealMessage({ ...signed, kind: "approval" }, one.identity, systemRandom);
  await assert.rejects(openMessage(renamed, one.keys), { kind: "forged" });
  const altered = { ...signed, content: encodeContent("cancellation", { number: 2, made: 0 }) };
  const changed = await sealMessage(altered, one.identity, systemRandom);
  await assert.rejects(openMessage(changed, one.keys), { kind: "forged" });
});

Deno.test("a kind that must be signed is refused unsigned, and a request signed", async () => {
  const { identity, keys } = await guardian("one");
  const content = encodeContent("cancellation", { number: 1, made: 0 });
  const bare = await sealMessage({ kind: "cancellation", content }, identity, systemRandom);
  await assert.rejects(openMessage(bare, keys), { kind: "form" });
  const request = (await makeRequest()).encoded;
  const signed = await signMessage("request", request, keys, identity);
  const file = await sealMessage(signed, identity, systemRandom);
  await assert.rejects(openMessage(file, keys), { kind: "form" });
});

Deno.test("contents must be of the kind that is asked for, and of its form", async () => {
  const { encoded } = await makeRequest();
  const message = { kind: "request", content: encoded } as const;
  assert.throws(() => decodeContent("drill", message), {
    kind: "kind",
    message: "Cannot use the file: it is a request, not a drill",
  });
  const bad: [string, Uint8Array][] = [
    ["nothing", new Uint8Array(0)],
    ["no array", encodeCbor(new Map([[1, encoded]]))],
    ["too few entries", encodeCbor([new Uint8Array(32)])],
    ["too many entries", encodeCbor([new Uint8Array(32), new Uint8Array(1568), 1])],
    ["a short key", encodeCbor([new Uint8Array(31), new Uint8Array(1568)])],
    ["an entry of another type", encodeCbor([new Uint8Array(32), "key"])],
    ["bytes after it", concat(encoded, Uint8Array.of(0))],
  ];
  for (const [what, content] of bad) {
    assert.throws(
      () => decodeContent("request", { kind: "request", content }),
      { kind: "form" },
      what,
    );
  }
  const number = (content: Uint8Array) => () =>
    decodeContent("cancellation", { kind: "cancellation", content });
  assert.deepEqual(number(encodeCbor([2, 5]))(), { number: 2, made: 5 });
  for (const fields of [[0, 5], [3, 5], [1, -1], [1, 2 ** 32], [true, 5]]) {
    assert.throws(number(encodeCbor(fields)), { kind: "form" });
  }
});

Deno.test("sealing leaves its inputs as they are", async () => {
  const { identity, keys } = await guardian("one");
  const content = encodeContent("cancellation", { number: 1, made: 0 });
  const before = [content.slice(), identity.mlkem1024.slice(), keys.ed25519.slice()];
  const signed = await signMessage("cancellation", content, keys, identity);
  const file = await sealMessage(signed, identity, systemRandom);
  const sealed = file.slice();
  await openMessage(file, keys);
  assert.ok(equalBytes(content, before[0]) && equalBytes(identity.mlkem1024, before[1]));
  assert.ok(equalBytes(keys.ed25519, before[2]) && equalBytes(file, sealed));
});
