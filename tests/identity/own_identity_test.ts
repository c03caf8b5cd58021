import assert from "node:assert/strict";
import { nobleEd25519 } from "../../lib/hybrid/ed25519.ts";
import { nobleMlDsa87 } from "../../lib/hybrid/mldsa87.ts";
import { nobleMlKem1024 } from "../../lib/hybrid/mlkem1024.ts";
import { nobleX25519 } from "../../lib/hybrid/x25519.ts";
import { ownIdentity } from "../../lib/identity/own_identity.ts";
import { deriveEvmKey } from "../../lib/wallet/evm.ts";
import { deriveKeys } from "../../lib/wallet/keys.ts";
import { slhPublicKey } from "../../lib/wallet/slh_dsa.ts";
import { seeded } from "../seeded.ts";

const random = seeded("own identity");
const seed = random(64);
const wallet = { path: 60 as const, slhPublicKey: random(64) };

Deno.test("an identity of one's own holds the keys that noble derives, each in its place", async () => {
  for (const pseudonym of [0, 7]) {
    const identity = await ownIdentity(seed, wallet, pseudonym);
    const keys = deriveKeys(seed, pseudonym);
    assert.deepEqual({ ...identity, secp256k1: Uint8Array.from(identity.secp256k1) }, {
      ed25519: await nobleEd25519.publicKey(keys.ed25519),
      mldsa87: await nobleMlDsa87.publicKey(keys.mldsa87),
      x25519: await nobleX25519.publicKey(keys.x25519),
      mlkem1024: await nobleMlKem1024.publicKey(keys.mlkem1024),
      slhdsa256s: pseudonym === 0 ? wallet.slhPublicKey : await slhPublicKey(keys.slhdsa256s),
      secp256k1: Uint8Array.from(deriveEvmKey(seed, 60, pseudonym).publicKey),
    });
  }
});

Deno.test("the SLH-DSA key that a wallet keeps is copied, not shared", async () => {
  const identity = await ownIdentity(seed, wallet, 0);
  const kept = wallet.slhPublicKey.toHex();
  identity.slhdsa256s.fill(0);
  assert.equal(wallet.slhPublicKey.toHex(), kept);
});
