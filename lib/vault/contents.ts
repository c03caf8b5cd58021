/**
 * What a compartment stores, and its one CBOR form (FORMAT.md, "Contents"). Nothing in it depends
 * on when, how often or by whom the vault was opened, and nothing names a role.
 *
 * @module
 */
import { type Cbor, decodeCbor, encodeCbor } from "../cbor.ts";
import { type OwnBeacon, ownBeaconFromCbor, ownBeaconToCbor } from "../beacon/own_beacon.ts";
import { type Watch, watchFromCbor, watchToCbor } from "../beacon/watch.ts";
import { utf8 } from "../bytes.ts";
import { dealFromCbor, type DealRecord, dealToCbor } from "../recovery/deal_record.ts";
import { heldFromCbor, type HeldShare, heldToCbor } from "../recovery/held_record.ts";
import { MAX_PSEUDONYM } from "../wallet/pseudonym.ts";
import { walletFromMap, type WalletRecord, walletToMap } from "../wallet/record.ts";

/** Contacts that a compartment takes. */
export const MAX_CONTACTS = 10;
/** Pseudonyms that can be given a label. */
export const MAX_LABELS = 8;
/** Shares that a compartment keeps for others. */
export const MAX_HELD = 5;
/** Persons that a compartment watches over. */
export const MAX_WATCHES = 3;
/** Bytes of a contact's name or a label, in UTF-8. */
export const MAX_NAME_BYTES = 48;

/** A person known by an identity file, of which only the hash is kept. */
export interface Contact {
  /** The owner's name for them. */
  readonly name: string;
  /** {@linkcode identityHash} of the file, 32 bytes. */
  readonly identityHash: Uint8Array;
}

/** Everything in a compartment. */
export interface Contents {
  /** What all keys come from. */
  wallet: WalletRecord;
  /** In the order in which they were added. */
  contacts: Contact[];
  /** Labels of pseudonyms, by their number. */
  labels: Map<number, string>;
  /** The deal of this wallet to guardians, if there is one. */
  deal?: DealRecord;
  /** Shares held for others, in the order in which they were accepted. */
  held: HeldShare[];
  /** The secret of a request that was made from here: 32 bytes. */
  request?: Uint8Array;
  /** What it sends beacons with, if anything. */
  beacon?: OwnBeacon;
  /** The watches taken on, in that order. */
  watches: Watch[];
}

/** Contents of a new compartment. */
export function newContents(wallet: WalletRecord): Contents {
  return { wallet, contacts: [], labels: new Map(), held: [], watches: [] };
}

/**
 * A name as it is stored: NFC, trimmed.
 *
 * @throws {RangeError} if it is empty, too long, or has control characters
 */
export function checkName(name: string): string {
  const stored = name.normalize("NFC").trim();
  const length = utf8(stored).length;
  if (length === 0) throw new RangeError("Cannot use an empty name");
  if (length > MAX_NAME_BYTES) {
    throw new RangeError(`Cannot use a name of ${length} bytes: ${MAX_NAME_BYTES} are possible`);
  }
  if (/\p{Cc}|\p{Cs}/u.test(stored)) {
    throw new RangeError("Cannot use a name with control characters");
  }
  return stored;
}

const WALLET = 1;
const CONTACTS = 2;
const LABELS = 3;
const DEAL = 4;
const HELD = 5;
const REQUEST = 6;
const BEACON = 7;
const WATCHES = 8;
const KEYS = [WALLET, CONTACTS, LABELS, DEAL, HELD, REQUEST, BEACON, WATCHES];

/**
 * The bytes of contents.
 *
 * @throws {RangeError} if there is more of something than a compartment takes
 */
