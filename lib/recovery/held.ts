/**
 * The guardian's side: taking on a share, and everything a request, an approval or a cancellation
 * does to it. Time is a parameter; every step gives a new record or refuses and changes nothing.
 * FORMAT.md, "Recovering".
 *
 * @module
 */
import { equalBytes, wipe } from "../bytes.ts";
import type { HybridKemSecretKeys } from "../hybrid/kem.ts";
import {
  ANY_ROUND,
  type ApprovalContent,
  type CancellationContent,
  decodeContent,
} from "./contents.ts";
import { cancelKeyHash } from "./deal.ts";
import type { HeldShare, PendingRequest } from "./held_record.ts";
import { approvalKeyHash, circleSecret, keyHash, sealingKeys } from "./keys.ts";
import type { Message } from "./message.ts";
import { countByGroup, isExceeded, isMet } from "./policy.ts";
import { Refusal } from "./refusal.ts";
import { shareFromBytes } from "./share_bytes.ts";
import { decodeTerms, indexOfKey, indexOfShare, type Terms } from "./terms.ts";

/** The wait between enough approvals and a release, in seconds: 48 hours. */
export const WAIT_SECONDS: number = 48 * 3600;
/** How long a cancellation stops everything, in seconds: 7 days. */
export const PAUSE_SECONDS: number = 7 * 24 * 3600;
/** How many cancellations a deal has. */
export const MAX_CANCELLATIONS = 2;

/**
 * A share to hold, from an opened deal message: everything about it is checked that a guardian can
 * check. That it comes from the owner is for people to compare, by `compareWords(dealKeyHash)`.
 *
 * @param held what the guardian holds already
 * @param room how many shares there can be
 * @throws {Refusal} if it is no deal, does not fit its own terms, is held already, contradicts
 *   another share of the same deal, or is one too many
 */
export async function acceptShare(
  message: Message,
  name: string,
  held: readonly HeldShare[],
  room: number,
): Promise<HeldShare> {
  const content = decodeContent("deal", message);
  const dealKeyHash = keyHash(message.signer!);
  const terms = decodeTerms(content.terms);
  const index = memberIndex(content, terms);
  const own = await approvalKeyHash(content.share);
  const fits = index >= 0 && equalBytes(own, terms.approvers[index]) &&
    (!content.veto || equalBytes(await cancelKeyHash(content.secret), content.cancelKeyHash));
  if (!fits) {
    throw new Refusal("forged", "Cannot accept the share: it does not fit the terms of its deal");
  }
  for (const other of held.filter((one) => equalBytes(one.dealKeyHash, dealKeyHash))) {
    if (equalBytes(other.share, content.share)) {
      throw new Refusal("replay", "Cannot accept the share: it is held already");
    }
    const sameDeal = equalBytes(other.terms, content.terms) &&
      equalBytes(other.cancelKeyHash, content.cancelKeyHash);
    if (!sameDeal) {
      throw new Refusal(
        "deal",
        "Cannot accept the share: one signed by the same key and of another deal is held, perhaps" +
          " an older one; give that one up first",
      );
    }
  }
  if (held.length >= room) {
    throw new Refusal("limit", `Cannot accept the share: ${room} are held, and no more fit`);
  }
  const { cancelKeyHash: cancels, secret, veto, share } = content;
  const fresh = { drill: 0, round: 0, pausedUntil: 0, clock: 0 };
  return {
    name,
    dealKeyHash,
    cancelKeyHash: cancels,
    secret,
    veto,
    share,
    terms: content.terms,
    ...fresh,
  };
}

/** The member index of a share in its terms, or -1. */
function memberIndex(held: { share: Uint8Array }, terms: Terms): number {
  const share = shareFromBytes(held.share);
  wipe(share.value);
  return indexOfShare(terms, share);
}

