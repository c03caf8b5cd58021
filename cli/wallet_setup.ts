/**
 * Making a wallet from answers: the same questions wherever a compartment gets one.
 *
 * @module
 */
import { utf8, wipe } from "../lib/bytes.ts";
import { foldPassphrase } from "../lib/passphrase/fold.ts";
import { importedWallet, ownWallet } from "../lib/wallet/make.ts";
import { makeMasterSecret } from "../lib/wallet/master.ts";
import type { WalletRecord } from "../lib/wallet/record.ts";
import { entropyOf } from "../lib/wallet/words.ts";
import type { Answers } from "./answers.ts";
import type { Settings } from "./context.ts";
import { stretchWith } from "./engine.ts";
import { CliError, EXIT_USAGE } from "./errors.ts";
import { askNewPassphrase, type KnownPassphrases } from "./new_passphrase.ts";

/** Before a wallet takes the place of the one that a compartment has. */
export const REPLACES_WALLET =
  "The wallet that is here now can then be restored from its words only.";

/** Where a wallet's master secret comes from: bytes to mix in, or another wallet's own secret. */
export type MasterSource = { readonly typed: Uint8Array } | { readonly shared: Uint8Array };

/**
 * Asks for a wallet passphrase and makes the wallet.
 *
 * @param known refuses a passphrase that opens a compartment of the session
 */
export async function askOwnWallet(
  settings: Settings,
  answers: Answers,
  known: KnownPassphrases,
  source: MasterSource,
): Promise<WalletRecord> {
  answers.note(
    "The wallet passphrase is asked for only when a wallet is made or restored; with none, the" +
      " words alone restore it.",
  );
  const { folded } = await askNewPassphrase(
    answers,
    "Wallet passphrase",
    (folded) => known.refuseWallet(folded),
    "none",
    settings.random,
  );
  const master = "shared" in source
    ? source.shared.slice()
    : makeMasterSecret(settings.random, source.typed);
  try {
    if (folded.length > 0) known.addWallet(folded);
    return await ownWallet(master, folded, stretchWith(settings));
  } finally {
    wipe(master, folded);
  }
}

/**
 * Asks for the words and the passphrase of another program's wallet.
 *
 * @param known refuses a passphrase that opens a compartment of the session: this one is stored as
 *   it was typed, and `words` shows it
 * @throws {CliError} if the words are not a BIP-39 phrase, or the passphrase is refused
 */
export async function askImportedWallet(
  answers: Answers,
  known: KnownPassphrases,
): Promise<WalletRecord> {
  const words = await answers.secret("BIP-39 words: ");
  const passphrase = await answers.secret("BIP-39 passphrase, exactly as it was (may be empty): ");
  const path = await answers.choose("Which derivation path?", [
    ["6133", "Pars, as this program uses"],
    ["60", "Ethereum, as most other wallets use"],
  ]);
  let entropy: Uint8Array | undefined;
  try {
    const problem = refuseImported(known, passphrase);
    if (problem) throw new CliError(problem, EXIT_USAGE);
    entropy = entropyOf(words);
    const wallet = await importedWallet(entropy, passphrase, path === "60" ? 60 : 6133);
    knowImported(known, wallet);
    return wallet;
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError((error as Error).message, EXIT_USAGE);
  } finally {
    wipe(words, passphrase, entropy ?? new Uint8Array(0));
  }
}

/** Why the passphrase of another program's wallet cannot be stored in this session, or undefined. */
export function refuseImported(
  known: KnownPassphrases,
  passphrase: Uint8Array,
): string | undefined {
  const folded = foldedOrEmpty(passphrase);
  const problem = folded.length > 0 ? known.refuseWallet(folded) : undefined;
  wipe(folded);
  return problem;
}

/** Makes a session know the passphrase of an imported wallet, one that it finds in a compartment too. */
export function knowImported(known: KnownPassphrases, wallet: WalletRecord): void {
  if (wallet.source !== "imported") return;
  const folded = foldedOrEmpty(utf8(wallet.passphraseText));
  if (folded.length > 0) known.addWallet(folded);
  wipe(folded);
}

/** A passphrase as it would open a compartment; empty if it could open none. */
function foldedOrEmpty(passphrase: Uint8Array): Uint8Array {
  try {
    return foldPassphrase(passphrase);
  } catch {
    return new Uint8Array(0);
  }
}

/**
 * What a tripwire needs first: a way back, or the owner's word that there is none.
 *
 * @returns whether the tripwire is still wanted
 */
export async function askBackup(answers: Answers): Promise<boolean> {
  const answer = await answers.choose(
    "Once sprung, a tripwire cannot be taken back. What brings the compartment back then?",
    [
      ["backup", "I have, or make now, a backup of the vault or shares of the wallet"],
      ["nothing", "I have neither, and know that nothing will bring it back"],
      ["stop", "I do not want a tripwire"],
    ],
  );
  return answer !== "stop";
}
