import assert from "node:assert/strict";
import { utf8 } from "../../lib/bytes.ts";
import { combineShares } from "../../lib/slip39/combine.ts";
import { type Share, shareToWords } from "../../lib/slip39/share.ts";
import { ShareError } from "../../lib/slip39/share_error.ts";
import { type Scheme, splitIntoShares } from "../../lib/slip39/split.ts";
import { seeded } from "../seeded.ts";

const scheme: Scheme = {
  groupThreshold: 2,
  groups: [{ threshold: 2, count: 3 }, { threshold: 3, count: 5 }, { threshold: 1, count: 1 }],
  iterationExponent: 0,
};
const secret = seeded("secret")(16);
const shares = await splitIntoShares(secret, scheme, seeded("combine"), utf8("TREZOR"));
const [[a1, a2, a3], [b1, b2, b3, b4], [c1]] = shares.map((group) => group.map(shareToWords));

/** The words of a share with some fields changed. */
const changed = (share: Share, change: Partial<Share>) => shareToWords({ ...share, ...change });

async function refused(texts: string[], kind: string, message: string): Promise<void> {
  await assert.rejects(combineShares(texts, utf8("TREZOR")), (error) => {
    assert.ok(error instanceof ShareError);
    assert.equal(error.message, message);
    assert.equal(error.kind, kind);
    return true;
  });
}

Deno.test("any sufficient choice of groups and members gives the secret, in any order", async () => {
  for (
    const texts of [[a1, a2, c1], [c1, a3, a1], [a3, b4, a2, b2, b1], [b1, b3, c1, b4], [
      b4,
      c1,
      b3,
      b2,
    ]]
  ) assert.deepEqual(await combineShares(texts, utf8("TREZOR")), secret);
});

Deno.test("shares are understood as people type them", async () => {
  const typed = [
    `  ${a1.toUpperCase()}\n`,
    a2.split(" ").map((word) => word.slice(0, 4)).join("\r\n"),
    c1.split(" ").map((word, i) => `${i + 1}. ${word}`).join("   "),
  ];
  assert.deepEqual(await combineShares(typed, utf8("TREZOR")), secret);
});

Deno.test("a wrong passphrase gives another secret, and no error", async () => {
  const other = await combineShares([a1, a2, c1], utf8("trezor"));
  assert.equal(other.length, 16);
  assert.notDeepEqual(other, secret);
  assert.notDeepEqual(await combineShares([a1, a2, c1]), secret);
});

Deno.test("no shares are refused", () =>
  refused([], "too-few-groups", "Cannot combine: no share was given"));

Deno.test("shares of too few groups are refused", () =>
  refused([a1, a2], "too-few-groups", "Cannot combine: shares of 1 of the 2 groups needed"));

Deno.test("shares of too many groups are refused", () =>
  refused(
    [a1, a2, b1, c1],
    "too-many-groups",
    "Cannot combine: shares of 3 groups, and exactly 2 must be given",
  ));

Deno.test("too few shares of a group are refused", () =>
  refused(
    [a1, b1, a2, b2],
    "too-few-members",
    "Cannot combine: 2 of the 3 shares needed of group 2",
  ));

Deno.test("too many shares of a group are refused", () =>
  refused(
    [a1, a2, c1, a3],
    "too-many-members",
    "Cannot combine: 3 shares of group 1, and exactly 2 must be given",
  ));

Deno.test("a share given twice is refused, however it is typed", () =>
  refused(
    [c1, a1, a1.toUpperCase()],
    "duplicate",
    "Cannot use share 3: it is share 2 again",
  ));

Deno.test("two shares of one member with different contents are refused", () => {
  const forged = shares[0][0].value.map((byte) => byte ^ 1);
  return refused(
    [c1, a1, changed(shares[0][0], { value: forged })],
    "conflict",
    "Cannot use share 3: it is member 1 of group 1, as share 2 is, with other contents",
  );
});

Deno.test("shares of sets that differ in what a set has in common are refused", async () => {
  const [share] = shares[2];
  const cases: [Partial<Share>, string, string][] = [
    [
      { identifier: share.identifier ^ 1 },
      "identifier",
      "their identifiers differ, so they are of two sets",
    ],
    [{ extendable: false }, "extendable", "only one of them has the extendable flag"],
    [{ iterationExponent: 1 }, "exponent", "their iteration exponents differ"],
    [{ groupThreshold: 3 }, "group-threshold", "they ask for different numbers of groups"],
    [{ groupCount: 4 }, "group-count", "they tell different numbers of groups"],
    [{ value: new Uint8Array(18) }, "size", "they are of secrets of different lengths"],
  ];
  for (const [change, kind, reason] of cases) {
    await refused(
      [a1, a2, changed(share, change)],
      kind,
      `Cannot use share 3 with share 1: ${reason}`,
    );
  }
});

Deno.test("shares of one group that ask for different numbers of members are refused", () =>
  refused(
    [c1, a1, changed(shares[0][1], { memberThreshold: 3 })],
    "member-threshold",
    "Cannot use share 3 with share 2: both are of group 1 and ask for different numbers of its members",
  ));

Deno.test("a share of another split with the same fields is found by the group's digest", async () => {
  const others = await splitIntoShares(seeded("other")(16), scheme, seeded("other split"));
  const { identifier } = shares[0][0];
  await refused(
    [c1, a1, changed(others[0][1], { identifier })],
    "digest",
    "Cannot combine: the shares of group 1 do not fit together; at least one was forged, or made in another split",
  );
});

Deno.test("a whole group of another split with the same fields is found by the groups' digest", async () => {
  const others = await splitIntoShares(seeded("other")(16), scheme, seeded("other split"));
  const { identifier } = shares[0][0];
  await refused(
    [c1, ...others[0].slice(0, 2).map((share) => changed(share, { identifier }))],
    "digest",
    "Cannot combine: the groups do not fit together; at least one was forged, or made in another split",
  );
});

Deno.test("errors of reading name the share by its place", async () => {
  await refused(
    [a1, a2.replace(/^\w+/, "satosih")],
    "word",
    'Cannot read share 2: word 1 "satosih" is not in the list; did you mean "satoshi"?',
  );
  await refused(
    [a1, a2, `${c1} academic`],
    "length",
    "Cannot read share 3: it has 21 words, and a share of 128 bits has 20, one of 256 bits 33",
  );
});

Deno.test("a passphrase that is not printable ASCII is refused", async () => {
  await assert.rejects(combineShares([a1, a2, c1], utf8("عبور")), RangeError);
});
