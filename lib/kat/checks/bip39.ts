/**
 * BIP-39 for known answers: scure's, in every language that it has a list for, and the program's
 * own, which is English.
 *
 * @module
 */
import { entropyToMnemonic, mnemonicToEntropy } from "@scure/bip39";
import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { utf8 } from "../../bytes.ts";
import { walletSeed } from "../../wallet/seed.ts";
import { entropyOf, wordsOf } from "../../wallet/words.ts";
import { type Inputs, NotRun, type Operations } from "../case.ts";

const WORDLISTS: { readonly [language: string]: () => Promise<{ wordlist: string[] }> } = {
  english: () => import("@scure/bip39/wordlists/english.js"),
  chinese_simplified: () => import("@scure/bip39/wordlists/simplified-chinese.js"),
  chinese_traditional: () => import("@scure/bip39/wordlists/traditional-chinese.js"),
  czech: () => import("@scure/bip39/wordlists/czech.js"),
  french: () => import("@scure/bip39/wordlists/french.js"),
  italian: () => import("@scure/bip39/wordlists/italian.js"),
  japanese: () => import("@scure/bip39/wordlists/japanese.js"),
  korean: () => import("@scure/bip39/wordlists/korean.js"),
  portuguese: () => import("@scure/bip39/wordlists/portuguese.js"),
  spanish: () => import("@scure/bip39/wordlists/spanish.js"),
};

async function wordlist(i: Inputs): Promise<string[]> {
  const language = i.text("language");
  if (!Object.hasOwn(WORDLISTS, language)) throw new NotRun(`scure has no list for ${language}`);
  return (await WORDLISTS[language]()).wordlist;
}

/**
 * Scure's. `seed` is PBKDF2 of the words as they stand, as BIP-39 allows for words of any list:
 * scure's own function refuses words without knowing their list.
 */
export const scureOperations: Operations = {
  words: async (i) => entropyToMnemonic(i.bytes("entropy"), await wordlist(i)).normalize("NFKD"),
  entropy: async (i) => mnemonicToEntropy(i.text("words"), await wordlist(i)),
  seed(i) {
    const salt = utf8(`mnemonic${i.text("passphrase")}`.normalize("NFKD"));
    const words = utf8(i.text("words").normalize("NFKD"));
    return pbkdf2(sha512, words, salt, { c: 2048, dkLen: 64 });
  },
};

function onlyEnglish(i: Inputs): void {
  if (i.text("language") !== "english") throw new NotRun("the program has the English list only");
}

/** The program's own (`lib/wallet`). */
export const kelidOperations: Operations = {
  words(i) {
    onlyEnglish(i);
    return wordsOf(i.bytes("entropy")).join(" ");
  },
  entropy(i) {
    onlyEnglish(i);
    return entropyOf(utf8(i.text("words")));
  },
  seed(i) {
    onlyEnglish(i);
    return walletSeed(entropyOf(utf8(i.text("words"))), i.text("passphrase"));
  },
};
