/**
 * HKDF (RFC 5869), HMAC (RFC 2104) and PBKDF2 (RFC 8018) over SHA-256 and SHA-512 for known
 * answers, by noble and by Web Cryptography.
 *
 * @module
 */
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { pbkdf2Async } from "@noble/hashes/pbkdf2.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { equalBytes } from "../../bytes.ts";
import { type Inputs, type Operations } from "../case.ts";

/** The two hashes. */
export type Hash = "SHA-256" | "SHA-512";
const HASHES = { "SHA-256": sha256, "SHA-512": sha512 };
const BYTES = { "SHA-256": 32, "SHA-512": 64 };

/** Whose code, for the makers of operations here. */
export type Engine = "noble" | "WebCrypto";

/** `derive`: key (input keying material), salt, info, length. */
export function hkdfOperations(engine: Engine, hash: Hash): Operations {
  return {
    async derive(i) {
      const [key, salt, info, length] = [
        i.bytes("key"),
        i.bytesOrNone("salt"),
        i.bytesOrNone("info"),
        i.number("length"),
      ];
      if (engine === "noble") return hkdf(HASHES[hash], key, salt, info, length);
      const imported = await crypto.subtle.importKey("raw", key, "HKDF", false, ["deriveBits"]);
      const parameters = { name: "HKDF", hash, salt, info };
      return new Uint8Array(await crypto.subtle.deriveBits(parameters, imported, 8 * length));
    },
  };
}

/** `mac`: key, message, length (a shorter tag is a truncated one). `verify`: also tag. */
export function hmacOperations(engine: Engine, hash: Hash): Operations {
  const mac = async (i: Inputs, length: number) => {
    const [key, message] = [i.bytes("key"), i.bytes("message")];
    if (engine === "noble") return hmac(HASHES[hash], key, message).slice(0, length);
    // Web Cryptography refuses an empty key; padding it with zeros is what HMAC does with it.
    const raw = key.length > 0 ? key : new Uint8Array(1);
    const algorithm = { name: "HMAC", hash };
    const imported = await crypto.subtle.importKey("raw", raw, algorithm, false, ["sign"]);
    return new Uint8Array(await crypto.subtle.sign("HMAC", imported, message)).slice(0, length);
  };
  return {
    mac: (i) => mac(i, i.has("length") ? i.number("length") : BYTES[hash]),
    async verify(i) {
      const tag = i.bytes("tag");
      return equalBytes(await mac(i, tag.length), tag);
    },
  };
}

/** `derive`: password, salt, iterations, length. */
export function pbkdf2Operations(engine: Engine, hash: Hash): Operations {
  return {
    async derive(i) {
      const [password, salt] = [i.bytes("password"), i.bytes("salt")];
      const [iterations, length] = [i.number("iterations"), i.number("length")];
      if (engine === "noble") {
        return await pbkdf2Async(HASHES[hash], password, salt, { c: iterations, dkLen: length });
      }
      const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
      const parameters = { name: "PBKDF2", hash, salt, iterations };
      return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, 8 * length));
    },
  };
}
