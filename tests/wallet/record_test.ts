import assert from "node:assert/strict";
import fc from "fast-check";
import type { Cbor } from "../../lib/cbor.ts";
import { decodeCbor, encodeCbor } from "../../lib/cbor.ts";
import { walletFromMap, type WalletRecord, walletToMap } from "../../lib/wallet/record.ts";
import { seeded } from "../seeded.ts";

const random = seeded("record");
const wallet: WalletRecord = {
  source: "imported",
  entropy: random(16),
  passphraseText: "correct horse",
  path: 60,
  slhPublicKey: random(64),
};

Deno.test("a wallet read back does not share bytes with what it was read from", () => {
  const stored = encodeCbor(walletToMap(wallet));
  const map = decodeCbor(stored) as Map<number, Cbor>;
  const read = walletFromMap(map);
  stored.fill(0);
  for (const part of map.values()) if (part instanceof Uint8Array) part.fill(0);
  assert.deepEqual(read, {
    ...wallet,
    entropy: Uint8Array.from(wallet.entropy),
    slhPublicKey: Uint8Array.from(wallet.slhPublicKey),
  });
});

Deno.test("a wallet that could not be read back is not stored", () => {
  const wrong: Partial<WalletRecord>[] = [
    { entropy: random(15) },
    { passphraseText: "x".repeat(257) },
    { passphraseText: "\udc00" },
    { slhPublicKey: random(63) },
    { path: 61 as 60 },
    { source: "own" },
    { source: "own", entropy: random(32) },
    { source: "own", entropy: random(32), passphraseText: "" },
    { source: "seed", entropy: random(64) },
    { source: "seed", entropy: random(32), passphraseText: "" },
  ];
  for (const part of wrong) {
    assert.throws(() => walletToMap({ ...wallet, ...part }), { name: "RangeError" });
  }
  const seed = { ...wallet, source: "seed", entropy: random(64), passphraseText: "" } as const;
  assert.deepEqual(walletFromMap(walletToMap(seed)), seed);
  walletToMap({ ...wallet, source: "own", entropy: random(32), passphraseText: "", path: 6133 });
});

Deno.test("any other map is refused with the one kind of error, and no error tells a secret", () => {
  const values = fc.oneof(
    fc.nat(7000),
    fc.string(),
    fc.uint8Array({ maxLength: 70 }),
    fc.constant(null),
    fc.boolean(),
  );
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 6 }), values, (key, value) => {
      const map = walletToMap(wallet).set(key, value);
      let read: WalletRecord;
      try {
        read = walletFromMap(map);
      } catch (error) {
        assert.ok(error instanceof SyntaxError);
        assert.ok(!error.message.includes("horse"));
        return;
      }
      assert.deepEqual(walletToMap(read), map);
    }),
    { numRuns: 2000 },
  );
});
