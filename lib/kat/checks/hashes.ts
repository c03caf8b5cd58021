/**
 * SHA-2 (FIPS 180-4), SHA-3 (FIPS 202), Keccak-256 and BLAKE2b (RFC 7693) for known answers.
 *
 * @module
 */
import { blake2b } from "@noble/hashes/blake2.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { keccak_256, sha3_256, sha3_512, shake256 } from "@noble/hashes/sha3.js";
import { createHash } from "node:crypto";
import { type Inputs, NotRun, type Operations } from "../case.ts";

/** The names of the hash functions. */
export type Hash =
  | "SHA-256"
  | "SHA-512"
  | "SHA3-256"
  | "SHA3-512"
  | "SHAKE256"
  | "Keccak-256"
  | "BLAKE2b";

const NOBLE = {
  "SHA-256": (m: Uint8Array) => sha256(m),
  "SHA-512": (m: Uint8Array) => sha512(m),
  "SHA3-256": (m: Uint8Array) => sha3_256(m),
  "SHA3-512": (m: Uint8Array) => sha3_512(m),
  "SHAKE256": (m: Uint8Array, dkLen: number) => shake256(m, { dkLen }),
  "Keccak-256": (m: Uint8Array) => keccak_256(m),
  "BLAKE2b": (m: Uint8Array, dkLen: number) => blake2b(m, { dkLen }),
};

/** A message, `repeat` times over where that input is there. */
function message(i: Inputs): Uint8Array<ArrayBuffer> {
  const unit = i.bytes("message");
  if (!i.has("repeat")) return unit;
  const repeat = i.number("repeat");
  const whole = new Uint8Array(unit.length * repeat);
  for (let n = 0; n < repeat; n++) whole.set(unit, n * unit.length);
  return whole;
}

/** `hash`: message, repeat, and length where the algorithm leaves it open. */
export function nobleHash(name: Hash): Operations {
  return {
    hash: (i) => NOBLE[name](message(i), i.has("length") ? i.number("length") : 64),
  };
}

/** SHA-2 by noble or by Web Cryptography. */
export function sha2Operations(
  engine: "noble" | "WebCrypto",
  name: "SHA-256" | "SHA-512",
): Operations {
  if (engine === "noble") return nobleHash(name);
  return { hash: async (i) => new Uint8Array(await crypto.subtle.digest(name, message(i))) };
}

/** SHA-512 by node:crypto, in pieces of uneven length, as files are hashed. */
export const nodeSha512: Operations = {
  hash(i) {
    const hash = createHash("sha512");
    const whole = message(i);
    if (whole.length > 2 ** 24) throw new NotRun("too long to hash in pieces here");
    for (
      let start = 0, length = 1;
      start < whole.length;
      start += length, length = 2 * length + 1
    ) {
      hash.update(whole.subarray(start, start + length));
    }
    return new Uint8Array(hash.digest());
  },
};
