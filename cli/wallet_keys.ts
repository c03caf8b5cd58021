/**
 * From a compartment's wallet to keys, for commands that use one pseudonym of it.
 *
 * @module
 */
import { wipe } from "../lib/bytes.ts";
import type { PseudonymKeys } from "../lib/wallet/keys.ts";
import { MAX_PSEUDONYM } from "../lib/wallet/pseudonym.ts";
import type { WalletRecord } from "../lib/wallet/record.ts";
import { CliError, EXIT_USAGE } from "./errors.ts";
import { load } from "./load.ts";

/**
 * Checks the number of a pseudonym before anything is asked.
 *
 * @throws {CliError} if there is no such pseudonym
 */
export function checkPseudonym(pseudonym: number): void {
  if (pseudonym > MAX_PSEUDONYM) {
    throw new CliError(`Cannot use pseudonym ${pseudonym}: up to ${MAX_PSEUDONYM}`, EXIT_USAGE);
  }
}

/** Lends the wallet's seed to `use` and wipes it. */
export async function withSeed<T>(
  wallet: WalletRecord,
  use: (seed: Uint8Array) => Promise<T>,
): Promise<T> {
  const { walletSeed } = await load<typeof import("../lib/wallet/seed.ts")>(
    import.meta.resolve("../lib/wallet/seed.ts"),
  );
  const seed = await walletSeed(wallet.entropy, wallet.passphraseText);
  try {
    return await use(seed);
  } finally {
    wipe(seed);
  }
}

/** Lends a pseudonym's secret keys to `use` and wipes them. */
export function withKeys<T>(
  wallet: WalletRecord,
  pseudonym: number,
  use: (keys: PseudonymKeys) => Promise<T>,
): Promise<T> {
  return withSeed(wallet, async (seed) => {
    const { deriveKeys, wipeKeys } = await load<typeof import("../lib/wallet/keys.ts")>(
      import.meta.resolve("../lib/wallet/keys.ts"),
    );
    const keys = deriveKeys(seed, pseudonym);
    try {
      return await use(keys);
    } finally {
      wipeKeys(keys);
    }
  });
}
