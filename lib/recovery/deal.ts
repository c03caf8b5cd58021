/**
 * The owner's side of a deal: splitting, sealing each share to its guardian, and making the same
 * shares again from what was kept. FORMAT.md, "Dealing".
 *
 * @module
 */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concat, equalBytes, utf8, wipe } from "../bytes.ts";
import {
  type HybridSigningKeys,
  type HybridVerifyingKeys,
  hybridVerifyingKeys,
} from "../hybrid/signature.ts";
import { identityHash, type PublicIdentity } from "../identity/identity.ts";
import { sessionId } from "../identity/session_id.ts";
import type { RandomSource } from "../random.ts";
import { checkShares } from "../slip39/check.ts";
import type { Share } from "../slip39/share.ts";
import { checkScheme, splitIntoShares } from "../slip39/split.ts";
import { encodeContent } from "./contents.ts";
import type { DealRecord, DealtGuardian } from "./deal_record.ts";
import {
  approvalKeyHash,
  cancelSecret,
  circleSecret,
  commitmentSalt,
  keyHash,
  labelledHash,
  SECRET_BYTES,
  shareRandomness,
  signingKeys,
  wipeKeys,
} from "./keys.ts";
import { sealMessage, signMessage } from "./message.ts";
import { membersOf, type Policy } from "./policy.ts";
import { shareToBytes } from "./share_bytes.ts";
import { encodeTerms, MAX_MEMBERS, type Terms } from "./terms.ts";

/** Everything of a deal that its record and the wallet give. {@linkcode wipeDealt} ends it. */
export interface Dealt {
  /** The shares by member index. */
  readonly shares: Share[];
  /** Who is needed, and the approval keys. */
  readonly terms: Terms;
  /** What cancels: 32 bytes, for paper and a veto guardian. */
  readonly cancel: Uint8Array;
  /** The hash of the key that the cancel secret signs with. */
  readonly cancelKeyHash: Uint8Array;
  /** The deal key, or the wallet's identity. */
  readonly signing: HybridSigningKeys;
  /** Its public half. */
  readonly signer: HybridVerifyingKeys;
  /** What guardians compare with the owner. */
  readonly dealKeyHash: Uint8Array;
}

/** What is to be dealt, and how. */
export interface DealPlan extends Policy {
  /** From 16 to 64 bytes, an even number. */
  readonly secret: Uint8Array;
  /** What the secret is. */
  readonly kind: DealRecord["secret"];
  /** By member index; null for a person with paper. */
  readonly guardians: readonly (PublicIdentity | null)[];
  /** The wallet's own signing keys, if they and not a key of the deal's own shall sign. */
  readonly identityKeys?: HybridSigningKeys;
}

/**
 * Checks how many members a deal would have, before anything is asked about them.
 *
 * @throws {RangeError} if there are too many, or `checkScheme` refuses the groups
 */
export function checkDealSize(policy: Policy): void {
  checkScheme(policy);
  const members = membersOf(policy).length;
  if (members > MAX_MEMBERS) {
    throw new RangeError(`Cannot deal to ${members}: a compartment keeps ${MAX_MEMBERS} guardians`);
  }
}

/**
 * Makes a deal: nothing has left the owner's hands yet.
 *
 * @returns the record to keep; {@linkcode rebuildDeal} gives the rest
 * @throws {RangeError} if the numbers or the secret's length are not possible, or one guardian is
 *   named twice in one group
 */
export async function makeDeal(plan: DealPlan, random: RandomSource): Promise<DealRecord> {
  const { groupThreshold, groups, secret } = plan;
  checkDealSize(plan);
  const hashes = plan.guardians.map((guardian) => guardian && identityHash(guardian));
  membersOf(plan).forEach(({ group }, index) => {
    const twice = membersOf(plan).some((other, earlier) =>
      earlier < index && other.group === group &&
      hashes[index] && hashes[earlier] && equalBytes(hashes[index], hashes[earlier])
    );
    if (twice) {
      throw new RangeError(`Cannot deal: one guardian is named twice in group ${group + 1}`);
    }
  });
  const seed = random(SECRET_BYTES);
  const guardians: (DealtGuardian | null)[] = [];
  for (const [index, guardian] of plan.guardians.entries()) {
    guardians.push(
      guardian && {
        identityHash: identityHash(guardian),
        commitment: await commitmentTo(guardian, await commitmentSalt(seed, index)),
      },
    );
  }
  return {
    seed,
    secret: plan.kind,
    signer: plan.identityKeys ? "identity" : "deal",
    check: walletCheck(seed, secret),
    groupThreshold,
    groups: groups.map(({ threshold, count }) => ({ threshold, count })),
    guardians,
    drill: 0,
    asked: 0,
  };
}

