import assert from "node:assert/strict";
import { equalBytes } from "../../lib/bytes.ts";
import { systemRandom } from "../../lib/random.ts";
import { type Content, decodeContent, encodeContent } from "../../lib/recovery/contents.ts";
import {
  answerDrill,
  askDrill,
  digestOf,
  DrillReview,
  nextDrill,
} from "../../lib/recovery/drill.ts";
import { drillSecret, sealingKeys, signingKeys } from "../../lib/recovery/keys.ts";
import { openMessage, sealMessage, signMessage } from "../../lib/recovery/message.ts";
import { makeTestDeal, policy, type TestDeal } from "./deals.ts";

const NOW = 1_900_000_000;

/** Asks one guardian, by index, and gives the opened question. */
async function question(deal: TestDeal, record: TestDeal["deal"], index: number) {
  const { identity, keys } = deal.guardians[index]!;
  const file = await askDrill(record, deal.dealt, identity, systemRandom);
  return (await openMessage(file, keys))!;
}

/** The answer of one guardian to a drill. */
async function answer(deal: TestDeal, record: TestDeal["deal"], index: number) {
  const message = await question(deal, record, index);
  return (await answerDrill([deal.held[index]], message, systemRandom)).files[0];
}

Deno.test("guardians who have their shares answer rightly, and each is told apart", async () => {
  const deal = await makeTestDeal(policy(2, [2, 3], [2, 2]));
  const record = nextDrill(deal.deal, NOW);
  assert.deepEqual([record.drill, record.asked], [1, NOW]);
  const review = new DrillReview(record, deal.dealt);
  for (const index of [4, 0, 2]) {
    assert.equal(await review.take(await answer(deal, record, index)), index);
  }
  assert.deepEqual([0, 1, 2, 3, 4].map((index) => review.has(index)), [
    true,
    false,
    true,
    false,
    true,
  ]);
});

Deno.test("an answer counts once, and only to the drill that was asked", async () => {
  const deal = await makeTestDeal(policy(1, [2, 3]));
  const first = nextDrill(deal.deal, NOW);
  const second = nextDrill(first, NOW + 1);
  const old = await answer(deal, first, 0);
  const fresh = await answer(deal, second, 0);
  const review = new DrillReview(second, deal.dealt);
  await assert.rejects(review.take(old), {
    kind: "unopened",
    message: "Cannot read the answer: it is not one to drill 2, or was altered",
  });
  assert.equal(await review.take(fresh), 0);
  await assert.rejects(review.take(fresh), { kind: "twice" });
  const changed = await answer(deal, second, 1);
  changed[5000] ^= 1;
  await assert.rejects(review.take(changed), { kind: "unopened" });
});

Deno.test("a guardian whose share was changed or exchanged is found out", async () => {
  const deal = await makeTestDeal(policy(1, [2, 3]));
  const record = nextDrill(deal.deal, NOW);
  const review = new DrillReview(record, deal.dealt);
  const message = await question(deal, record, 0);
  const damaged = { ...deal.held[0], share: deal.held[0].share.slice() };
  damaged.share[20] ^= 1;
  const wrong = (await answerDrill([damaged], message, systemRandom)).files[0];
  await assert.rejects(review.take(wrong), {
    kind: "forged",
    message: "Cannot count the answer: it comes from no share of this deal",
  });
  const older = await makeTestDeal(policy(1, [2, 3]), { name: "older", secret: deal.secret });
  const pretending = { ...older.held[0], dealKeyHash: deal.held[0].dealKeyHash };
  const ofOlder = (await answerDrill([pretending], message, systemRandom)).files[0];
  await assert.rejects(review.take(ofOlder), { kind: "forged" });
  assert.equal(review.has(0), false);
});