/** The keys of the circle: what approvals and cancellations of the deal are sealed to. */
export async function circleKeys(held: HeldShare): Promise<HybridKemSecretKeys> {
  const secret = held.veto ? await circleSecret(held.secret) : held.secret.slice();
  try {
    return await sealingKeys(secret, "circle");
  } finally {
    wipe(secret);
  }
}

/** Whether the guardian is told of approvals that are enough. */
function enough(terms: Terms, round: number, approvals: number): boolean {
  const has = (index: number) => (approvals >> index & 1) === 1;
  return round < MAX_CANCELLATIONS ? isMet(terms, has) : isExceeded(terms, has);
}

/**
 * Refuses to go on if the clock shows less than a command has recorded before: what is approved at
 * an earlier time would be past its wait as soon as the clock is right.
 */
function checkClock(held: HeldShare, now: number): void {
  if (now >= held.clock) return;
  throw new Refusal(
    "clock",
    `Cannot go on: the clock shows ${utc(now)}, and ${utc(held.clock)} has been recorded`,
  );
}

function checkPause(held: HeldShare, now: number): void {
  if (now >= held.pausedUntil) return;
  throw new Refusal(
    "paused",
    `Cannot go on: cancellation ${held.round} of the deal stops requests until ${
      utc(held.pausedUntil)
    }`,
  );
}

/** A time in seconds as people read it, in UTC. */
export function utc(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ") + " UTC";
}

/** A record with one more approval; the wait begins with the one that makes them enough. */
function withApproval(
  held: HeldShare,
  request: PendingRequest,
  index: number,
  now: number,
): HeldShare {
  const approvals = request.approvals | 1 << index;
  const complete = enough(decodeTerms(held.terms), held.round, approvals);
  const approvedAt = request.approvedAt || (complete ? now : 0);
  return { ...held, clock: now, request: { ...request, approvals, approvedAt } };
}

/**
 * The guardian approves a request, having compared its words with who made it. Approving the same
 * one again changes nothing but the clock.
 *
 * @throws {Refusal} of kind `clock`, `paused`, or `other` if another request is being answered
 */
export function approve(held: HeldShare, requestId: Uint8Array, now: number): HeldShare {
  checkClock(held, now);
  checkPause(held, now);
  if (held.request && !equalBytes(held.request.id, requestId)) {
    throw new Refusal(
      "other",
      "Cannot approve: another request is being answered with this share; forget it first",
    );
  }
  const request = held.request ??
    { id: requestId.slice(), approvals: 0, approvedAt: 0, released: false };
  return withApproval(held, request, memberIndex(held, decodeTerms(held.terms)), now);
}

/**
 * The guardian approves a request with every share of one deal: who holds two of them counts twice,
 * as the owner meant it, and each record knows of the other.
 *
 * @param held records of one deal
 * @throws {Refusal} as {@linkcode approve} does
 */
export function approveWithAll(
  held: readonly HeldShare[],
  requestId: Uint8Array,
  now: number,
): HeldShare[] {
  const indices = held.map((one) => memberIndex(one, decodeTerms(one.terms)));
  return held.map((one) => {
    const approved = approve(one, requestId, now);
    return indices.reduce(
      (record, index) => withApproval(record, record.request!, index, now),
      approved,
    );
  });
}

/**
 * Takes in another member's approval.
 *
 * @throws {Refusal} of kind `clock`, `forged` if its signer is no member, `unapproved` if this
 *   guardian has not approved, `other`, `round` or `twice`
 */
