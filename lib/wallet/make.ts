/**
 * Making wallets: from a master secret and a wallet passphrase, or from the BIP-39 words of another
 * program. Both take a third of a second for the SLH-DSA key, and the first also Argon2id.
 *
 * @module
 */
import type { Stretch } from "../argon2/argon2id.ts";
import { wipe } from "../bytes.ts";
import { deriveKeys, wipeKeys } from "./keys.ts";
import { type CoinType, faultIn, type WalletRecord } from "./record.ts";
import { passphraseText, walletSeed } from "./seed.ts";
import { slhPublicKey } from "./slh_dsa.ts";

/**
 * A wallet of one's own.
 *
 * @param master the master secret, 32 bytes; copied
 * @param folded the wallet passphrase as `foldPassphrase` returns it; empty for the plain wallet
 * @param stretch Argon2id at the costs of the format version
 * @throws {TypeError} if the master secret is not of 32 bytes
 */
export async function ownWallet(
  master: Uint8Array,
  folded: Uint8Array,
  stretch: Stretch,
): Promise<WalletRecord> {
  const text = await passphraseText(master, folded, stretch);
  return await complete("own", master, text, 6133);
}

/**
 * A wallet of another program, restored exactly: no folding, no stretching.
 *
 * @param entropy of the words, 16 to 32 bytes (`entropyOf`); copied
 * @param typed the BIP-39 passphrase in UTF-8 as it was typed, mostly empty
 * @param path 6133 or 60
 * @throws {SyntaxError} if the passphrase is not UTF-8
 * @throws {RangeError} if the entropy has another length, or the passphrase more than 256 bytes
 */
export async function importedWallet(
  entropy: Uint8Array,
  typed: Uint8Array,
  path: CoinType,
): Promise<WalletRecord> {
  let text: string;
  try {
    // Without ignoreBOM the decoder would swallow a leading U+FEFF, and with it change the wallet.
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(typed);
  } catch {
    throw new SyntaxError("Cannot read the BIP-39 passphrase: it is not UTF-8 text");
  }
  return await complete("imported", entropy, text, path);
}

/**
 * A wallet from its bare BIP-39 seed, as shares dealt without passphrase restore it.
 *
 * @param seed 64 bytes; copied
 * @param path 6133 or 60
 * @throws {RangeError} if the seed has another length
 */
export async function seedWallet(seed: Uint8Array, path: CoinType): Promise<WalletRecord> {
  return await complete("seed", seed, "", path);
}

async function complete(
  source: WalletRecord["source"],
  entropy: Uint8Array,
  text: string,
  path: CoinType,
): Promise<WalletRecord> {
  const wallet = {
    source,
    entropy: Uint8Array.from(entropy),
    passphraseText: text,
    path,
    slhPublicKey: new Uint8Array(64),
  };
  const fault = faultIn(wallet);
  if (fault !== undefined) throw new RangeError(`Cannot make the wallet: ${fault}`);
  const seed = await walletSeed(entropy, text);
  const keys = deriveKeys(seed, 0);
  try {
    return { ...wallet, slhPublicKey: await slhPublicKey(keys.slhdsa256s) };
  } finally {
    wipe(seed);
    wipeKeys(keys);
  }
}
