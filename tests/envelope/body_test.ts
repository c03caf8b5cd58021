import assert from "node:assert/strict";
import { concat } from "../../lib/bytes.ts";
import { OpenedEnvelope } from "../../lib/envelope/open.ts";
import { sealEnvelope } from "../../lib/envelope/seal.ts";
import { verifySender } from "../../lib/envelope/sender.ts";
import { type Bytes, stream } from "../hybrid/oracle.ts";
import { seeded } from "../seeded.ts";
import {
  alice,
  asSender,
  bob,
  carol,
  decapsulating,
  gathered,
  read,
  reads,
  same,
  seal,
} from "./common.ts";
import { dataChunks, makeEnvelope, makeHeader, readEnvelope, sealBody } from "./oracle.ts";

const HEADER = 26_432;
const CHUNK = 65_556;
const TRAILER = 4_739;

const to = [alice.agreementPublic];
const plaintext = seeded("body")(180_000);
const file = makeEnvelope(to, plaintext, stream("body"));
const chunkCount = (file.length - HEADER - TRAILER) / CHUNK;
const header = file.subarray(0, HEADER);
const trailer = file.subarray(-TRAILER);
const chunks = Array.from({ length: Math.ceil(chunkCount) }, (_, i) => {
  const end = Math.min(HEADER + (i + 1) * CHUNK, file.length - TRAILER);
  return file.subarray(HEADER + i * CHUNK, end);
});

const damaged = async (bytes: Uint8Array, what: string) => {
  const got = await read(alice, bytes);
  assert.equal(typeof got === "object" ? "whole" : got, "damaged", what);
};

Deno.test("the envelope that the following tests damage is whole: three chunks, the last one short", async () => {
  assert.equal(chunks.length, 3);
  assert.ok(chunks[2].length < CHUNK);
  same((await reads(alice, file)).plaintext, plaintext);
});

Deno.test("a changed bit anywhere in the body is found", async () => {
  for (let at = HEADER; at < file.length; at += 4_999) {
    const changed = file.slice();
    changed[at] ^= 1 << at % 8;
    await damaged(changed, `byte ${at}`);
  }
  for (
    const at of [HEADER, HEADER + CHUNK - 1, HEADER + CHUNK, file.length - TRAILER, file.length - 1]
  ) {
    const changed = file.slice();
    changed[at] ^= 1;
    await damaged(changed, `byte ${at}`);
  }
});

Deno.test("an envelope cut off at any chunk, just before or just behind, is found", async () => {
  const ends = [HEADER, ...chunks.map((_, i) => HEADER + (i + 1) * CHUNK), file.length - TRAILER];
  for (const end of ends) {
    for (const near of [-TRAILER - 1, -TRAILER, -1, 0, 1, 16, 20, 21, TRAILER]) {
      const length = end + near;
      if (length >= HEADER && length < file.length) {
        await damaged(file.subarray(0, length), `${length}`);
      }
    }
  }
  await damaged(file.subarray(0, -1), "the last byte");
});

Deno.test("appended bytes are found, whatever they are", async () => {
  for (
    const more of [new Uint8Array(1), new Uint8Array(CHUNK), chunks[0], chunks[2], trailer, file]
  ) {
    await damaged(concat(file, more), `${more.length} more`);
  }
});

Deno.test("chunks left out, repeated, exchanged or put in are found", async () => {
  const [a, b, c] = chunks;
  for (
    const order of [[a, b], [b, c], [a, c], [a, a, b, c], [b, a, c], [a, b, b, c], [a, b, a], [
      a,
      b,
      c,
      c,
    ], []]
  ) {
    await damaged(concat(header, ...order, trailer), `${order.length} chunks`);
  }
  await damaged(concat(header, trailer, a, b, c), "trailer first");
  await damaged(concat(header, a, b, c, trailer, trailer), "trailer twice");
});

Deno.test("a chunk, a trailer or a whole body of another envelope does not fit, even of the same file key", async () => {
  const other = makeEnvelope(to, plaintext, stream("other body"));
  await damaged(concat(header, other.subarray(HEADER)), "body");
  await damaged(concat(file.subarray(0, -TRAILER), other.subarray(-TRAILER)), "trailer");
  const otherChunk = other.subarray(HEADER, HEADER + CHUNK);
  await damaged(concat(header, otherChunk, ...chunks.slice(1), trailer), "chunk");
  const { fileKey } = readEnvelope(alice.agreementSecret, file);
  const otherHeader = makeHeader([bob.agreementPublic], stream("third"));
  const moved = sealBody(fileKey, otherHeader.header, [
    ...dataChunks(plaintext, false),
    new Uint8Array(4723),
  ]);
  await damaged(concat(header, moved), "bound to another header");
});

