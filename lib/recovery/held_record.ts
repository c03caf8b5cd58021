/**
 * What a guardian keeps: a share, how to verify the others, and how far a request is. It names
 * neither the owner nor another guardian. FORMAT.md, "The guardian's record".
 *
 * @module
 */
import type { Cbor } from "../cbor.ts";

/** A request that the guardian has approved. */
export interface PendingRequest {
  /** Which one, 32 bytes. */
  readonly id: Uint8Array;
  /** Which members have approved: bit i for member index i. */
  readonly approvals: number;
  /** When this tool first saw enough approvals, in seconds since 1970; 0 before. */
  readonly approvedAt: number;
  /** Whether the share was released. */
  readonly released: boolean;
}

/** A share held for somebody. */
export interface HeldShare {
  /** The guardian's own name for it, which should not name the owner; may be empty. */
  readonly name: string;
  /** The hash of the key that signs for the owner, 32 bytes. */
  readonly dealKeyHash: Uint8Array;
  /** The hash of the key that cancels, 32 bytes. */
  readonly cancelKeyHash: Uint8Array;
  /** The circle secret; for a veto guardian the cancel secret. */
  readonly secret: Uint8Array;
  /** Whether `secret` is the cancel secret. */
  readonly veto: boolean;
  /** The share's bytes. */
  readonly share: Uint8Array;
  /** The bytes of the deal's terms. */
  readonly terms: Uint8Array;
  /** The number of the last drill that was answered, 0 before the first. */
  readonly drill: number;
  /** How many cancellations of the deal are known: 0, 1 or 2. */
  readonly round: number;
  /** Until when the last one stops everything, in seconds since 1970; 0 without one. */
  readonly pausedUntil: number;
  /** The latest time at which a command changed this record, in seconds since 1970. */
  readonly clock: number;
  /** The request that is being answered. */
  readonly request?: PendingRequest;
}

const HASH_BYTES = 32;
const LEAST_SHARE_BYTES = 21;
const MOST_SHARE_BYTES = 69;
const LEAST_TERMS_BYTES = 35;
const MOST_TERMS_BYTES = 233;
const ALL_MEMBERS = 127;
const LAST_SECOND = 2 ** 32 - 1;

/** A record as an array for CBOR. */
export function heldToCbor(held: HeldShare): Cbor {
  const { request } = held;
  return [
    held.name,
    held.dealKeyHash,
    held.cancelKeyHash,
    held.secret,
    held.veto,
    held.share,
    held.terms,
    held.drill,
    held.round,
    held.pausedUntil,
    held.clock,
    request ? [request.id, request.approvals, request.approvedAt, request.released] : null,
  ];
}

/**
 * A record from its array, byte strings copied. Whether the name may be stored is for the caller.
 *
 * @throws {SyntaxError} if it is not one that {@linkcode heldToCbor} makes
 */
export function heldFromCbor(value: Cbor): HeldShare {
  if (!Array.isArray(value) || value.length !== 12) throw malformed();
  const [name, dealKeyHash, cancelKeyHash, secret, veto, share, terms, ...state] = value;
  const [drill, round, pausedUntil, clock, request] = state;
  if (typeof name !== "string" || typeof veto !== "boolean") throw malformed();
  return {
    name,
    dealKeyHash: bytes(dealKeyHash, HASH_BYTES),
    cancelKeyHash: bytes(cancelKeyHash, HASH_BYTES),
    secret: bytes(secret, HASH_BYTES),
    veto,
    share: bytes(share, LEAST_SHARE_BYTES, MOST_SHARE_BYTES),
    terms: bytes(terms, LEAST_TERMS_BYTES, MOST_TERMS_BYTES),
    drill: whole(drill, 65_535),
    round: whole(round, 2),
    pausedUntil: whole(pausedUntil, LAST_SECOND),
    clock: whole(clock, LAST_SECOND),
    ...request === null ? {} : { request: requestFromCbor(request) },
  };
}

function requestFromCbor(value: Cbor): PendingRequest {
  if (!Array.isArray(value) || value.length !== 4) throw malformed();
  const [id, approvals, approvedAt, released] = value;
  if (typeof released !== "boolean") throw malformed();
  return {
    id: bytes(id, HASH_BYTES),
    approvals: whole(approvals, ALL_MEMBERS),
    approvedAt: whole(approvedAt, LAST_SECOND),
    released,
  };
}

function malformed(): SyntaxError {
  return new SyntaxError("Cannot read a held share: not of this format version");
}

function bytes(value: Cbor, least: number, most: number = least): Uint8Array {
  if (!(value instanceof Uint8Array)) throw malformed();
  if (value.length < least || value.length > most) throw malformed();
  return value.slice();
}

function whole(value: Cbor, most: number): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > most) {
    throw malformed();
  }
  return value;
}
