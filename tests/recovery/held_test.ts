import assert from "node:assert/strict";
import { concat } from "../../lib/bytes.ts";
import { systemRandom } from "../../lib/random.ts";
import { encodeContent } from "../../lib/recovery/contents.ts";
import {
  approve,
  approveWithAll,
  circleKeys,
  describeApprovals,
  forgetRequest,
  PAUSE_SECONDS,
  release,
  takeApproval,
  takeCancellation,
  WAIT_SECONDS,
} from "../../lib/recovery/held.ts";
import { heldFromCbor, type HeldShare, heldToCbor } from "../../lib/recovery/held_record.ts";
import { writePaperApproval } from "../../lib/recovery/member_messages.ts";
import { openMessage, sealMessage, signMessage } from "../../lib/recovery/message.ts";
import { shareToBytes } from "../../lib/recovery/share_bytes.ts";
import {
  approvalFrom,
  cancellation,
  guardian,
  makeRequest,
  makeTestDeal,
  policy,
  type TestDeal,
} from "./deals.ts";

const HOUR = 3600;
const NOW = 1_900_000_000;

/** A deal of 2 of 3 in which the first two have approved a request. */
async function approved(policyOfDeal = policy(1, [2, 3]), others = [1]) {
  const deal = await makeTestDeal(policyOfDeal);
  const request = await makeRequest();
  let held = approve(deal.held[0], request.id, NOW);
  for (const other of others) {
    const message = await approvalFrom(approve(deal.held[other], request.id, NOW));
    held = takeApproval(held, message, NOW);
  }
  return { deal, request, held };
}

/** Takes in the approvals of others, made after as many cancellations as `held` knows. */
async function withApprovals(deal: TestDeal, held: HeldShare, others: number[], now: number) {
  for (const other of others) {
    const same = { ...deal.held[other], round: held.round, pausedUntil: 0 };
    const message = await approvalFrom(approve(same, held.request!.id, now));
    held = takeApproval(held, message, now);
  }
  return held;
}

Deno.test("47 hours after enough have approved is too early, 48 is not", async () => {
  const { request, held } = await approved();
  assert.equal(WAIT_SECONDS, 48 * HOUR);
  for (const hours of [0, 1, 47]) {
    assert.throws(() => release(held, request.id, NOW + hours * HOUR), {
      kind: "wait",
      message: "Cannot release: the wait of 48 hours ends 2030-03-19 17:46 UTC",
    });
  }
  assert.throws(() => release(held, request.id, NOW + 48 * HOUR - 1), { kind: "wait" });
  const released = release(held, request.id, NOW + 48 * HOUR);
  assert.equal(released.request?.released, true);
  assert.equal(release(released, request.id, NOW + 49 * HOUR).request?.released, true, "once more");
});

Deno.test("the wait begins with the approval that makes them enough, in this tool", async () => {
  const deal = await makeTestDeal(policy(1, [3, 5]));
  const request = await makeRequest();
  let held = approve(deal.held[0], request.id, NOW);
  held = await withApprovals(deal, held, [1], NOW + HOUR);
  assert.throws(() => release(held, request.id, NOW + 99 * HOUR), {
    kind: "approvals",
    message: "Cannot release: too few have approved (group 1: 2 of 3)",
  });
  held = await withApprovals(deal, held, [2], NOW + 10 * HOUR);
  held = await withApprovals(deal, held, [3], NOW + 20 * HOUR);
  assert.throws(() => release(held, request.id, NOW + 58 * HOUR - 1), { kind: "wait" });
  assert.ok(release(held, request.id, NOW + 58 * HOUR));
});

Deno.test("approvals count by groups", async () => {
  const deal = await makeTestDeal(policy(2, [1, 1], [2, 2], [2, 3]));
  const request = await makeRequest();
  let held = approve(deal.held[0], request.id, NOW);
  held = await withApprovals(deal, held, [1, 3], NOW);
  assert.deepEqual(describeApprovals(held), [
    "group 1: 1 of 1",
    "group 2: 1 of 2",
    "group 3: 1 of 2",
    "groups needed: 2 of 3",
  ]);
  assert.throws(() => release(held, request.id, NOW + 99 * HOUR), { kind: "approvals" });
  held = await withApprovals(deal, held, [4], NOW);
  assert.ok(release(held, request.id, NOW + 48 * HOUR));
});

