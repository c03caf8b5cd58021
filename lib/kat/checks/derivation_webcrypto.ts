/**
 * HKDF, HMAC and PBKDF2 as in `derivation.ts` by Web Cryptography. Nothing of noble is loaded for
 * them: the start-up self-test runs these where nothing else needs it.
 *
 * @module
 */
import { equalBytes } from "../../bytes.ts";
import type { Operations } from "../case.ts";

/** The two hashes. */
export type Hash = "SHA-256" | "SHA-512";
const BYTES = { "SHA-256": 32, "SHA-512": 64 };

/** `derive`: key (input keying material), salt, info, length. */
export function hkdfOperations(hash: Hash): Operations {
  return {
    async derive(i) {
      const key = i.bytes("key");
      const imported = await crypto.subtle.importKey("raw", key, "HKDF", false, ["deriveBits"]);
      const [salt, info] = [i.bytesOrNone("salt"), i.bytesOrNone("info")];
      const parameters = { name: "HKDF", hash, salt, info };
      const length = 8 * i.number("length");
      return new Uint8Array(await crypto.subtle.deriveBits(parameters, imported, length));
    },
  };
}

/** HMAC of Web Cryptography, which refuses an empty key: zeros are what HMAC pads it with. */
async function webCryptoMac(
  hash: Hash,
  key: Uint8Array<ArrayBuffer>,
  message: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array> {
  const raw = key.length > 0 ? key : new Uint8Array(1);
  const algorithm = { name: "HMAC", hash };
  const imported = await crypto.subtle.importKey("raw", raw, algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, message));
}

/** `mac`: key, message, length (a shorter tag is a truncated one). `verify`: also tag. */
export function macOperations(
  hash: Hash,
  compute: (
    key: Uint8Array<ArrayBuffer>,
    message: Uint8Array<ArrayBuffer>,
  ) => Uint8Array | Promise<Uint8Array>,
): Operations {
  return {
    async mac(i) {
      const length = i.has("length") ? i.number("length") : BYTES[hash];
      return (await compute(i.bytes("key"), i.bytes("message"))).slice(0, length);
    },
    async verify(i) {
      const tag = i.bytes("tag");
      const mac = await compute(i.bytes("key"), i.bytes("message"));
      return equalBytes(mac.slice(0, tag.length), tag);
    },
  };
}

/** HMAC with the operations of {@linkcode macOperations}. */
export function hmacOperations(hash: Hash): Operations {
  return macOperations(hash, (key, message) => webCryptoMac(hash, key, message));
}

/** `derive`: password, salt, iterations, length. */
export function pbkdf2Operations(hash: Hash): Operations {
  return {
    async derive(i) {
      const password = i.bytes("password");
      const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
      const iterations = i.number("iterations");
      const parameters = { name: "PBKDF2", hash, salt: i.bytes("salt"), iterations };
      const length = 8 * i.number("length");
      return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, length));
    },
  };
}
