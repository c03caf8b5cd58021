import assert from "node:assert/strict";
import { utf8 } from "../../lib/bytes.ts";
import { combineShares } from "../../lib/slip39/combine.ts";
import { RecoveryState } from "../../lib/slip39/recovery_state.ts";
import { type Share, shareToWords } from "../../lib/slip39/share.ts";
import { splitIntoShares } from "../../lib/slip39/split.ts";
import { seeded } from "../seeded.ts";

const scheme = {
  groupThreshold: 2,
  groups: [{ threshold: 3, count: 3 }, { threshold: 1, count: 1 }],
  iterationExponent: 0,
};
const secret = seeded("secret")(32);
const shares = await splitIntoShares(secret, scheme, seeded("wiping"));

/**
 * The byte strings of 4 bytes and more that are made while `work` runs. The library makes all of
 * its own through the global constructor, also those that `slice` and `subarray` give.
 */
async function madeBy(work: () => Promise<unknown>): Promise<Uint8Array[]> {
  const made: Uint8Array[] = [];
  const original = globalThis.Uint8Array;
  class Recorded extends original {
    constructor(...input: [number]) {
      super(...input);
      made.push(this);
    }
  }
  globalThis.Uint8Array = Recorded as Uint8ArrayConstructor;
  try {
    await work();
  } finally {
    globalThis.Uint8Array = original;
  }
  return made.filter((bytes) => bytes.length >= 4);
}

function assertWiped(made: Uint8Array[], kept: Uint8Array[], least = 15): void {
  assert.ok(made.length >= least, `only ${made.length} byte strings seen`);
  const full = made.filter((bytes) =>
    bytes.some((byte) => byte !== 0) && !kept.some((one) => one.buffer === bytes.buffer)
  );
  assert.deepEqual(full.map((bytes) => bytes.length), []);
}

Deno.test("splitting leaves no secret bytes behind but the shares", async () => {
  const drawn: Uint8Array[] = [];
  const random = [2, 28, 28, 32].map(seeded("drawn beforehand"));
  let split: Share[][] = [];
  const made = await madeBy(async () => {
    split = await splitIntoShares(secret, scheme, () => {
      const bytes = random.shift();
      assert.ok(bytes);
      drawn.push(bytes);
      return bytes;
    }, utf8("TREZOR"));
  });
  assert.equal(drawn.length, 4);
  assertWiped([...drawn, ...made], split.flat().map((share) => share.value));
});

Deno.test("combining leaves no secret bytes behind but the secret", async () => {
  const words = shares.flat().map(shareToWords);
  let combined = new Uint8Array(0);
  const made = await madeBy(async () => {
    combined = await combineShares(words);
  });
  assert.deepEqual([...combined], [...secret]);
  assertWiped(made, [combined]);
});

Deno.test("combining shares that do not fit together leaves nothing behind", async () => {
  const wrong = shares[1][0].value.map((byte) => byte ^ 1);
  const words = [...shares[0], { ...shares[1][0], value: wrong }].map(shareToWords);
  const made = await madeBy(() => assert.rejects(combineShares(words), { kind: "digest" }));
  assertWiped(made, []);
});

Deno.test("a share that is refused for its neighbours leaves nothing behind", async () => {
  const words = shares.flat().map(shareToWords);
  words.push(shareToWords({ ...shares[1][0], iterationExponent: 1 }));
  const made = await madeBy(() => assert.rejects(combineShares(words), { kind: "exponent" }));
  assertWiped(made, [], 5);
});

Deno.test("a recovery that was wiped leaves nothing behind, also of shares it refused", async () => {
  const words = [...shares[0], shares[0][0]].map(shareToWords);
  const made = await madeBy(() => {
    const state = new RecoveryState();
    for (const text of words.slice(0, 3)) state.add(text);
    assert.throws(() => state.add(words[3]), { kind: "duplicate" });
    state.wipe();
    return Promise.resolve();
  });
  assertWiped(made, [], 4);
});
