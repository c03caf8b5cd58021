import assert from "node:assert/strict";
import { paddedLength } from "../../lib/envelope/padding.ts";
import { person, stream } from "../hybrid/oracle.ts";
import { seeded } from "../seeded.ts";
import { alice, asSender, bob, carol, cut, gathered, reads, same, seal } from "./common.ts";
import { makeEnvelope, padded, readEnvelope } from "./oracle.ts";
import { sealEnvelope } from "../../lib/envelope/seal.ts";

const LENGTHS = [0, 1, 16_383, 16_384, 16_385, 65_535, 65_536, 65_537, 131_072, 200_000];

for (const length of LENGTHS) {
  Deno.test(`an envelope of ${length} bytes is the one of a second implementation, byte for byte`, async () => {
    const plaintext = seeded("plaintext")(length);
    const to = [alice.agreementPublic, bob.agreementPublic];
    const ours = await seal(to, plaintext, stream(`envelope of ${length}`));
    const theirs = makeEnvelope(to, plaintext, stream(`envelope of ${length}`));
    same(ours, theirs);
    for (const reader of [alice, bob]) {
      const got = await reads(reader, theirs);
      same(got.plaintext, plaintext);
      assert.equal(got.sender, undefined);
      same(readEnvelope(reader.agreementSecret, ours).plaintext, plaintext);
    }
  });
}

Deno.test("a signed envelope is the one of a second implementation, byte for byte", async () => {
  const plaintext = seeded("signed")(70_000);
  const identityHash = seeded("identity")(32);
  const to = [bob.agreementPublic];
  const ours = await seal(to, plaintext, stream("signed"), asSender(alice, identityHash));
  const theirs = makeEnvelope(to, plaintext, stream("signed"), {
    identityHash,
    keys: alice.signingSecret,
  });
  same(ours, theirs);
});

Deno.test("sixteen recipients all read it, and nobody else", async () => {
  const people = Array.from({ length: 16 }, (_, i) => person(`recipient ${i}`));
  const plaintext = seeded("sixteen")(100);
  const file = await seal(people.map((p) => p.agreementPublic), plaintext, stream("sixteen"));
  for (const reader of people) {
    same((await reads(reader, file)).plaintext, plaintext);
  }
  assert.throws(() => readEnvelope(carol.agreementSecret, file));
});

Deno.test("no recipient, a seventeenth, or one twice is refused before a byte is written", async () => {
  const people = Array.from({ length: 17 }, (_, i) => person(`recipient ${i}`).agreementPublic);
  for (const to of [[], people, [people[0], people[1], people[0]]]) {
    const writing = sealEnvelope(to, [], seeded("refused"));
    await assert.rejects(writing.next(), RangeError);
  }
  const hash = { ...asSender(alice), identityHash: new Uint8Array(31) };
  const writing = sealEnvelope([alice.agreementPublic], [], seeded("refused"), hash);
  await assert.rejects(writing.next(), TypeError);
});

Deno.test("pieces of any size, going in and coming out, make no difference", async () => {
  const plaintext = seeded("pieces")(150_000);
  const to = [alice.agreementPublic];
  const whole = await seal(to, plaintext, stream("pieces"));
  for (const size of [1000, 65_535, 65_536, 65_537]) {
    const file = await gathered(sealEnvelope(to, cut(plaintext, size), stream("pieces")));
    same(file, whole);
    same((await reads(alice, file, size)).plaintext, plaintext);
  }
  const small = await seal(to, plaintext.subarray(0, 10), stream("pieces"));
  assert.deepEqual((await reads(alice, small, 1)).plaintext, plaintext.subarray(0, 10));
});

Deno.test("pieces that stay in one buffer, overwritten for the next, are taken in time", async () => {
  const plaintext = seeded("one buffer")(300_000);
  const overwritten = function* (bytes: Uint8Array, size: number) {
    const buffer = new Uint8Array(size);
    for (const piece of cut(bytes, size)) {
      buffer.set(piece);
      yield buffer.subarray(0, piece.length);
      buffer.fill(0xff);
    }
  };
  const to = [alice.agreementPublic];
  const pieces = sealEnvelope(to, overwritten(plaintext, 50_000), stream("one buffer"));
  const file = await gathered(pieces);
  same(file, makeEnvelope(to, plaintext, stream("one buffer")));
});

Deno.test("an error of the source comes through, writing and reading", async () => {
  const failing = function* () {
    yield new Uint8Array(200_000);
    throw new Error("the disk is gone");
  };
  const writing = gathered(sealEnvelope([alice.agreementPublic], failing(), seeded("failing")));
  await assert.rejects(writing, { message: "the disk is gone" });
});

Deno.test("padding is Padmé's from 16 KiB up, as in the second implementation", () => {
  for (let length = 0; length < 70_000; length += 7) {
    assert.equal(paddedLength(length), padded(length));
  }
  const random = seeded("padding");
  for (let i = 0; i < 5000; i++) {
    const bytes = random(7);
    let length = 0;
    for (const byte of bytes) length = length * 256 + byte;
    length = Math.floor(length / 2 ** (6 + i % 36));
    assert.equal(paddedLength(length), padded(length), String(length));
  }
  for (let e = 15; e < 50; e++) {
    assert.equal(paddedLength(2 ** e), 2 ** e);
    assert.equal(paddedLength(2 ** e - 1), 2 ** e);
    const step = paddedLength(2 ** e + 1) - 2 ** e;
    assert.ok(step > 0 && step <= 2 ** e / 16);
    assert.equal(paddedLength(2 ** e + step), 2 ** e + step);
  }
});

Deno.test("padding adds at most a sixteenth, never takes away, and leaves 1,057 lengths below 1 TiB", () => {
  let classes = 0;
  for (let length = 0; length < 2 ** 40;) {
    const end = paddedLength(length);
    assert.ok(end >= length);
    assert.ok(length <= 16_384 || end - length < length / 16);
    assert.equal(paddedLength(end), end);
    if (end <= 2 ** 40) classes++;
    length = end + 1;
  }
  assert.equal(classes, 1057);
});

Deno.test("a length that is none cannot be padded", () => {
  for (const length of [-1, 0.5, Number.NaN, Infinity, 2 ** 50 + 1]) {
    assert.throws(() => paddedLength(length), RangeError);
  }
});
