import assert from "node:assert/strict";
import { decodeCbor, encodeCbor } from "../../lib/cbor.ts";
import { MAX_MEMBERS, MAX_TERMS_BYTES } from "../../lib/recovery/terms.ts";
import type { DealRecord } from "../../lib/recovery/deal_record.ts";
import type { HeldShare } from "../../lib/recovery/held_record.ts";
import {
  type Contents,
  decodeContents,
  encodeContents,
  MAX_CONTACTS,
  MAX_HELD,
  MAX_LABELS,
  MAX_NAME_BYTES,
  newContents,
} from "../../lib/vault/contents.ts";
import { contentBytes, GEOMETRY_V1 } from "../../lib/vault/geometry.ts";
import { MAX_PSEUDONYM } from "../../lib/wallet/pseudonym.ts";
import type { WalletRecord } from "../../lib/wallet/record.ts";
import { makeTestDeal, policy } from "./deals.ts";

/** What FORMAT.md keeps for a watch and for a compartment's own beacon. */
const RESERVED = 920 + 1650;

const bytes = (length: number) => new Uint8Array(length).fill(255);
const name = "n".repeat(MAX_NAME_BYTES);
const LAST_SECOND = 2 ** 32 - 1;

const largestWallet: WalletRecord = {
  source: "imported",
  entropy: bytes(32),
  passphraseText: "p".repeat(256),
  path: 6133,
  slhPublicKey: bytes(64),
};

const largestDeal: DealRecord = {
  seed: bytes(32),
  secret: "seed",
  signer: "identity",
  check: bytes(8),
  groupThreshold: MAX_MEMBERS,
  groups: Array(MAX_MEMBERS).fill({ threshold: 1, count: 1 }),
  guardians: Array(MAX_MEMBERS).fill({ identityHash: bytes(32), commitment: bytes(32) }),
  drill: 65_535,
  asked: LAST_SECOND,
};

const largestHeld: HeldShare = {
  name,
  dealKeyHash: bytes(32),
  cancelKeyHash: bytes(32),
  secret: bytes(32),
  veto: true,
  share: bytes(69),
  terms: bytes(MAX_TERMS_BYTES),
  drill: 65_535,
  round: 2,
  pausedUntil: LAST_SECOND,
  clock: LAST_SECOND,
  request: { id: bytes(32), approvals: 127, approvedAt: LAST_SECOND, released: true },
};

const largest: Contents = {
  ...newContents(largestWallet),
  contacts: Array(MAX_CONTACTS).fill({ name, identityHash: bytes(32) }),
  labels: new Map(Array.from({ length: MAX_LABELS }, (_, i) => [MAX_PSEUDONYM - i, name])),
  deal: largestDeal,
  held: Array(MAX_HELD).fill(largestHeld),
  request: bytes(32),
};

Deno.test("all limits at once fit into a compartment, with room for a watch and a beacon", () => {
  const length = encodeContents(largest).length;
  const capacity = contentBytes(GEOMETRY_V1);
  assert.equal(capacity, 7635);
  assert.ok(length + RESERVED <= capacity, `${length} + ${RESERVED} of ${capacity}`);
  assert.equal(length, 4857, "the figures of FORMAT.md's budget");
});

Deno.test("contents with a deal, held shares and a request come back as they were", async () => {
  assert.deepEqual(decodeContents(encodeContents(largest)), {
    ...largest,
    labels: new Map([...largest.labels].reverse()),
  });
  const { deal, held } = await makeTestDeal(policy(2, [2, 3], [1, 1]), { paper: [1] });
  const contents = { ...newContents(largestWallet), deal, held: [...held] };
  assert.deepEqual(decodeContents(encodeContents(contents)), contents);
  assert.deepEqual(
    decodeContents(encodeContents(newContents(largestWallet))),
    newContents(largestWallet),
  );
});

Deno.test("one held share too many is refused before anything is stored", () => {
  assert.throws(() => encodeContents({ ...largest, held: [...largest.held, largestHeld] }), {
    name: "RangeError",
    message: "Cannot hold more than 5 shares for others",
  });
});

Deno.test("only the one form is read", () => {
  const map = decodeCbor(encodeContents(largest)) as Map<number, unknown>;
  const changed = (key: number, value: unknown) => {
    const copy = new Map(map).set(key, value);
    // deno-lint-ignore no-explicit-any
    return encodeCbor(new Map([...copy].sort(([a], [b]) => a - b)) as any);
  };
  const [held] = map.get(5) as unknown[][];
  const deal = map.get(4) as unknown[];
  const bad: [string, Uint8Array][] = [
    ["an unknown entry", changed(23, 0)],
    ["an empty list of shares", changed(5, [])],
    ["six shares", changed(5, Array(6).fill(held))],
    ["a name with white space around", changed(5, [held.with(0, " name")])],
    ["a share that is no array", changed(5, [5])],
    ["a short request", changed(6, new Uint8Array(31))],
    ["a deal of another length", changed(4, deal.slice(1))],
    ["a group that needs more than it has", changed(4, deal.with(5, [[2, 1]]))],
    ["fewer guardians than members", changed(4, deal.with(6, []))],
    ["eight members", changed(4, deal.with(5, [[1, 4], [1, 4]]))],
    ["a deal without groups", changed(4, deal.with(5, []).with(6, []))],
  ];
  for (const [what, encoded] of bad) {
    assert.throws(() => decodeContents(encoded), SyntaxError, what);
  }
  assert.ok(decodeContents(changed(5, [held.with(0, "")])), "a share may have no name");
});
