import assert from "node:assert/strict";
import { addMultiple, invert, multiply } from "../../lib/slip39/gf256.ts";
import { tableInverse, tableProduct } from "./naive.ts";

Deno.test("multiply() agrees with logarithm tables on all 65,536 pairs", () => {
  for (let a = 0; a < 256; a++) {
    for (let b = 0; b < 256; b++) assert.equal(multiply(a, b), tableProduct(a, b), `${a} * ${b}`);
  }
});

Deno.test("multiply() gives the products worked out in FIPS 197, section 4.2", () => {
  assert.equal(multiply(0x57, 0x83), 0xc1);
  assert.equal(multiply(0x57, 0x13), 0xfe);
});

Deno.test("invert() agrees with logarithm tables on every element, and gives 0 for 0", () => {
  for (let a = 1; a < 256; a++) {
    assert.equal(invert(a), tableInverse(a));
    assert.equal(multiply(a, invert(a)), 1);
  }
  assert.equal(invert(0), 0);
});

Deno.test("addMultiple() adds to the sum and leaves the vector as it was", () => {
  const sum = Uint8Array.of(1, 2, 0xff);
  const vector = Uint8Array.of(0x83, 0, 0x13);
  addMultiple(sum, 0x57, vector);
  assert.deepEqual(sum, Uint8Array.of(1 ^ 0xc1, 2, 0xff ^ 0xfe));
  assert.deepEqual(vector, Uint8Array.of(0x83, 0, 0x13));
});

Deno.test("addMultiple() refuses vectors of different lengths", () => {
  assert.throws(
    () => addMultiple(new Uint8Array(2), 1, new Uint8Array(3)),
    new RangeError("Cannot add: 3 bytes to 2"),
  );
});

Deno.test("the field arithmetic has no table, no branch on a value and no big number", () => {
  const source = multiply.toString() + invert.toString() + addMultiple.toString();
  const loops = source.match(/for ?\(let (bit|i) = 0; \1 < (8|7|sum\.length); \1\+\+\)/g) ?? [];
  assert.equal(loops.length, 3);
  assert.equal(source.match(/\bfor\b/g)?.length, 3);
  assert.doesNotMatch(source, /\?|&&|\|\||\bwhile\b|\bswitch\b|BigInt|TABLE|%/);
  assert.equal(source.match(/\bif\b/g)?.length, 1, "only the comparison of lengths");
  assert.deepEqual(source.match(/\w+\[\w+\]/g), ["sum[i]", "vector[i]"]);
});
