/**
 * The encryption of a secret before it is shared (SLIP-0039, "Encryption of the master secret"): a
 * Feistel network of four rounds with PBKDF2-HMAC-SHA256 through Web Cryptography.
 *
 * Every passphrase decrypts to something: nothing tells a wrong one. Nothing here authenticates.
 *
 * @module
 */
import { concat, utf8, wipe } from "../bytes.ts";

/** PBKDF2 iterations of one round at exponent 0. */
const ROUND_ITERATIONS = 2500;

/** What the encryption depends on besides secret and passphrase: public fields of every share. */
export interface CipherParameters {
  /** 15 bits; unused if `extendable`. */
  identifier: number;
  /** Whether the identifier is left out, so that new sets can be made of one encrypted secret. */
  extendable: boolean;
  /** From 0 to 15: each step doubles the work. */
  iterationExponent: number;
}

/**
 * Checks a passphrase: the standard allows printable ASCII only, so that it is the same bytes
 * everywhere.
 *
 * @throws {RangeError} if a byte is not from 32 to 126
 */
export function checkPassphrase(passphrase: Uint8Array): void {
  for (const byte of passphrase) {
    if (byte < 32 || byte > 126) {
      throw new RangeError("Cannot use the passphrase: SLIP-39 allows only printable ASCII in it");
    }
  }
}

/**
 * The encrypted secret, as long as `secret`. Both inputs are left as they are.
 *
 * @throws {RangeError} if the passphrase is not printable ASCII
 */
export function encryptSecret(
  secret: Uint8Array,
  passphrase: Uint8Array,
  parameters: CipherParameters,
): Promise<Uint8Array<ArrayBuffer>> {
  return feistel(secret, passphrase, parameters, [0, 1, 2, 3]);
}

/**
 * What `encrypted` decrypts to under this passphrase, right or wrong. Both inputs are left as they
 * are.
 *
 * @throws {RangeError} if the passphrase is not printable ASCII
 */
export function decryptSecret(
  encrypted: Uint8Array,
  passphrase: Uint8Array,
  parameters: CipherParameters,
): Promise<Uint8Array<ArrayBuffer>> {
  return feistel(encrypted, passphrase, parameters, [3, 2, 1, 0]);
}

async function feistel(
  input: Uint8Array,
  passphrase: Uint8Array,
  { identifier, extendable, iterationExponent }: CipherParameters,
  rounds: readonly number[],
): Promise<Uint8Array<ArrayBuffer>> {
  checkPassphrase(passphrase);
  const prefix = extendable
    ? new Uint8Array(0)
    : concat(utf8("shamir"), Uint8Array.of(identifier >> 8, identifier & 255));
  const half = input.length / 2;
  let left = new Uint8Array(input.subarray(0, half));
  let right = new Uint8Array(input.subarray(half));
  try {
    for (const round of rounds) {
      const password = concat(Uint8Array.of(round), passphrase);
      const salt = concat(prefix, right);
      try {
        const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
        const mask = new Uint8Array(
          await crypto.subtle.deriveBits(
            {
              name: "PBKDF2",
              hash: "SHA-256",
              salt,
              iterations: ROUND_ITERATIONS * 2 ** iterationExponent,
            },
            key,
            8 * half,
          ),
        );
        for (let i = 0; i < half; i++) left[i] ^= mask[i];
        wipe(mask);
      } finally {
        wipe(password, salt);
      }
      [left, right] = [right, left];
    }
    return concat(right, left);
  } finally {
    wipe(left, right);
  }
}
