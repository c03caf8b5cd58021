/**
 * The public identity file: all public keys of one pseudonym, signed by itself with both schemes,
 * in text armour. FORMAT.md, "The identity file".
 *
 * An identity has exactly one file, byte for byte (but for line endings): the keys have fixed places,
 * no name and no date, and the signatures are deterministic. Exporting it twice shows nothing.
 *
 * @module
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { armour, dearmour } from "../armour.ts";
import { concat, utf8, wipe } from "../bytes.ts";
import { ed25519 } from "../hybrid/ed25519.ts";
import {
  HYBRID_SIGNATURE_BYTES,
  type HybridSigningKeys,
  hybridVerifyingKeys,
  verifyHybrid,
} from "../hybrid/signature.ts";
import { faultInKeys } from "./key_checks.ts";

/** The public keys of one pseudonym. They fit the key parameters of the hybrid schemes. */
export interface PublicIdentity {
  /** Ed25519, 32 bytes. */
  readonly ed25519: Uint8Array;
  /** ML-DSA-87, 2592 bytes. */
  readonly mldsa87: Uint8Array;
  /** X25519, 32 bytes. */
  readonly x25519: Uint8Array;
  /** ML-KEM-1024, 1568 bytes. */
  readonly mlkem1024: Uint8Array;
  /** SLH-DSA-SHA2-256s, 64 bytes. */
  readonly slhdsa256s: Uint8Array;
  /** secp256k1, 33 bytes: the compressed point. */
  readonly secp256k1: Uint8Array;
}

/** The keys in the order of the body, with their lengths. */
const LAYOUT: readonly (readonly [keyof PublicIdentity, number])[] = [
  ["ed25519", 32],
  ["mldsa87", 2592],
  ["x25519", 32],
  ["mlkem1024", 1568],
  ["slhdsa256s", 64],
  ["secp256k1", 33],
];
const BODY_BYTES = 4321;

/** Bytes of an identity inside its armour: the body, then the hybrid signature. */
export const IDENTITY_BYTES: number = BODY_BYTES + HYBRID_SIGNATURE_BYTES;

/** Bytes of the longest identity file, the one with CRLF line endings. Longer ones need no reading. */
export const IDENTITY_FILE_MAX_BYTES = 12_454;

const ARMOUR_LABEL = "KELID IDENTITY";
const SIGNATURE_LABEL = "kelid identity v1";
const HASH_LABEL = utf8("kelid identity hash v1");

/**
 * Writes the identity file.
 *
 * @param keys the secret keys that belong to the identity's Ed25519 and ML-DSA-87 keys
 * @returns 12,264 ASCII characters with LF line endings
 * @throws {TypeError} if a key has the wrong length
 * @throws {RangeError} if a public key is one that {@linkcode decodeIdentity} would refuse, or the
 * secret keys belong to other public ones
 */
export async function encodeIdentity(
  identity: PublicIdentity,
  keys: HybridSigningKeys,
): Promise<string> {
  const body = bodyOf(identity);
  const own = await hybridVerifyingKeys(keys);
  const fault = await faultInKeys(identity);
  if (fault !== undefined) throw new RangeError(`Cannot write the identity: ${fault}`);
  if (!same(own.ed25519, identity.ed25519) || !same(own.mldsa87, identity.mldsa87)) {
    throw new RangeError("Cannot write the identity: the signing keys are not its own");
  }
  return armour(ARMOUR_LABEL, concat(body, await signDeterministically(keys, body)));
}

/**
 * Reads an identity file and checks everything about it.
 *
 * @param text the whole file, with LF or CRLF line endings
 * @throws {SyntaxError} naming what is wrong: the armour, the length, a key, the self-signature
 */
export async function decodeIdentity(text: string): Promise<PublicIdentity> {
  const bytes = dearmour(ARMOUR_LABEL, text);
  if (bytes.length !== IDENTITY_BYTES) {
    throw new SyntaxError(
      `Cannot read the identity: it has ${bytes.length} bytes, where ${IDENTITY_BYTES} belong`,
    );
  }
  const keys: Partial<Record<keyof PublicIdentity, Uint8Array>> = {};
  let offset = 0;
  for (const [name, length] of LAYOUT) keys[name] = bytes.slice(offset, offset += length);
  const identity = keys as PublicIdentity;
  const fault = await faultInKeys(identity);
  if (fault !== undefined) throw new SyntaxError(`Cannot read the identity: ${fault}`);
  const body = bytes.subarray(0, BODY_BYTES);
  if (!await verifyHybrid(identity, SIGNATURE_LABEL, body, bytes.subarray(BODY_BYTES))) {
    throw new SyntaxError("Cannot read the identity: its own signature does not fit its keys");
  }
  return identity;
}

/**
 * What stands for an identity in a contact: SHA-256 of `kelid identity hash v1`, a zero byte and the
 * body. All keys are in it; the signature is not, since it adds nothing to them.
 *
 * @returns 32 bytes
 * @throws {TypeError} if a key has the wrong length
 */
export function identityHash(identity: PublicIdentity): Uint8Array<ArrayBuffer> {
  return new Uint8Array(sha256(concat(HASH_LABEL, Uint8Array.of(0), bodyOf(identity))));
}

function bodyOf(identity: PublicIdentity): Uint8Array<ArrayBuffer> {
  for (const [name, length] of LAYOUT) {
    if (identity[name].length !== length) {
      throw new TypeError(
        `Cannot use the identity: its ${name} key is of ${
          identity[name].length
        } bytes, not ${length}`,
      );
    }
  }
  return concat(...LAYOUT.map(([name]) => identity[name]));
}

/**
 * The hybrid signature of `signHybrid`, with ML-DSA's deterministic variant (FIPS 204, section 3.4)
 * in place of the hedged one, so that an identity has one file.
 */
async function signDeterministically(
  keys: HybridSigningKeys,
  body: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const message = concat(utf8(SIGNATURE_LABEL), Uint8Array.of(0), body);
  const { ml_dsa87 } = await import("@noble/post-quantum/ml-dsa.js");
  const { secretKey } = ml_dsa87.keygen(keys.mldsa87);
  try {
    const lattice = ml_dsa87.sign(message, secretKey, { extraEntropy: false });
    return concat(await ed25519.sign(keys.ed25519, message), lattice);
  } finally {
    wipe(secretKey);
  }
}

/** Public keys: an early exit tells nothing. */
function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.every((byte, i) => byte === b[i]);
}
