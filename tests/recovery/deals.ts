/**
 * Deals for tests of the library: guardians with identities, and shares that they hold.
 *
 * @module
 */
import { hybridKemPublicKeys, type HybridKemSecretKeys } from "../../lib/hybrid/kem.ts";
import type { HybridSigningKeys } from "../../lib/hybrid/signature.ts";
import type { PublicIdentity } from "../../lib/identity/identity.ts";
import { ownIdentity } from "../../lib/identity/own_identity.ts";
import { systemRandom } from "../../lib/random.ts";
import { decodeContent, encodeContent, requestId } from "../../lib/recovery/contents.ts";
import { type Dealt, makeDeal, rebuildDeal, sealShare } from "../../lib/recovery/deal.ts";
import type { DealRecord } from "../../lib/recovery/deal_record.ts";
import { acceptShare, circleKeys } from "../../lib/recovery/held.ts";
import type { HeldShare } from "../../lib/recovery/held_record.ts";
import { sealingKeys } from "../../lib/recovery/keys.ts";
import { writeApprovals, writeCancellation } from "../../lib/recovery/member_messages.ts";
import { type Message, openMessage } from "../../lib/recovery/message.ts";
import { membersOf, type Policy } from "../../lib/recovery/policy.ts";
import { MAX_HELD } from "../../lib/vault/contents.ts";
import { deriveKeys } from "../../lib/wallet/keys.ts";
import { seeded } from "../seeded.ts";

/** Somebody with an identity, for whom no vault is needed. */
export interface Guardian {
  readonly identity: PublicIdentity;
  readonly keys: HybridKemSecretKeys & HybridSigningKeys;
}

/** A guardian who is the same for the same name. */
export async function guardian(name: string): Promise<Guardian> {
  const random = seeded(`guardian ${name}`);
  const seed = random(64);
  const wallet = { path: 6133, slhPublicKey: random(64) } as const;
  return { identity: await ownIdentity(seed, wallet, 0), keys: deriveKeys(seed, 0) };
}

/** A deal and what its guardians hold; a member on paper holds nothing. */
export interface TestDeal {
  readonly secret: Uint8Array;
  readonly deal: DealRecord;
  readonly dealt: Dealt;
  readonly guardians: readonly (Guardian | null)[];
  readonly held: readonly HeldShare[];
}

/** What can be chosen. */
export interface TestDealOptions {
  readonly name?: string;
  readonly secret?: Uint8Array;
  readonly veto?: number;
  /** Members with paper, by index. */
  readonly paper?: readonly number[];
  readonly identityKeys?: HybridSigningKeys;
}

/** `2of3` and the like as a policy. */
export function policy(groupThreshold: number, ...groups: [number, number][]): Policy {
  return { groupThreshold, groups: groups.map(([threshold, count]) => ({ threshold, count })) };
}

/** Deals and lets every guardian accept. */
export async function makeTestDeal(
  policy: Policy,
  options: TestDealOptions = {},
): Promise<TestDeal> {
  const { name = "deal", veto, paper = [], identityKeys } = options;
  const random = seeded(name);
  const secret = options.secret ?? random(32);
  const guardians: (Guardian | null)[] = [];
  for (const [index] of membersOf(policy).entries()) {
    guardians.push(paper.includes(index) ? null : await guardian(`${index}`));
  }
  const identities = guardians.map((one) => one && one.identity);
  const kind = secret.length === 64 ? "seed" : "entropy";
  const deal = await makeDeal(
    { ...policy, secret, kind, guardians: identities, identityKeys },
    random,
  );
  const dealt = await rebuildDeal(deal, secret, identityKeys);
  const held: HeldShare[] = [];
  for (const [index, one] of guardians.entries()) {
    if (!one) continue;
    const file = await sealShare(dealt, index, one.identity, veto === index, systemRandom);
    held.push(await acceptShare((await openMessage(file, one.keys))!, "", [], MAX_HELD));
  }
  return { secret, deal, dealt, guardians, held };
}

/** A request from a fresh device. */
export async function makeRequest(name = "request") {
  const secret = seeded(name)(32);
  const keys = await sealingKeys(secret, "request");
  const content = { reply: await hybridKemPublicKeys(keys) };
  return { secret, content, id: requestId(content), encoded: encodeContent("request", content) };
}

/** Another member's approval as one who holds a share of the deal opens it. */
export async function approvalFrom(held: HeldShare): Promise<Message> {
  const [file] = await writeApprovals(held, systemRandom);
  const message = (await openMessage(file, await circleKeys(held)))!;
  decodeContent("approval", message);
  return message;
}

/** A cancellation as one who holds a share of the deal opens it. */
export async function cancellation(deal: TestDeal, number: number, now: number): Promise<Message> {
  const [file] = await writeCancellation(deal.dealt.cancel, number, now, 1, systemRandom);
  return (await openMessage(file, await circleKeys(deal.held[0])))!;
}
