/**
 * Session IDs of the Pars session layer: `05` (PIP-0005) and `07` (the session daemon of today).
 * FORMAT.md, "Session IDs".
 *
 * @module
 */
import { blake2b } from "@noble/hashes/blake2.js";
import { sha3_256 } from "@noble/hashes/sha3.js";
import { concat, hex } from "../bytes.ts";

const MLDSA87_BYTES = 2592;
const MLKEM768_BYTES = 1184;
const MLDSA65_BYTES = 1952;

/**
 * The Session ID of PIP-0005: `05` and the hexadecimal SHA3-256 of the ML-DSA-87 public key.
 *
 * @returns 66 characters
 * @throws {TypeError} if the key is not of 2592 bytes
 */
export function sessionId(mldsa87: Uint8Array): string {
  checkLength("ML-DSA-87", mldsa87, MLDSA87_BYTES);
  return `05${hex(sha3_256(mldsa87))}`;
}

/**
 * The Session ID of today's daemon: `07` and the hexadecimal BLAKE2b-256 of the ML-KEM-768 and then
 * the ML-DSA-65 public key. BLAKE2b has no key, salt or personalisation here.
 *
 * @returns 66 characters
 * @throws {TypeError} if the keys are not of 1184 and 1952 bytes
 */
export function daemonSessionId(mlkem768: Uint8Array, mldsa65: Uint8Array): string {
  checkLength("ML-KEM-768", mlkem768, MLKEM768_BYTES);
  checkLength("ML-DSA-65", mldsa65, MLDSA65_BYTES);
  return `07${hex(blake2b(concat(mlkem768, mldsa65), { dkLen: 32 }))}`;
}

/**
 * The link that stands for a Session ID.
 *
 * @throws {SyntaxError} if it is not `05` or `07` and 64 lower-case hexadecimal digits
 */
export function sessionLink(id: string): string {
  if (!/^0[57][0-9a-f]{64}$/.test(id)) {
    throw new SyntaxError("Cannot make a session link: not 05 or 07 and 64 hexadecimal digits");
  }
  return `pars://session/${id}`;
}

function checkLength(name: string, key: Uint8Array, length: number): void {
  if (key.length !== length) {
    throw new TypeError(
      `Cannot make a Session ID: the ${name} key is of ${key.length} bytes, not ${length}`,
    );
  }
}
