/**
 * What a compartment keeps of a wallet, and its form as a map for CBOR. FORMAT.md, "The record".
 *
 * @module
 */
import { equalBytes, utf8 } from "../bytes.ts";
import type { Cbor } from "../cbor.ts";
import { MASTER_BYTES } from "./master.ts";
import { isPassphraseText, SEED_BYTES } from "./seed.ts";
import { ENTROPY_BYTES } from "./words.ts";

/** The second level of the BIP-32 path: 6133 for Pars, 60 for Ethereum. */
export type CoinType = 6133 | 60;

/** A wallet: all that its keys are derived from. */
export interface WalletRecord {
  /**
   * Made here from a master secret, imported from the BIP-39 words of another program, or restored
   * from its bare BIP-39 seed, which no words lead to.
   */
  readonly source: "own" | "imported" | "seed";
  /**
   * The master secret S (32 bytes), the entropy of the imported words (16 to 32 bytes), or the seed
   * (64 bytes).
   */
  readonly entropy: Uint8Array;
  /**
   * The BIP-39 passphrase: for a wallet of one's own the text that `passphraseText` made, for an
   * imported one what was typed, at most {@linkcode MAX_IMPORTED_PASSPHRASE_BYTES}; empty for a
   * seed, in which it is already.
   */
  readonly passphraseText: string;
  /** Always 6133 for a wallet of one's own. */
  readonly path: CoinType;
  /** The SLH-DSA-SHA2-256s public key of pseudonym 0 (64 bytes), kept because it is slow to derive. */
  readonly slhPublicKey: Uint8Array;
}

/** Whether two wallets have the same keys. */
export function sameWallet(one: WalletRecord, other: WalletRecord): boolean {
  return one.source === other.source && equalBytes(one.entropy, other.entropy) &&
    one.passphraseText === other.passphraseText && one.path === other.path;
}

/** The longest imported BIP-39 passphrase, in bytes of UTF-8. */
export const MAX_IMPORTED_PASSPHRASE_BYTES = 256;

/** Bytes of an SLH-DSA-SHA2-256s public key (FIPS 205, table 2). */
const SLH_PUBLIC_BYTES = 64;

const SOURCE = 1;
const ENTROPY = 2;
const PASSPHRASE_TEXT = 3;
const PATH = 4;
const SLH_PUBLIC_KEY = 5;

const OWN = 1;
const IMPORTED = 2;
const SEED = 3;
const SOURCES = { own: OWN, imported: IMPORTED, seed: SEED } as const;

/**
 * What is wrong with a record's parts, or undefined. It says nothing about whether the SLH-DSA key
 * belongs to the rest: finding out takes as long as deriving it.
 */
export function faultIn(wallet: WalletRecord): string | undefined {
  const { source, entropy, passphraseText, path, slhPublicKey } = wallet;
  if (slhPublicKey.length !== SLH_PUBLIC_BYTES) return "the SLH-DSA key is not of 64 bytes";
  if (source === "own") {
    if (entropy.length !== MASTER_BYTES) return "the master secret is not of 32 bytes";
    if (!isPassphraseText(passphraseText)) return "the passphrase text is not of its form";
    return path === 6133 ? undefined : "the path is not 6133";
  }
  if (source === "seed") {
    if (entropy.length !== SEED_BYTES) return "the seed is not of 64 bytes";
    if (passphraseText !== "") return "a seed has no passphrase";
    return path === 6133 || path === 60 ? undefined : "the path is neither 6133 nor 60";
  }
  if (!ENTROPY_BYTES.includes(entropy.length)) return "the entropy is not of 16 to 32 bytes";
  if (!passphraseText.isWellFormed()) return "the passphrase has half a surrogate pair";
  if (utf8(passphraseText).length > MAX_IMPORTED_PASSPHRASE_BYTES) {
    return `the passphrase is longer than ${MAX_IMPORTED_PASSPHRASE_BYTES} bytes`;
  }
  return path === 6133 || path === 60 ? undefined : "the path is neither 6133 nor 60";
}

/**
 * The map that stands for a wallet in CBOR. Its byte strings are the wallet's own, not copies.
 *
 * @throws {RangeError} if the record has a part that {@linkcode walletFromMap} would refuse
 */
export function walletToMap(wallet: WalletRecord): Map<number, Cbor> {
  const fault = faultIn(wallet);
  if (fault !== undefined) throw new RangeError(`Cannot store the wallet: ${fault}`);
  return new Map<number, Cbor>([
    [SOURCE, SOURCES[wallet.source]],
    [ENTROPY, wallet.entropy],
    [PASSPHRASE_TEXT, wallet.passphraseText],
    [PATH, wallet.path],
    [SLH_PUBLIC_KEY, wallet.slhPublicKey],
  ]);
}

/**
 * A wallet from its map. Byte strings are copied, so that the decoded contents can be wiped.
 *
 * @throws {SyntaxError} if the map is not one that {@linkcode walletToMap} makes
 */
export function walletFromMap(map: Map<number, Cbor>): WalletRecord {
  const number = map.get(SOURCE);
  const source = (["own", "imported", "seed"] as const).find((one) => SOURCES[one] === number);
  const entropy = map.get(ENTROPY);
  const passphraseText = map.get(PASSPHRASE_TEXT);
  const path = map.get(PATH);
  const slhPublicKey = map.get(SLH_PUBLIC_KEY);
  if (
    map.size !== 5 || source === undefined || !(entropy instanceof Uint8Array) ||
    typeof passphraseText !== "string" || path !== 6133 && path !== 60 ||
    !(slhPublicKey instanceof Uint8Array)
  ) {
    throw new SyntaxError("Cannot read the wallet: a part is missing, unknown or of another type");
  }
  const wallet: WalletRecord = {
    source,
    entropy: Uint8Array.from(entropy),
    passphraseText,
    path,
    slhPublicKey: Uint8Array.from(slhPublicKey),
  };
  const fault = faultIn(wallet);
  if (fault !== undefined) throw new SyntaxError(`Cannot read the wallet: ${fault}`);
  return wallet;
}