export function takeApproval(
  held: HeldShare,
  message: Message,
  now: number,
): HeldShare {
  const content: ApprovalContent = decodeContent("approval", message);
  checkClock(held, now);
  const index = indexOfKey(decodeTerms(held.terms), keyHash(message.signer!));
  if (index < 0) {
    throw new Refusal(
      "forged",
      "Cannot count the approval: no member of this deal has signed it; it is forged, or of an" +
        " older deal",
    );
  }
  if (!held.request) {
    throw new Refusal(
      "unapproved",
      "Cannot count the approval: approve the request yourself first",
    );
  }
  if (!equalBytes(content.requestId, held.request.id)) {
    throw new Refusal("other", "Cannot count the approval: it is of another request");
  }
  if (content.round !== ANY_ROUND && content.round !== held.round) {
    throw new Refusal(
      "round",
      content.round < held.round
        ? `Cannot count the approval: it was made before cancellation ${held.round}`
        : `Cannot count the approval: who made it knows of cancellation ${content.round}, which has` +
          " not come here; take that in first",
    );
  }
  if (held.request.approvals >> index & 1) {
    throw new Refusal("twice", "Cannot count the approval: the same member has approved before");
  }
  return withApproval(held, held.request, index, now);
}

/**
 * Takes in a cancellation: the request that is being answered ends, and nothing can be approved for
 * 7 days from when it was made. The second one is the last: from then on one approval more than
 * the threshold is needed.
 *
 * @throws {Refusal} of kind `forged`, or `replay` if it is known already or was overtaken
 */
export function takeCancellation(
  held: HeldShare,
  message: Message,
  now: number,
): HeldShare {
  const content: CancellationContent = decodeContent("cancellation", message);
  if (!equalBytes(keyHash(message.signer!), held.cancelKeyHash)) {
    throw new Refusal(
      "forged",
      "Cannot heed the cancellation: the deal's cancel key did not sign it",
    );
  }
  if (content.number <= held.round) {
    throw new Refusal(
      "replay",
      `Cannot heed the cancellation: number ${content.number} of the deal is known already`,
    );
  }
  // A clock that is behind must not keep a cancellation out: the later time of the two counts.
  const latest = Math.max(now, held.clock);
  const { request: _, ...rest } = held;
  const pausedUntil = Math.min(content.made, latest) + PAUSE_SECONDS;
  return { ...rest, round: content.number, pausedUntil, clock: latest };
}

/**
 * Whether the share may be released to who made the request, and the record then.
 *
 * @throws {Refusal} of kind `clock`, `paused`, `unapproved`, `other`, `approvals` or `wait`
 */
export function release(held: HeldShare, requestId: Uint8Array, now: number): HeldShare {
  checkClock(held, now);
  checkPause(held, now);
  const { request } = held;
  if (!request) {
    throw new Refusal("unapproved", "Cannot release: approve the request first");
  }
  if (!equalBytes(request.id, requestId)) {
    throw new Refusal(
      "other",
      "Cannot release: the request is not the one that was approved; it was altered or replaced",
    );
  }
  if (request.approvedAt === 0) {
    throw new Refusal(
      "approvals",
      `Cannot release: too few have approved (${describeApprovals(held).join(", ")})`,
    );
  }
  const from = request.approvedAt + WAIT_SECONDS;
  if (now < from) {
    throw new Refusal("wait", `Cannot release: the wait of 48 hours ends ${utc(from)}`);
  }
  return { ...held, clock: now, request: { ...request, released: true } };
}

/**
 * Forgets the request that is being answered. Approvals must come again then, and the wait begins
 * anew. Cancellations, their pause and the time that was recorded stay: if forgetting could lower
 * them, a clock that is set back for a moment would end every wait.
 */
export function forgetRequest(held: HeldShare): HeldShare {
  const { request: _, ...rest } = held;
  return rest;
}

/** Approvals so far, a line for each group; what the second cancellation adds comes last. */
export function describeApprovals(held: HeldShare): string[] {
  const terms = decodeTerms(held.terms);
  const approvals = held.request?.approvals ?? 0;
  const counts = countByGroup(terms, (index) => (approvals >> index & 1) === 1);
  const lines = terms.groups.map(({ threshold }, group) =>
    `group ${group + 1}: ${counts[group]} of ${threshold}`
  );
  if (terms.groups.length > 1) {
    lines.push(`groups needed: ${terms.groupThreshold} of ${terms.groups.length}`);
  }
  if (held.round === MAX_CANCELLATIONS) lines.push("and one more after two cancellations");
  return lines;
}
