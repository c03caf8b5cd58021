import assert from "node:assert/strict";
import { ED25519_TORSION_SUBGROUP } from "@noble/curves/ed25519.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { faultInKeys } from "../../lib/identity/key_checks.ts";
import { ownIdentity } from "../../lib/identity/own_identity.ts";
import { officialTest, officialText } from "../official.ts";
import { seeded } from "../seeded.ts";

const random = seeded("key checks");
const good = await ownIdentity(random(64), { path: 60, slhPublicKey: random(64) }, 0);

Deno.test("the keys of an identity of one's own have no fault", async () => {
  assert.equal(await faultInKeys(good), undefined);
});

officialTest("every X25519 key that Wycheproof gives as of low order is refused", async () => {
  const { testGroups } = JSON.parse(officialText("wycheproof/x25519_test.json"));
  let low = 0;
  for (const { flags, public: key } of testGroups.flatMap(({ tests }: { tests: [] }) => tests)) {
    if (!flags.includes("LowOrderPublic")) continue;
    low++;
    const fault = await faultInKeys({ ...good, x25519: Uint8Array.fromHex(key) });
    assert.match(String(fault), /^the X25519 key is (not canonical|of small order)$/, key);
  }
  assert.ok(low >= 10, `${low} cases`);
});

Deno.test("every Ed25519 key of small order is refused", async () => {
  for (const key of ED25519_TORSION_SUBGROUP) {
    const fault = await faultInKeys({ ...good, ed25519: Uint8Array.fromHex(key) });
    assert.equal(fault, "the Ed25519 key is not canonical or is of small order", key);
  }
});

Deno.test("X25519 keys next to the prime are told apart", async () => {
  // 2^255 - 19 is ed ff ... ff 7f. Below it -1 is of order 4, and -2 is an ordinary key.
  const key = (low: number) => new Uint8Array(32).fill(0xff).with(0, low).with(31, 0x7f);
  const fault = async (low: number) => await faultInKeys({ ...good, x25519: key(low) });
  assert.equal(await fault(0xeb), undefined);
  assert.equal(await fault(0xec), "the X25519 key is of small order");
  for (const low of [0xed, 0xee, 0xff]) {
    assert.equal(await fault(low), "the X25519 key is not canonical");
  }
});

Deno.test("secp256k1 points are told from other bytes as another library tells them", async () => {
  let points = 0;
  for (let i = 0; i < 200; i++) {
    const key = random(33);
    key[0] = 2 + i % 3;
    let expected: string | undefined;
    try {
      secp256k1.Point.fromBytes(key);
      points++;
    } catch {
      expected = "the secp256k1 key is not a point on the curve";
    }
    assert.equal(await faultInKeys({ ...good, secp256k1: key }), expected, key.toHex());
  }
  assert.ok(points > 40 && points < 100, `${points} points`);
});

Deno.test("a coefficient of 3329 anywhere in an ML-KEM-1024 key is refused, one of 3328 is not", async () => {
  for (const coefficient of [0, 1, 511, 1022, 1023]) {
    for (const [value, bad] of [[3328, false], [3329, true], [4095, true]] as const) {
      const key = Uint8Array.from(good.mlkem1024);
      const at = 3 * (coefficient >> 1);
      if (coefficient % 2 === 0) {
        key[at] = value & 0xff;
        key[at + 1] = key[at + 1] & 0xf0 | value >> 8;
      } else {
        key[at + 1] = key[at + 1] & 0x0f | (value & 0x0f) << 4;
        key[at + 2] = value >> 4;
      }
      const fault = await faultInKeys({ ...good, mlkem1024: key });
      assert.equal(fault !== undefined, bad, `coefficient ${coefficient} is ${value}`);
    }
  }
});
