import assert from "node:assert/strict";
import { chacha20poly1305, xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { chaChaKey, nodeChaChaKey, webCryptoChaChaKey } from "../../lib/aead/chacha_key.ts";
import { openChaCha, sealChaCha } from "../../lib/aead/chacha20poly1305.ts";
import { ChunkCipher } from "../../lib/aead/chunks.ts";
import { openXChaCha, sealXChaCha } from "../../lib/aead/xchacha20poly1305.ts";
import { seeded } from "../seeded.ts";

const LENGTHS = [0, 1, 15, 16, 17, 63, 64, 65, 127, 128, 129, 1000, 65_535, 65_536, 65_540];

Deno.test("both AEADs give the bytes of noble, whatever the lengths", () => {
  const random = seeded("aead lengths");
  for (const length of LENGTHS) {
    const [key, nonce, text, aad] = [32, 24, length, length % 50].map(random);
    const long = xchacha20poly1305(key, nonce, aad).encrypt(text);
    assert.deepEqual(sealXChaCha(key, nonce, text, aad), long);
    assert.deepEqual(openXChaCha(key, nonce, long, aad), text);
    const short = chacha20poly1305(key, nonce.subarray(0, 12), aad).encrypt(text);
    assert.deepEqual(sealChaCha(key, nonce.subarray(0, 12), text, aad), short);
    assert.deepEqual(openChaCha(key, nonce.subarray(0, 12), short, aad), text);
  }
});

Deno.test("inputs may start anywhere in their buffers, and stay as they are", () => {
  const random = seeded("aead offsets");
  const buffer = random(400);
  const before = buffer.slice();
  const [key, nonce, text, aad] = [[1, 33], [35, 59], [61, 300], [301, 333]]
    .map(([from, to]) => buffer.subarray(from, to));
  const sealed = sealXChaCha(key, nonce, text, aad);
  assert.deepEqual(sealed, xchacha20poly1305(key, nonce, aad).encrypt(text));
  assert.deepEqual(openXChaCha(key, nonce, sealed, aad), text);
  assert.deepEqual(buffer, before);
});

Deno.test("one changed bit in key, nonce, ciphertext, tag or associated data opens nothing", () => {
  const random = seeded("aead bits");
  const parts = [32, 24, 40, 10].map(random);
  const [key, nonce, text, aad] = parts;
  const sealed = sealXChaCha(key, nonce, text, aad);
  for (const part of [key, nonce, sealed, aad]) {
    for (let bit = 0; bit < 8 * part.length; bit += 3) {
      part[bit >> 3] ^= 1 << (bit & 7);
      assert.equal(openXChaCha(key, nonce, sealed, aad), undefined);
      part[bit >> 3] ^= 1 << (bit & 7);
    }
  }
  for (let length = 0; length < sealed.length; length++) {
    assert.equal(openXChaCha(key, nonce, sealed.subarray(0, length), aad), undefined);
  }
  assert.deepEqual(openXChaCha(key, nonce, sealed, aad), text);
});

Deno.test("keys and nonces of other lengths are a caller's mistake", () => {
  const [short, key, nonce] = [new Uint8Array(31), new Uint8Array(32), new Uint8Array(24)];
  const text = new Uint8Array(20);
  const long = { name: "TypeError", message: /^Cannot use XChaCha20.* 32 bytes and the nonce 24$/ };
  assert.throws(() => sealXChaCha(short, nonce, text), long);
  assert.throws(() => openXChaCha(key, nonce.subarray(1), text), long);
  const usual = { name: "TypeError", message: /^Cannot use ChaCha20.* 32 bytes and the nonce 12$/ };
  assert.throws(() => sealChaCha(key, nonce, text), usual);
  assert.throws(() => openChaCha(short, nonce.subarray(12), text), usual);
});

for (const make of [webCryptoChaChaKey, nodeChaChaKey]) {
  Deno.test(`${make.name} takes its copies before it returns`, async () => {
    const random = seeded("copies");
    const [bytes, nonce, text] = [32, 12, 5000].map(random);
    const expected = chacha20poly1305(bytes, nonce).encrypt(text);
    const key = await make(bytes);
    bytes.fill(0);
    const sealing = key.seal(nonce, text);
    text.fill(0);
    nonce.fill(0);
    assert.deepEqual(await sealing, expected);
  });
}

Deno.test("this engine's own ChaCha20-Poly1305 is the one in use", async () => {
  assert.equal((await chaChaKey(new Uint8Array(32))).implementation, "WebCrypto");
});

/** Three chunks, the last one marked. */
async function sealThree(key: Uint8Array<ArrayBuffer>, texts: Uint8Array<ArrayBuffer>[]) {
  const cipher = await ChunkCipher.create(key);
  return await Promise.all(texts.map((text, i) => cipher.seal(text, i === texts.length - 1)));
}

Deno.test("a chunk's nonce is its number, most significant byte first, and the mark of the last", async () => {
  const random = seeded("chunks");
  const key = random(32);
  const texts = [random(100), random(100), random(7)];
  const sealed = await sealThree(key, texts);
  for (const [i, chunk] of sealed.entries()) {
    const nonce = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, i, i === 2 ? 1 : 0);
    assert.deepEqual(chacha20poly1305(key, nonce).decrypt(chunk), texts[i]);
  }
});

Deno.test("the 256th chunk carries into the next byte of the nonce", async () => {
  const key = seeded("carry")(32);
  const cipher = await ChunkCipher.create(key);
  const empty = new Uint8Array(0);
  for (let i = 0; i < 256; i++) await cipher.seal(empty, false);
  const nonce = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0);
  assert.deepEqual(await cipher.seal(empty, false), chacha20poly1305(key, nonce).encrypt(empty));
});

Deno.test("chunks open only at their own place, and the last only as the last", async () => {
  const random = seeded("places");
  const key = random(32);
  const texts = [random(50), random(50), random(50)];
  const sealed = await sealThree(key, texts);
  const order = async (...places: number[]) => {
    const cipher = await ChunkCipher.create(key);
    const opened = places.map((place, i) => cipher.open(sealed[place], i === places.length - 1));
    return (await Promise.all(opened)).map((chunk) => chunk !== undefined);
  };
  assert.deepEqual(await order(0, 1, 2), [true, true, true]);
  assert.deepEqual(await order(0, 1), [true, false]);
  assert.deepEqual(await order(1, 0, 2), [false, false, true]);
  assert.deepEqual(await order(0, 2), [true, false]);
  assert.deepEqual(await order(0, 0, 2), [true, false, true]);
  assert.deepEqual(await order(0, 1, 2, 2), [true, true, false, false]);
});

Deno.test("nothing follows the last chunk", async () => {
  const cipher = await ChunkCipher.create(new Uint8Array(32));
  await cipher.seal(new Uint8Array(1), true);
  assert.throws(() => cipher.seal(new Uint8Array(1), false), RangeError);
  assert.throws(() => cipher.open(new Uint8Array(17), true), RangeError);
});
