/**
 * The SHA-256 under which long outputs stand in vector files. Apart from `judge.ts`, because the
 * start-up self-test has no long outputs and need not load it.
 *
 * @module
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { hex } from "../bytes.ts";

/** SHA-256 of some bytes, in hexadecimal. */
export function digestOf(bytes: Uint8Array): string {
  return hex(sha256(bytes));
}
