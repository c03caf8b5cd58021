/**
 * What the vectors of `lib/hybrid` and `lib/envelope` only name: keys, texts and random bytes are
 * SHAKE256 of a name in ASCII (FIPS 202), so that a file of vectors stays short.
 *
 * @module
 */
import { shake256 } from "@noble/hashes/sha3.js";
import { concat, utf8 } from "../../bytes.ts";
import type { HybridKemSecretKeys } from "../../hybrid/kem.ts";
import type { HybridSigningKeys } from "../../hybrid/signature.ts";
import type { RandomSource } from "../../random.ts";
import { BrokenCase, type Inputs } from "../case.ts";

/** The first `length` bytes of SHAKE256 of a name. */
export function named(name: string, length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(shake256(utf8(name), { dkLen: length }));
}

/** SHAKE256 of a name as one stream, of which every call takes the next bytes. */
export function streamOf(name: string): RandomSource {
  const xof = shake256.create().update(utf8(name));
  return (length) => new Uint8Array(xof.xof(length));
}

/** The secret keys of the person of that name, 160 bytes of SHAKE256 one after the other. */
export function person(
  name: string,
): { readonly agreement: HybridKemSecretKeys; readonly signing: HybridSigningKeys } {
  const secret = named(name, 160);
  return {
    agreement: { x25519: secret.slice(0, 32), mlkem1024: secret.slice(32, 96) },
    signing: { ed25519: secret.slice(96, 128), mldsa87: secret.slice(128) },
  };
}

/**
 * An input with the bytes of `start` in its beginning, and of that the `slices` ("from-to"), joined
 * in the order in which they stand. Without these two inputs it stays as it is.
 *
 * @throws {BrokenCase} if a slice lies outside
 */
export function cutInput(i: Inputs, field: string): Uint8Array<ArrayBuffer> {
  const bytes = i.bytes(field);
  if (i.has("start")) bytes.set(i.bytes("start"));
  return cut(i, bytes);
}

/** The `slices` of some bytes. See {@linkcode cutInput}. */
export function cut(i: Inputs, bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (!i.has("slices")) return bytes;
  const parts = i.texts("slices").map((slice) => {
    const [from, to] = slice.split("-").map(Number);
    if (!(from < to && to <= bytes.length)) throw new BrokenCase(`there are no bytes ${slice}`);
    return bytes.subarray(from, to);
  });
  return concat(...parts);
}
