/**
 * A small vault for tests of the library: the same code, fewer slots and rows, and passphrases
 * that are already stretched.
 *
 * @module
 */
import { sha512 } from "@noble/hashes/sha2.js";
import { utf8 } from "../../lib/bytes.ts";
import { type RandomSource, systemRandom } from "../../lib/random.ts";
import { parseVault } from "../../lib/vault/file.ts";
import type { Geometry } from "../../lib/vault/geometry.ts";
import { type Count, type Operation, uncounted } from "../../lib/vault/operations.ts";
import { type Compartment, VaultSession } from "../../lib/vault/session.ts";
import { refreshSlots } from "../../lib/vault/slot.ts";

/** Four slots of 12 rows, 71 bytes of contents. */
export const LIGHT: Geometry = { slots: 4, rows: 12 };

/** 64 bytes that stand for a stretched passphrase. */
export function root(passphrase: string): Uint8Array {
  return sha512(utf8(passphrase));
}

/** What {@linkcode runSession} is given besides the file. */
export interface SessionSpec {
  readonly passphrases: readonly string[];
  readonly change?: (session: VaultSession, opened: (Compartment | undefined)[]) => void;
  readonly random?: RandomSource;
  readonly count?: Count;
  readonly geometry?: Geometry;
}

/** One session from file to file: refresh, open, change, save. No passphrase: a plain refresh. */
export function runSession(
  file: Uint8Array,
  spec: SessionSpec,
): { file: Uint8Array; opened: (Compartment | undefined)[] } {
  const geometry = spec.geometry ?? LIGHT;
  const random = spec.random ?? systemRandom;
  const count = spec.count ?? uncounted;
  const parts = parseVault(file, geometry);
  const slots = refreshSlots(parts.slots, geometry, random, count);
  const session = new VaultSession({ salt: parts.salt, slots }, { geometry, random, count });
  const opened = spec.passphrases.map((passphrase) => session.open(root(passphrase)));
  spec.change?.(session, opened);
  const saved = session.save();
  const copies = opened.map((one) => one && { ...one, content: one.content.slice() });
  session.close();
  return { file: saved, opened: copies };
}

/** A new vault with a compartment for every passphrase, holding that passphrase's own text. */
export function makeVault(
  passphrases: readonly string[],
  random: RandomSource = systemRandom,
  geometry: Geometry = LIGHT,
): Uint8Array {
  const session = VaultSession.create({ geometry, random, count: uncounted });
  for (const passphrase of passphrases) session.add(root(passphrase), utf8(passphrase));
  return session.save();
}

/** Counts operations by kind. */
export function counter(): { count: Count; totals: Record<string, number> } {
  const totals: Record<string, number> = {};
  const count = (operation: Operation, times: number) => {
    totals[operation] = (totals[operation] ?? 0) + times;
  };
  return { count, totals };
}
