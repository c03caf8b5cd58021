import assert from "node:assert/strict";
import { utf8 } from "../../lib/bytes.ts";
import { systemRandom } from "../../lib/random.ts";
import { makeMasterSecret, MASTER_BYTES } from "../../lib/wallet/master.ts";
import { seeded } from "../seeded.ts";

Deno.test("the system's randomness always goes in, whatever is typed", () => {
  for (const typed of ["", "1 2 3 4 5 6", "0".repeat(10_000)]) {
    const first = makeMasterSecret(seeded("one"), utf8(typed));
    const second = makeMasterSecret(seeded("two"), utf8(typed));
    assert.notEqual(first.toHex(), second.toHex());
    assert.equal(first.length, MASTER_BYTES);
  }
});

Deno.test("what is typed goes in too, to the last character", () => {
  const secrets = ["", " ", "3", "31", "13", "3 1"].map((typed) =>
    makeMasterSecret(seeded("same"), utf8(typed)).toHex()
  );
  assert.equal(new Set(secrets).size, secrets.length);
  assert.equal(makeMasterSecret(seeded("same")).toHex(), secrets[0]);
});

Deno.test("what was drawn is wiped, what was typed is left to the caller", () => {
  let drawn: Uint8Array | undefined;
  const typed = utf8("6 6 6");
  makeMasterSecret((length) => drawn = systemRandom(length), typed);
  assert.deepEqual(drawn, new Uint8Array(64));
  assert.deepEqual(typed, utf8("6 6 6"));
});

Deno.test("two master secrets of the system's generator differ", () => {
  assert.notEqual(makeMasterSecret(systemRandom).toHex(), makeMasterSecret(systemRandom).toHex());
});
