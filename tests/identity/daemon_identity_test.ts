import assert from "node:assert/strict";
import { ml_dsa65 } from "@noble/post-quantum/ml-dsa.js";
import { ml_kem768 } from "@noble/post-quantum/ml-kem.js";
import { daemonIdentity } from "../../lib/identity/daemon_identity.ts";
import { daemonSessionId } from "../../lib/identity/session_id.ts";
import { deriveDaemonKeys } from "../../lib/wallet/keys.ts";
import { seeded } from "../seeded.ts";
import { subtle } from "../../lib/hybrid/webcrypto.ts";

const seed = seeded("daemon")(64);
const { sessionId, json } = daemonIdentity(seed, 3);
const file: Record<string, string> = JSON.parse(json);
const key = (name: string) => Uint8Array.fromBase64(file[name]);

Deno.test("the 07 file has the five members of the daemon's, in its order and lengths", () => {
  assert.deepEqual(Object.keys(file), [
    "sessionId",
    "kemPublicKey",
    "kemSecretKey",
    "dsaPublicKey",
    "dsaSecretKey",
  ]);
  assert.equal(file.sessionId, sessionId);
  const lengths = Object.keys(file).slice(1).map((name) => key(name).length);
  assert.deepEqual(lengths, [1184, 2400, 1952, 4032]);
  assert.equal(daemonSessionId(key("kemPublicKey"), key("dsaPublicKey")), sessionId);
});

Deno.test("the expanded secret keys of the 07 file open and sign for its public keys", () => {
  const { cipherText, sharedSecret } = ml_kem768.encapsulate(key("kemPublicKey"));
  assert.deepEqual(ml_kem768.decapsulate(cipherText, key("kemSecretKey")), sharedSecret);
  const message = Uint8Array.of(1, 2, 3);
  const signature = ml_dsa65.sign(message, key("dsaSecretKey"));
  assert.ok(ml_dsa65.verify(signature, message, key("dsaPublicKey")));
});

Deno.test("WebCrypto derives the same public keys from the same seeds", async () => {
  const { mlkem768, mldsa65 } = deriveDaemonKeys(seed, 3);
  const publicKey = async (name: string, secret: Uint8Array, uses: [string, string]) => {
    const imported = await subtle.importKey("raw-seed", secret, name, false, [uses[0]]);
    const exported = await subtle.getPublicKey(imported, [uses[1]]);
    return new Uint8Array(await subtle.exportKey("raw-public", exported));
  };
  const uses: [string, string] = ["decapsulateBits", "encapsulateBits"];
  assert.deepEqual(await publicKey("ML-KEM-768", mlkem768, uses), key("kemPublicKey"));
  assert.deepEqual(await publicKey("ML-DSA-65", mldsa65, ["sign", "verify"]), key("dsaPublicKey"));
});
