/**
 * What a member of a deal writes: approvals, releases and cancellations. A member is known to the
 * others by the approval key that comes from the share, and by nothing else.
 *
 * @module
 */
import { wipe } from "../bytes.ts";
import {
  type HybridKemPublicKeys,
  hybridKemPublicKeys,
  type HybridKemSecretKeys,
} from "../hybrid/kem.ts";
import type { RandomSource } from "../random.ts";
import { ANY_ROUND, encodeContent, type RequestContent } from "./contents.ts";
import { circleKeys } from "./held.ts";
import type { HeldShare } from "./held_record.ts";
import { circleSecret, sealingKeys, signingKeys, wipeKeys } from "./keys.ts";
import { sealMessage, type SignedMessage, signMessage } from "./message.ts";
import { decodeTerms } from "./terms.ts";

/** The most files of one approval or cancellation that may be asked for. */
const MAX_COPIES = 16;

/** Seals one signed message several times; the files share nothing that shows. */
async function sealTimes(
  message: SignedMessage,
  to: HybridKemPublicKeys,
  times: number,
  random: RandomSource,
): Promise<Uint8Array<ArrayBuffer>[]> {
  if (times > MAX_COPIES) throw new RangeError(`Cannot write ${times} files of one message`);
  const files: Uint8Array<ArrayBuffer>[] = [];
  while (files.length < times) files.push(await sealMessage(message, to, random));
  return files;
}

/**
 * The guardian's approval, one file for each other member of the deal: whoever carries them sees
 * that they are as many, not that they say the same.
 *
 * @param held the record in which the request is approved already
 */
export async function writeApprovals(
  held: HeldShare,
  random: RandomSource,
): Promise<Uint8Array<ArrayBuffer>[]> {
  if (!held.request) throw new RangeError("Cannot write approvals: nothing is approved");
  const content = encodeContent("approval", { requestId: held.request.id, round: held.round });
  const circle = await circleKeys(held);
  const keys = await signingKeys(held.share, "approval");
  try {
    const to = await hybridKemPublicKeys(circle);
    const others = decodeTerms(held.terms).approvers.length - 1;
    return await sealTimes(await signMessage("approval", content, keys, to), to, others, random);
  } finally {
    wipeKeys(circle);
    wipeKeys(keys);
  }
}

/**
 * The approval of a share on paper, which whoever has its words can make. It goes to one guardian,
 * since paper does not know the circle.
 */
export async function writePaperApproval(
  share: Uint8Array,
  requestId: Uint8Array,
  guardian: HybridKemPublicKeys,
  random: RandomSource,
): Promise<Uint8Array<ArrayBuffer>> {
  const content = encodeContent("approval", { requestId, round: ANY_ROUND });
  const keys = await signingKeys(share, "approval");
  try {
    return await sealMessage(
      await signMessage("approval", content, keys, guardian),
      guardian,
      random,
    );
  } finally {
    wipeKeys(keys);
  }
}

/**
 * The share, sealed to the keys of the request.
 *
 * @param held a record for which `release` has allowed it
 * @throws {RangeError} if the request's keys are known to be bad
 */
export async function writeRelease(
  held: HeldShare,
  request: RequestContent,
  random: RandomSource,
): Promise<Uint8Array<ArrayBuffer>> {
  const { dealKeyHash, share, terms } = held;
  const content = encodeContent("release", { dealKeyHash, share, terms });
  const keys = await signingKeys(share, "approval");
  try {
    const signed = await signMessage("release", content, keys, request.reply);
    return await sealMessage(signed, request.reply, random);
  } finally {
    wipeKeys(keys);
    wipe(content);
  }
}

/**
 * A cancellation for the whole circle.
 *
 * @param cancel the cancel secret: from paper, from a veto guardian, or from the owner's seed
 * @param number 1 for the deal's first cancellation, 2 for its second and last
 * @param now seconds since 1970
 * @param files how many files to write
 */
export async function writeCancellation(
  cancel: Uint8Array,
  number: number,
  now: number,
  files: number,
  random: RandomSource,
): Promise<Uint8Array<ArrayBuffer>[]> {
  const content = encodeContent("cancellation", { number, made: now });
  const secret = await circleSecret(cancel);
  const secrets: HybridKemSecretKeys = await sealingKeys(secret, "circle");
  const keys = await signingKeys(cancel, "cancel");
  try {
    const to = await hybridKemPublicKeys(secrets);
    return await sealTimes(await signMessage("cancellation", content, keys, to), to, files, random);
  } finally {
    wipe(secret);
    wipeKeys(secrets);
    wipeKeys(keys);
  }
}
