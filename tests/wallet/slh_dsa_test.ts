import assert from "node:assert/strict";
import { slhPublicKey, slhSecretKey } from "../../lib/wallet/slh_dsa.ts";
import { officialTest, officialText } from "../official.ts";
import { seeded } from "../seeded.ts";

const subtle = crypto.subtle as unknown as {
  importKey(format: string, data: Uint8Array, name: string, ext: boolean, uses: string[]): unknown;
};
const takes = (key: Uint8Array) =>
  subtle.importKey("raw-private", key, "SLH-DSA-SHA2-256s", false, ["sign"]);

officialTest("NIST's first keys come out, public and secret", async () => {
  const file = JSON.parse(officialText("acvp/SLH-DSA-keyGen-FIPS205.SLH-DSA-SHA2-256s.json"));
  const cases = file.testGroups.flatMap(({ tests }: { tests: unknown[] }) => tests).slice(0, 3);
  assert.equal(cases.length, 3);
  for (const { skSeed, skPrf, pkSeed, pk, sk } of cases) {
    const seed = Uint8Array.fromHex(skSeed + skPrf + pkSeed);
    const publicKey = await slhPublicKey(seed);
    assert.equal(publicKey.toHex().toUpperCase(), pk);
    assert.equal(slhSecretKey(seed, publicKey).toHex().toUpperCase(), sk);
  }
});

Deno.test("WebCrypto, which computes the root itself, takes the key, and no other root", async () => {
  const seed = seeded("slh")(96);
  const key = slhSecretKey(seed, await slhPublicKey(seed));
  await takes(key);
  key[127] ^= 1;
  await assert.rejects(async () => await takes(key));
});

Deno.test("wrong lengths, and a public key of another seed, are refused", async () => {
  const seed = seeded("slh")(96);
  const publicKey = Uint8Array.from([...seed.slice(64), ...new Uint8Array(32)]);
  assert.equal(slhSecretKey(seed, publicKey).length, 128);
  await assert.rejects(() => slhPublicKey(seed.subarray(1)), { name: "TypeError" });
  publicKey[31] ^= 1;
  assert.throws(() => slhSecretKey(seed, publicKey), { name: "TypeError" });
  assert.throws(() => slhSecretKey(seed, seed.subarray(64)), { name: "TypeError" });
  assert.throws(() => slhSecretKey(seed.subarray(1), publicKey), { name: "TypeError" });
});
