/**
 * Argon2id hashes as PHC strings: `$argon2id$v=19$m=65536,t=2,p=1$salt$hash`, with base64 without
 * padding, as the reference program writes them.
 *
 * @module
 */
import { base64nopad } from "@scure/base";
import { equalBytes, wipe } from "../bytes.ts";
import { type Argon2Costs, checkCosts, type Stretch } from "./argon2id.ts";

/** A PHC string taken apart. */
export interface PhcHash {
  /** What the hash was made with. */
  readonly costs: Argon2Costs;
  /** 8 bytes or more. */
  readonly salt: Uint8Array;
  /** 4 bytes or more. */
  readonly hash: Uint8Array;
}

/** The PHC string of a hash. */
export function formatPhc({ costs, salt, hash }: PhcHash): string {
  const { memoryKiB, passes, lanes } = costs;
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${lanes}$${base64nopad.encode(salt)}$` +
    base64nopad.encode(hash);
}

const PATTERN =
  /^\$argon2id\$v=19\$m=([1-9]\d{0,9}),t=([1-9]\d{0,9}),p=([1-9]\d{0,9})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/**
 * Takes a PHC string apart.
 *
 * @throws {SyntaxError} if it is not an Argon2id hash of version 19, or not in its one form
 * @throws {RangeError} if a cost is outside its limits
 */
export function parsePhc(text: string): PhcHash {
  const match = PATTERN.exec(text);
  if (!match) {
    throw new SyntaxError(
      "Cannot parse hash: not of the form $argon2id$v=19$m=...,t=...,p=...$salt$hash",
    );
  }
  const [, memoryKiB, passes, lanes, salt64, hash64] = match;
  const costs = { memoryKiB: Number(memoryKiB), passes: Number(passes), lanes: Number(lanes) };
  checkCosts(costs);
  let salt: Uint8Array, hash: Uint8Array;
  try {
    salt = base64nopad.decode(salt64);
    hash = base64nopad.decode(hash64);
  } catch {
    throw new SyntaxError("Cannot parse hash: base64 is not in its one form without padding");
  }
  if (salt.length < 8) throw new RangeError("Cannot use a salt of less than 8 bytes");
  if (hash.length < 4) throw new RangeError("Cannot use a hash of less than 4 bytes");
  return { costs, salt, hash };
}

/** Whether a password has this hash. The comparison takes the same time wherever they differ. */
export async function verifyPhc(
  password: Uint8Array,
  phc: PhcHash,
  stretch: Stretch,
): Promise<boolean> {
  const hash = await stretch(password, phc.salt, phc.hash.length);
  const same = equalBytes(hash, phc.hash);
  wipe(hash);
  return same;
}