Deno.test("a guardian alone releases nothing, however long they wait", async () => {
  const deal = await makeTestDeal(policy(1, [2, 3]));
  const request = await makeRequest();
  assert.throws(() => release(deal.held[0], request.id, NOW), { kind: "unapproved" });
  const held = approve(deal.held[0], request.id, NOW);
  const again = approve(held, request.id, NOW + HOUR);
  assert.equal(again.request?.approvals, 1, "approving again counts once");
  assert.throws(() => release(again, request.id, NOW + 1e6), { kind: "approvals" });
});

Deno.test("the same member's approval counts once, and one's own not from outside", async () => {
  const { deal, request, held } = await approved();
  const again = await approvalFrom(approve(deal.held[1], request.id, NOW));
  assert.throws(() => takeApproval(held, again, NOW), {
    kind: "twice",
    message: "Cannot count the approval: the same member has approved before",
  });
  assert.throws(() => takeApproval(held, again, NOW), { kind: "twice" }, "and is refused for ever");
  const own = await approvalFrom(held);
  assert.throws(() => takeApproval(held, own, NOW), { kind: "twice" });
});

Deno.test("approvals of another request or another deal, and forged ones, do not count", async () => {
  const { deal, request, held } = await approved(policy(1, [3, 5]), []);
  const other = await makeRequest("another request");
  const ofOther = await approvalFrom(approve(deal.held[1], other.id, NOW));
  assert.throws(() => takeApproval(held, ofOther, NOW), { kind: "other" });

  const older = await makeTestDeal(policy(1, [3, 5]), { name: "an older deal" });
  const ofOlder = await approvalFrom(approve(older.held[1], request.id, NOW));
  assert.throws(() => takeApproval(held, ofOlder, NOW), {
    kind: "forged",
    message: "Cannot count the approval: no member of this deal has signed it; it is forged, or" +
      " of an older deal",
  });

  const stranger = await guardian("stranger");
  const content = encodeContent("approval", { requestId: request.id, round: 0 });
  const forged = await signMessage("approval", content, stranger.keys, stranger.identity);
  const file = await sealMessage(forged, stranger.identity, systemRandom);
  const message = (await openMessage(file, stranger.keys))!;
  assert.throws(() => takeApproval(held, message, NOW), { kind: "forged" });

  const early = await approvalFrom(approve(deal.held[1], request.id, NOW));
  assert.throws(() => takeApproval(deal.held[0], early, NOW), { kind: "unapproved" });
  assert.ok(takeApproval(held, early, NOW), "nothing was lost by any of these");
});

Deno.test("a request that was replaced after it was approved gets no share", async () => {
  const { request, held } = await approved();
  const other = await makeRequest("replaced");
  assert.throws(() => release(held, other.id, NOW + 48 * HOUR), {
    kind: "other",
    message: "Cannot release: the request is not the one that was approved; it was altered or" +
      " replaced",
  });
  assert.throws(() => approve(held, other.id, NOW), { kind: "other" });
  assert.ok(release(held, request.id, NOW + 48 * HOUR));
});

Deno.test("a clock set back is noticed by every step but a cancellation", async () => {
  const { deal, request, held } = await approved();
  const earlier = NOW - 1;
  const refused = {
    kind: "clock",
    message: /^Cannot go on: the clock shows 2030-03-17 17:46 UTC,/,
  };
  assert.throws(() => approve(held, request.id, earlier), refused);
  assert.throws(() => release(held, request.id, earlier), refused);
  const third = await approvalFrom(approve(deal.held[2], request.id, NOW));
  assert.throws(() => takeApproval(held, third, earlier), refused);
  const waited = release(held, request.id, NOW + 48 * HOUR);
  assert.throws(() => release(waited, request.id, NOW + 47 * HOUR), { kind: "clock" });

  const stopped = takeCancellation(held, await cancellation(deal, 1, NOW), earlier);
  assert.equal(stopped.request, undefined);
  assert.equal(stopped.clock, NOW, "the later time stays");
  assert.equal(stopped.pausedUntil, NOW + PAUSE_SECONDS);
});

