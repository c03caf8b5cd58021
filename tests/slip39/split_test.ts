import assert from "node:assert/strict";
import { utf8 } from "../../lib/bytes.ts";
import { combineShares } from "../../lib/slip39/combine.ts";
import { shareToWords } from "../../lib/slip39/share.ts";
import { checkScheme, type Scheme, splitIntoShares } from "../../lib/slip39/split.ts";
import { seeded } from "../seeded.ts";

const scheme: Scheme = {
  groupThreshold: 2,
  groups: [{ threshold: 2, count: 3 }, { threshold: 3, count: 5 }, { threshold: 1, count: 1 }],
  iterationExponent: 0,
};
const secret = seeded("secret")(32);

Deno.test("the same random bytes give the same shares, others give others", async () => {
  const split = async (name: string) =>
    (await splitIntoShares(secret, scheme, seeded(name))).flat().map(shareToWords);
  assert.deepEqual(await split("one"), await split("one"));
  const [one, two] = [await split("one"), await split("two")];
  assert.ok(one.every((words) => !two.includes(words)));
});

Deno.test("random bytes are asked for in the order that FORMAT.md gives", async () => {
  const asked: number[] = [];
  await splitIntoShares(secret, scheme, (length) => {
    asked.push(length);
    return seeded("order")(length);
  });
  // Identifier; groups 2 of 3; members 2 of 3; members 3 of 5; members 1 of 1: nothing.
  assert.deepEqual(asked, [2, 28, 28, 28, 32]);
});

Deno.test("every share carries the scheme, its places and a common identifier", async () => {
  const shares = await splitIntoShares(secret, scheme, seeded("fields"));
  assert.deepEqual(shares.map((group) => group.length), [3, 5, 1]);
  const { identifier } = shares[0][0];
  assert.ok(identifier > 0 && identifier < 0x8000);
  shares.forEach((group, groupIndex) =>
    group.forEach((share, memberIndex) => {
      const { value, ...fields } = share;
      assert.equal(value.length, 32);
      assert.deepEqual(fields, {
        identifier,
        extendable: true,
        iterationExponent: 0,
        groupIndex,
        groupThreshold: 2,
        groupCount: 3,
        memberIndex,
        memberThreshold: scheme.groups[groupIndex].threshold,
      });
    })
  );
});

Deno.test("identifiers use all 15 bits and no more", async () => {
  let seen = 0;
  let common = 0x7fff;
  const simple = { groupThreshold: 1, groups: [{ threshold: 1, count: 1 }], iterationExponent: 0 };
  for (let i = 0; i < 40; i++) {
    const [[share]] = await splitIntoShares(secret, simple, seeded(`id ${i}`));
    seen |= share.identifier;
    common &= share.identifier;
  }
  assert.equal(seen, 0x7fff);
  assert.equal(common, 0);
});

Deno.test("without a choice, shares are extendable and have iteration exponent 1", async () => {
  const [[share]] = await splitIntoShares(secret, {
    groupThreshold: 1,
    groups: [{ threshold: 1, count: 1 }],
  }, seeded("defaults"));
  assert.equal(share.extendable, true);
  assert.equal(share.iterationExponent, 1);
});

Deno.test("extendable sets of one secret hold the same encrypted secret, others do not", async () => {
  const encrypted = async (extendable: boolean, name: string) => {
    const simple = { groupThreshold: 1, groups: [{ threshold: 1, count: 1 }], extendable };
    const [[share]] = await splitIntoShares(secret, simple, seeded(name), utf8("TREZOR"));
    return share.value;
  };
  assert.deepEqual(await encrypted(true, "one"), await encrypted(true, "two"));
  assert.notDeepEqual(await encrypted(false, "one"), await encrypted(false, "two"));
});

Deno.test("every even length from 16 to 64 bytes is shared and comes back", async () => {
  for (let length = 16; length <= 64; length += 2) {
    const secret = seeded("lengths")(length);
    const shares = await splitIntoShares(secret, scheme, seeded("x"), utf8("TREZOR"));
    const words = [shares[0][2], shares[2][0], shares[0][0]].map(shareToWords);
    assert.deepEqual(await combineShares(words, utf8("TREZOR")), secret);
  }
});

Deno.test("other lengths of a secret are refused", async () => {
  for (const length of [0, 14, 15, 17, 63, 65, 66]) {
    await assert.rejects(
      splitIntoShares(new Uint8Array(length), scheme, seeded("x")),
      new RangeError(
        `Cannot split: a secret of ${length} bytes, and it must have 16 to 64, an even number`,
      ),
    );
  }
});

Deno.test("a scheme that nobody could use, or that the format cannot hold, is refused", async () => {
  const one = { threshold: 1, count: 1 };
  const bad: [Partial<Scheme>, string][] = [
    [{ groups: [] }, "Cannot split: 0 groups, and there can be 1 to 16"],
    [{ groups: Array(17).fill(one) }, "Cannot split: 17 groups, and there can be 1 to 16"],
    [{ groupThreshold: 0 }, "Cannot split: 0 groups needed of 3"],
    [{ groupThreshold: 4 }, "Cannot split: 4 groups needed of 3"],
    [{ groupThreshold: 1.5 }, "Cannot split: 1.5 groups needed of 3"],
    [
      { groups: [one, one, { threshold: 2, count: 17 }] },
      "Cannot split: group 3 has 17 members, and there can be 1 to 16",
    ],
    [
      { groups: [one, { threshold: 3, count: 2 }] },
      "Cannot split: group 2 needs 3 members of 2",
    ],
    [{ groups: [one, { threshold: 0, count: 2 }] }, "Cannot split: group 2 needs 0 members of 2"],
    [
      { groups: [{ threshold: 1, count: 2 }, one] },
      "Cannot split: group 1 needs one of 2 members: make it 1 of 1 and give that share to each",
    ],
    [{ iterationExponent: 16 }, "Cannot split: iteration exponent 16 is not 0 to 15"],
    [{ iterationExponent: -1 }, "Cannot split: iteration exponent -1 is not 0 to 15"],
  ];
  for (const [change, message] of bad) {
    const wrong = { ...scheme, ...change };
    assert.throws(() => checkScheme(wrong), new RangeError(message));
    const drawn = () => assert.fail("drawn for a scheme that is refused");
    await assert.rejects(splitIntoShares(secret, wrong, drawn), new RangeError(message));
  }
  checkScheme({ groupThreshold: 16, groups: Array(16).fill({ threshold: 16, count: 16 }) });
});

Deno.test("the largest scheme, 16 of 16 groups of 16 of 16, comes back from its 256 shares", async () => {
  const shares = await splitIntoShares(secret, {
    groupThreshold: 16,
    groups: Array(16).fill({ threshold: 16, count: 16 }),
    iterationExponent: 0,
  }, seeded("largest"));
  const words = shares.flat().map(shareToWords);
  assert.equal(new Set(words).size, 256);
  assert.deepEqual(await combineShares(words.reverse()), secret);
  await assert.rejects(combineShares(words.slice(1)), { kind: "too-few-members" });
});

Deno.test("splitting leaves secret, passphrase and scheme as they were", async () => {
  const input = seeded("secret")(32);
  const passphrase = utf8("TREZOR");
  const before = structuredClone(scheme);
  await splitIntoShares(input, scheme, seeded("inputs"), passphrase);
  assert.deepEqual(input, secret);
  assert.deepEqual(passphrase, utf8("TREZOR"));
  assert.deepEqual(scheme, before);
});
