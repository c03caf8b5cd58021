/**
 * The sender of a signed envelope: a pseudonym of the vault's owner. Loaded for `--sign` only.
 *
 * @module
 */
import { ENVELOPE_SENDER_LABEL, type EnvelopeSender } from "../lib/envelope/sender.ts";
import { signHybrid } from "../lib/hybrid/signature.ts";
import { identityHash } from "../lib/identity/identity.ts";
import { ownIdentity } from "../lib/identity/own_identity.ts";
import type { WalletRecord } from "../lib/wallet/record.ts";
import { openAnswers } from "./answers.ts";
import type { Settings, VaultFlags } from "./context.ts";
import { openContents } from "./open_vault.ts";
import { withKeys, withSeed } from "./wallet_keys.ts";

/**
 * Opens the vault and lends whoever signs to `use`.
 *
 * @param input what else the command reads
 * @throws {CliError} as `openContents` does
 */
export async function withSender<T>(
  settings: Settings,
  flags: VaultFlags & { readonly pseudonym: number },
  input: string,
  use: (sender: EnvelopeSender) => Promise<T>,
): Promise<T> {
  const answers = await openAnswers(flags, input);
  let wallet: WalletRecord;
  try {
    ({ wallet } = await openContents(settings, flags, answers));
  } finally {
    // Before a long file is read: Ctrl-C is a key to a terminal that answers, and would wait.
    answers.close();
  }
  return await withSeed(wallet, async (seed) => {
    const hash = identityHash(await ownIdentity(seed, wallet, flags.pseudonym));
    return await withKeys(wallet, flags.pseudonym, (keys) =>
      use({
        identityHash: hash,
        sign: (message) => signHybrid(keys, ENVELOPE_SENDER_LABEL, message),
      }));
  });
}
