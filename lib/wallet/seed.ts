/**
 * From a master secret and a wallet passphrase to the BIP-39 seed of a wallet. FORMAT.md, "The
 * passphrase text" and "The seed".
 *
 * Two steps, so that any BIP-39 wallet restores the on-chain keys from the words and the text, while
 * whoever guesses passphrases pays for Argon2id and not for 2,048 rounds of HMAC.
 *
 * @module
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { base32 } from "@scure/base";
import type { Stretch } from "../argon2/argon2id.ts";
import { concat, utf8, wipe } from "../bytes.ts";
import { MASTER_BYTES } from "./master.ts";
import { phraseOf } from "./words.ts";

/** Bytes of a BIP-39 seed. */
export const SEED_BYTES = 64;

const SALT_LABEL = utf8("kelid wallet v1");
const SALT_BYTES = 16;
/** Written as 48 characters of base32, within the 50 bytes that hardware wallets take. */
const STRETCHED_BYTES = 30;
const PBKDF2_ROUNDS = 2048;

/** Whether `text` can be the result of {@linkcode passphraseText}: empty, or 48 of a to z, 2 to 7. */
export function isPassphraseText(text: string): boolean {
  return /^(?:[a-z2-7]{48})?$/.test(text);
}

/**
 * The text that a wallet of one's own uses as its BIP-39 passphrase: Argon2id of the folded wallet
 * passphrase, salted with the master secret, in 48 characters of lower-case base32 (RFC 4648,
 * section 6). The empty passphrase gives the empty text: the plain wallet.
 *
 * @param master 32 bytes
 * @param folded the wallet passphrase as `foldPassphrase` returns it
 * @param stretch Argon2id at the costs of the format version
 * @returns a string, which cannot be wiped
 * @throws {TypeError} if the master secret is not of 32 bytes
 */
export async function passphraseText(
  master: Uint8Array,
  folded: Uint8Array,
  stretch: Stretch,
): Promise<string> {
  if (master.length !== MASTER_BYTES) {
    throw new TypeError(
      `Cannot use a master secret of ${master.length} bytes: ${MASTER_BYTES} are needed`,
    );
  }
  if (folded.length === 0) return "";
  const labelled = concat(SALT_LABEL, master);
  const salt = sha256(labelled).subarray(0, SALT_BYTES);
  wipe(labelled);
  const stretched = await stretch(folded, salt, STRETCHED_BYTES);
  try {
    return base32.encode(stretched).toLowerCase();
  } finally {
    wipe(stretched, salt);
  }
}

/**
 * The BIP-39 seed of a wallet: {@linkcode bip39Seed} of the English words of its entropy. A wallet
 * that was restored from its seed has that in place of entropy, and it is copied.
 *
 * @param entropy 16, 20, 24, 28 or 32 bytes, or a seed of 64
 * @param text the BIP-39 passphrase
 * @returns 64 bytes, which the caller wipes
 * @throws {RangeError} if the entropy has another length
 * @throws {TypeError} if the text has half a surrogate pair, which has no UTF-8 form
 */
export async function walletSeed(
  entropy: Uint8Array,
  text: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (entropy.length === SEED_BYTES && text === "") return Uint8Array.from(entropy);
  const phrase = phraseOf(entropy);
  try {
    return await bip39Seed(phrase, text);
  } finally {
    wipe(phrase);
  }
}

/**
 * PBKDF2-HMAC-SHA-512 of a phrase, with the salt "mnemonic" and the text in NFKD, 2,048 rounds.
 *
 * @param phrase the words in UTF-8 and NFKD, one space apart, in any language
 * @param text the BIP-39 passphrase
 * @returns 64 bytes, which the caller wipes
 * @throws {TypeError} if the text has half a surrogate pair
 */
export async function bip39Seed(
  phrase: Uint8Array<ArrayBuffer>,
  text: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!text.isWellFormed()) {
    throw new TypeError("Cannot use the BIP-39 passphrase: it has half a surrogate pair");
  }
  const salt = utf8(`mnemonic${text.normalize("NFKD")}`);
  try {
    const key = await crypto.subtle.importKey("raw", phrase, "PBKDF2", false, ["deriveBits"]);
    const pbkdf2 = { name: "PBKDF2", hash: "SHA-512", salt, iterations: PBKDF2_ROUNDS };
    return new Uint8Array(await crypto.subtle.deriveBits(pbkdf2, key, 8 * SEED_BYTES));
  } finally {
    wipe(salt);
  }
}
