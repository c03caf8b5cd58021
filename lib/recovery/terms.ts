/**
 * The terms of a deal: who is needed, and the approval key of every member by its hash. Every share
 * carries them, so that each guardian can verify that enough others have approved. The hashes tell
 * nothing about persons; since approval keys come from shares, they also commit to every share.
 *
 * @module
 */
import { concat, equalBytes } from "../bytes.ts";
import type { Share } from "../slip39/share.ts";
import { KEY_HASH_BYTES } from "./keys.ts";
import { membersOf, type Policy } from "./policy.ts";

/** The most members of a deal: what fits into the owner's compartment. */
export const MAX_MEMBERS = 7;

/** What all members of a deal know of it. */
export interface Terms extends Policy {
  /** For every member index the hash of the member's approval key, 32 bytes. */
  readonly approvers: readonly Uint8Array[];
}

/** The longest {@linkcode encodeTerms} gives. */
export const MAX_TERMS_BYTES: number = 2 + MAX_MEMBERS + MAX_MEMBERS * KEY_HASH_BYTES;

/** Terms as bytes: group threshold, number of groups, a byte for each group, the hashes. */
export function encodeTerms(terms: Terms): Uint8Array<ArrayBuffer> {
  const groups = terms.groups.map(({ threshold, count }) => threshold << 4 | count);
  const head = Uint8Array.of(terms.groupThreshold, terms.groups.length, ...groups);
  return concat(head, ...terms.approvers);
}

/**
 * Terms from their bytes.
 *
 * @throws {SyntaxError} if they are not of {@linkcode encodeTerms}'s form, or ask for more than
 *   there is
 */
export function decodeTerms(bytes: Uint8Array): Terms {
  const [groupThreshold, groupCount] = bytes;
  const groups = [...bytes.subarray(2, 2 + groupCount)].map((packed) => ({
    threshold: packed >> 4,
    count: packed & 15,
  }));
  const members = groups.reduce((sum, { count }) => sum + count, 0);
  const sound = groups.length === groupCount && groupThreshold >= 1 &&
    groupThreshold <= groupCount && members <= MAX_MEMBERS &&
    groups.every(({ threshold, count }) => threshold >= 1 && threshold <= count) &&
    bytes.length === 2 + groupCount + members * KEY_HASH_BYTES;
  if (!sound) throw new SyntaxError("Cannot read the terms of a deal: not of this format");
  const approvers = Array.from({ length: members }, (_, index) => {
    const at = 2 + groupCount + index * KEY_HASH_BYTES;
    return bytes.slice(at, at + KEY_HASH_BYTES);
  });
  return { groupThreshold, groups, approvers };
}

/** The index of the member whose approval key has a hash, or -1. The hashes are public. */
export function indexOfKey(terms: Terms, hash: Uint8Array): number {
  return terms.approvers.findIndex((approver) => equalBytes(approver, hash));
}

/** The index of the member that a share is made for, or -1 if it does not fit the terms. */
export function indexOfShare(terms: Terms, share: Share): number {
  const group = terms.groups[share.groupIndex];
  const fits = share.groupThreshold === terms.groupThreshold &&
    share.groupCount === terms.groups.length && share.memberThreshold === group?.threshold;
  if (!fits) return -1;
  return membersOf(terms).findIndex(({ group, member }) =>
    group === share.groupIndex && member === share.memberIndex
  );
}
