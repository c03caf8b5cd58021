import assert from "node:assert/strict";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concat, equalBytes, hex, utf8 } from "../../lib/bytes.ts";
import { identityHash } from "../../lib/identity/identity.ts";
import { sessionId } from "../../lib/identity/session_id.ts";
import { systemRandom } from "../../lib/random.ts";
import { decodeContent } from "../../lib/recovery/contents.ts";
import { checkDealSize, makeDeal, rebuildDeal, sealShare } from "../../lib/recovery/deal.ts";
import { acceptShare } from "../../lib/recovery/held.ts";
import { circleSecret, commitmentSalt, keyHash } from "../../lib/recovery/keys.ts";
import { openMessage } from "../../lib/recovery/message.ts";
import { membersOf } from "../../lib/recovery/policy.ts";
import { shareFromBytes, shareToBytes } from "../../lib/recovery/share_bytes.ts";
import {
  decodeTerms,
  encodeTerms,
  indexOfShare,
  MAX_TERMS_BYTES,
} from "../../lib/recovery/terms.ts";
import { combineShares } from "../../lib/slip39/combine.ts";
import { shareFromWords, shareToWords } from "../../lib/slip39/share.ts";
import { splitIntoShares } from "../../lib/slip39/split.ts";
import { MAX_HELD } from "../../lib/vault/contents.ts";
import { guardian, makeTestDeal, policy } from "./deals.ts";

const POLICIES = [
  policy(1, [1, 1]),
  policy(1, [2, 2]),
  policy(1, [4, 7]),
  policy(2, [2, 3], [2, 4]),
  policy(3, [1, 1], [2, 2], [3, 4]),
  policy(7, ...Array(7).fill([1, 1] as [number, number])),
];

Deno.test("a deal's record and its secret give the same shares again, and they combine", async () => {
  for (const [i, one] of POLICIES.entries()) {
    for (const length of [16, 32, 64]) {
      const secret = systemRandom(length);
      const { deal, dealt } = await makeTestDeal(one, { name: `deal ${i}`, secret });
      const again = await rebuildDeal(deal, secret);
      const words = dealt.shares.map(shareToWords);
      assert.deepEqual(again.shares.map(shareToWords), words);
      assert.deepEqual(again.terms, dealt.terms);
      const needed = one.groups.slice(0, one.groupThreshold);
      const enough = words.filter((_, index) => {
        const { group, member } = membersOf(one)[index];
        return group < one.groupThreshold && member < needed[group].threshold;
      });
      assert.ok(equalBytes(await combineShares(enough), secret));
    }
  }
});

Deno.test("a deal cannot be rebuilt from another secret", async () => {
  const { deal, secret } = await makeTestDeal(policy(1, [2, 3]));
  const other = secret.slice();
  other[31] ^= 1;
  await assert.rejects(rebuildDeal(deal, other), {
    name: "RangeError",
    message: "Cannot use the deal: this wallet is not the one that was dealt",
  });
});

Deno.test("two deals of one secret have nothing in common that a guardian sees", async () => {
  const secret = systemRandom(32);
  const [a, b] = [
    await makeTestDeal(policy(1, [2, 3]), { name: "a", secret }),
    await makeTestDeal(policy(1, [2, 3]), { name: "b", secret }),
  ];
  for (const field of ["dealKeyHash", "cancelKeyHash", "secret", "share"] as const) {
    assert.notDeepEqual(a.held[0][field], b.held[0][field]);
  }
  const hashes = [a, b].flatMap(({ dealt }) => dealt.terms.approvers.map(hex));
  assert.equal(new Set(hashes).size, hashes.length);
});

Deno.test("the record keeps hashes and commitments, never keys, and nothing of paper", async () => {
  const { deal, guardians } = await makeTestDeal(policy(1, [2, 3]), { paper: [1] });
  assert.equal(deal.guardians[1], null);
  for (const index of [0, 2]) {
    const { identity } = guardians[index]!;
    const kept = deal.guardians[index]!;
    assert.deepEqual(Object.keys(kept), ["identityHash", "commitment"]);
    assert.deepEqual(kept.identityHash, identityHash(identity));
    const salt = await commitmentSalt(deal.seed, index);
    const commitment = keccak_256(concat(utf8(sessionId(identity.mldsa87)), salt));
    assert.deepEqual(kept.commitment, new Uint8Array(commitment));
  }
});

