import assert from "node:assert/strict";
import { base58 as library } from "@scure/base";
import fc from "fast-check";
import { base58 } from "../../lib/identity/base58.ts";
import { seeded } from "../seeded.ts";
import * as oracle from "./oracle.ts";

Deno.test("base58 is the same as another library's, zeros in front included", () => {
  const bytes = fc.tuple(fc.nat(12), fc.uint8Array({ maxLength: 80 }))
    .map(([zeros, rest]) => Uint8Array.from([...new Uint8Array(zeros), ...rest]));
  fc.assert(
    fc.property(bytes, (input) => {
      assert.equal(base58(input), library.encode(input));
    }),
    { numRuns: 500 },
  );
});

Deno.test("base58 of a key of 2,594 bytes is the same as by long division", () => {
  const random = seeded("base58");
  for (let i = 0; i < 3; i++) {
    const input = random(2594);
    assert.equal(base58(input), oracle.base58(input));
  }
});
