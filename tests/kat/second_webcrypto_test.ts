/**
 * Noble against the engine's Web Cryptography and node:crypto, on random inputs. fast-check prints
 * the input that fails.
 *
 * @module
 */
import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { gcm } from "@noble/ciphers/aes.js";
import { chacha20poly1305, xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { blake2b } from "@noble/hashes/blake2.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { sha3_256, sha3_512 } from "@noble/hashes/sha3.js";
import { ml_dsa65, ml_dsa87 } from "@noble/post-quantum/ml-dsa.js";
import { ml_kem1024, ml_kem768 } from "@noble/post-quantum/ml-kem.js";
import { slh_dsa_sha2_256s } from "@noble/post-quantum/slh-dsa.js";
import fc from "fast-check";
import { webCryptoChaChaKey } from "../../lib/aead/chacha_key.ts";
import { openXChaCha, sealXChaCha } from "../../lib/aead/xchacha20poly1305.ts";
import { nobleEd25519, webCryptoEd25519 } from "../../lib/hybrid/ed25519.ts";
import { subtle } from "../../lib/hybrid/webcrypto.ts";
import { nobleX25519, webCryptoX25519 } from "../../lib/hybrid/x25519.ts";

/** Bytes of an exact length, edges (all zeros, all ones) among them. */
function exactly(length: number): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  return fc.oneof(
    { weight: 20, arbitrary: fc.uint8Array({ minLength: length, maxLength: length }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(0, 255).map((byte) => new Uint8Array(length).fill(byte)),
    },
  ).map((bytes) => Uint8Array.from(bytes));
}

/** Any bytes up to a length. */
function upTo(length: number): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  return fc.uint8Array({ maxLength: length, size: "max" }).map((bytes) => Uint8Array.from(bytes));
}

/** The bytes with one bit inverted, chosen by a number from 0 to 1. */
function broken(bytes: Uint8Array, where: number): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(bytes);
  const bit = Math.min(8 * bytes.length - 1, Math.floor(where * 8 * bytes.length));
  copy[bit >> 3] ^= 1 << (bit & 7);
  return copy;
}

const anywhere = fc.double({ min: 0, max: 1, noNaN: true });

/** Runs an asynchronous property over random inputs. */
function always<T>(
  numRuns: number,
  input: fc.Arbitrary<T>,
  holds: (input: T) => Promise<void>,
): Promise<void> {
  return fc.assert(fc.asyncProperty(input, holds), { numRuns });
}

for (const [name, noble] of [["ML-KEM-768", ml_kem768], ["ML-KEM-1024", ml_kem1024]] as const) {
  Deno.test(`${name}: noble and WebCrypto make the same keys and open each other's ciphertexts, broken ones alike`, async () => {
    await always(
      1000,
      fc.record({ seed: exactly(64), message: exactly(32), where: anywhere }),
      async ({ seed, message, where }) => {
        const { publicKey, secretKey } = noble.keygen(seed);
        const secret = await subtle.importKey("raw-seed", seed, name, false, ["decapsulateBits"]);
        const key = await subtle.getPublicKey(secret, ["encapsulateBits"]);
        const exported = new Uint8Array(await subtle.exportKey("raw-public", key));
        assert.deepEqual(exported, Uint8Array.from(publicKey));
        const open = async (ciphertext: Uint8Array) =>
          new Uint8Array(await subtle.decapsulateBits(name, secret, ciphertext));
        const made = noble.encapsulate(publicKey, message);
        assert.deepEqual(await open(made.cipherText), Uint8Array.from(made.sharedSecret));
        const other = await subtle.encapsulateBits(name, key);
        const ciphertext = new Uint8Array(other.ciphertext);
        const shared = Uint8Array.from(noble.decapsulate(ciphertext, secretKey));
        assert.deepEqual(shared, new Uint8Array(other.sharedKey));
        const bad = broken(ciphertext, where);
        const rejected = Uint8Array.from(noble.decapsulate(bad, secretKey));
        assert.deepEqual(await open(bad), rejected);
        assert.notDeepEqual(rejected, shared);
      },
    );
  });
}

for (const [name, noble] of [["ML-DSA-65", ml_dsa65], ["ML-DSA-87", ml_dsa87]] as const) {
  Deno.test(`${name}: noble and WebCrypto make the same keys and verify each other's signatures, broken ones never`, async () => {
    await always(
      250,
      fc.record({ seed: exactly(32), message: upTo(300), where: anywhere }),
      async ({ seed, message, where }) => {
        const { publicKey, secretKey } = noble.keygen(seed);
        const secret = await subtle.importKey("raw-seed", seed, name, false, ["sign"]);
        const key = await subtle.getPublicKey(secret, ["verify"]);
        const exported = new Uint8Array(await subtle.exportKey("raw-public", key));
        assert.deepEqual(exported, Uint8Array.from(publicKey));
        const own = noble.sign(message, secretKey);
        assert.equal(await subtle.verify(name, key, own, message), true);
        const theirs = new Uint8Array(await subtle.sign(name, secret, message));
        assert.equal(noble.verify(theirs, message, publicKey), true);
        const bad = broken(theirs, where);
        assert.equal(noble.verify(bad, message, publicKey), false);
        assert.equal(await subtle.verify(name, key, bad, message), false);
      },
    );
  });
}

