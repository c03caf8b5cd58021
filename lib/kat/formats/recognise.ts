/**
 * Which format a file is in, judged by its contents.
 *
 * @module
 */
import { acvp } from "./acvp.ts";
import { argon2Json, argon2Log } from "./argon2.ts";
import { botanSlhDsa } from "./botan.ts";
import { Cursor } from "./cursor.ts";
import { speccheck, zip215 } from "./ed25519_edges.ts";
import { elligator } from "./elligator.ts";
import {
  eips,
  ethersAccounts,
  ethersTransactions,
  ethersTypedData,
  phraseAccounts,
} from "./ethereum.ts";
import type { Contents, Format } from "./format.ts";
import { expandMessage, rfc9380 } from "./hash_to_curve.ts";
import { hpke, xWing } from "./hybrid.ts";
import { rfc5869, rfc6979, rfc7748, rfc8032, rfc9496, xchachaDraft } from "./rfc.ts";
import { bip32, bip39, slip39, slip39Words } from "./wallets.ts";
import { wycheproof } from "./wycheproof.ts";

/** Every format that can be read. */
export const FORMATS: readonly Format[] = [
  acvp,
  wycheproof,
  slip39,
  slip39Words,
  bip39,
  bip32,
  argon2Log,
  argon2Json,
  rfc5869,
  rfc6979,
  rfc7748,
  rfc8032,
  rfc9496,
  xchachaDraft,
  speccheck,
  zip215,
  rfc9380,
  expandMessage,
  elligator,
  botanSlhDsa,
  xWing,
  hpke,
  eips,
  ethersAccounts,
  ethersTransactions,
  ethersTypedData,
  phraseAccounts,
];

/**
 * A file's contents, with plain line ends, and parsed if it is JSON.
 *
 * @throws {SyntaxError} if it begins as JSON and is not
 */
export function parseContents(text: string): Contents {
  const plain = text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  if (!/^\s*[{[]/.test(plain)) return { text: plain, json: undefined };
  try {
    return { text: plain, json: new Cursor(JSON.parse(plain), "") };
  } catch (error) {
    // Not every text that begins with a brace is meant to be JSON.
    if (!/^\s*(?:\{\s*"|\[\s*[[{"])/.test(plain)) return { text: plain, json: undefined };
    throw new SyntaxError(`it is broken JSON: ${(error as Error).message}`);
  }
}

/** The format of a file, or undefined if it is in none of them. */
export function recognise(contents: Contents): Format | undefined {
  return FORMATS.find((format) => format.recognises(contents));
}
