import assert from "node:assert/strict";
import { hex } from "../../lib/bytes.ts";
import { type Cbor, encodeCbor } from "../../lib/cbor.ts";
import { nobodysBeacon } from "../../lib/beacon/beacon.ts";
import { ownBeaconFromCbor, ownBeaconToCbor } from "../../lib/beacon/own_beacon.ts";
import {
  assignTokens,
  type BeaconRole,
  meaningOf,
  TOKENS,
  watchKeys,
  watchTokens,
} from "../../lib/beacon/tokens.ts";
import {
  checkWatchText,
  decodeWatch,
  encodeWatch,
  MAX_AGREEMENT_BYTES,
  MAX_DAYS,
  MAX_GRACE_HOURS,
  MAX_WATCH_NAME_BYTES,
  type Watch,
  watchToCbor,
} from "../../lib/beacon/watch.ts";
import { hybridKemPublicKeys } from "../../lib/hybrid/kem.ts";
import { systemRandom } from "../../lib/random.ts";
import {
  decodeContents,
  encodeContents,
  MAX_WATCHES,
  newContents,
} from "../../lib/vault/contents.ts";
import { GEOMETRY_V1 } from "../../lib/vault/geometry.ts";
import { someWallet } from "../cli/world.ts";
import { seeded } from "../seeded.ts";
import { someWatch } from "./world.ts";

const secret = seeded("watch")(32);

Deno.test("a watch has as many tokens of each meaning as a vault has slots, all different", async () => {
  const tokens = await watchTokens(secret);
  assert.equal(TOKENS, GEOMETRY_V1.slots);
  assert.deepEqual([tokens.well.length, tokens.duress.length], [TOKENS, TOKENS]);
  const all = [...tokens.well, ...tokens.duress];
  assert.equal(new Set(all.map(hex)).size, 2 * TOKENS);
  assert.ok(all.every((token) => token.length === 32));
  for (const token of tokens.well) assert.equal(meaningOf(tokens, token), "well");
  for (const token of tokens.duress) assert.equal(meaningOf(tokens, token), "duress");
  assert.equal(meaningOf(tokens, systemRandom(32)), undefined);
});

Deno.test("compartments get different tokens of their role, and all of them one key", async () => {
  const tokens = await watchTokens(secret);
  const watchers = await hybridKemPublicKeys(await watchKeys(secret));
  const roles: BeaconRole[] = ["duress", "well", "silent", "duress", "silent", "duress"];
  const assigned = await assignTokens(secret, roles, systemRandom);
  for (const [i, { token, watchers: key }] of assigned.entries()) {
    const role = roles[i];
    assert.equal(meaningOf(tokens, token), role === "silent" ? undefined : role);
    assert.equal(hex(key.x25519), hex(watchers.x25519));
    assert.equal(hex(key.mlkem1024), hex(watchers.mlkem1024));
  }
  assert.equal(new Set(assigned.map(({ token }) => hex(token))).size, roles.length);
  await assert.rejects(
    assignTokens(secret, Array<BeaconRole>(TOKENS + 1).fill("well"), systemRandom),
    RangeError,
  );
});

Deno.test("every token of a half is drawn as often as the others", async () => {
  const { duress } = await watchTokens(secret);
  const counts = new Map(duress.map((token) => [hex(token), 0]));
  const random = seeded("draws");
  const draws = 600;
  for (let i = 0; i < draws; i++) {
    const [{ token }] = await assignTokens(secret, ["duress"], random);
    counts.set(hex(token), counts.get(hex(token))! + 1);
  }
  const expected = draws / TOKENS;
  const chi = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  // Five degrees of freedom: above 25.7 once in 10,000 seeds, and this seed is fixed.
  assert.ok(chi < 25.7, `chi-square ${chi}`);
});

