/**
 * HKDF (RFC 5869), HMAC (RFC 2104) and PBKDF2 (RFC 8018) over SHA-256 and SHA-512 for known
 * answers, by noble.
 *
 * @module
 */
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { pbkdf2Async } from "@noble/hashes/pbkdf2.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import type { Operations } from "../case.ts";
import { type Hash, macOperations } from "./derivation_webcrypto.ts";

const HASHES = { "SHA-256": sha256, "SHA-512": sha512 };

/** `derive`: key (input keying material), salt, info, length. */
export function hkdfOperations(hash: Hash): Operations {
  return {
    derive: (i) =>
      hkdf(
        HASHES[hash],
        i.bytes("key"),
        i.bytesOrNone("salt"),
        i.bytesOrNone("info"),
        i.number("length"),
      ),
  };
}

/** As the operations of Web Cryptography. */
export function hmacOperations(hash: Hash): Operations {
  return macOperations(hash, (key, message) => hmac(HASHES[hash], key, message));
}

/** `derive`: password, salt, iterations, length. */
export function pbkdf2Operations(hash: Hash): Operations {
  return {
    derive: (i) =>
      pbkdf2Async(HASHES[hash], i.bytes("password"), i.bytes("salt"), {
        c: i.number("iterations"),
        dkLen: i.number("length"),
      }),
  };
}
