/**
 * What the owner keeps of a deal, and its form in a compartment. Everything secret of it follows
 * from the seed and from the wallet. FORMAT.md, "The owner's record".
 *
 * @module
 */
import type { Cbor } from "../cbor.ts";
import type { Policy } from "./policy.ts";

/** What stands for a guardian with an identity. */
export interface DealtGuardian {
  /** The hash of the identity file, 32 bytes. */
  readonly identityHash: Uint8Array;
  /** PIP-0202's commitment: Keccak-256 of Session ID and salt, 32 bytes. */
  readonly commitment: Uint8Array;
}

/** A deal as its owner keeps it. */
export interface DealRecord extends Policy {
  /** From which shares, keys and salts can be made again, 32 bytes. */
  readonly seed: Uint8Array;
  /** What was dealt: the wallet's entropy, or its BIP-39 seed. */
  readonly secret: "entropy" | "seed";
  /** Whose key signs: one made for the deal, or the wallet's identity. */
  readonly signer: "deal" | "identity";
  /** Tells, with the seed, whether the wallet is still the one that was dealt: 8 bytes. */
  readonly check: Uint8Array;
  /** By member index; a person with paper is null. */
  readonly guardians: readonly (DealtGuardian | null)[];
  /** The number of the last drill, 0 before the first. */
  readonly drill: number;
  /** When it was asked, in seconds since 1970. */
  readonly asked: number;
}

const HASH_BYTES = 32;
const CHECK_BYTES = 8;
const MAX_MEMBERS = 7;
const LAST_SECOND = 2 ** 32 - 1;

/** A record as an array for CBOR. */
export function dealToCbor(deal: DealRecord): Cbor {
  return [
    deal.seed,
    deal.secret === "seed",
    deal.signer === "identity",
    deal.check,
    deal.groupThreshold,
    deal.groups.map(({ threshold, count }) => [threshold, count]),
    deal.guardians.map((guardian) => guardian && [guardian.identityHash, guardian.commitment]),
    deal.drill,
    deal.asked,
  ];
}

/**
 * A record from its array, byte strings copied.
 *
 * @throws {SyntaxError} if it is not one that {@linkcode dealToCbor} makes
 */
export function dealFromCbor(value: Cbor): DealRecord {
  const [seed, ofSeed, byIdentity, check, groupThreshold, packed, kept, drill, asked] = array(
    value,
    9,
  );
  const groups = array(packed).map((pair) => {
    const [threshold, count] = array(pair, 2);
    return { threshold: whole(threshold, 1, MAX_MEMBERS), count: whole(count, 1, MAX_MEMBERS) };
  });
  const members = groups.reduce((sum, { count }) => sum + count, 0);
  if (members < 1 || members > MAX_MEMBERS) throw malformed();
  if (groups.some(({ threshold, count }) => threshold > count)) throw malformed();
  return {
    seed: bytes(seed, HASH_BYTES),
    secret: flag(ofSeed) ? "seed" : "entropy",
    signer: flag(byIdentity) ? "identity" : "deal",
    check: bytes(check, CHECK_BYTES),
    groupThreshold: whole(groupThreshold, 1, groups.length),
    groups,
    guardians: array(kept, members).map((guardian) => {
      if (guardian === null) return null;
      const [identityHash, commitment] = array(guardian, 2);
      return {
        identityHash: bytes(identityHash, HASH_BYTES),
        commitment: bytes(commitment, HASH_BYTES),
      };
    }),
    drill: whole(drill, 0, 65_535),
    asked: whole(asked, 0, LAST_SECOND),
  };
}

function malformed(): SyntaxError {
  return new SyntaxError("Cannot read a deal: not of this format version");
}

function array(value: Cbor | undefined, length?: number): Cbor[] {
  if (!Array.isArray(value) || length !== undefined && value.length !== length) throw malformed();
  return value;
}

function bytes(value: Cbor | undefined, length: number): Uint8Array {
  if (!(value instanceof Uint8Array) || value.length !== length) throw malformed();
  return value.slice();
}

function whole(value: Cbor | undefined, least: number, most: number): number {
  if (typeof value !== "number" || !Number.isInteger(value)) throw malformed();
  if (value < least || value > most) throw malformed();
  return value;
}

function flag(value: Cbor | undefined): boolean {
  if (typeof value !== "boolean") throw malformed();
  return value;
}