Deno.test("a watch comes back from its bytes as it was, and from nothing else", () => {
  const watch = someWatch("رویا");
  assert.deepEqual(decodeWatch(encodeWatch(watch)), watch);
  const wrong: [string, Cbor][] = [
    ["no array", 1],
    ["too short", (watchToCbor(watch) as Cbor[]).slice(1)],
  ];
  const changes: Partial<Record<keyof Watch, unknown>>[] = [
    { name: "" },
    { name: " Roya" },
    { name: "n".repeat(MAX_WATCH_NAME_BYTES + 1) },
    { name: "a\nb" },
    { name: "e\u0301" },
    { name: 7 },
    { secret: new Uint8Array(31) },
    { days: 0 },
    { days: MAX_DAYS + 1 },
    { days: 1.5 },
    { graceHours: -1 },
    { graceHours: MAX_GRACE_HOURS + 1 },
    { since: -1 },
    { since: 2 ** 32 },
    { agreement: "n".repeat(MAX_AGREEMENT_BYTES + 1) },
    { agreement: null },
  ];
  for (const change of changes) {
    wrong.push([JSON.stringify(change), watchToCbor({ ...watch, ...change } as Watch)]);
  }
  const label = new TextEncoder().encode("kelid watch v1\n");
  const decode = (value: Cbor) => decodeWatch(new Uint8Array([...label, ...encodeCbor(value)]));
  assert.deepEqual(decode(watchToCbor(watch)), watch);
  for (const [name, value] of wrong) assert.throws(() => decode(value), SyntaxError, name);
  assert.throws(() => decodeWatch(encodeWatch(watch).subarray(1)), SyntaxError);
  assert.throws(() => decodeWatch(new Uint8Array(0)), SyntaxError);
});

Deno.test("names and agreements are stored as people see them", () => {
  assert.equal(checkWatchText("  Cafe\u0301 ", 48), "Café");
  assert.throws(() => checkWatchText("a\u0007", 48), RangeError);
  assert.throws(() => checkWatchText("ab", 1), RangeError);
});

Deno.test("what a compartment sends with comes back as it was, and a bad key does not", async () => {
  const own = await nobodysBeacon(systemRandom);
  const value = ownBeaconToCbor(own) as Cbor[];
  assert.deepEqual(ownBeaconFromCbor(value), own);
  const bad = new Uint8Array(1568).fill(255);
  for (
    const one of [null, value.slice(1), [value[1], value[0], bad], [...value.slice(0, 2), bad]]
  ) {
    assert.throws(() => ownBeaconFromCbor(one), SyntaxError);
  }
});

Deno.test("a compartment keeps what it sends with and its watches, and no more than it takes", async () => {
  const beacon = await nobodysBeacon(systemRandom);
  const full = {
    ...newContents(someWallet()),
    beacon,
    watches: Array.from({ length: MAX_WATCHES }, (_, i) => someWatch(`Roya ${i}`)),
  };
  assert.deepEqual(decodeContents(encodeContents(full)), full);
  const empty = newContents(someWallet());
  assert.deepEqual(decodeContents(encodeContents(empty)), empty);
  assert.throws(
    () => encodeContents({ ...full, watches: [...full.watches, someWatch("one more")] }),
    RangeError,
  );
});

Deno.test("watches and an own beacon take as much room as the budget of the vault says", async () => {
  const bare = newContents(someWallet());
  const length = encodeContents(bare).length;
  const watch: Watch = {
    name: "n".repeat(MAX_WATCH_NAME_BYTES),
    secret: systemRandom(32),
    days: MAX_DAYS,
    graceHours: MAX_GRACE_HOURS,
    since: 2 ** 32 - 1,
    agreement: "a".repeat(MAX_AGREEMENT_BYTES),
  };
  const watches = encodeContents({ ...bare, watches: Array(MAX_WATCHES).fill(watch) });
  assert.equal(watches.length - length, 872, "the figure of lib/vault/FORMAT.md");
  const beacon = encodeContents({ ...bare, beacon: await nobodysBeacon(systemRandom) });
  assert.equal(beacon.length - length, 1641, "the figure of lib/vault/FORMAT.md");
});
