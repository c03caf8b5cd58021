import assert from "node:assert/strict";
import { dearmour } from "../../lib/armour.ts";
import {
  decodeIdentity,
  encodeIdentity,
  IDENTITY_BYTES,
  IDENTITY_FILE_MAX_BYTES,
  identityHash,
  type PublicIdentity,
} from "../../lib/identity/identity.ts";
import { ownIdentity } from "../../lib/identity/own_identity.ts";
import { verifyHybrid } from "../../lib/hybrid/signature.ts";
import { deriveKeys } from "../../lib/wallet/keys.ts";
import { seeded } from "../seeded.ts";
import { armour } from "./oracle.ts";
import { AT } from "./vectors.ts";

const random = seeded("identity");
const seed = random(64);
const keys = deriveKeys(seed, 0);
// Any 64 bytes can stand for the SLH-DSA key here: nothing about it shows in its bytes.
const identity = await ownIdentity(seed, { path: 6133, slhPublicKey: random(64) }, 0);
const text = await encodeIdentity(identity, keys);

Deno.test("an identity has one file, whenever it is written", async () => {
  assert.equal(await encodeIdentity(identity, keys), text);
  assert.equal(dearmour("KELID IDENTITY", text).length, IDENTITY_BYTES);
  const crlf = text.replaceAll("\n", "\r\n");
  assert.equal(crlf.length, IDENTITY_FILE_MAX_BYTES);
  assert.deepEqual(await decodeIdentity(text), identity);
  assert.deepEqual(await decodeIdentity(crlf), identity);
});

Deno.test("the self-signature is one that every verifier of hybrid signatures takes", async () => {
  const bytes = dearmour("KELID IDENTITY", text);
  const body = bytes.subarray(0, AT.ed25519Signature);
  const signature = bytes.subarray(AT.ed25519Signature);
  assert.ok(await verifyHybrid(identity, "kelid identity v1", body, signature));
});

Deno.test("a bit flipped anywhere makes the file unreadable", async () => {
  const bytes = dearmour("KELID IDENTITY", text);
  const places = Array.from({ length: 120 }, (_, i) => i * 75 + i % 75);
  for (const at of [...Object.values(AT).slice(0, -1), AT.end - 1, ...places]) {
    bytes[at] ^= 1 << at % 8;
    await assert.rejects(() => decodeIdentity(armour(bytes)), { name: "SyntaxError" }, `at ${at}`);
    bytes[at] ^= 1 << at % 8;
  }
  assert.deepEqual(await decodeIdentity(armour(bytes)), identity);
});

Deno.test("the hash covers every key, whole", () => {
  const hashes = new Set([identityHash(identity).toHex()]);
  for (const name of Object.keys(identity) as (keyof PublicIdentity)[]) {
    for (const at of [0, identity[name].length - 1]) {
      const key = Uint8Array.from(identity[name]);
      key[at] ^= 1;
      hashes.add(identityHash({ ...identity, [name]: key }).toHex());
    }
  }
  assert.equal(hashes.size, 13);
});

Deno.test("a key of the wrong length is a mistake of the caller, named", async () => {
  for (const name of Object.keys(identity) as (keyof PublicIdentity)[]) {
    const wrong = { ...identity, [name]: identity[name].subarray(1) };
    const error = { name: "TypeError", message: new RegExp(name) };
    await assert.rejects(() => encodeIdentity(wrong, keys), error);
    assert.throws(() => identityHash(wrong), error);
  }
});

Deno.test("no file is written with bad keys or by keys that are not the identity's", async () => {
  const refused = async (part: Partial<PublicIdentity>, signing = keys) =>
    await assert.rejects(() => encodeIdentity({ ...identity, ...part }, signing), {
      name: "RangeError",
    });
  await refused({ x25519: new Uint8Array(32) });
  await refused({ mlkem1024: new Uint8Array(1568).fill(0xff) });
  await refused({ secp256k1: new Uint8Array(33) });
  const other = deriveKeys(seed, 1);
  await refused({}, other);
  await refused({}, { ...keys, ed25519: other.ed25519 });
  await refused({}, { ...keys, mldsa87: other.mldsa87 });
});

Deno.test("writing leaves the secret keys as they are", async () => {
  const before = Object.values(keys).map((key: Uint8Array) => key.toHex());
  await encodeIdentity(identity, keys);
  assert.deepEqual(Object.values(keys).map((key: Uint8Array) => key.toHex()), before);
});

Deno.test("a file of anything else is refused with one plain error", async () => {
  for (const other of ["", "hello", "\0".repeat(100), text.repeat(2), text.slice(0, 5000)]) {
    await assert.rejects(() => decodeIdentity(other), { name: "SyntaxError" });
  }
});
