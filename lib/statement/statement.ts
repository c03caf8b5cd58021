/**
 * Statements: what an identity says about itself ahead of need, signed with SLH-DSA, which stands
 * when lattices fall: frozen, frozen no more, revoked, handed over. FORMAT.md in this folder.
 *
 * A statement has no date. It is made long before it is published, and whoever publishes it may not
 * be its maker.
 *
 * @module
 */
import { armour, armourMark, armoursIn, dearmour } from "../armour.ts";
import { concat, equalBytes, u32be, utf8, wipe } from "../bytes.ts";
import { slhSecretKey } from "../wallet/slh_dsa.ts";
import { SLH_PUBLIC_BYTES, SLH_SIGNATURE_BYTES, slhDsa } from "./slh_signature.ts";

/** What a statement can say. The place in this list, from 1, is its byte. */
export const STATEMENT_KINDS = ["freeze", "unfreeze", "revoke", "succeed"] as const;

/** What a statement says. */
export type StatementKind = typeof STATEMENT_KINDS[number];

/** A statement, not yet signed or already verified. */
export interface Statement {
  /** What it says. */
  readonly kind: StatementKind;
  /** From 1 to 2^32 - 1: an unfreeze ends the freezes up to its own number. */
  readonly number: number;
  /** The identity hash (32 bytes) of who says it. */
  readonly identityHash: Uint8Array;
  /**
   * For `revoke` the identity hash of what is revoked: its own, or that of a device; for `succeed`
   * that of the new identity; otherwise 32 zero bytes.
   */
  readonly other: Uint8Array;
}

/** A statement with a signature that nobody has verified yet. */
export interface SignedStatement {
  /** What is said. */
  readonly statement: Statement;
  /** 29,792 bytes. */
  readonly signature: Uint8Array;
}

/** The highest number of a statement. */
export const MAX_STATEMENT_NUMBER: number = 2 ** 32 - 1;

const LABEL = utf8("kelid statement v1");
const ARMOUR_LABEL = "KELID STATEMENT";
const HASH_BYTES = 32;
const BODY_BYTES = 1 + 4 + 2 * HASH_BYTES;

/** Bytes of the longest canonical file of a statement, the one with CRLF line endings. */
export const STATEMENT_FILE_MAX_BYTES = 41_126;

/**
 * Signs a statement. It takes seconds.
 *
 * @param seed the identity's SLH-DSA seed, 96 bytes
 * @param publicKey its SLH-DSA public key, 64 bytes
 * @returns the armoured statement
 * @throws {TypeError} if a key or hash has the wrong length, or the keys do not belong together
 * @throws {RangeError} if the number is not possible, or `other` does not fit the kind
 */
export async function signStatement(
  statement: Statement,
  seed: Uint8Array,
  publicKey: Uint8Array,
): Promise<string> {
  const body = encodeBody(statement);
  const secretKey = slhSecretKey(seed, publicKey);
  try {
    return armour(ARMOUR_LABEL, concat(body, await slhDsa.sign(secretKey, signed(body))));
  } finally {
    wipe(secretKey);
  }
}

/**
 * Reads a statement without verifying it.
 *
 * @param text the whole file, with LF or CRLF line endings
 * @throws {SyntaxError} if it is not one in its canonical form
 */
export function readStatement(text: string): SignedStatement {
  const bytes = dearmour(ARMOUR_LABEL, text);
  if (bytes.length !== BODY_BYTES + SLH_SIGNATURE_BYTES) {
    throw new SyntaxError(`Cannot read the statement: it has ${bytes.length} bytes`);
  }
  const kind = STATEMENT_KINDS[bytes[0] - 1];
  if (kind === undefined) {
    throw new SyntaxError(`Cannot read the statement: no statement has the kind ${bytes[0]}`);
  }
  const statement = {
    kind,
    number: new DataView(bytes.buffer, bytes.byteOffset).getUint32(1),
    identityHash: bytes.slice(5, 5 + HASH_BYTES),
    other: bytes.slice(5 + HASH_BYTES, BODY_BYTES),
  };
  const fault = faultIn(statement);
  if (fault) throw new SyntaxError(`Cannot read the statement: ${fault}`);
  return { statement, signature: bytes.slice(BODY_BYTES) };
}

/** Whether bytes have a trace of a statement, in whatever encoding that keeps ASCII recognisable. */
export function mentionsStatement(bytes: Uint8Array): boolean {
  // UTF-16, which some editors save, has a zero byte in every letter.
  const text = new TextDecoder("latin1").decode(bytes.filter((byte) => byte !== 0));
  return armourMark(ARMOUR_LABEL).test(text);
}

/**
 * Every statement in a file that something carried, not verified. Text around them, white space at the
 * ends of lines and other line endings do not matter.
 *
 * @returns nothing if the file has no trace of a statement
 * @throws {SyntaxError} if it has a trace of one that cannot be read: whoever passes it over may miss
 *   a revocation
 */
export function statementsIn(bytes: Uint8Array): SignedStatement[] {
  if (!mentionsStatement(bytes)) return [];
  const found = armoursIn(ARMOUR_LABEL, new TextDecoder().decode(bytes));
  if (found.length === 0) throw new SyntaxError("Cannot read the statement: it is not UTF-8 text");
  return found.map(readStatement);
}

/**
 * Whether an identity made a statement. A statement of another identity is not verified at all.
 *
 * @param identityHash of the identity, 32 bytes
 * @param publicKey its SLH-DSA public key, 64 bytes
 * @throws {TypeError} if the key has the wrong length
 */
export async function verifyStatement(
  { statement, signature }: SignedStatement,
  identityHash: Uint8Array,
  publicKey: Uint8Array,
): Promise<boolean> {
  if (publicKey.length !== SLH_PUBLIC_BYTES) {
    throw new TypeError(`Cannot verify: the SLH-DSA key has ${publicKey.length} bytes, not 64`);
  }
  if (!equalBytes(statement.identityHash, identityHash)) return false;
  return await slhDsa.verify(publicKey, signed(encodeBody(statement)), signature);
}

function encodeBody(statement: Statement): Uint8Array<ArrayBuffer> {
  const { kind, number, identityHash, other } = statement;
  if (identityHash.length !== HASH_BYTES || other.length !== HASH_BYTES) {
    throw new TypeError("Cannot make a statement: a hash has 32 bytes");
  }
  const fault = faultIn(statement);
  if (fault) throw new RangeError(`Cannot make a statement: ${fault}`);
  const code = STATEMENT_KINDS.indexOf(kind) + 1;
  return concat(Uint8Array.of(code), u32be(number), identityHash, other);
}

function faultIn({ kind, number, identityHash, other }: Statement): string | undefined {
  if (!Number.isInteger(number) || number < 1 || number > MAX_STATEMENT_NUMBER) {
    return `its number must be from 1 to ${MAX_STATEMENT_NUMBER}`;
  }
  const names = !other.every((byte) => byte === 0);
  if (kind === "freeze" || kind === "unfreeze") {
    return names ? "it names an identity, which its kind does not" : undefined;
  }
  if (!names) return "it names no identity";
  if (kind === "succeed" && equalBytes(other, identityHash)) return "it hands over to itself";
}

function signed(body: Uint8Array): Uint8Array<ArrayBuffer> {
  return concat(LABEL, Uint8Array.of(0), body);
}