Deno.test("forgetting a request lets another be approved, and its wait begins anew", async () => {
  const { deal, request, held } = await approved();
  const forgotten = forgetRequest(held);
  assert.throws(() => release(forgotten, request.id, NOW + 99 * HOUR), { kind: "unapproved" });
  const other = await makeRequest("another request");
  let again = approve(forgotten, other.id, NOW + HOUR);
  again = await withApprovals(deal, again, [1], NOW + HOUR);
  assert.throws(() => release(again, other.id, NOW + 49 * HOUR - 1), { kind: "wait" });
  assert.ok(release(again, other.id, NOW + 49 * HOUR));
});

Deno.test("a clock set back while a request is forgotten ends neither the pause nor the wait", async () => {
  const { deal, request, held } = await approved();
  const stopped = takeCancellation(held, await cancellation(deal, 1, NOW), NOW);
  const back = NOW - 30 * 24 * HOUR;
  for (const one of [stopped, held]) {
    const { request: _, ...rest } = one;
    assert.deepEqual(forgetRequest(one), rest, "all else stays");
    assert.throws(() => approve(forgetRequest(one), request.id, back), {
      kind: "clock",
      message:
        "Cannot go on: the clock shows 2030-02-15 17:46 UTC, and 2030-03-17 17:46 UTC has been" +
        " recorded",
    });
  }
  const forgotten = forgetRequest(stopped);
  assert.throws(() => approve(forgotten, request.id, NOW + HOUR), { kind: "paused" });
  assert.throws(() => approve(forgotten, request.id, NOW + PAUSE_SECONDS - 1), { kind: "paused" });
  assert.ok(approve(forgotten, request.id, NOW + PAUSE_SECONDS));
});

Deno.test("a clock that was ahead once stops the share until that time, also when forgotten", async () => {
  const { request, held } = await approved();
  const future = approve(held, request.id, NOW + 1e8);
  for (const one of [future, forgetRequest(future)]) {
    assert.throws(() => release(one, request.id, NOW + 1e8 - 1), { kind: "clock" });
    assert.throws(() => approve(one, request.id, NOW + 1e8 - 1), { kind: "clock" });
    assert.ok(approve(one, request.id, NOW + 1e8));
  }
});

Deno.test("a cancellation stops a request for 7 days, and old approvals count no more", async () => {
  const { deal, request, held } = await approved();
  const message = await cancellation(deal, 1, NOW + 40 * HOUR);
  const stopped = takeCancellation(held, message, NOW + 41 * HOUR);
  const until = NOW + 40 * HOUR + 7 * 24 * HOUR;
  assert.equal(stopped.pausedUntil, until);
  assert.throws(() => release(stopped, request.id, NOW + 48 * HOUR), {
    kind: "paused",
    message: "Cannot go on: cancellation 1 of the deal stops requests until 2030-03-26 09:46 UTC",
  });
  assert.throws(() => approve(stopped, request.id, until - 1), { kind: "paused" });
  const anew = approve(stopped, request.id, until);
  const old = await approvalFrom(approve(deal.held[1], request.id, NOW));
  assert.throws(() => takeApproval(anew, old, until), {
    kind: "round",
    message: "Cannot count the approval: it was made before cancellation 1",
  });
  const complete = await withApprovals(deal, anew, [1], until);
  assert.throws(() => release(complete, request.id, until + 47 * HOUR), { kind: "wait" });
  assert.ok(release(complete, request.id, until + 48 * HOUR));
});