/** The part of Web Cryptography that makes and reads SLH-DSA keys. */
interface SlhSubtle {
  generateKey(name: string, extractable: boolean, usages: string[]): Promise<CryptoKeyPair>;
  exportKey(format: "raw-private" | "raw-public", key: CryptoKey): Promise<ArrayBuffer>;
}

Deno.test("SLH-DSA-SHA2-256s: noble makes WebCrypto's keys from their seeds, and both verify what the other signs", async () => {
  const name = "SLH-DSA-SHA2-256s";
  const keys = crypto.subtle as unknown as SlhSubtle;
  const pair = await keys.generateKey(name, true, ["sign", "verify"]);
  const secretKey = new Uint8Array(await keys.exportKey("raw-private", pair.privateKey));
  const publicKey = new Uint8Array(await keys.exportKey("raw-public", pair.publicKey));
  const made = slh_dsa_sha2_256s.keygen(secretKey.slice(0, 96));
  assert.deepEqual(Uint8Array.from(made.publicKey), publicKey);
  assert.deepEqual(Uint8Array.from(made.secretKey), secretKey);
  const message = crypto.getRandomValues(new Uint8Array(100));
  const theirs = new Uint8Array(await subtle.sign(name, pair.privateKey, message));
  assert.equal(slh_dsa_sha2_256s.verify(theirs, message, publicKey), true);
  const own = slh_dsa_sha2_256s.sign(message, secretKey);
  assert.equal(await subtle.verify(name, pair.publicKey, own, message), true);
  for (const where of [0, 0.1, 0.3, 0.5, 0.9, 1]) {
    const bad = broken(own, where);
    assert.equal(slh_dsa_sha2_256s.verify(bad, message, publicKey), false);
    assert.equal(await subtle.verify(name, pair.publicKey, bad, message), false);
  }
});

Deno.test("X25519: noble and WebCrypto agree on keys and secrets, and refuse the same keys", async () => {
  const lowOrder = fc.constantFrom(
    ...["00", "01", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"].map((
      text,
    ) => Uint8Array.fromHex(text.padEnd(64, "0"))),
  );
  const key = fc.oneof({ weight: 9, arbitrary: exactly(32) }, { weight: 1, arbitrary: lowOrder });
  await always(2500, fc.record({ secret: exactly(32), key }), async ({ secret, key }) => {
    assert.deepEqual(await nobleX25519.publicKey(secret), await webCryptoX25519.publicKey(secret));
    assert.deepEqual(
      await nobleX25519.shared(secret, key),
      await webCryptoX25519.shared(secret, key),
    );
  });
});

Deno.test("Ed25519: noble and WebCrypto make the same keys and signatures and come to the same verdicts", async () => {
  await always(
    1500,
    fc.record({ seed: exactly(32), message: upTo(200), where: anywhere }),
    async ({ seed, message, where }) => {
      const publicKey = await nobleEd25519.publicKey(seed);
      assert.deepEqual(publicKey, await webCryptoEd25519.publicKey(seed));
      const signature = await nobleEd25519.sign(seed, message);
      assert.deepEqual(signature, await webCryptoEd25519.sign(seed, message));
      for (
        const [key, given] of [
          [publicKey, signature],
          [publicKey, broken(signature, where)],
          [broken(publicKey, where), signature],
        ]
      ) {
        const verdict = await nobleEd25519.verify(key, message, given);
        assert.equal(await webCryptoEd25519.verify(key, message, given), verdict);
        assert.equal(verdict, key === publicKey && given === signature);
      }
    },
  );
});

