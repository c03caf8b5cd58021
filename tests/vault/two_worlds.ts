/**
 * Everything that somebody can compute who has all copies of a vault and one or two of its
 * passphrases, brought into a form in which two worlds can be compared.
 *
 * Fresh randomness has no meaning of its own: what can be learnt from it is which values are equal
 * or stay the same from copy to copy. So each value is replaced by the number of its first
 * appearance, and the coercer's own slots are named by passphrase, all others together.
 *
 * @module
 */
import { concat, equalBytes, hex } from "../../lib/bytes.ts";
import { CHUNK_BYTES, groupMatches, openGroup, ROW_BYTES } from "../../lib/curve/groups.ts";
import { parseVault, slotAt } from "../../lib/vault/file.ts";
import type { Geometry } from "../../lib/vault/geometry.ts";
import { OUTER_BYTES, slotBytes } from "../../lib/vault/geometry.ts";
import { cellKeys, slotKeys } from "../../lib/vault/keys.ts";
import { uncounted } from "../../lib/vault/operations.ts";
import { cellGroup, mainGroup, openCell, openPart } from "../../lib/vault/slot.ts";
import { counter, root, runSession } from "./light.ts";
import { looks } from "./looks.ts";

/** Names values by the order of their first appearance. */
class Names {
  readonly #seen = new Map<string, number>();
  name(value: Uint8Array): number {
    const key = hex(value);
    if (!this.#seen.has(key)) this.#seen.set(key, this.#seen.size);
    return this.#seen.get(key)!;
  }
}

/** What one copy says about one slot of which the passphrase is known. */
function ownSlot(file: Uint8Array, passphrase: string, geometry: Geometry, names: Names) {
  const keys = slotKeys(root(passphrase));
  const cell = cellKeys(keys.cellSeed);
  const { salt, slots } = parseVault(file, geometry);
  const found = [];
  for (let slot = 0; slot < geometry.slots; slot++) {
    const bytes = slotAt(slots, slot, geometry);
    if (!groupMatches(keys.scalar, bytes.subarray(0, ROW_BYTES))) continue;
    const associated = concat(salt, new Uint8Array([slot]));
    const payload = openGroup(keys.scalar, mainGroup(bytes, geometry));
    const outer = openPart(keys.outer, payload.subarray(0, OUTER_BYTES), associated, uncounted);
    const nonce = openCell(cell, cellGroup(bytes, geometry), associated, uncounted);
    const entries = outer ? [outer.subarray(0, 32), outer.subarray(32, 64)] : [];
    found.push({
      slot: names.name(new Uint8Array([slot])),
      payload: names.name(payload),
      outerNonce: names.name(payload.subarray(0, 24)),
      contentNonce: names.name(payload.subarray(OUTER_BYTES, OUTER_BYTES + 24)),
      entries: entries.map((entry) => names.name(entry)),
      entryLeadsTo: entries.map((entry) => leadsTo(slots, entry, geometry)),
      cell: nonce ? names.name(nonce) : "unreadable",
      chunks: payload.length / CHUNK_BYTES,
    });
  }
  return found;
}

function leadsTo(slots: Uint8Array, entry: Uint8Array, geometry: Geometry): number {
  const { scalar } = cellKeys(entry);
  let matching = 0;
  for (let slot = 0; slot < geometry.slots; slot++) {
    const cell = cellGroup(slotAt(slots, slot, geometry), geometry);
    if (groupMatches(scalar, cell.subarray(0, ROW_BYTES))) matching++;
  }
  return matching;
}

/** What two copies say about each other, slot by slot, without any passphrase. */
function between(before: Uint8Array, after: Uint8Array, geometry: Geometry) {
  const same = (from: number, length: number) =>
    equalBytes(before.subarray(from, from + length), after.subarray(from, from + length));
  const slots = [];
  for (let slot = 0; slot < geometry.slots; slot++) {
    const start = 32 + slot * slotBytes(geometry);
    let kept = 0;
    for (let i = 0; i < slotBytes(geometry); i += 32) kept += Number(same(start + i, 32));
    slots.push(kept);
  }
  return { n: same(0, 16), mask: same(16, 16), keptPoints: slots };
}

/** What disclosed passphrases show in each of some copies, and each copy beside the one before. */
export function seenIn(
  copies: readonly Uint8Array[],
  known: readonly string[],
  geometry: Geometry,
): unknown[] {
  const names = new Names();
  return copies.map((file, index) => ({
    length: file.length,
    salt: names.name(parseVault(file, geometry).salt),
    own: known.map((passphrase) => ownSlot(file, passphrase, geometry, names)),
    between: index === 0 ? undefined : between(copies[index - 1], file, geometry),
  }));
}

/** The coercer's whole record of a run: `copies` in order, `known` the disclosed passphrases. */
export function record(
  copies: readonly Uint8Array[],
  known: readonly string[],
  geometry: Geometry,
): unknown {
  // What the program does and says when the coercer uses it himself, on the last copy.
  const last = copies[copies.length - 1];
  const trials = [...known, "a guess"].map((passphrase) => {
    const { count, totals } = counter();
    const { opened, file } = runSession(last, { passphrases: [passphrase], count, geometry });
    const content = opened[0] && new TextDecoder().decode(opened[0].content);
    return { totals, content, peers: opened[0]?.peers.length, length: file.length };
  });
  const together = runSession(last, { passphrases: known, geometry });
  return {
    seen: seenIn(copies, known, geometry),
    looks: looks(copies),
    trials,
    together: together.opened.map((one) => one && new TextDecoder().decode(one.content)),
  };
}