Deno.test("a deal that is too large, or names one guardian twice in a group, is refused first", async () => {
  assert.throws(() => checkDealSize(policy(1, [5, 8])), {
    name: "RangeError",
    message: "Cannot deal to 8: a compartment keeps 7 guardians",
  });
  assert.throws(() => checkDealSize(policy(2, [2, 4], [2, 4])), RangeError);
  assert.throws(() => checkDealSize(policy(1, [1, 3])), RangeError);
  checkDealSize(policy(1, [4, 7]));
  const { identity } = await guardian("one");
  const { identity: other } = await guardian("two");
  const drawn: number[] = [];
  const counted = (length: number) => {
    drawn.push(length);
    return systemRandom(length);
  };
  const plan = { secret: systemRandom(32), kind: "entropy" } as const;
  const twice = { ...plan, ...policy(1, [2, 3]), guardians: [identity, other, identity] };
  await assert.rejects(makeDeal(twice, counted), {
    message: "Cannot deal: one guardian is named twice in group 1",
  });
  assert.deepEqual(drawn, []);
  const two = { ...plan, ...policy(2, [1, 1], [1, 1]), guardians: [identity, identity] };
  assert.equal((await makeDeal(two, counted)).guardians.length, 2);
});

Deno.test("each guardian gets their own share; the cancel secret goes to the veto alone", async () => {
  const { dealt, guardians, held } = await makeTestDeal(policy(2, [2, 2], [2, 3]), { veto: 3 });
  const circle = await circleSecret(dealt.cancel);
  for (const [index, one] of held.entries()) {
    assert.deepEqual(one.share, shareToBytes(dealt.shares[index]));
    assert.deepEqual(one.terms, encodeTerms(dealt.terms));
    assert.deepEqual(one.dealKeyHash, dealt.dealKeyHash);
    assert.deepEqual([one.veto, one.secret], index === 3 ? [true, dealt.cancel] : [false, circle]);
    assert.equal(indexOfShare(dealt.terms, dealt.shares[index]), index);
  }
  const file = await sealShare(dealt, 0, guardians[0]!.identity, false, systemRandom);
  assert.equal(await openMessage(file, guardians[1]!.keys), undefined);
});

Deno.test("a deal can be signed with an identity, which then stands in the guardian's record", async () => {
  const owner = await guardian("owner");
  const { held } = await makeTestDeal(policy(1, [2, 2]), { identityKeys: owner.keys });
  const { ed25519, mldsa87 } = owner.identity;
  for (const one of held) assert.deepEqual(one.dealKeyHash, keyHash({ ed25519, mldsa87 }));
});

Deno.test("a guardian refuses a share that is held, contradicts another, or is one too many", async () => {
  const one = await makeTestDeal(policy(1, [2, 3]));
  const { keys, identity } = one.guardians[0]!;
  const open = async (deal: typeof one, index = 0) =>
    (await openMessage(
      await sealShare(deal.dealt, index, identity, false, systemRandom),
      keys,
    ))!;
  const [held] = one.held;
  await assert.rejects(acceptShare(await open(one), "", [held], MAX_HELD), { kind: "replay" });
  const second = await acceptShare(await open(one, 1), "", [held], MAX_HELD);
  assert.deepEqual(second.dealKeyHash, held.dealKeyHash);

  const owner = await guardian("owner");
  const signed = { identityKeys: owner.keys };
  const [older, newer] = [
    await makeTestDeal(policy(1, [2, 3]), { name: "older", ...signed }),
    await makeTestDeal(policy(1, [2, 3]), { name: "newer", ...signed }),
  ];
  await assert.rejects(acceptShare(await open(newer), "", [older.held[0]], MAX_HELD), {
    kind: "deal",
  });

  const others = [];
  for (let i = 0; i < MAX_HELD; i++) {
    others.push((await makeTestDeal(policy(1, [1, 1]), { name: `other ${i}` })).held[0]);
  }
  await assert.rejects(acceptShare(await open(one), "", others, MAX_HELD), {
    kind: "limit",
    message: "Cannot accept the share: 5 are held, and no more fit",
  });
});