Deno.test("the right member with a wrong digest, or of another deal, has not answered", async () => {
  const deal = await makeTestDeal(policy(1, [2, 3]));
  const record = nextDrill(deal.deal, NOW);
  const { reply, key } = decodeContent("drill", await question(deal, record, 0));
  const { share, dealKeyHash } = deal.held[0];
  const digest = await digestOf(key, share);
  const send = async (content: Content<"answer">) => {
    const keys = await signingKeys(share, "approval");
    const signed = await signMessage("answer", encodeContent("answer", content), keys, reply);
    return await sealMessage(signed, reply, systemRandom);
  };
  const review = new DrillReview(record, deal.dealt);
  const wrong = digest.with(0, digest[0] ^ 1);
  await assert.rejects(review.take(await send({ dealKeyHash, number: 1, digest: wrong })), {
    kind: "forged",
    message: "Cannot count the answer: its digest is wrong",
  });
  await assert.rejects(review.take(await send({ dealKeyHash, number: 2, digest })), {
    kind: "forged",
  });
  const other = dealKeyHash.with(0, dealKeyHash[0] ^ 1);
  await assert.rejects(review.take(await send({ dealKeyHash: other, number: 1, digest })), {
    kind: "deal",
  });
  assert.equal(await review.take(await send({ dealKeyHash, number: 1, digest })), 0);
});

Deno.test("a guardian answers the last drill again, no earlier one, and none of a deal that is not held", async () => {
  const deal = await makeTestDeal(policy(1, [2, 3]));
  const first = nextDrill(deal.deal, NOW);
  const second = nextDrill(first, NOW);
  const [one, two] = [await question(deal, first, 0), await question(deal, second, 0)];
  const { held } = await answerDrill([deal.held[0]], two, systemRandom);
  assert.equal(held[0].drill, 2);
  const again = await answerDrill(held, two, systemRandom);
  assert.deepEqual([again.files.length, again.held], [1, held], "its files may have been lost");
  assert.equal(await new DrillReview(second, deal.dealt).take(again.files[0]), 0);
  await assert.rejects(answerDrill(held, one, systemRandom), {
    kind: "replay",
    message: "Cannot answer the drill: it is number 1, and number 2 was answered already",
  });
  const older = await makeTestDeal(policy(1, [2, 3]), { name: "older" });
  await assert.rejects(answerDrill([older.held[0]], two, systemRandom), {
    kind: "deal",
    message: "Cannot answer the drill: no share of its deal is held; one of an older deal may be",
  });
});

Deno.test("a guardian with two shares of the deal answers for both", async () => {
  const deal = await makeTestDeal(policy(2, [2, 2], [1, 1]));
  const record = nextDrill(deal.deal, NOW);
  const message = await question(deal, record, 0);
  const { files, held } = await answerDrill([deal.held[0], deal.held[2]], message, systemRandom);
  assert.deepEqual(held.map(({ drill }) => drill), [1, 1]);
  const review = new DrillReview(record, deal.dealt);
  assert.deepEqual([await review.take(files[0]), await review.take(files[1])], [0, 2]);
});

Deno.test("an answer holds nothing of the share, and differs from drill to drill", async () => {
  const deal = await makeTestDeal(policy(1, [2, 3]));
  const digests: Uint8Array[] = [];
  let record = deal.deal;
  for (let i = 0; i < 2; i++) {
    record = nextDrill(record, NOW);
    const file = await answer(deal, record, 0);
    const keys = await sealingKeys(await drillSecret(record.seed, record.drill), "drill");
    const content = decodeContent("answer", (await openMessage(file, keys))!);
    assert.equal(content.digest.length, 32);
    digests.push(content.digest);
  }
  assert.ok(!equalBytes(digests[0], digests[1]));
});

Deno.test("after 65,535 drills no further one is asked", async () => {
  const { deal } = await makeTestDeal(policy(1, [2, 3]));
  assert.equal(nextDrill({ ...deal, drill: 65_534 }, NOW).drill, 65_535);
  assert.throws(() => nextDrill({ ...deal, drill: 65_535 }, NOW), { kind: "limit" });
});
