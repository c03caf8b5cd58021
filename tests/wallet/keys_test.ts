import assert from "node:assert/strict";
import fc from "fast-check";
import { deriveDaemonKeys, deriveKeys, MAX_PSEUDONYM, wipeKeys } from "../../lib/wallet/keys.ts";
import { seeded } from "../seeded.ts";
import * as oracle from "./oracle.ts";

const PURPOSES = [
  ["x25519", "x25519", 32],
  ["mlkem1024", "ml-kem-1024", 64],
  ["ed25519", "ed25519", 32],
  ["mldsa87", "ml-dsa-87", 32],
  ["slhdsa256s", "slh-dsa-sha2-256s", 96],
  ["mlkem768", "ml-kem-768", 64],
  ["mldsa65", "ml-dsa-65", 32],
] as const;

Deno.test("every key is the same as node:crypto's HKDF gives, for any seed and pseudonym", () => {
  const seeds = fc.uint8Array({ minLength: 64, maxLength: 64 });
  fc.assert(fc.property(seeds, fc.nat(MAX_PSEUDONYM), (seed, pseudonym) => {
    const keys = { ...deriveKeys(seed, pseudonym), ...deriveDaemonKeys(seed, pseudonym) };
    assert.equal(Object.keys(keys).length, PURPOSES.length);
    for (const [name, purpose, length] of PURPOSES) {
      assert.deepEqual(keys[name], oracle.key(seed, pseudonym, purpose, length));
    }
  }));
});

Deno.test("no two purposes and no two pseudonyms share as much as their first eight bytes", () => {
  const seed = seeded("keys")(64);
  const starts = [0, 1, 2, 10, 11, 12, 21, 110, MAX_PSEUDONYM].flatMap((pseudonym) =>
    Object.values({ ...deriveKeys(seed, pseudonym), ...deriveDaemonKeys(seed, pseudonym) })
      .map((key) => key.subarray(0, 8).toHex())
  );
  assert.equal(new Set(starts).size, 9 * 7);
});

Deno.test("wiping overwrites every key, and derivation leaves the seed alone", () => {
  const seed = seeded("wipe")(64);
  const before = seed.toHex();
  for (const keys of [deriveKeys(seed, 0), deriveDaemonKeys(seed, 0)]) {
    wipeKeys(keys);
    for (const key of Object.values(keys)) assert.ok(key.every((byte: number) => byte === 0));
  }
  assert.equal(seed.toHex(), before);
});
