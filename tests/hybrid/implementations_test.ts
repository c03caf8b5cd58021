import assert from "node:assert/strict";
import { x25519 as nobleCurve } from "@noble/curves/ed25519.js";
import { slh_dsa_sha2_256s } from "@noble/post-quantum/slh-dsa.js";
import { ed25519, nobleEd25519, webCryptoEd25519 } from "../../lib/hybrid/ed25519.ts";
import { mlDsa87, nobleMlDsa87, webCryptoMlDsa87 } from "../../lib/hybrid/mldsa87.ts";
import { mlKem1024, nobleMlKem1024, webCryptoMlKem1024 } from "../../lib/hybrid/mlkem1024.ts";
import { choose, subtle } from "../../lib/hybrid/webcrypto.ts";
import { nobleX25519, webCryptoX25519, x25519 } from "../../lib/hybrid/x25519.ts";
import { systemRandom } from "../../lib/random.ts";
import { slhSecretKey } from "../../lib/wallet/slh_dsa.ts";
import { seeded } from "../seeded.ts";

Deno.test("this engine's own implementations are the ones in use", () => {
  for (const { implementation } of [ed25519, mlDsa87, x25519, mlKem1024]) {
    assert.equal(implementation, "WebCrypto");
  }
});

Deno.test("an algorithm or an operation that the engine lacks falls to noble", () => {
  assert.equal(choose("ML-DSA-87", ["sign", "verify"]), "WebCrypto");
  assert.equal(choose("ML-DSA-88", ["sign"]), "noble");
  assert.equal(choose("ML-DSA-87", ["sign", "deriveBits"]), "noble");
});

Deno.test("Ed25519 gives the same keys and signatures in both, and each accepts the other's", async () => {
  const random = seeded("ed25519");
  for (let i = 0; i < 20; i++) {
    const [seed, message] = [random(32), random(5 * i)];
    const key = await webCryptoEd25519.publicKey(seed);
    assert.deepEqual(await nobleEd25519.publicKey(seed), key);
    const signature = await webCryptoEd25519.sign(seed, message);
    assert.deepEqual(await nobleEd25519.sign(seed, message), signature);
    for (const implementation of [webCryptoEd25519, nobleEd25519]) {
      assert.equal(await implementation.verify(key, message, signature), true);
      signature[i % 64] ^= 1;
      assert.equal(await implementation.verify(key, message, signature), false);
      signature[i % 64] ^= 1;
    }
  }
});

Deno.test("ML-DSA-87 gives the same keys in both, and each accepts the other's hedged signatures", async () => {
  const random = seeded("mldsa87");
  for (let i = 0; i < 3; i++) {
    const [seed, message] = [random(32), random(100 * i)];
    const key = await webCryptoMlDsa87.publicKey(seed);
    assert.deepEqual(await nobleMlDsa87.publicKey(seed), key);
    for (const signer of [webCryptoMlDsa87, nobleMlDsa87]) {
      const signature = await signer.sign(seed, message);
      assert.notDeepEqual(await signer.sign(seed, message), signature);
      for (const verifier of [webCryptoMlDsa87, nobleMlDsa87]) {
        assert.equal(await verifier.verify(key, message, signature), true);
        signature[1000 * i] ^= 1;
        assert.equal(await verifier.verify(key, message, signature), false);
        signature[1000 * i] ^= 1;
      }
    }
  }
});

Deno.test("X25519 gives the same keys and secrets in both", async () => {
  const random = seeded("x25519");
  for (let i = 0; i < 20; i++) {
    const [mine, theirs] = [random(32), random(32)];
    const key = await webCryptoX25519.publicKey(theirs);
    assert.deepEqual(await nobleX25519.publicKey(theirs), key);
    const shared = await webCryptoX25519.shared(mine, key);
    assert.deepEqual(await nobleX25519.shared(mine, key), shared);
    assert.deepEqual(shared, nobleCurve.getSharedSecret(mine, key));
  }
});

Deno.test("ML-KEM-1024 gives the same keys and secrets in both, for good and for foreign ciphertexts", async () => {
  const random = seeded("mlkem1024");
  for (let i = 0; i < 5; i++) {
    const seed = random(64);
    const key = await webCryptoMlKem1024.publicKey(seed);
    assert.deepEqual(await nobleMlKem1024.publicKey(seed), key);
    const made = await nobleMlKem1024.encapsulate(key, random);
    assert.deepEqual(await webCryptoMlKem1024.decapsulate(seed, made.ciphertext), made.secret);
    assert.deepEqual(await nobleMlKem1024.decapsulate(seed, made.ciphertext), made.secret);
    const engines = await webCryptoMlKem1024.encapsulate(key, systemRandom);
    assert.deepEqual(await nobleMlKem1024.decapsulate(seed, engines.ciphertext), engines.secret);
    const foreign = random(1568);
    const rejected = await webCryptoMlKem1024.decapsulate(seed, foreign);
    assert.deepEqual(await nobleMlKem1024.decapsulate(seed, foreign), rejected);
  }
});

Deno.test("the engine's ML-KEM-1024 refuses to draw m from anywhere but the system", async () => {
  const key = await webCryptoMlKem1024.publicKey(new Uint8Array(64));
  await assert.rejects(() => webCryptoMlKem1024.encapsulate(key, seeded("m")), TypeError);
});

Deno.test("SLH-DSA-SHA2-256s gives the same keys in both, and each accepts the other's signatures", async () => {
  const name = "SLH-DSA-SHA2-256s";
  const seed = seeded("slhdsa")(96);
  const message = seeded("slhdsa message")(100);
  const { publicKey, secretKey } = slh_dsa_sha2_256s.keygen(seed);
  assert.deepEqual(slhSecretKey(seed, publicKey), secretKey);
  const modern = subtle as unknown as {
    importKey(f: string, k: Uint8Array, n: string, e: boolean, u: string[]): Promise<CryptoKey>;
  };
  const secret = await modern.importKey("raw-private", secretKey, name, true, ["sign"]);
  const key = await modern.importKey("raw-public", publicKey, name, true, ["verify"]);
  const engines = new Uint8Array(await subtle.sign(name, secret, message));
  const nobles = slh_dsa_sha2_256s.sign(message, secretKey);
  for (const signature of [engines, nobles]) {
    assert.equal(signature.length, 29_792);
    assert.equal(await subtle.verify(name, key, signature, message), true);
    assert.equal(slh_dsa_sha2_256s.verify(signature, message, publicKey), true);
    signature[20_000] ^= 1;
    assert.equal(await subtle.verify(name, key, signature, message), false);
    assert.equal(slh_dsa_sha2_256s.verify(signature, message, publicKey), false);
  }
});
