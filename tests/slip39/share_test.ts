import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Share,
  shareFromValues,
  shareFromWords,
  shareToValues,
  shareToWords,
} from "../../lib/slip39/share.ts";
import { ShareError, type ShareErrorKind } from "../../lib/slip39/share_error.ts";
import { WORDS } from "../../lib/slip39/wordlist.ts";
import { valuesOf } from "./naive.ts";

const small = fc.integer({ min: 0, max: 15 });
const share: fc.Arbitrary<Share> = fc
  .record({
    identifier: fc.integer({ min: 0, max: 0x7fff }),
    extendable: fc.boolean(),
    iterationExponent: small,
    groupCount: fc.integer({ min: 1, max: 16 }),
    groupIndex: small,
    groupThreshold: small,
    memberIndex: small,
    memberThreshold: fc.integer({ min: 1, max: 16 }),
    value: fc.integer({ min: 8, max: 32 }).chain((pairs) =>
      fc.uint8Array({ minLength: 2 * pairs, maxLength: 2 * pairs })
    ),
  })
  .map((share) => ({
    ...share,
    groupIndex: share.groupIndex % share.groupCount,
    groupThreshold: share.groupThreshold % share.groupCount + 1,
    value: new Uint8Array(share.value),
  }));

/** The values of any fields, right or wrong, under a right checksum. */
function crafted(changes: Partial<Record<keyof Share | "padding", number>> = {}): number[] {
  const extendable = (changes.extendable ?? 1) === 1;
  return valuesOf([
    [15, BigInt(changes.identifier ?? 7945)],
    [1, extendable ? 1n : 0n],
    [4, BigInt(changes.iterationExponent ?? 0)],
    [4, BigInt(changes.groupIndex ?? 0)],
    [4, BigInt((changes.groupThreshold ?? 1) - 1)],
    [4, BigInt((changes.groupCount ?? 1) - 1)],
    [4, BigInt(changes.memberIndex ?? 0)],
    [4, BigInt((changes.memberThreshold ?? 1) - 1)],
    [2, BigInt(changes.padding ?? 0)],
    [128, 0x0123456789abcdeffedcba9876543210n],
  ], extendable);
}

function kindOf(values: number[]): ShareErrorKind {
  try {
    shareFromValues(values);
  } catch (error) {
    assert.ok(error instanceof ShareError);
    return error.kind;
  }
  assert.fail("nothing was thrown");
}

Deno.test("a share's words give the share back, whatever its fields", () => {
  fc.assert(
    fc.property(share, (share) => {
      assert.deepEqual(shareFromWords(shareToWords(share)), share);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("a share's values are those that one big number gives", () => {
  fc.assert(
    fc.property(share, (share) => {
      const valueBits = 8 * share.value.length;
      const values = valuesOf([
        [15, BigInt(share.identifier)],
        [1, share.extendable ? 1n : 0n],
        [4, BigInt(share.iterationExponent)],
        [4, BigInt(share.groupIndex)],
        [4, BigInt(share.groupThreshold - 1)],
        [4, BigInt(share.groupCount - 1)],
        [4, BigInt(share.memberIndex)],
        [4, BigInt(share.memberThreshold - 1)],
        [(10 - valueBits % 10) % 10, 0n],
        [valueBits, share.value.reduce((sum, byte) => sum << 8n | BigInt(byte), 0n)],
      ], share.extendable);
      assert.deepEqual(shareToValues(share), values);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("a share of 128, 256 and 512 bits has 20, 33 and 59 words", () => {
  for (const [bytes, words] of [[16, 20], [32, 33], [64, 59]]) {
    const share = { ...shareFromValues(crafted()), value: new Uint8Array(bytes) };
    assert.equal(shareToWords(share).split(" ").length, words);
  }
});

Deno.test("shareFromWords() reads the first four letters of each word in capitals", () => {
  fc.assert(fc.property(share, (share) => {
    const typed = shareToWords(share).split(" ").map((word) => word.slice(0, 4).toUpperCase());
    assert.deepEqual(shareFromWords(typed.join("\n")), share);
  }));
});

Deno.test("a share of a number of words that no secret has is refused for its length", () => {
  const possible: number[] = [];
  for (let words = 0; words < 80; words++) {
    const kind = kindOf(Array(words).fill(0));
    if (kind === "checksum") possible.push(words);
    else assert.equal(kind, "length");
  }
  const byBytes = Array.from({ length: 25 }, (_, i) => 7 + Math.ceil((16 + 2 * i) * 8 / 10));
  assert.deepEqual(possible, byBytes);
  assert.throws(() => shareFromWords("academic acid", "share 3"), {
    kind: "length",
    message:
      "Cannot read share 3: it has 2 words, and a share of 128 bits has 20, one of 256 bits 33",
  });
});

Deno.test("one wrong word is refused for the checksum, with its place and without its cure", () => {
  fc.assert(
    fc.property(share, fc.nat(), fc.integer({ min: 1, max: 1023 }), (share, at, by) => {
      const words = shareToWords(share).split(" ");
      const place = at % words.length;
      words[place] = WORDS[WORDS.indexOf(words[place]) ^ by];
      assert.throws(() => shareFromWords(words.join(" "), "share 4"), {
        kind: "checksum",
        word: place + 1,
        message:
          `Cannot read share 4: the checksum of its ${words.length} words is wrong; if only one word is wrong, it is word ${
            place + 1
          }`,
      });
    }),
  );
});

Deno.test("a wrong second word has its place also when it changes the extendable flag", () => {
  for (const extendable of [0, 1]) {
    const values = crafted({ extendable });
    for (let by = 1; by < 1024; by++) {
      const wrong = values.with(1, values[1] ^ by);
      assert.throws(() => shareFromValues(wrong), { kind: "checksum", word: 2 });
    }
  }
});

Deno.test("two words that changed places are refused for the checksum, with no place", () => {
  const words = shareToWords(shareFromValues(crafted())).split(" ");
  [words[6], words[7]] = [words[7], words[6]];
  assert.throws(() => shareFromWords(words.join(" "), "share 4"), {
    kind: "checksum",
    word: undefined,
    message:
      "Cannot read share 4: the checksum of its 20 words is wrong; two or more words are wrong, missing or out of place",
  });
});

Deno.test("a share that asks for more groups than there are is refused", () => {
  assert.equal(kindOf(crafted({ groupThreshold: 3, groupCount: 2 })), "scheme");
  assert.throws(() => shareFromValues(crafted({ groupThreshold: 3, groupCount: 2 }), "share 1"), {
    message: "Cannot read share 1: it asks for 3 groups of only 2",
  });
});

Deno.test("a share of a group beyond their number is refused", () => {
  assert.throws(() => shareFromValues(crafted({ groupIndex: 2, groupCount: 2 }), "share 1"), {
    kind: "group",
    message: "Cannot read share 1: it is for group 3 of only 2",
  });
  assert.equal(shareFromValues(crafted({ groupIndex: 1, groupCount: 2 })).groupIndex, 1);
});

Deno.test("a share whose unused bits are not zero is refused, whichever bit it is", () => {
  for (const padding of [1, 2, 3]) assert.equal(kindOf(crafted({ padding })), "padding");
});

Deno.test("reading leaves the values as they were, and writing the share", () => {
  const values = crafted();
  const before = [...values];
  const share = shareFromValues(values);
  assert.deepEqual(values, before);
  const copy = structuredClone(share);
  shareToValues(share);
  shareToWords(share);
  assert.deepEqual(share, copy);
});
