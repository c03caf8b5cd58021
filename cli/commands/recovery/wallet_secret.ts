/**
 * The secret of a wallet that shares are made of.
 *
 * @module
 */
import { wipe } from "../../../lib/bytes.ts";
import type { DealRecord } from "../../../lib/recovery/deal_record.ts";
import type { WalletRecord } from "../../../lib/wallet/record.ts";
import type { Answers } from "../../answers.ts";
import type { Context, VaultFlags } from "../../context.ts";
import { openContents } from "../../open_vault.ts";
import { withSeed } from "../../wallet_keys.ts";

/** What is dealt or split of a wallet. The caller wipes it. */
export function secretOf(
  wallet: WalletRecord,
  kind: DealRecord["secret"],
): Promise<Uint8Array> {
  return withSeed(
    wallet,
    (seed) => Promise.resolve(kind === "seed" ? seed.slice() : wallet.entropy.slice()),
  );
}

/** Wipes a secret whatever `use` does with it. */
export async function lending<T>(
  secret: Uint8Array,
  use: (secret: Uint8Array) => Promise<T>,
): Promise<T> {
  try {
    return await use(secret);
  } finally {
    wipe(secret);
  }
}

/** Opens a vault for its wallet's secret. The caller wipes it. */
export async function askWalletSecret(
  context: Context,
  flags: VaultFlags,
  answers: Answers,
  kind: DealRecord["secret"],
): Promise<Uint8Array> {
  const { wallet } = await openContents(context.settings, flags, answers);
  return await secretOf(wallet, kind);
}