export function encodeContents(contents: Contents): Uint8Array<ArrayBuffer> {
  if (contents.contacts.length > MAX_CONTACTS) {
    throw new RangeError(`Cannot keep more than ${MAX_CONTACTS} contacts`);
  }
  if (contents.labels.size > MAX_LABELS) {
    throw new RangeError(`Cannot label more than ${MAX_LABELS} pseudonyms`);
  }
  if (contents.held.length > MAX_HELD) {
    throw new RangeError(`Cannot hold more than ${MAX_HELD} shares for others`);
  }
  if (contents.watches.length > MAX_WATCHES) {
    throw new RangeError(`Cannot watch over more than ${MAX_WATCHES} persons`);
  }
  const labels = [...contents.labels].sort(([a], [b]) => a - b);
  const map = new Map<number, Cbor>([
    [WALLET, walletToMap(contents.wallet)],
    [CONTACTS, contents.contacts.map(({ name, identityHash }) => [name, identityHash])],
    [LABELS, labels.map(([pseudonym, label]) => [pseudonym, label])],
  ]);
  if (contents.deal) map.set(DEAL, dealToCbor(contents.deal));
  if (contents.held.length > 0) map.set(HELD, contents.held.map(heldToCbor));
  if (contents.request) map.set(REQUEST, contents.request);
  if (contents.beacon) map.set(BEACON, ownBeaconToCbor(contents.beacon));
  if (contents.watches.length > 0) map.set(WATCHES, contents.watches.map(watchToCbor));
  return encodeCbor(map);
}

/**
 * Contents from their bytes.
 *
 * @throws {SyntaxError} if the bytes are not what {@linkcode encodeContents} makes
 */
export function decodeContents(bytes: Uint8Array): Contents {
  const map = decodeCbor(bytes);
  if (!(map instanceof Map)) throw malformed();
  const wallet = map.get(WALLET);
  if (!(wallet instanceof Map)) throw malformed();
  if ([...map.keys()].some((key) => !KEYS.includes(key))) throw malformed();
  const contacts = list(map.get(CONTACTS), MAX_CONTACTS).map((entry): Contact => {
    const [name, identityHash] = pair(entry);
    if (typeof name !== "string" || checkName(name) !== name) throw malformed();
    if (!(identityHash instanceof Uint8Array) || identityHash.length !== 32) throw malformed();
    return { name, identityHash };
  });
  const labels = new Map<number, string>();
  let previous = -1;
  for (const entry of list(map.get(LABELS), MAX_LABELS)) {
    const [pseudonym, label] = pair(entry);
    if (typeof pseudonym !== "number" || !Number.isInteger(pseudonym)) throw malformed();
    if (pseudonym <= previous || pseudonym > MAX_PSEUDONYM) throw malformed();
    if (typeof label !== "string" || checkName(label) !== label) throw malformed();
    labels.set(pseudonym, label);
    previous = pseudonym;
  }
  const [deal, held, request] = [DEAL, HELD, REQUEST].map((key) => map.get(key));
  const [beacon, watches] = [BEACON, WATCHES].map((key) => map.get(key));
  return {
    wallet: walletFromMap(wallet),
    contacts,
    labels,
    ...deal === undefined ? {} : { deal: dealFromCbor(deal) },
    held: held === undefined ? [] : heldShares(held),
    ...request === undefined ? {} : { request: requestSecret(request) },
    ...beacon === undefined ? {} : { beacon: ownBeaconFromCbor(beacon) },
    watches: watches === undefined ? [] : watchesFromCbor(watches),
  };
}

/** An empty list is left out, so it has no second form. */
function heldShares(value: Cbor): HeldShare[] {
  const held = list(value, MAX_HELD).map(heldFromCbor);
  if (held.length === 0) throw malformed();
  if (held.some(({ name }) => name !== "" && checkName(name) !== name)) throw malformed();
  return held;
}

function watchesFromCbor(value: Cbor): Watch[] {
  const watches = list(value, MAX_WATCHES).map(watchFromCbor);
  if (watches.length === 0) throw malformed();
  return watches;
}

function requestSecret(value: Cbor): Uint8Array {
  if (!(value instanceof Uint8Array) || value.length !== 32) throw malformed();
  return value.slice();
}

function malformed(): SyntaxError {
  return new SyntaxError("Cannot decode contents: not of this format version");
}

function list(value: Cbor | undefined, most: number): Cbor[] {
  if (!Array.isArray(value) || value.length > most) throw malformed();
  return value;
}

function pair(value: Cbor): [Cbor, Cbor] {
  if (!Array.isArray(value) || value.length !== 2) throw malformed();
  return [value[0], value[1]];
}
