/**
 * From a restored secret to a wallet: asks for the wallet passphrase, and shows the Session ID, since
 * nothing else tells a right passphrase from a wrong one.
 *
 * @module
 */
import { wipe } from "../../../lib/bytes.ts";
import { hybridVerifyingKeys } from "../../../lib/hybrid/signature.ts";
import { sessionId } from "../../../lib/identity/session_id.ts";
import { deriveKeys, wipeKeys } from "../../../lib/wallet/keys.ts";
import { importedWallet, ownWallet, seedWallet } from "../../../lib/wallet/make.ts";
import { MASTER_BYTES } from "../../../lib/wallet/master.ts";
import type { CoinType, WalletRecord } from "../../../lib/wallet/record.ts";
import { SEED_BYTES } from "../../../lib/wallet/seed.ts";
import { ENTROPY_BYTES } from "../../../lib/wallet/words.ts";
import type { Answers } from "../../answers.ts";
import type { Settings } from "../../context.ts";
import { stretchWith } from "../../engine.ts";
import { CliError, EXIT_USAGE } from "../../errors.ts";
import type { KnownPassphrases } from "../../new_passphrase.ts";
import { foldTyped } from "../../open_vault.ts";
import { withSeed } from "../../wallet_keys.ts";
import { refuseImported } from "../../wallet_setup.ts";

/** What shares do not bring back. */
export const NOT_RESTORED =
  "What compartments held besides (contacts, labels, shares for others, other wallets) comes back" +
  " from a copy of the vault only.";

/** A restored wallet and what it is known by. */
export interface Restored {
  readonly wallet: WalletRecord;
  readonly sessionId: string;
}

/**
 * Asks until the Session ID is the right one, or for somebody to stop.
 *
 * @param known refuses a wallet passphrase that opens the compartment
 * @throws {CliError} if the secret makes no wallet, or nobody recognises one
 */
export async function askRestored(
  settings: Settings,
  answers: Answers,
  known: KnownPassphrases,
  secret: Uint8Array,
): Promise<Restored> {
  const source = await askSource(answers, secret.length);
  if (source !== "seed") {
    answers.note(
      "Any passphrase gives a wallet, a wrong one another: only the Session ID tells which it is.",
    );
  }
  for (;;) {
    const wallet = source === "own"
      ? await askOwn(settings, answers, known, secret)
      : source === "seed"
      ? await seedWallet(secret, await askPath(answers))
      : await askImported(answers, known, secret);
    const id = await sessionIdOf(wallet);
    answers.note(`Session ID: ${id}`);
    const answer = await answers.choose("Is this the one that you know?", [
      ["yes", "Yes: restore this wallet"],
      ["again", "No: try another passphrase"],
      ["stop", "Stop, and write nothing"],
    ]);
    if (answer === "yes") return { wallet, sessionId: id };
    if (answer === "stop") throw new CliError("Stopped: nothing was written", EXIT_USAGE);
  }
}

async function askSource(
  answers: Answers,
  length: number,
): Promise<WalletRecord["source"]> {
  if (length === SEED_BYTES) return "seed";
  if (!ENTROPY_BYTES.includes(length)) {
    throw new CliError(
      `Cannot restore a wallet from ${length} bytes: they are not the entropy of words; combine` +
        " gives them in hexadecimal",
      EXIT_USAGE,
    );
  }
  if (length !== MASTER_BYTES) return "imported";
  return await answers.choose("Whose words were shared?", [
    ["own", "Those of a wallet made by this program"],
    ["imported", "BIP-39 words of another program"],
  ]);
}

async function askOwn(
  settings: Settings,
  answers: Answers,
  known: KnownPassphrases,
  secret: Uint8Array,
): Promise<WalletRecord> {
  for (;;) {
    const typed = await answers.secret("Wallet passphrase (empty if it has none): ");
    const folded = foldTyped(typed);
    wipe(typed);
    const problem = folded.length > 0 ? known.refuseWallet(folded) : undefined;
    try {
      if (!problem) return await ownWallet(secret, folded, stretchWith(settings));
    } finally {
      wipe(folded);
    }
    refused(answers, problem);
  }
}

/** A script ends here; a person is told why and asked again. */
function refused(answers: Answers, problem: string): void {
  const way = `${problem}: choose another one to open with, and restore again`;
  if (!answers.interactive) throw new CliError(way, EXIT_USAGE);
  answers.note(way);
}

async function askImported(
  answers: Answers,
  known: KnownPassphrases,
  secret: Uint8Array,
): Promise<WalletRecord> {
  for (;;) {
    const typed = await answers.secret("BIP-39 passphrase, exactly as it was (may be empty): ");
    const path = await askPath(answers);
    try {
      const problem = refuseImported(known, typed);
      if (!problem) return await importedWallet(secret, typed, path);
      refused(answers, problem);
    } catch (error) {
      if (error instanceof CliError) throw error;
      throw new CliError((error as Error).message, EXIT_USAGE);
    } finally {
      wipe(typed);
    }
  }
}

async function askPath(answers: Answers): Promise<CoinType> {
  const path = await answers.choose("Which derivation path?", [
    ["6133", "Pars, as this program uses"],
    ["60", "Ethereum, as most other wallets use"],
  ]);
  return path === "60" ? 60 : 6133;
}

function sessionIdOf(wallet: WalletRecord): Promise<string> {
  return withSeed(wallet, async (seed) => {
    const keys = deriveKeys(seed, 0);
    try {
      return sessionId((await hybridVerifyingKeys(keys)).mldsa87);
    } finally {
      wipeKeys(keys);
    }
  });
}
