import assert from "node:assert/strict";
import { sha256 } from "@noble/hashes/sha2.js";
import { argon2id } from "../../lib/argon2/argon2id.ts";
import { concat, utf8 } from "../../lib/bytes.ts";
import { openGroup } from "../../lib/curve/groups.ts";
import { parseVault, slotAt } from "../../lib/vault/file.ts";
import { OUTER_BYTES } from "../../lib/vault/geometry.ts";
import { cellKeys, contentKey, slotKeys } from "../../lib/vault/keys.ts";
import { uncounted } from "../../lib/vault/operations.ts";
import { unpadContent } from "../../lib/vault/padding.ts";
import { cellGroup, mainGroup, openCell, openPart } from "../../lib/vault/slot.ts";
import vectors from "../../vectors/vault.json" with { type: "json" };
import { readSteps } from "./oracle.ts";

const SIZE = { slots: 3, rows: 12, memory: 64, passes: 1, lanes: 4 };
const COSTS = { memoryKiB: SIZE.memory, passes: SIZE.passes, lanes: SIZE.lanes };

const text = Deno.readTextFileSync(new URL("../../lib/vault/FORMAT.md", import.meta.url));
const figures = text.replaceAll(/\s+/g, "");

/** That a figure stands in the document, however it is broken into lines. */
function stands(what: string, bytes: Uint8Array): void {
  assert.ok(figures.includes(Uint8Array.from(bytes).toHex()), what);
}

Deno.test("the vault of FORMAT.md is the vectors', read by a second reader, and ours", async () => {
  const file = Uint8Array.fromHex(vectors.values.file);
  const steps = readSteps(file, "real", SIZE)!;
  const { salt, slots } = parseVault(file, SIZE);
  assert.match(text, new RegExp(`^file +${file.length.toLocaleString("en")} bytes$`, "m"));
  stands("file", sha256(file));
  stands("n", file.slice(0, 16));
  stands("masked salt", file.slice(16, 32));
  stands("salt", salt);
  assert.deepEqual(steps.salt, salt);

  const root = await argon2id(utf8("real"), salt, COSTS, 64);
  const { scalar, outer, content, cellSeed } = slotKeys(root);
  stands("root", root);
  assert.deepEqual(steps.keys.root, root);
  for (
    const [what, own, theirs] of [
      ["x", scalar, steps.keys.x],
      ["outer", outer, steps.keys.outer],
      ["own", content, steps.keys.own],
      ["seed", cellSeed, steps.keys.seed],
    ] as const
  ) {
    stands(what, own);
    assert.deepEqual(theirs, own, what);
  }

  assert.equal(steps.slot, 2);
  const ad = concat(salt, Uint8Array.of(2));
  const payload = openGroup(scalar, mainGroup(slotAt(slots, 2, SIZE), SIZE));
  const [sealedOuter, sealed] = [payload.slice(0, OUTER_BYTES), payload.slice(OUTER_BYTES)];
  const entries = openPart(outer, sealedOuter, ad, uncounted)!;
  stands("ad of slot 2", ad);
  stands("sealed outer part", sealedOuter);
  stands("sealed contents", sealed);
  stands("entry 1", entries.slice(0, 32));
  stands("entry 2", entries.slice(32));
  assert.deepEqual(concat(...steps.entries), Uint8Array.from(entries));

  const peer = cellKeys(entries.slice(0, 32)), peerAd = concat(salt, Uint8Array.of(0));
  const nonce = openCell(peer, cellGroup(slotAt(slots, 0, SIZE), SIZE), peerAd, uncounted)!;
  stands("y", peer.scalar);
  stands("cell", peer.aead);
  stands("ad of slot 0", peerAd);
  stands("N_1", nonce);
  stands("N_2", new Uint8Array(32));
  assert.deepEqual(steps.peers.map(({ slot }) => slot), [0, -1]);
  assert.deepEqual(steps.peers[0].nonce, Uint8Array.from(nonce));

  const key = contentKey(content, [nonce, new Uint8Array(32)]);
  stands("key", key);
  assert.deepEqual(steps.key, key);
  const padded = openPart(key, sealed, ad, uncounted)!;
  assert.deepEqual(padded, concat(Uint8Array.of(0, 4), utf8("kept"), new Uint8Array(67)));
  assert.match(text, new RegExp(`^contents +${utf8("kept").toHex()}$`, "m"));
  assert.deepEqual(steps.contents, unpadContent(padded));
});