/** PIP-0202's commitment to a guardian: Keccak-256 of the Session ID's characters and the salt. */
export function commitmentTo(
  guardian: Pick<PublicIdentity, "mldsa87">,
  salt: Uint8Array,
): Uint8Array {
  return new Uint8Array(keccak_256(concat(utf8(sessionId(guardian.mldsa87)), salt)));
}

/** Eight bytes that are the same for the same seed and secret. */
export function walletCheck(seed: Uint8Array, secret: Uint8Array): Uint8Array {
  return labelledHash("wallet check", seed, secret).slice(0, 8);
}

/**
 * Makes the shares and keys of a deal again.
 *
 * @param secret what was dealt
 * @param identityKeys the wallet's signing keys, where the record says that they sign
 * @throws {RangeError} if the secret is not the one that was dealt
 * @throws {Error} if the shares do not give the secret back, which is a fault of the machine
 */
export async function rebuildDeal(
  deal: DealRecord,
  secret: Uint8Array,
  identityKeys?: HybridSigningKeys,
): Promise<Dealt> {
  if (!equalBytes(walletCheck(deal.seed, secret), deal.check)) {
    throw new RangeError("Cannot use the deal: this wallet is not the one that was dealt");
  }
  const random = await shareRandomness(deal.seed, drawsOf(deal, secret.length));
  const byGroup = await splitIntoShares(secret, deal, random);
  const shares = byGroup.flat();
  try {
    await checkShares(byGroup, secret);
  } catch (error) {
    wipe(...shares.map(({ value }) => value));
    throw error;
  }
  const approvers: Uint8Array[] = [];
  for (const share of shares) {
    const bytes = shareToBytes(share);
    approvers.push(await approvalKeyHash(bytes));
    wipe(bytes);
  }
  const { groupThreshold, groups } = deal;
  const signing = identityKeys
    ? { ed25519: identityKeys.ed25519.slice(), mldsa87: identityKeys.mldsa87.slice() }
    : await signingKeys(deal.seed, "deal");
  const signer = await hybridVerifyingKeys(signing);
  const cancel = await cancelSecret(deal.seed);
  return {
    shares,
    terms: { groupThreshold, groups, approvers },
    cancel,
    cancelKeyHash: await cancelKeyHash(cancel),
    signing,
    signer,
    dealKeyHash: keyHash(signer),
  };
}

/** The hash of the key that a cancel secret signs with. */
export async function cancelKeyHash(cancel: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const keys = await signingKeys(cancel, "cancel");
  try {
    return keyHash(await hybridVerifyingKeys(keys));
  } finally {
    wipeKeys(keys);
  }
}

/** Overwrites shares and secret keys. */
export function wipeDealt(dealt: Dealt): void {
  wipe(dealt.cancel, ...dealt.shares.map(({ value }) => value));
  wipeKeys(dealt.signing);
}

/** The lengths of the random draws of a split (lib/slip39/FORMAT.md, "Random bytes"). */
function drawsOf({ groupThreshold, groups }: Policy, length: number): number[] {
  const ofSplit = (threshold: number) =>
    threshold === 1 ? [] : [length - 4, ...Array<number>(threshold - 2).fill(length)];
  return [2, ...ofSplit(groupThreshold), ...groups.flatMap(({ threshold }) => ofSplit(threshold))];
}

/**
 * The file that brings a guardian their share.
 *
 * @param veto whether the guardian gets the cancel secret as well
 * @throws {RangeError} if the guardian's key is known to be bad
 */
export async function sealShare(
  dealt: Dealt,
  index: number,
  guardian: PublicIdentity,
  veto: boolean,
  random: RandomSource,
): Promise<Uint8Array<ArrayBuffer>> {
  const share = shareToBytes(dealt.shares[index]);
  const secret = veto ? dealt.cancel.slice() : await circleSecret(dealt.cancel);
  const terms = encodeTerms(dealt.terms);
  const content = encodeContent("deal", {
    share,
    terms,
    cancelKeyHash: dealt.cancelKeyHash,
    secret,
    veto,
  });
  try {
    const signed = await signMessage("deal", content, dealt.signing, guardian);
    return await sealMessage(signed, guardian, random);
  } finally {
    wipe(share, secret, content);
  }
}
