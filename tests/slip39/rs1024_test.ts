import assert from "node:assert/strict";
import fc from "fast-check";
import { checksum, checksumHolds, singleErrorAt } from "../../lib/slip39/rs1024.ts";
import { polymod } from "./naive.ts";

const word = fc.integer({ min: 0, max: 1023 });
const data = fc.array(word, { minLength: 17, maxLength: 56 });
const customization = fc.constantFrom("shamir", "shamir_extendable");

/** Changes some words, each to another value, at different places. */
function corrupt(words: number[], changes: [place: number, by: number][]): number[] {
  const wrong = [...words];
  for (const [place, by] of changes) wrong[place % words.length] = words[place % words.length] ^ by;
  return wrong;
}

const changes = (most: number) =>
  fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 19 }), fc.integer({ min: 1, max: 1023 })), {
    minLength: 1,
    maxLength: most,
    selector: ([place]) => place,
  });

Deno.test("checksum() makes words that the standard's own snippet accepts", () => {
  fc.assert(fc.property(data, customization, (data, customization) => {
    const words = [...data, ...checksum(customization, data)];
    const prefix = [...customization].map((c) => c.charCodeAt(0));
    assert.equal(polymod([...prefix, ...words]), 1);
    assert.ok(checksumHolds(customization, words));
    assert.ok(words.every((value) => value >= 0 && value < 1024));
  }));
});

Deno.test("checksumHolds() refuses any one, two or three wrong words", () => {
  fc.assert(
    fc.property(data, customization, changes(3), (data, customization, changes) => {
      const words = [...data, ...checksum(customization, data)];
      assert.ok(!checksumHolds(customization, corrupt(words, changes)));
    }),
    { numRuns: 20_000 },
  );
});

Deno.test("checksumHolds() refuses every wrong word at every place of one share", () => {
  const words = Array.from({ length: 30 }, (_, i) => i * 34);
  words.push(...checksum("shamir_extendable", words));
  for (let place = 0; place < words.length; place++) {
    for (let by = 1; by < 1024; by++) {
      assert.ok(!checksumHolds("shamir_extendable", corrupt(words, [[place, by]])));
    }
  }
});

Deno.test("checksumHolds() refuses words of the other customization string", () => {
  fc.assert(fc.property(data, (data) => {
    const words = [...data, ...checksum("shamir", data)];
    assert.ok(!checksumHolds("shamir_extendable", words));
  }));
});

Deno.test("checksumHolds() refuses two words that changed places", () => {
  fc.assert(fc.property(data, fc.nat(15), (data, place) => {
    fc.pre(data[place] !== data[place + 1]);
    const words = [...data, ...checksum("shamir", data)];
    [words[place], words[place + 1]] = [words[place + 1], words[place]];
    assert.ok(!checksumHolds("shamir", words));
  }));
});

Deno.test("singleErrorAt() gives the place of the one wrong word", () => {
  fc.assert(fc.property(data, customization, changes(1), (data, customization, [[place, by]]) => {
    const words = [...data, ...checksum(customization, data)];
    assert.equal(singleErrorAt(customization, corrupt(words, [[place, by]])), place);
  }));
});

Deno.test("singleErrorAt() gives no place when two words are wrong", () => {
  fc.assert(
    fc.property(data, customization, changes(2), (data, customization, changes) => {
      fc.pre(changes.length === 2);
      const words = [...data, ...checksum(customization, data)];
      assert.equal(singleErrorAt(customization, corrupt(words, changes)), undefined);
    }),
  );
});