for (const [name, noble] of [["SHA-256", sha256], ["SHA-512", sha512]] as const) {
  Deno.test(`HKDF, HMAC and PBKDF2 over ${name}: noble and WebCrypto agree`, async () => {
    const bytes = upTo(200);
    const input = fc.record({
      key: bytes,
      salt: bytes,
      info: bytes,
      length: fc.integer({ min: 1, max: 400 }),
      iterations: fc.integer({ min: 1, max: 20 }),
      where: anywhere,
    });
    const hmacOf = { name: "HMAC", hash: name };
    await always(2500, input, async ({ key, salt, info, length, iterations, where }) => {
      const derive = async (algorithm: "HKDF" | "PBKDF2", parameters: object) => {
        const imported = await crypto.subtle.importKey("raw", key, algorithm, false, [
          "deriveBits",
        ]);
        const chosen = { name: algorithm, hash: name, salt, ...parameters };
        return new Uint8Array(await crypto.subtle.deriveBits(chosen, imported, 8 * length));
      };
      const extracted = hkdf(noble, key, salt, info, length);
      assert.deepEqual(await derive("HKDF", { info }), Uint8Array.from(extracted));
      const stretched = pbkdf2(noble, key, salt, { c: iterations, dkLen: length });
      assert.deepEqual(await derive("PBKDF2", { iterations }), Uint8Array.from(stretched));
      const tag = createHmac(name.replace("-", ""), key).update(info).digest("hex");
      assert.equal(hmac(noble, key, info).toHex(), tag);
      if (key.length === 0) return; // Web Cryptography takes no empty key.
      const usages: KeyUsage[] = ["sign", "verify"];
      const imported = await crypto.subtle.importKey("raw", key, hmacOf, false, usages);
      const signed = new Uint8Array(await crypto.subtle.sign("HMAC", imported, info));
      assert.equal(signed.toHex(), tag);
      assert.equal(await crypto.subtle.verify("HMAC", imported, signed, info), true);
      const bad = broken(signed, where);
      assert.equal(await crypto.subtle.verify("HMAC", imported, bad, info), false);
    });
  });
}

Deno.test("hashes: noble, WebCrypto and node:crypto agree, whole and in two pieces", async () => {
  const nodeNames = [
    [sha256, "sha256"],
    [sha512, "sha512"],
    [sha3_256, "sha3-256"],
    [sha3_512, "sha3-512"],
    [blake2b, "blake2b512"],
  ] as const;
  await always(
    3000,
    fc.record({ message: upTo(700), where: anywhere }),
    async ({ message, where }) => {
      const cut = Math.floor(where * message.length);
      for (const [noble, name] of nodeNames) {
        const expected = createHash(name).update(message).digest("hex");
        assert.equal(noble(message).toHex(), expected, name);
        const pieces = noble.create().update(message.subarray(0, cut)).update(
          message.subarray(cut),
        );
        assert.equal(pieces.digest().toHex(), expected, name);
      }
      for (const [name, noble] of [["SHA-256", sha256], ["SHA-512", sha512]] as const) {
        const digest = new Uint8Array(await crypto.subtle.digest(name, message));
        assert.equal(digest.toHex(), noble(message).toHex(), name);
      }
    },
  );
});

Deno.test("ChaCha20-Poly1305 and XChaCha20-Poly1305: noble, node:crypto and WebCrypto seal alike and refuse alike", async () => {
  const input = fc.record({
    key: exactly(32),
    nonce: exactly(24),
    message: upTo(300),
    data: upTo(60),
    where: anywhere,
  });
  await always(2000, input, async ({ key, nonce, message, data, where }) => {
    const sealed = xchacha20poly1305(key, nonce, data).encrypt(message);
    assert.deepEqual(sealXChaCha(key, nonce, message, data), Uint8Array.from(sealed));
    assert.deepEqual(openXChaCha(key, nonce, sealed, data), message);
    assert.equal(openXChaCha(key, nonce, broken(sealed, where), data), undefined);
    const short = nonce.slice(12);
    const plain = Uint8Array.from(chacha20poly1305(key, short).encrypt(message));
    const chacha = await webCryptoChaChaKey(key);
    assert.deepEqual(await chacha.seal(short, message), plain);
    assert.equal(await chacha.open(short, broken(plain, where)), undefined);
    assert.throws(() => chacha20poly1305(key, short).decrypt(broken(plain, where)));
  });
});

// No format uses AES. The two are compared so that one which ever does can choose either.
Deno.test("AES-256-GCM: noble and WebCrypto seal alike and refuse alike", async () => {
  const input = fc.record({
    key: exactly(32),
    nonce: exactly(12),
    message: upTo(300),
    data: upTo(60),
    where: anywhere,
  });
  await always(1000, input, async ({ key, nonce, message, data, where }) => {
    const sealed = Uint8Array.from(gcm(key, nonce, data).encrypt(message));
    const imported = await crypto.subtle.importKey("raw", key, "AES-GCM", false, [
      "encrypt",
      "decrypt",
    ]);
    const algorithm = { name: "AES-GCM", iv: nonce, additionalData: data };
    const native = await crypto.subtle.encrypt(algorithm, imported, message);
    assert.deepEqual(new Uint8Array(native), sealed);
    const opened = await crypto.subtle.decrypt(algorithm, imported, sealed);
    assert.deepEqual(new Uint8Array(opened), message);
    const changed = broken(sealed, where);
    assert.throws(() => gcm(key, nonce, data).decrypt(changed));
    await assert.rejects(crypto.subtle.decrypt(algorithm, imported, changed));
  });
});
