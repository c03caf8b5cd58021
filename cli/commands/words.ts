/**
 * `kelid words`: what restores the wallet anywhere, after a confirmation.
 *
 * @module
 */
import { wordsOf } from "../../lib/wallet/words.ts";
import { openAnswers } from "../answers.ts";
import type { Context, VaultFlags } from "../context.ts";
import { CliError, EXIT_USAGE } from "../errors.ts";
import { openContents } from "../open_vault.ts";
import { print } from "../output.ts";

/** The command. */
export async function words(this: Context, flags: VaultFlags): Promise<void> {
  const answers = await openAnswers(flags);
  try {
    const { wallet } = await openContents(this.settings, flags, answers);
    if (wallet.source === "seed") {
      throw new CliError("This wallet was restored from its seed, so it has no words", EXIT_USAGE);
    }
    answers.note("Whoever sees the words and the passphrase below has this wallet.");
    if (!await answers.confirm("Is nobody looking?", false)) {
      throw new CliError("Nothing shown", EXIT_USAGE);
    }
    const list = wordsOf(wallet.entropy);
    const passphrase = wallet.passphraseText;
    print(flags, { words: list.join(" "), passphrase, path: wallet.path }, [
      ...list.map((word, index) => `${String(index + 1).padStart(2)}  ${word}`),
      `BIP-39 passphrase: ${passphrase === "" ? "(none)" : passphrase}`,
      `Path: m/44'/${wallet.path}'/0'/0/0`,
    ]);
  } finally {
    answers.close();
  }
}
