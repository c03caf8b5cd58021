/**
 * Everything that the coercer can compute in a game, as numbers: what a classifier is trained on.
 *
 * - from every copy of the vault: each bit of the file, how often each byte stays or goes up by one,
 *   byte statistics, bytes that stay, and what `stat` says;
 * - from the last copy: spare bits and torsion classes of its points, and strings that stand in it
 *   twice;
 * - with his passphrases: slots, payloads, nonces, dependency entries and nonce cells, by which of
 *   them are equal over all copies, and what dependency entries lead to; contents and keys;
 * - from every beacon: each bit, its length and times, and what of it he has seen in a compartment;
 * - from his own uses: operations by kind, calls of the runtime's file functions, time.
 *
 * @module
 */
import { HYBRID_CIPHERTEXT_BYTES } from "../../lib/hybrid/kem.ts";
import { BEACON_BYTES } from "../../lib/beacon/beacon.ts";
import { equalBytes } from "../../lib/bytes.ts";
import { vaultBytes } from "../../lib/vault/geometry.ts";

import { looks } from "../vault/looks.ts";
import { seenIn } from "../vault/two_worlds.ts";
import { type Copy, type Game, REHEARSAL } from "./game.ts";

/** A game as numbers. The counts of all games have the same length. */
export interface Features {
  readonly named: ReadonlyMap<string, number>;
  readonly counts: Uint8Array;
}

const VAULT = vaultBytes(REHEARSAL);

/** Where each part of the counts begins. */
const PARTS = [
  ["bit of the vault", 8 * VAULT],
  ["byte of the vault that stays", VAULT],
  ["byte of the vault that goes up by one", VAULT],
  ["bit of a beacon", 8 * BEACON_BYTES],
] as const;

/** What a place in the counts is called. */
export function countName(at: number): string {
  for (const [name, length] of PARTS) {
    if (at < length) return `${name} ${at}`;
    at -= length;
  }
  throw new RangeError("No such count");
}

function countBits(counts: Uint8Array, from: number, bytes: Uint8Array, length: number): void {
  for (let i = 0; i < Math.min(bytes.length, length); i++) {
    for (let bit = 0; bit < 8; bit++) counts[from + 8 * i + bit] += bytes[i] >> bit & 1;
  }
}

function countSteps(counts: Uint8Array, from: number, before: Uint8Array, after: Uint8Array): void {
  for (let i = 0; i < Math.min(before.length, VAULT); i++) {
    const step = (after[i] - before[i]) & 0xFF;
    if (step <= 1) counts[from + step * VAULT + i]++;
  }
}

/** Chi-square of the bytes, their mean, and how much each follows the one before. */
function statistics(bytes: Uint8Array): Record<string, number> {
  const seen = new Uint32Array(256);
  let sum = 0, squares = 0, products = 0;
  for (let i = 0; i < bytes.length; i++) {
    const next = bytes[(i + 1) % bytes.length];
    seen[bytes[i]]++;
    sum += bytes[i];
    squares += bytes[i] * bytes[i];
    products += bytes[i] * next;
  }
  const n = bytes.length;
  const variance = squares / n - (sum / n) ** 2;
  return {
    chiSquare: seen.reduce((total, one) => total + (one - n / 256) ** 2 / (n / 256), 0),
    mean: sum / n,
    correlation: (products / n - (sum / n) ** 2) / variance,
  };
}

/** Every number in a record, by the way to it; of a text only its length. */
function flatten(named: Map<string, number>, name: string, value: unknown): void {
  if (typeof value === "number") named.set(name, value);
  else if (typeof value === "boolean") named.set(name, Number(value));
  else if (typeof value === "string") named.set(`${name} length`, value.length);
  else if (value !== null && typeof value === "object") {
    for (const [key, one] of Object.entries(value)) flatten(named, `${name} ${key}`, one);
  }
}

