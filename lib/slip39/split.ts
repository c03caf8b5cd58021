/**
 * Splits a secret into SLIP-0039 shares (GenerateShares): encrypted, split among groups, and each
 * group's share split among its members.
 *
 * @module
 */
import { wipe } from "../bytes.ts";
import type { RandomSource } from "../random.ts";
import { encryptSecret } from "./cipher.ts";
import { splitBytes } from "./shamir.ts";
import { MAX_COUNT, MAX_SECRET_BYTES, MIN_SECRET_BYTES, type Share } from "./share.ts";

/** Who can restore the secret. */
export interface Scheme {
  /** How many groups are needed, from 1 to the number of groups. */
  groupThreshold: number;
  /** From 1 to 16 groups: how many of its members each needs, and how many members it has. */
  groups: readonly { threshold: number; count: number }[];
  /** From 0 to 15; 1 if left out, as in SatoshiLabs' own program. */
  iterationExponent?: number;
  /** Whether new sets may be made of the same encrypted secret later; true if left out. */
  extendable?: boolean;
}

/**
 * Checks a scheme without a secret, so that a program can ask for one afterwards.
 *
 * @throws {RangeError} if there are no groups or more than 16, a threshold is above what there is,
 *   a group needs one of several members, or the exponent is not from 0 to 15
 */
export function checkScheme({ groupThreshold, groups, iterationExponent = 1 }: Scheme): void {
  if (groups.length < 1 || groups.length > MAX_COUNT) {
    throw new RangeError(`Cannot split: ${groups.length} groups, and there can be 1 to 16`);
  }
  if (!isWithin(groupThreshold, 1, groups.length)) {
    throw new RangeError(`Cannot split: ${groupThreshold} groups needed of ${groups.length}`);
  }
  groups.forEach(({ threshold, count }, i) => {
    const name = `Cannot split: group ${i + 1}`;
    if (!isWithin(count, 1, MAX_COUNT)) {
      throw new RangeError(`${name} has ${count} members, and there can be 1 to 16`);
    }
    if (!isWithin(threshold, 1, count)) {
      throw new RangeError(`${name} needs ${threshold} members of ${count}`);
    }
    if (threshold === 1 && count > 1) {
      throw new RangeError(
        `${name} needs one of ${count} members: make it 1 of 1 and give that share to each`,
      );
    }
  });
  if (!isWithin(iterationExponent, 0, 15)) {
    throw new RangeError(`Cannot split: iteration exponent ${iterationExponent} is not 0 to 15`);
  }
}

/**
 * The shares of `secret`, by group and member. The inputs are left as they are; the caller wipes
 * the shares' values.
 *
 * Equal bytes from `random` give equal shares. It is asked for the identifier (2 bytes, the first
 * bit dropped), then for what {@linkcode splitBytes} draws: for the groups, then for the members
 * of each group in order.
 *
 * @param secret from 16 to 64 bytes, an even number
 * @param passphrase printable ASCII; empty is none
 * @throws {RangeError} if the secret's length, the scheme or the passphrase is not allowed
 */
export async function splitIntoShares(
  secret: Uint8Array,
  scheme: Scheme,
  random: RandomSource,
  passphrase: Uint8Array = new Uint8Array(0),
): Promise<Share[][]> {
  checkScheme(scheme);
  if (!isWithin(secret.length, MIN_SECRET_BYTES, MAX_SECRET_BYTES) || secret.length % 2 !== 0) {
    throw new RangeError(
      `Cannot split: a secret of ${secret.length} bytes, and it must have 16 to 64, an even number`,
    );
  }
  const { groupThreshold, groups, iterationExponent = 1, extendable = true } = scheme;
  const drawn = random(2);
  const identifier = (drawn[0] & 0x7f) << 8 | drawn[1];
  wipe(drawn);
  const common = { identifier, extendable, iterationExponent };
  const encrypted = await encryptSecret(secret, passphrase, common);
  let groupShares: Uint8Array[] = [];
  try {
    groupShares = await splitBytes(groupThreshold, groups.length, encrypted, random);
    const shares: Share[][] = [];
    for (const [groupIndex, { threshold, count }] of groups.entries()) {
      const values = await splitBytes(threshold, count, groupShares[groupIndex], random);
      shares.push(values.map((value, memberIndex) => ({
        ...common,
        groupIndex,
        groupThreshold,
        groupCount: groups.length,
        memberIndex,
        memberThreshold: threshold,
        value,
      })));
    }
    return shares;
  } finally {
    wipe(encrypted, ...groupShares);
  }
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
