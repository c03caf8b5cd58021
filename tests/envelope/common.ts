/**
 * What the tests of envelopes share: people, and driving the streams over whole files.
 *
 * @module
 */
import assert from "node:assert/strict";
import { concat } from "../../lib/bytes.ts";
import { ENVELOPE_HEADER_BYTES } from "../../lib/envelope/header.ts";
import { EnvelopeDamaged, OpenedEnvelope } from "../../lib/envelope/open.ts";
import { sealEnvelope } from "../../lib/envelope/seal.ts";
import type { EnvelopeSender, SenderClaim } from "../../lib/envelope/sender.ts";
import { decapsulateHybrid, type HybridKemPublicKeys } from "../../lib/hybrid/kem.ts";
import type { Pieces } from "../../lib/pieces.ts";
import type { RandomSource } from "../../lib/random.ts";
import { person, sign } from "../hybrid/oracle.ts";

export type Person = ReturnType<typeof person>;
export const [alice, bob, carol] = ["alice", "bob", "carol"].map(person);

/** A person as the sender of envelopes, whose signature is the deterministic one. */
export function asSender(
  who: Person,
  identityHash = new Uint8Array(32).fill(0xa1),
): EnvelopeSender {
  return {
    identityHash,
    sign: (message) =>
      Promise.resolve(sign(who.signingSecret, "kelid envelope sender v1", message)),
  };
}

/** That two long byte strings are equal, without a page of difference where they are not. */
export function same(got: Uint8Array, expected: Uint8Array, what = "bytes"): void {
  assert.equal(got.length, expected.length, `length of ${what}`);
  assert.ok(got.every((byte, i) => byte === expected[i]), `${what} differ`);
}

export async function gathered(pieces: Pieces): Promise<Uint8Array<ArrayBuffer>> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece.slice());
  return concat(...all);
}

/** The bytes in pieces of `size`. */
export function* cut(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export const seal = (
  to: HybridKemPublicKeys[],
  plaintext: Uint8Array,
  random: RandomSource,
  sender?: EnvelopeSender,
): Promise<Uint8Array<ArrayBuffer>> => gathered(sealEnvelope(to, [plaintext], random, sender));

export const decapsulating = (who: Person) => (ciphertext: Uint8Array) =>
  decapsulateHybrid(who.agreementSecret, who.agreementPublic, ciphertext);

/** What `who` reads, "locked" where the header does not open, "damaged" where the body is. */
export async function read(
  who: Person,
  file: Uint8Array,
  pieceSize = 1 << 20,
): Promise<{ plaintext: Uint8Array; sender: SenderClaim | undefined } | "locked" | "damaged"> {
  const header = file.subarray(0, ENVELOPE_HEADER_BYTES);
  const opened = await OpenedEnvelope.open(header, decapsulating(who));
  if (opened === undefined) return "locked";
  try {
    const body = cut(file.subarray(ENVELOPE_HEADER_BYTES), pieceSize);
    const plaintext = await gathered(opened.plaintext(body));
    return { plaintext, sender: opened.sender() };
  } catch (error) {
    assert.ok(error instanceof EnvelopeDamaged, String(error));
    assert.equal(error.message, "Cannot open the envelope: it was cut off, changed or added to");
    assert.throws(() => opened.sender(), RangeError);
    return "damaged";
  }
}

export async function reads(who: Person, file: Uint8Array, pieceSize?: number) {
  const got = await read(who, file, pieceSize);
  assert.ok(typeof got === "object", `the envelope is ${got}`);
  return got;
}
