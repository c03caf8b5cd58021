/**
 * Passphrases for people who leave the choice to the program.
 *
 * @module
 */
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { type RandomSource, uniform } from "../random.ts";

/** Each word is one of 2,048, so seven are 77 bits. */
const WORDS = 7;

/**
 * Seven words drawn independently and uniformly from the English list of BIP-39, one space apart:
 * 77 bits. The list is used for its words only: the result is no BIP-39 mnemonic and has no
 * checksum. It is a string, which the caller shows once and cannot wipe.
 *
 * @example
 * ```ts
 * import { systemRandom } from "../random.ts";
 * import { generatePassphrase } from "./generate.ts";
 *
 * const passphrase = generatePassphrase(systemRandom); // for instance "wasp urban ... "
 * if (passphrase.split(" ").length !== 7) throw new Error();
 * ```
 */
export function generatePassphrase(random: RandomSource): string {
  return Array.from({ length: WORDS }, () => wordlist[uniform(wordlist.length, random)]).join(" ");
}
