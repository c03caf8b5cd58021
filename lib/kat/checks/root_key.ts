/**
 * The BIP-32 root key that a publisher gives beside a secret.
 *
 * @module
 */
import { HDKey } from "@scure/bip32";

/** The extended private key of a seed, as BIP-32 writes it. */
export function rootKey(seed: Uint8Array): string {
  return HDKey.fromMasterSeed(seed).privateExtendedKey;
}
