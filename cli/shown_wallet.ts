/**
 * What `kelid show` says of a wallet. Loaded when there is a wallet to show: it needs most of the
 * library, which would otherwise hold up the question for the passphrase.
 *
 * @module
 */
import { daemonIdentity } from "../lib/identity/daemon_identity.ts";
import { didOf } from "../lib/identity/did.ts";
import { keyFingerprint, safetyNumber } from "../lib/identity/fingerprint.ts";
import type { PublicIdentity } from "../lib/identity/identity.ts";
import { ownIdentity } from "../lib/identity/own_identity.ts";
import { sessionId } from "../lib/identity/session_id.ts";
import { hybridVerifyingKeys } from "../lib/hybrid/signature.ts";
import type { Contents } from "../lib/vault/contents.ts";
import { evmAddress } from "../lib/wallet/evm.ts";
import { deriveKeys, wipeKeys } from "../lib/wallet/keys.ts";
import { columns } from "./output.ts";
import { withSeed } from "./wallet_keys.ts";

const KEYS: ReadonlyArray<readonly [keyof PublicIdentity, string]> = [
  ["ed25519", "Ed25519"],
  ["mldsa87", "ML-DSA-87"],
  ["x25519", "X25519"],
  ["mlkem1024", "ML-KEM-1024"],
  ["slhdsa256s", "SLH-DSA-SHA2-256s"],
  ["secp256k1", "secp256k1"],
];

/** One pseudonym of a wallet, for a script and as lines for a person. */
export function shownWallet(
  { wallet, labels }: Contents,
  pseudonym: number,
): Promise<{ json: unknown; text: string[] }> {
  return withSeed(wallet, async (seed) => {
    const identity = await ownIdentity(seed, wallet, pseudonym);
    const shown = {
      pseudonym,
      sessionId: sessionId(identity.mldsa87),
      daemonSessionId: daemonIdentity(seed, pseudonym).sessionId,
      did: didOf(identity, "session"),
      chainDid: didOf(identity, "mainnet"),
      address: evmAddress(identity.secp256k1),
      safetyNumber: safetyNumber(identity),
      fingerprints: Object.fromEntries(
        KEYS.map(([name]) => [name, keyFingerprint(name, identity[name])]),
      ),
      pseudonyms: await pseudonyms(seed, labels),
    };
    const text = [
      ...columns([
        ["Session ID", shown.sessionId],
        ["Session ID (07)", shown.daemonSessionId],
        ["DID", shown.did],
        ["DID (chain)", shown.chainDid],
        ["Address", shown.address],
        ["Safety number", shown.safetyNumber],
        ...KEYS.map(([name, title]) => [title, shown.fingerprints[name]] as const),
      ]),
      ...shown.pseudonyms.map(({ number, label, sessionId }) =>
        `Pseudonym ${number}, ${label}: ${sessionId}`
      ),
    ];
    return { json: shown, text };
  });
}

async function pseudonyms(seed: Uint8Array, labels: Map<number, string>) {
  const list = [];
  for (const [number, label] of labels) {
    const keys = deriveKeys(seed, number);
    const { mldsa87 } = await hybridVerifyingKeys(keys);
    wipeKeys(keys);
    list.push({ number, label, sessionId: sessionId(mldsa87) });
  }
  return list;
}
