import assert from "node:assert/strict";
import { utf8 } from "../../lib/bytes.ts";
import { systemRandom } from "../../lib/random.ts";
import { vaultBytes } from "../../lib/vault/geometry.ts";
import { makeVault, runSession } from "./light.ts";

const SAVES = 2000;
const GEOMETRY = { slots: 2, rows: 10 };

/** How far a chi-square lies from its mean, as a normal deviate (Wilson and Hilferty). */
function deviate(chiSquare: number, degrees: number): number {
  const variance = 2 / (9 * degrees);
  return (Math.cbrt(chiSquare / degrees) - (1 - variance)) / Math.sqrt(variance);
}

/** Counts of byte values at every position, over all copies. */
class Positions {
  readonly #counts: Uint32Array;
  #copies = 0;

  constructor(readonly length: number) {
    this.#counts = new Uint32Array(length * 256);
  }

  add(copy: Uint8Array): void {
    for (let i = 0; i < copy.length; i++) this.#counts[256 * i + copy[i]]++;
    this.#copies++;
  }

  /** The largest deviation of a byte value count, the largest of a bit, and that of all together. */
  worst(): { byte: number; bit: number; all: number } {
    let byte = 0, bit = 0, total = 0;
    const expected = this.#copies / 256;
    for (let i = 0; i < this.length; i++) {
      const counts = this.#counts.subarray(256 * i, 256 * (i + 1));
      let chiSquare = 0;
      const ones = new Array(8).fill(0);
      counts.forEach((count, value) => {
        chiSquare += (count - expected) ** 2 / expected;
        for (let k = 0; k < 8; k++) if (value >> k & 1) ones[k] += count;
      });
      byte = Math.max(byte, Math.abs(deviate(chiSquare, 255)));
      total += chiSquare;
      for (const one of ones) {
        bit = Math.max(bit, Math.abs(one - this.#copies / 2) / Math.sqrt(this.#copies / 4));
      }
    }
    return { byte, bit, all: Math.abs(deviate(total, 255 * this.length)) };
  }
}

/** Probabilities below 1e-6 each, over all positions and bits of the file. */
function looksUniform(worst: { byte: number; bit: number; all: number }): boolean {
  return worst.byte < 6.2 && worst.bit < 6.6 && worst.all < 5;
}

Deno.test("bytes and bits are uniform at every position over 2,000 saves of all kinds", () => {
  const positions = new Positions(vaultBytes(GEOMETRY));
  const kinds = [["own"], [], ["typo"], ["own"]];
  let file = makeVault(["own"], systemRandom, GEOMETRY);
  for (let save = 0; save < SAVES; save++) {
    file = runSession(file, {
      passphrases: kinds[save % kinds.length],
      geometry: GEOMETRY,
      change: (session, [own]) => {
        if (own && save % 8 === 0) session.setContent(own.slot, utf8(String(save)));
      },
    }).file;
    positions.add(file);
  }
  assert.ok(looksUniform(positions.worst()), JSON.stringify(positions.worst()));
});

Deno.test("the test for uniform bytes sees one position that is not", () => {
  const positions = new Positions(64);
  for (let i = 0; i < SAVES; i++) {
    const copy = systemRandom(64);
    if (i % 8 === 0) copy[40] = 7;
    positions.add(copy);
  }
  assert.ok(!looksUniform(positions.worst()));
});

Deno.test("the test for uniform bytes sees one bit that is not", () => {
  const positions = new Positions(64);
  for (let i = 0; i < SAVES; i++) {
    const copy = systemRandom(64);
    if (i % 5 === 0) copy[9] |= 0x80;
    positions.add(copy);
  }
  assert.ok(!looksUniform(positions.worst()));
});