Deno.test("who has not got a cancellation is told that the others have", async () => {
  const { deal, request, held } = await approved(policy(1, [3, 5]), []);
  const knowing = { ...deal.held[1], round: 1 };
  const message = await approvalFrom(approve(knowing, request.id, NOW));
  assert.throws(() => takeApproval(held, message, NOW), {
    kind: "round",
    message: "Cannot count the approval: who made it knows of cancellation 1, which has not come" +
      " here; take that in first",
  });
});

Deno.test("a cancellation counts once, from the cancel key only, and only two exist", async () => {
  const { deal, held } = await approved();
  const first = await cancellation(deal, 1, NOW);
  const once = takeCancellation(held, first, NOW);
  assert.throws(() => takeCancellation(once, first, NOW + HOUR), {
    kind: "replay",
    message: "Cannot heed the cancellation: number 1 of the deal is known already",
  });
  const twice = takeCancellation(once, await cancellation(deal, 2, NOW + HOUR), NOW + HOUR);
  assert.equal(twice.round, 2);
  assert.throws(() => takeCancellation(twice, first, NOW + HOUR), { kind: "replay" });
  const third = await sealed(held, "cancellation", encodeCancellation(3), deal.dealt.signing);
  assert.throws(() => takeCancellation(twice, third, NOW + HOUR), { kind: "form" });
  const forged = await sealed(held, "cancellation", encodeCancellation(1), deal.dealt.signing);
  assert.throws(() => takeCancellation(held, forged, NOW), {
    kind: "forged",
    message: "Cannot heed the cancellation: the deal's cancel key did not sign it",
  });
  const jumped = takeCancellation(held, await cancellation(deal, 2, NOW), NOW);
  assert.equal(jumped.round, 2, "the first one never came");
  assert.throws(() => takeCancellation(jumped, first, NOW), { kind: "replay" });
});

/** A message to the circle of a held share, as a member opens it. */
async function sealed(
  held: HeldShare,
  kind: "cancellation",
  content: Uint8Array,
  keys: Parameters<typeof signMessage>[2],
) {
  const { hybridKemPublicKeys } = await import("../../lib/hybrid/kem.ts");
  const circle = await circleKeys(held);
  const to = await hybridKemPublicKeys(circle);
  const file = await sealMessage(await signMessage(kind, content, keys, to), to, systemRandom);
  return (await openMessage(file, circle))!;
}

function encodeCancellation(number: number): Uint8Array {
  return encodeContent("cancellation", { number, made: NOW });
}

Deno.test("a cancellation from a clock that is ahead pauses for no more than 7 days from now", async () => {
  const { deal, held } = await approved();
  const message = await cancellation(deal, 1, NOW + 1e7);
  assert.equal(takeCancellation(held, message, NOW).pausedUntil, NOW + PAUSE_SECONDS);
  const late = await cancellation(deal, 1, NOW - 8 * 24 * HOUR);
  const stopped = takeCancellation(held, late, NOW);
  assert.equal(stopped.request, undefined, "it came late, and still ends the request");
  assert.ok(approve(stopped, held.request!.id, NOW), "and its pause is over");
});

Deno.test("after two cancellations one approval more than the threshold is needed, and enough", async () => {
  const { deal, request, held } = await approved(policy(1, [3, 5]), []);
  let again = takeCancellation(held, await cancellation(deal, 2, NOW), NOW);
  const later = NOW + PAUSE_SECONDS;
  again = await withApprovals(deal, approve(again, request.id, later), [1, 2], later);
  assert.throws(() => release(again, request.id, later + 99 * HOUR), {
    kind: "approvals",
    message: "Cannot release: too few have approved (group 1: 3 of 3, and one more after two" +
      " cancellations)",
  });
  again = await withApprovals(deal, again, [4], later + HOUR);
  assert.throws(() => release(again, request.id, later + 48 * HOUR), { kind: "wait" });
  assert.ok(release(again, request.id, later + 49 * HOUR));
});

