import assert from "node:assert/strict";
import { systemRandom } from "../../lib/random.ts";
import { checkShares } from "../../lib/slip39/check.ts";
import { type Scheme, splitIntoShares } from "../../lib/slip39/split.ts";

const SCHEMES: Scheme[] = [
  { groupThreshold: 1, groups: [{ threshold: 1, count: 1 }] },
  { groupThreshold: 1, groups: [{ threshold: 3, count: 5 }] },
  {
    groupThreshold: 2,
    groups: [{ threshold: 2, count: 3 }, { threshold: 1, count: 1 }, { threshold: 2, count: 2 }],
  },
];
const WRONG = { message: "Cannot split: the shares do not give the secret back" };

Deno.test("shares that give the secret back pass, and are left as they are", async () => {
  for (const scheme of SCHEMES) {
    const secret = systemRandom(32);
    const shares = await splitIntoShares(secret, { ...scheme, iterationExponent: 0 }, systemRandom);
    const before = structuredClone(shares);
    await checkShares(shares, secret);
    assert.deepEqual(shares, before);
    const passphrase = new TextEncoder().encode("TREZOR");
    await assert.rejects(checkShares(shares, secret, passphrase), WRONG);
  }
});

Deno.test("a wrong share, or shares of another secret, are found before anybody has them", async () => {
  for (const scheme of SCHEMES) {
    const cheap = { ...scheme, iterationExponent: 0 };
    const secret = systemRandom(16);
    const shares = await splitIntoShares(secret, cheap, systemRandom);
    await assert.rejects(checkShares(shares, systemRandom(16)), WRONG);
    shares.at(-1)!.at(-1)!.value[7] ^= 1;
    await assert.rejects(checkShares(shares, secret), WRONG);
  }
});