Deno.test("damage in front stops a long envelope at once, and nothing behind it is given out", async () => {
  const long = makeEnvelope(to, new Uint8Array(4_000_000), stream("long"));
  long[HEADER + CHUNK + 5] ^= 1;
  const opened = (await OpenedEnvelope.open(long.subarray(0, HEADER), decapsulating(alice)))!;
  let given = 0;
  const reading = async () => {
    for await (const piece of opened.plaintext([long.subarray(HEADER)])) given += piece.length;
  };
  await assert.rejects(reading(), { name: "EnvelopeDamaged" });
  assert.equal(given, 65_536);
});

/** An envelope to Alice whose maker, who has the file key, made other chunks than the format's. */
function crafted(unsealed: (header: Bytes) => Uint8Array[]): Uint8Array {
  const made = makeHeader(to, stream("crafted"));
  return concat(made.header, sealBody(made.fileKey, made.header, unsealed(made.header)));
}

const none = new Uint8Array(TRAILER - 16);
const good = () => dataChunks(plaintext, false);
const changing = (chunk: number, at: number, value: number) => () => {
  const list = good();
  list[chunk].set([value], at);
  return [...list, none];
};
/** Two full chunks, which need no padding: what follows them stands where a chunk may stand. */
const full = () => dataChunks(plaintext.subarray(0, 131_072), false);
const last = good()[2];
const used = last[2] * 256 + last[3];

for (
  const [what, make] of [
    ["a flag that is neither 0 nor 1", changing(0, 0, 2)],
    ["a flag that changes to signed", changing(1, 0, 1)],
    ["padding that is not zero", changing(2, last.length - 1, 1)],
    ["padding that is not zero right behind the plaintext", changing(2, 4 + used, 1)],
    ["plaintext longer than its chunk", changing(0, 3, 1)],
    ["a byte of padding in front of more plaintext", () => {
      const [first, second] = full();
      first.set([0, 255, 255], 1);
      first[first.length - 1] = 0;
      return [first, second, none];
    }],
    ["a trailer that is not zero where nobody signs", () => [...good(), none.with(100, 1)]],
    ["no padding", () => [...good().slice(0, 2), last.subarray(0, 4 + used), none]],
    ["a byte of padding too few", () => [...good().slice(0, 2), last.subarray(0, -1), none]],
    [
      "a byte of padding too many",
      () => [...good().slice(0, 2), concat(last, new Uint8Array(1)), none],
    ],
    ["a chunk with no data", () => [...full(), new Uint8Array(4), none]],
    ["a chunk shorter than its prefix", () => [...full(), new Uint8Array(3), none]],
    ["an empty chunk", () => [...full(), new Uint8Array(0), none]],
    ["a byte of padding where none is due", () => [...full(), new Uint8Array(5), none]],
    ["a chunk of padding more", () => [...full(), new Uint8Array(65_540), none]],
    ["a trailer one byte short", () => [...good(), none.subarray(1)]],
    ["a trailer one byte long", () => [...good(), concat(none, new Uint8Array(1))]],
    ["no data chunk", () => [none]],
    ["nothing at all", () => []],
  ] as [string, () => Uint8Array[]][]
) {
  Deno.test(`its maker cannot make an envelope of another form: ${what}`, async () => {
    await damaged(crafted(make), what);
  });
}

Deno.test("what these bad envelopes are made from are good ones", async () => {
  same((await reads(alice, crafted(() => [...good(), none]))).plaintext, plaintext);
  const two = (await reads(alice, crafted(() => [...full(), none]))).plaintext;
  same(two, plaintext.subarray(0, 131_072));
});

Deno.test("the sender is known at the end, by a signature over plaintext, header and identity hash", async () => {
  const identityHash = seeded("alice's identity")(32);
  for (const length of [0, 100, 65_536, 180_000]) {
    const text = plaintext.subarray(0, length);
    const signed = await seal(
      [bob.agreementPublic],
      text,
      seeded("signed"),
      asSender(alice, identityHash),
    );
    const { plaintext: got, sender } = await reads(bob, signed);
    same(got, text);
    assert.ok(sender);
    assert.deepEqual(sender.identityHash, identityHash);
    assert.equal(await verifySender(alice.signingPublic, sender), true);
    assert.equal(await verifySender(carol.signingPublic, sender), false);
    const other = { ...sender, identityHash: new Uint8Array(32) };
    assert.deepEqual(other.message.subarray(0, 32), identityHash);
  }
});

