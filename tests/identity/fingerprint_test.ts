import assert from "node:assert/strict";
import { keyFingerprint, safetyNumber } from "../../lib/identity/fingerprint.ts";
import { ownIdentity } from "../../lib/identity/own_identity.ts";
import { seeded } from "../seeded.ts";

const random = seeded("fingerprint");
const seed = random(64);
const identity = await ownIdentity(seed, { path: 6133, slhPublicKey: random(64) }, 0);

Deno.test("a key's fingerprint is eight groups, and another for another kind of key", () => {
  const key = identity.x25519;
  assert.match(keyFingerprint("x25519", key), /^([0-9a-f]{4} ){7}[0-9a-f]{4}$/);
  assert.notEqual(keyFingerprint("x25519", key), keyFingerprint("ed25519", key));
});

Deno.test("a safety number is twelve groups of digits that change with any key", () => {
  const number = safetyNumber(identity);
  assert.match(number, /^(\d{5} ){11}\d{5}$/);
  const other = safetyNumber({
    ...identity,
    secp256k1: identity.secp256k1.with(0, identity.secp256k1[0] ^ 1),
  });
  const same = number.split(" ").filter((group, i) => group === other.split(" ")[i]);
  assert.ok(same.length < 3, `${number} and ${other}`);
});
