import assert from "node:assert/strict";
import { concat } from "../../lib/bytes.ts";
import { Spares } from "../../lib/pieces.ts";
import { cipherHere, ID_BYTES, openRun, type Run, sealRun } from "../../lib/volume/block.ts";
import { SEAL_BYTES } from "../../lib/volume/geometry.ts";
import { seeded } from "../seeded.ts";

const BLOCK = 256;
const PAYLOAD = BLOCK - SEAL_BYTES;
const COUNT = 5;
const random = seeded("blocks");
const key = random(32);
const run: Run = { number: 7, id: random(ID_BYTES), index: 3, count: COUNT };

/** The same bytes at the beginning of a longer buffer. */
function within(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length).fill(0xAA);
  whole.set(bytes);
  return whole.subarray(0, bytes.length);
}

Deno.test("blocks are sealed and opened in the memory that they are given, if it has room", async () => {
  const text = random(COUNT * PAYLOAD);
  const expected = sealRun(key, run, text.slice(), seeded("nonces"));
  const cipher = cipherHere(BLOCK, seeded("nonces"));

  const given = within(text, COUNT * BLOCK + 9);
  const sealed = await cipher.seal(key, run, given);
  assert.deepEqual(sealed, expected);
  assert.equal(sealed.buffer, given.buffer);
  assert.deepEqual([sealed.byteOffset, sealed.buffer.byteLength], [0, COUNT * BLOCK + 9]);

  const { plaintext, damaged } = await cipher.open(key, run, sealed);
  assert.deepEqual([plaintext, damaged], [text, []]);
  assert.equal(plaintext.buffer, given.buffer);
});

Deno.test("without room they are sealed in new memory, and nothing is left of the plaintext", async () => {
  const text = random(COUNT * PAYLOAD);
  const expected = sealRun(key, run, text.slice(), seeded("nonces"));
  const kept = text.slice();
  assert.deepEqual(sealRun(key, run, kept, seeded("nonces")), expected);
  assert.deepEqual(kept, new Uint8Array(text.length));
  for (const before of [0, 1]) {
    const whole = concat(new Uint8Array(before), text, new Uint8Array(before ? 1_000 : 0));
    const cipher = cipherHere(BLOCK, seeded("nonces"));
    const given = whole.subarray(before, before + text.length);
    assert.deepEqual(await cipher.seal(key, run, given), expected);
    assert.equal(given.length, 0, "taken away");
  }
});

Deno.test("damaged blocks become zeros, those that are missing too, and none beside them", async () => {
  const text = random(COUNT * PAYLOAD);
  const sealed = sealRun(key, run, text.slice(), random);
  sealed[2 * BLOCK + 30] ^= 1;
  const given = within(sealed.subarray(0, 4 * BLOCK + 1), COUNT * BLOCK);
  const blank = text.slice();
  for (const i of [2, 4]) blank.fill(0, i * PAYLOAD, (i + 1) * PAYLOAD);
  assert.deepEqual(openRun(key, run, given.slice(), BLOCK), { plaintext: blank, damaged: [2, 4] });
  const opened = await cipherHere(BLOCK, random).open(key, run, given);
  assert.deepEqual(opened, { plaintext: blank, damaged: [2, 4] });
});

Deno.test("memory is used again, up to a number of buffers and only of its size", () => {
  const spares = new Spares(100, 2);
  const first = spares.take(30);
  assert.deepEqual([first.length, first.buffer.byteLength], [30, 100]);
  const others = [spares.take(100), spares.take(1)];
  const [long, foreign] = [spares.take(101), new Uint8Array(50)];
  assert.equal(long.buffer.byteLength, 101);
  const { buffer } = first;
  spares.give(first.subarray(3));
  for (const piece of [...others, long, foreign]) spares.give(piece);
  assert.deepEqual(
    [others[0], others[1], long, foreign].map((piece) => piece.buffer.byteLength),
    [100, 0, 0, 0],
  );
  const again = [spares.take(100), spares.take(100), spares.take(100)];
  assert.deepEqual(again.map((piece) => piece.buffer === buffer).filter(Boolean).length, 1);
  assert.equal(new Set(again.map((piece) => piece.buffer)).size, 3);
  spares.give(again[0]);
  assert.equal(spares.take(5).byteOffset, 0);
});
