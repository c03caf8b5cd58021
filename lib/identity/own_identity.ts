/**
 * The public identity of a pseudonym of one's own wallet, from the wallet's seed.
 *
 * @module
 */
import { wipe } from "../bytes.ts";
import { hybridKemPublicKeys } from "../hybrid/kem.ts";
import { hybridVerifyingKeys } from "../hybrid/signature.ts";
import { deriveKeys, type PseudonymKeys, wipeKeys } from "../wallet/keys.ts";
import type { WalletRecord } from "../wallet/record.ts";
import type { PublicIdentity } from "./identity.ts";

/** What the derivation takes from a wallet beside its seed. */
export type WalletPart = Pick<WalletRecord, "path" | "slhPublicKey">;

/**
 * All public keys of a pseudonym. For pseudonym 0 the wallet has the slow one (SLH-DSA) at hand; for
 * others it takes a third of a second.
 *
 * @param seed the wallet's BIP-39 seed, 64 bytes
 * @throws {TypeError} if the seed is not of 64 bytes
 * @throws {RangeError} if there is no such pseudonym
 */
export async function ownIdentity(
  seed: Uint8Array,
  wallet: WalletPart,
  pseudonym: number,
): Promise<PublicIdentity> {
  const keys = deriveKeys(seed, pseudonym);
  try {
    const [signing, agreement, slhdsa256s, secp256k1] = await Promise.all([
      hybridVerifyingKeys(keys),
      hybridKemPublicKeys(keys),
      pseudonym === 0 ? Uint8Array.from(wallet.slhPublicKey) : slowKey(keys),
      chainKey(seed, wallet, pseudonym),
    ]);
    return { ...signing, ...agreement, slhdsa256s, secp256k1 };
  } finally {
    wipeKeys(keys);
  }
}

async function slowKey(keys: PseudonymKeys): Promise<Uint8Array> {
  const { slhPublicKey } = await import("../wallet/slh_dsa.ts");
  return await slhPublicKey(keys.slhdsa256s);
}

async function chainKey(
  seed: Uint8Array,
  wallet: WalletPart,
  pseudonym: number,
): Promise<Uint8Array> {
  const { deriveEvmKey } = await import("../wallet/evm.ts");
  const { privateKey, publicKey } = deriveEvmKey(seed, wallet.path, pseudonym);
  wipe(privateKey);
  return publicKey;
}