/** Mean and highest of what each of some things says under each name. */
function summed(named: Map<string, number>, what: string, all: Record<string, number>[]): void {
  for (const key of new Set(all.flatMap((one) => Object.keys(one)))) {
    const values = all.map((one) => one[key] ?? -1);
    named.set(`${what} ${key} mean`, values.reduce((sum, one) => sum + one, 0) / values.length);
    named.set(`${what} ${key} most`, Math.max(...values));
  }
}

function ownUses(named: Map<string, number>, { uses }: Game): void {
  for (const [i, { counts, milliseconds, content, beacon, peers, slot }] of uses.entries()) {
    const use = `own use ${i + 1}`;
    flatten(named, use, { milliseconds, peers, slot });
    for (const [what, times] of Object.entries(counts)) named.set(`${use} ${what}`, times);
    if (!content || !beacon) continue;
    named.set(`${use} content length`, content.length);
    for (const [what, bytes] of Object.entries({ content, key: beacon.watchers.x25519 })) {
      flatten(named, `${use} ${what}`, statistics(bytes));
    }
    flatten(named, `${use} key`, statistics(beacon.watchers.mlkem1024));
  }
  const [one, other] = uses.map(({ beacon }) => beacon?.watchers);
  if (one && other) {
    named.set("equal x25519 keys", Number(equalBytes(one.x25519, other.x25519)));
    named.set("equal ml-kem keys", Number(equalBytes(one.mlkem1024, other.mlkem1024)));
  }
}

/** Whether a beacon shows any 16 bytes of what the opened compartments send with. */
function showing(copies: readonly Copy[], { uses }: Game): number {
  const parts = uses.flatMap(({ beacon }) => {
    return beacon ? [beacon.token, beacon.watchers.x25519, beacon.watchers.mlkem1024] : [];
  });
  const pieces = parts.flatMap((part) => {
    return Array.from(
      { length: Math.floor(part.length / 16) },
      (_, i) => part.subarray(16 * i, 16 * i + 16),
    );
  });
  const seen = new Set(pieces.map((piece) => piece.toHex()));
  let shown = 0;
  for (const { beacon } of copies) {
    for (let i = 0; beacon && i + 16 <= beacon.bytes.length; i += 16) {
      if (seen.has(beacon.bytes.subarray(i, i + 16).toHex())) shown++;
    }
  }
  return shown;
}

/** All features of a game. */
export function featuresOf(game: Game): Features {
  const { copies, known } = game;
  const named = new Map<string, number>();
  const counts = new Uint8Array(PARTS.reduce((sum, [, length]) => sum + length, 0));
  for (const [i, { bytes, beacon }] of copies.entries()) {
    countBits(counts, 0, bytes, VAULT);
    if (i > 0) countSteps(counts, 8 * VAULT, copies[i - 1].bytes, bytes);
    if (beacon) countBits(counts, 10 * VAULT, beacon.bytes, BEACON_BYTES);
  }
  const files = copies.map(({ bytes }) => bytes);
  flatten(named, "copy", seenIn(files, known, REHEARSAL));
  flatten(named, "looks of the last copy", looks(files.slice(-1)));
  summed(named, "vault", copies.map(({ bytes, stat }) => ({ ...statistics(bytes), ...stat })));
  for (
    const [what, from, to] of [
      ["key agreement", 0, HYBRID_CIPHERTEXT_BYTES],
      ["sealed part", HYBRID_CIPHERTEXT_BYTES, BEACON_BYTES],
    ] as const
  ) {
    const parts = copies.map(({ beacon }) => beacon?.bytes.subarray(from, to));
    summed(named, what, parts.map((part) => part ? statistics(part) : {}));
  }
  summed(named, "beacon", copies.map(({ beacon }) => ({ ...beacon?.stat })));
  summed(named, "folder", copies.map(({ files }, i) => ({ files: files - i })));
  named.set("bytes of a compartment in beacons", showing(copies, game));
  ownUses(named, game);
  // The last uses are his own: what they change is told apart from what was there before.
  for (const [i, { stat, beacon }] of copies.slice(-game.uses.length).entries()) {
    flatten(named, `after own use ${i + 1}`, { vault: stat, beacon: beacon?.stat });
  }
  return { named, counts };
}
