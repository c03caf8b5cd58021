import assert from "node:assert/strict";
import { utf8 } from "../../lib/bytes.ts";
import { describeProgress, RecoveryState } from "../../lib/slip39/recovery_state.ts";
import { shareFromWords, shareToWords } from "../../lib/slip39/share.ts";
import { type Scheme, splitIntoShares } from "../../lib/slip39/split.ts";
import { seeded } from "../seeded.ts";

const scheme: Scheme = {
  groupThreshold: 2,
  groups: [{ threshold: 2, count: 3 }, { threshold: 3, count: 5 }, { threshold: 2, count: 2 }],
  iterationExponent: 0,
};
const secret = seeded("secret")(32);
const shares = await splitIntoShares(secret, scheme, seeded("state"), utf8("TREZOR"));
const [[a1, a2, a3], [b1, b2, b3, b4], [c1, c2]] = shares.map((group) => group.map(shareToWords));

function started(...texts: string[]): RecoveryState {
  const state = new RecoveryState();
  for (const text of texts) state.add(text);
  return state;
}

Deno.test("progress is told group by group, from the first share to the last", async () => {
  const state = new RecoveryState();
  assert.equal(state.progress, undefined);
  const told: string[][] = [];
  for (const text of [b1, a1, b2, b3, a2]) {
    assert.equal(state.complete, false);
    state.add(text);
    assert.ok(state.progress);
    told.push(describeProgress(state.progress));
  }
  assert.deepEqual(told, [
    ["group 1: none yet", "group 2: 1 of 3", "group 3: none yet"],
    ["group 1: 1 of 2", "group 2: 1 of 3", "group 3: none yet"],
    ["group 1: 1 of 2", "group 2: 2 of 3", "group 3: none yet"],
    ["group 1: 1 of 2", "group 2: 3 of 3", "group 3: none yet"],
    ["group 1: 2 of 2", "group 2: 3 of 3", "group 3: none yet"],
  ]);
  assert.deepEqual(state.progress, {
    groupsNeeded: 2,
    groupsComplete: 2,
    groups: [
      { group: 1, have: 2, need: 2 },
      { group: 2, have: 3, need: 3 },
      { group: 3, have: 0, need: undefined },
    ],
  });
  assert.equal(state.complete, true);
  assert.deepEqual(await state.combine(utf8("TREZOR")), secret);
});

Deno.test("a refused share changes nothing, and the next one has its number", async () => {
  const state = started(a1);
  const before = state.progress;
  assert.throws(() => state.add("academic foo"), { kind: "word", word: 2, message: /share 2/ });
  assert.throws(() => state.add(a1), { kind: "duplicate" });
  assert.throws(() => state.add("academic acid"), { kind: "length", message: /share 2/ });
  assert.deepEqual(state.progress, before);
  assert.equal(state.size, 1);
  for (const text of [a2, c1, c2]) state.add(text);
  assert.deepEqual(await state.combine(utf8("TREZOR")), secret);
});

Deno.test("a share of a complete group is not needed", async () => {
  const state = started(a1, a2);
  assert.throws(() => state.add(a3), {
    kind: "too-many-members",
    message: "Cannot use share 3: group 1 is complete without it",
  });
  assert.throws(() => state.add(a2), { kind: "duplicate" });
  state.add(c1);
  state.add(c2);
  assert.deepEqual(await state.combine(utf8("TREZOR")), secret);
});

Deno.test("a share of a further group is not needed when enough groups are complete", () => {
  const state = started(a1, a2, b1, c1, c2);
  assert.throws(() => state.add(b2), {
    kind: "too-many-groups",
    message: "Cannot use share 6: enough groups are complete without it",
  });
  assert.throws(() => state.add(b1), { kind: "duplicate" });
});

Deno.test("shares of incomplete groups are left aside", async () => {
  const state = started(b1, b4, a3, c2, a1, c1);
  assert.equal(state.complete, true);
  assert.deepEqual(await state.combine(utf8("TREZOR")), secret);
});

Deno.test("combining too early tells what is missing", async () => {
  await assert.rejects(new RecoveryState().combine(), {
    kind: "too-few-groups",
    message: "Cannot combine: no share was given",
  });
  await assert.rejects(started(a1, a2).combine(), {
    kind: "too-few-groups",
    message:
      "Cannot combine: shares are missing (group 1: 2 of 2, group 2: none yet, group 3: none yet)",
  });
  await assert.rejects(started(a1, b1, c1).combine(), {
    kind: "too-few-members",
    message:
      "Cannot combine: shares are missing (group 1: 1 of 2, group 2: 1 of 3, group 3: 1 of 2)",
  });
});

Deno.test("the shares may be combined again, under another passphrase", async () => {
  const state = started(a1, a2, c1, c2);
  const first = await state.combine(utf8("guess"));
  assert.notDeepEqual(first, secret);
  assert.deepEqual(await state.combine(utf8("TREZOR")), secret);
});

Deno.test("shares already read are taken in and wiped with the state; refused ones are not", () => {
  const taken = shareFromWords(a1);
  const refused = shareFromWords(a1);
  const state = new RecoveryState();
  state.addShare(taken);
  assert.throws(() => state.addShare(refused), { kind: "duplicate" });
  state.wipe();
  assert.deepEqual(taken.value, new Uint8Array(32));
  assert.deepEqual(refused.value, shares[0][0].value);
  assert.equal(state.size, 0);
  assert.equal(state.progress, undefined);
  state.add(b4);
  assert.equal(state.size, 1);
});

Deno.test("mixed sets are refused one share at a time", async () => {
  const others = await splitIntoShares(secret, scheme, seeded("others"), utf8("TREZOR"));
  const state = started(a1);
  assert.throws(() => state.add(shareToWords(others[0][1])), {
    kind: "identifier",
    message: "Cannot use share 2 with share 1: their identifiers differ, so they are of two sets",
  });
});