Deno.test("who reads has to come to the end before asking who sent", async () => {
  const opened = (await OpenedEnvelope.open(header, decapsulating(alice)))!;
  assert.throws(() => opened.sender(), RangeError);
  const pieces = opened.plaintext([file.subarray(HEADER)]);
  await pieces.next();
  assert.throws(() => opened.sender(), RangeError);
  await gathered(pieces);
  assert.equal(opened.sender(), undefined);
});

Deno.test("a recipient cannot pass a signed text on as if its sender had sent it there", async () => {
  const hash = new Uint8Array(32).fill(1);
  const signed = await seal(
    [bob.agreementPublic],
    plaintext,
    seeded("to bob"),
    asSender(alice, hash),
  );
  const { trailer: letter } = readEnvelope(bob.agreementSecret, signed);
  const made = makeHeader([carol.agreementPublic], stream("to carol"));
  const forwarded = concat(
    made.header,
    sealBody(made.fileKey, made.header, [...dataChunks(plaintext, true), letter]),
  );
  const { plaintext: got, sender } = await reads(carol, forwarded);
  same(got, plaintext);
  assert.ok(sender);
  assert.deepEqual(sender.identityHash, hash);
  assert.equal(await verifySender(alice.signingPublic, sender), false);
});

Deno.test("a recipient cannot put another text, or another name, under the sender's signature", async () => {
  const hash = new Uint8Array(32).fill(1);
  const both = [bob.agreementPublic, carol.agreementPublic];
  const signed = await seal(both, plaintext, seeded("to both"), asSender(alice, hash));
  const { trailer: letter, fileKey } = readEnvelope(bob.agreementSecret, signed);
  const front = signed.slice(0, HEADER);
  const forge = (text: Uint8Array, end: Uint8Array) =>
    concat(front, sealBody(fileKey, front, [...dataChunks(text, true), end]));
  const renamed = concat(new Uint8Array(32).fill(2), letter.subarray(32));
  for (
    const forged of [forge(plaintext.with(5, plaintext[5] ^ 1), letter), forge(plaintext, renamed)]
  ) {
    const { sender } = await reads(carol, forged);
    assert.equal(await verifySender(alice.signingPublic, sender!), false);
  }
  const { sender } = await reads(carol, forge(plaintext, letter));
  assert.equal(await verifySender(alice.signingPublic, sender!), true);
});

Deno.test("nobody outside can tell a signed envelope, its recipients or a short length by its size", async () => {
  const sizes = new Set<number>();
  for (const length of [0, 1, 5_000, 16_384]) {
    const text = new Uint8Array(length);
    sizes.add((await seal(to, text, seeded("size"))).length);
    sizes.add((await seal(to, text, seeded("size"), asSender(alice))).length);
    sizes.add((await seal([...to, bob.agreementPublic], text, seeded("size"))).length);
  }
  assert.deepEqual([...sizes], [26_432 + 4 + 16_384 + 16 + 4_739]);
});

Deno.test("64 MiB pass through without being gathered, writing and reading, signed too", async () => {
  const total = 64 * 2 ** 20;
  const piece = seeded("flat")(1 << 20);
  const text = () => Array.from({ length: 64 }, () => piece);
  for (const sender of [undefined, asSender(alice)]) {
    let taken = 0;
    let sealed = 0;
    let most = 0;
    const counted = function* () {
      for (const part of text()) {
        taken += part.length;
        yield part;
      }
    };
    const watched = async function* () {
      let first = true;
      for await (const part of sealEnvelope(to, counted(), seeded("flat keys"), sender)) {
        most = Math.max(most, taken - sealed);
        sealed += part.length;
        if (!first) yield part;
        else {
          first = false;
          opened = (await OpenedEnvelope.open(part, decapsulating(alice)))!;
          started.resolve();
        }
      }
    };
    let opened: OpenedEnvelope | undefined;
    const started = Promise.withResolvers<void>();
    const pipe = watched();
    const next = pipe.next();
    await started.promise;
    const body = async function* () {
      const { value, done } = await next;
      if (!done) yield value;
      yield* pipe;
    };
    let given = 0;
    let behind = 0;
    for await (const part of opened!.plaintext(body())) {
      assert.ok(Buffer.from(piece.buffer, given % piece.length, part.length).equals(part));
      given += part.length;
      behind = Math.max(behind, sealed - given);
    }
    assert.equal(given, total);
    assert.equal(opened!.sender() !== undefined, sender !== undefined);
    assert.ok(most < 4 * 2 ** 20, `${most} bytes waited to be sealed`);
    assert.ok(behind < 4 * 2 ** 20, `${behind} bytes waited to be opened`);
  }
});