Deno.test("a guardian refuses a share that does not fit the terms it came with", async () => {
  const { dealt, guardians } = await makeTestDeal(policy(2, [2, 2], [2, 3]));
  const { keys, identity } = guardians[0]!;
  const attempts: [string, typeof dealt][] = [
    ["another value", { ...dealt, shares: [{ ...dealt.shares[0], value: systemRandom(32) }] }],
    ["another member's place", { ...dealt, shares: [{ ...dealt.shares[0], memberIndex: 1 }] }],
    ["no place", { ...dealt, shares: [{ ...dealt.shares[0], memberIndex: 2 }] }],
    ["another threshold", { ...dealt, shares: [{ ...dealt.shares[0], memberThreshold: 1 }] }],
    ["other thresholds in the terms", {
      ...dealt,
      terms: { ...dealt.terms, groups: [{ threshold: 1, count: 2 }, { threshold: 2, count: 3 }] },
    }],
    ["another group threshold in the terms", {
      ...dealt,
      terms: { ...dealt.terms, groupThreshold: 1 },
    }],
    ["another key in the terms", {
      ...dealt,
      terms: { ...dealt.terms, approvers: dealt.terms.approvers.toReversed() },
    }],
  ];
  for (const [what, forged] of attempts) {
    const file = await sealShare(forged, 0, identity, false, systemRandom);
    const message = (await openMessage(file, keys))!;
    await assert.rejects(acceptShare(message, "", [], MAX_HELD), { kind: "forged" }, what);
  }
  const wrongCancel = { ...dealt, cancel: systemRandom(32) };
  const file = await sealShare(wrongCancel, 0, identity, true, systemRandom);
  const message = (await openMessage(file, keys))!;
  await assert.rejects(acceptShare(message, "", [], MAX_HELD), { kind: "forged" });
});

Deno.test("share bytes are the first 40 bits of the words and the value", async () => {
  const scheme = { ...policy(2, [3, 5], [1, 1], [2, 16]), iterationExponent: 2, extendable: false };
  for (const share of (await splitIntoShares(systemRandom(32), scheme, systemRandom)).flat()) {
    const bytes = shareToBytes(share);
    assert.deepEqual(shareFromBytes(bytes), share);
    assert.equal(
      shareToWords(shareFromBytes(bytes)),
      shareToWords(shareFromWords(shareToWords(share))),
    );
    assert.deepEqual([...bytes.subarray(5)], [...share.value]);
  }
  const [[share]] = await splitIntoShares(systemRandom(16), policy(1, [2, 3]), systemRandom);
  const bytes = shareToBytes(share);
  for (
    const bad of [bytes.subarray(1), bytes.subarray(0, 20), new Uint8Array(71), new Uint8Array(22)]
  ) {
    assert.throws(() => shareFromBytes(bad), SyntaxError);
  }
  assert.throws(() => shareFromBytes(bytes.with(3, 0x10)), SyntaxError, "2 groups of 1");
  assert.throws(() => shareFromBytes(bytes.with(2, 0x13)), SyntaxError, "group 4 of 1");
});

Deno.test("terms have one form, and nothing else is read as terms", async () => {
  for (const one of POLICIES) {
    const { dealt } = await makeTestDeal(one);
    const bytes = encodeTerms(dealt.terms);
    assert.deepEqual(decodeTerms(bytes), dealt.terms);
    assert.ok(bytes.length <= MAX_TERMS_BYTES);
  }
  const { dealt, guardians } = await makeTestDeal(policy(2, [2, 3], [1, 1]));
  const good = encodeTerms(dealt.terms);
  const bad = [
    new Uint8Array(0),
    good.subarray(1),
    good.subarray(0, -1),
    concat(good, Uint8Array.of(0)),
    good.with(0, 0),
    good.with(0, 3),
    good.with(1, 1),
    good.with(2, 0x43),
    good.with(2, 0x03),
  ];
  for (const bytes of bad) assert.throws(() => decodeTerms(bytes), SyntaxError);
  const file = await sealShare(dealt, 0, guardians[0]!.identity, false, systemRandom);
  const content = decodeContent("deal", (await openMessage(file, guardians[0]!.keys))!);
  assert.deepEqual(content.terms, good);
});
