/**
 * `kelid show`: the wallet behind the passphrase just typed.
 *
 * @module
 */
import { openAnswers } from "../answers.ts";
import type { Context, VaultFlags } from "../context.ts";
import { load } from "../load.ts";
import { openContents } from "../open_vault.ts";
import { print } from "../output.ts";
import { checkPseudonym } from "../wallet_keys.ts";

interface Flags extends VaultFlags {
  readonly pseudonym: number;
}

/** The command. */
export async function show(this: Context, flags: Flags): Promise<void> {
  checkPseudonym(flags.pseudonym);
  const answers = await openAnswers(flags);
  try {
    const contents = await openContents(this.settings, flags, answers);
    const { shownWallet } = await load<typeof import("../shown_wallet.ts")>(
      import.meta.resolve("../shown_wallet.ts"),
    );
    const { json, text } = await shownWallet(contents, flags.pseudonym);
    print(flags, json, text);
  } finally {
    answers.close();
  }
}
