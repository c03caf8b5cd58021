/**
 * A repeatable stream of bytes for tests: SHAKE256 of a name and a counter. Never for real keys.
 *
 * @module
 */
import { shake256 } from "@noble/hashes/sha3.js";
import { u64be, utf8 } from "../lib/bytes.ts";
import type { RandomSource } from "../lib/random.ts";

/** A {@linkcode RandomSource} that gives the same bytes for the same name, every time. */
export function seeded(name: string): RandomSource {
  let calls = 0;
  return (length) => {
    const hash = shake256.create({ dkLen: length }).update(utf8(name)).update(u64be(calls++));
    return new Uint8Array(hash.digest());
  };
}
