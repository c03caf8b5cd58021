/**
 * The deal that a compartment remembers as its owner.
 *
 * @module
 */
import { type Dealt, rebuildDeal } from "../../../lib/recovery/deal.ts";
import type { DealRecord } from "../../../lib/recovery/deal_record.ts";
import { deriveKeys, wipeKeys } from "../../../lib/wallet/keys.ts";
import type { WalletRecord } from "../../../lib/wallet/record.ts";
import type { HybridSigningKeys } from "../../../lib/hybrid/signature.ts";
import type { Contents } from "../../../lib/vault/contents.ts";
import { CliError, EXIT_USAGE } from "../../errors.ts";
import { withSeed } from "../../wallet_keys.ts";
import { lending, secretOf } from "./wallet_secret.ts";

/**
 * The deal of a compartment.
 *
 * @throws {CliError} if there is none
 */
export function requireDeal(contents: Contents): DealRecord {
  if (contents.deal) return contents.deal;
  throw new CliError("This compartment's wallet has not been dealt", EXIT_USAGE);
}

/**
 * The shares and keys of the compartment's deal, which the caller wipes.
 *
 * @throws {CliError} if the wallet is not the one that was dealt
 */
export async function rebuilt(contents: Contents, deal: DealRecord): Promise<Dealt> {
  const { wallet } = contents;
  try {
    return await lending(
      await secretOf(wallet, deal.secret),
      (secret) => withSigner(wallet, deal.signer, (keys) => rebuildDeal(deal, secret, keys)),
    );
  } catch (error) {
    if (error instanceof RangeError) throw new CliError(error.message, EXIT_USAGE);
    throw error;
  }
}

/** Lends the wallet's signing keys, where they are to sign. */
export async function withSigner<T>(
  wallet: WalletRecord,
  signer: DealRecord["signer"],
  use: (identityKeys?: HybridSigningKeys) => Promise<T>,
): Promise<T> {
  if (signer === "deal") return await use();
  return await withSeed(wallet, async (seed) => {
    const keys = deriveKeys(seed, 0);
    try {
      return await use(keys);
    } finally {
      wipeKeys(keys);
    }
  });
}
