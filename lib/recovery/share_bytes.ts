/**
 * A SLIP-0039 share as bytes: the first 40 bits of its mnemonic, then the value without padding and
 * checksum. What a vault stores and what keys are derived from.
 *
 * @module
 */
import { concat, utf8 } from "../bytes.ts";
import { MAX_SECRET_BYTES, MIN_SECRET_BYTES, type Share } from "../slip39/share.ts";

/** Bytes before the value. */
export const SHARE_HEADER_BYTES = 5;

/** The bytes of a share, which the caller wipes. */
export function shareToBytes(share: Share): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(SHARE_HEADER_BYTES + share.value.length);
  bytes[0] = share.identifier >> 7;
  bytes[1] = (share.identifier & 127) << 1 | (share.extendable ? 1 : 0);
  bytes[2] = share.iterationExponent << 4 | share.groupIndex;
  bytes[3] = (share.groupThreshold - 1) << 4 | (share.groupCount - 1);
  bytes[4] = share.memberIndex << 4 | (share.memberThreshold - 1);
  bytes.set(share.value, SHARE_HEADER_BYTES);
  return bytes;
}

/**
 * The share of some bytes, its value a copy.
 *
 * @throws {SyntaxError} if the length or the group numbers are impossible
 */
export function shareFromBytes(bytes: Uint8Array): Share {
  const length = bytes.length - SHARE_HEADER_BYTES;
  if (length < MIN_SECRET_BYTES || length > MAX_SECRET_BYTES || length % 2 !== 0) {
    throw new SyntaxError(`Cannot read a share of ${bytes.length} bytes`);
  }
  const share: Share = {
    identifier: bytes[0] << 7 | bytes[1] >> 1,
    extendable: (bytes[1] & 1) === 1,
    iterationExponent: bytes[2] >> 4,
    groupIndex: bytes[2] & 15,
    groupThreshold: (bytes[3] >> 4) + 1,
    groupCount: (bytes[3] & 15) + 1,
    memberIndex: bytes[4] >> 4,
    memberThreshold: (bytes[4] & 15) + 1,
    value: Uint8Array.from(bytes.subarray(SHARE_HEADER_BYTES)),
  };
  if (share.groupThreshold > share.groupCount || share.groupIndex >= share.groupCount) {
    throw new SyntaxError("Cannot read a share: its group is not one of its groups");
  }
  return share;
}

/**
 * The check number of a share, 8 digits in two groups: printed on its card and read aloud at a
 * rehearsal. It shows whether two copies are the same, and nothing of the share.
 */
export async function checkNumber(bytes: Uint8Array): Promise<string> {
  const labelled = concat(utf8("kelid recovery v1 check"), Uint8Array.of(0), bytes);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", labelled));
  labelled.fill(0);
  const digits = hash.subarray(0, 4).toHex();
  return `${digits.slice(0, 4)} ${digits.slice(4)}`;
}