Deno.test("where all are needed, all are enough also after two cancellations", async () => {
  const { deal, request, held } = await approved(policy(1, [2, 2]), []);
  let again = takeCancellation(held, await cancellation(deal, 2, NOW), NOW);
  const later = NOW + PAUSE_SECONDS;
  again = await withApprovals(deal, approve(again, request.id, later), [1], later);
  assert.ok(release(again, request.id, later + 48 * HOUR));
});

Deno.test("a share on paper approves, whatever was cancelled before", async () => {
  const deal = await makeTestDeal(policy(1, [2, 3]), { paper: [2] });
  const request = await makeRequest();
  const words = shareToBytes(deal.dealt.shares[2]);
  const { keys, identity } = deal.guardians[0]!;
  const file = await writePaperApproval(words, request.id, identity, systemRandom);
  const message = (await openMessage(file, keys))!;
  const held = takeApproval(approve(deal.held[0], request.id, NOW), message, NOW);
  assert.ok(release(held, request.id, NOW + 48 * HOUR));
  assert.throws(() => takeApproval(held, message, NOW), { kind: "twice" });
  const cancelled = takeCancellation(held, await cancellation(deal, 1, NOW), NOW);
  const anew = approve(cancelled, request.id, NOW + PAUSE_SECONDS);
  assert.equal(takeApproval(anew, message, NOW + PAUSE_SECONDS).request?.approvals, 5);
});

Deno.test("who holds two shares of a deal approves with both at once", async () => {
  const deal = await makeTestDeal(policy(2, [2, 2], [1, 1]));
  const request = await makeRequest();
  const both = approveWithAll([deal.held[0], deal.held[2]], request.id, NOW);
  for (const one of both) assert.equal(one.request?.approvals, 0b101);
  const third = await approvalFrom(approve(deal.held[1], request.id, NOW));
  for (const one of both) {
    assert.ok(release(takeApproval(one, third, NOW), request.id, NOW + 48 * HOUR));
  }
});

Deno.test("no step changes the record that it is given", async () => {
  const { deal, request, held } = await approved();
  const before = structuredClone(held);
  approve(held, request.id, NOW + 1);
  release(held, request.id, NOW + 48 * HOUR);
  takeCancellation(held, await cancellation(deal, 1, NOW), NOW);
  forgetRequest(held);
  assert.deepEqual(held, before);
});

Deno.test("a record is stored and read back at every step", async () => {
  const { deal, request, held } = await approved();
  const cancelled = takeCancellation(held, await cancellation(deal, 1, NOW), NOW);
  const steps = [deal.held[0], held, release(held, request.id, NOW + 48 * HOUR), cancelled];
  for (const step of steps) assert.deepEqual(heldFromCbor(heldToCbor(step)), step);
  const good = heldToCbor(held) as unknown[];
  const bad: [number, unknown][] = [
    [0, 5],
    [1, new Uint8Array(31)],
    [4, 1],
    [5, new Uint8Array(20)],
    [6, new Uint8Array(234)],
    [7, 65_536],
    [8, 3],
    [9, -1],
    [10, 2 ** 32],
    [11, [new Uint8Array(32), 128, 0, false]],
    [11, false],
  ];
  for (const [place, value] of bad) {
    // deno-lint-ignore no-explicit-any
    assert.throws(() => heldFromCbor(good.with(place, value) as any), SyntaxError, `${place}`);
  }
  // deno-lint-ignore no-explicit-any
  assert.throws(() => heldFromCbor([...good, 0] as any), SyntaxError);
});

Deno.test("what a guardian stores shares no bytes with the owner's or another guardian's identity", async () => {
  const { held, guardians } = await makeTestDeal(policy(1, [2, 3]), { veto: 0 });
  const { identityHash } = await import("../../lib/identity/identity.ts");
  const record = concat(...Object.values(held[0]).filter((part) => part instanceof Uint8Array));
  const text = record.toHex();
  for (const other of guardians) {
    assert.ok(!text.includes(identityHash(other!.identity).toHex()));
    assert.ok(!text.includes(other!.identity.ed25519.toHex()));
  }
});
