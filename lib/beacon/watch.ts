/**
 * A watch: what a watcher keeps of a person, from which the key that opens their beacons and the
 * meaning of every token follow. Nobody else has it, the watched person least of all. FORMAT.md,
 * "Watch".
 *
 * @module
 */
import { concat, equalBytes, utf8 } from "../bytes.ts";
import { type Cbor, decodeCbor, encodeCbor } from "../cbor.ts";

/** Bytes of the secret that a watch is made of. */
export const WATCH_SECRET_BYTES = 32;
/** Bytes of UTF-8 that the name of the watched person may have. */
export const MAX_WATCH_NAME_BYTES = 48;
/** Bytes of UTF-8 that say what the watchers shall do. */
export const MAX_AGREEMENT_BYTES = 192;
/** The longest interval, in days. */
export const MAX_DAYS = 366;
/** The longest grace, in hours. */
export const MAX_GRACE_HOURS = 8784;
/** What is agreed if nobody says otherwise (PIP-0003). */
export const DEFAULT_DAYS = 30;
/** What is agreed if nobody says otherwise (PIP-0003). */
export const DEFAULT_GRACE_HOURS = 72;

/** What was agreed with the watchers, and the secret. */
export interface Watch {
  /** The name that the watched person chose for the watchers to see. */
  readonly name: string;
  /** 32 bytes. */
  readonly secret: Uint8Array;
  /** Days without a sign of life after which the person is overdue. */
  readonly days: number;
  /** Hours after that, when the watchers act. */
  readonly graceHours: number;
  /** The hour since 1970 in which it was set up: overdue counts from it before the first sign. */
  readonly since: number;
  /** What the watchers shall do; may be empty. */
  readonly agreement: string;
}

/**
 * Text as a watch keeps it: NFC, trimmed.
 *
 * @throws {RangeError} if it is too long or has control characters
 */
export function checkWatchText(text: string, most: number): string {
  const stored = text.normalize("NFC").trim();
  const { length } = utf8(stored);
  if (length > most) throw new RangeError(`Cannot use a text of ${length} bytes: at most ${most}`);
  if (/\p{Cc}|\p{Cs}/u.test(stored)) {
    throw new RangeError("Cannot use a text with control characters");
  }
  return stored;
}

/** A watch as an array for CBOR. */
export function watchToCbor(watch: Watch): Cbor {
  const { name, secret, days, graceHours, since, agreement } = watch;
  return [name, secret, days, graceHours, since, agreement];
}

/**
 * A watch from its array, the secret copied.
 *
 * @throws {SyntaxError} if it is not one that {@linkcode watchToCbor} makes of a possible watch
 */
export function watchFromCbor(value: Cbor): Watch {
  if (!Array.isArray(value) || value.length !== 6) throw malformed();
  const [name, secret, days, graceHours, since, agreement] = value;
  if (!(secret instanceof Uint8Array) || secret.length !== WATCH_SECRET_BYTES) {
    throw malformed();
  }
  return {
    name: text(name, 1, MAX_WATCH_NAME_BYTES),
    secret: secret.slice(),
    days: whole(days, 1, MAX_DAYS),
    graceHours: whole(graceHours, 0, MAX_GRACE_HOURS),
    since: whole(since, 0, 2 ** 32 - 1),
    agreement: text(agreement, 0, MAX_AGREEMENT_BYTES),
  };
}

/** What stands before a watch in a file, so that no other file is taken for one. */
const FILE_LABEL = utf8("kelid watch v1\n");

/** The bytes of a watch, to be sealed to the watchers. */
export function encodeWatch(watch: Watch): Uint8Array<ArrayBuffer> {
  return concat(FILE_LABEL, encodeCbor(watchToCbor(watch)));
}

/**
 * A watch from its bytes.
 *
 * @throws {SyntaxError} if they are not what {@linkcode encodeWatch} makes
 */
export function decodeWatch(bytes: Uint8Array): Watch {
  if (!equalBytes(bytes.subarray(0, FILE_LABEL.length), FILE_LABEL)) throw malformed();
  return watchFromCbor(decodeCbor(bytes.subarray(FILE_LABEL.length)));
}

function malformed(): SyntaxError {
  return new SyntaxError("Cannot read a watch: not of this format version");
}

function text(value: Cbor, least: number, most: number): string {
  if (typeof value !== "string" || !value.isWellFormed()) throw malformed();
  const { length } = utf8(value);
  if (length < least || length > most || checked(value, most) !== value) throw malformed();
  return value;
}

function checked(value: string, most: number): string | undefined {
  try {
    return checkWatchText(value, most);
  } catch {
    return undefined;
  }
}

function whole(value: Cbor, least: number, most: number): number {
  if (typeof value !== "number" || !Number.isInteger(value)) throw malformed();
  if (value < least || value > most) throw malformed();
  return value;
}
