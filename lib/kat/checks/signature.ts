/**
 * The shape that noble's ML-DSA (FIPS 204) and SLH-DSA (FIPS 205) share, for known answers: key
 * generation, signing and verifying, through the external interface (pure or pre-hash) or the
 * internal one (FIPS 204, section 6; FIPS 205, section 9), with mu given from outside or not.
 *
 * @module
 */
import { sha224, sha256, sha384, sha512, sha512_224, sha512_256 } from "@noble/hashes/sha2.js";
import {
  sha3_224,
  sha3_256,
  sha3_384,
  sha3_512,
  shake128_32,
  shake256_64,
} from "@noble/hashes/sha3.js";
import type { CHash } from "@noble/hashes/utils.js";
import { type Inputs, NotRun, type Operations } from "../case.ts";

/** The hashes of pre-hash signing by their names in ACVP. */
const HASHES: { readonly [name: string]: CHash } = {
  "SHA2-224": sha224,
  "SHA2-256": sha256,
  "SHA2-384": sha384,
  "SHA2-512": sha512,
  "SHA2-512/224": sha512_224,
  "SHA2-512/256": sha512_256,
  "SHA3-224": sha3_224,
  "SHA3-256": sha3_256,
  "SHA3-384": sha3_384,
  "SHA3-512": sha3_512,
  "SHAKE-128": shake128_32,
  "SHAKE-256": shake256_64,
};

/** What is needed of noble's signature objects. */
export interface NobleSigner {
  /** The key pair of a seed. */
  keygen(seed: Uint8Array): { publicKey: Uint8Array; secretKey: Uint8Array };
  /** Signs; options are context, extraEntropy (false: deterministic) and externalMu. */
  sign(message: Uint8Array, secretKey: Uint8Array, options: object): Uint8Array;
  /** Whether a signature is valid. */
  verify(
    signature: Uint8Array,
    message: Uint8Array,
    publicKey: Uint8Array,
    options: object,
  ): boolean;
  /** The internal interface. */
  internal: Pick<NobleSigner, "sign" | "verify">;
  /** The pre-hash variant. @throws if the hash is too weak */
  prehash(hash: unknown): Pick<NobleSigner, "sign" | "verify">;
}

/** Noble's operations, as `checks/` name them. */
export function nobleSignature(signer: NobleSigner, set: string): Operations {
  return {
    keyGen: (i) => signer.keygen(i.bytes("seed")),
    sign(i) {
      const secretKey = i.has("seed")
        ? signer.keygen(i.bytes("seed")).secretKey
        : i.bytes("secretKey");
      const extraEntropy = i.has("random") ? i.bytes("random") : false;
      const { use, message, options } = interfaceOf(signer, set, i);
      return use.sign(message, secretKey, { ...options, extraEntropy });
    },
    verify(i) {
      const { use, message, options } = interfaceOf(signer, set, i);
      return use.verify(i.bytes("signature"), message, i.bytes("publicKey"), options);
    },
  };
}

function interfaceOf(signer: NobleSigner, set: string, i: Inputs) {
  if (i.has("mu")) {
    return { use: signer.internal, message: i.bytes("mu"), options: { externalMu: true } };
  }
  const message = i.bytes("message");
  if (i.has("interface") && i.text("interface") === "internal") {
    return { use: signer.internal, message, options: {} };
  }
  const options = { context: i.bytesOrNone("context") };
  if (!i.has("hash")) return { use: signer, message, options };
  const name = i.text("hash");
  if (!Object.hasOwn(HASHES, name)) throw new NotRun(`noble has no ${name} to pre-hash with`);
  try {
    return { use: signer.prehash(HASHES[name]), message, options };
  } catch {
    throw new NotRun(`noble refuses to pre-hash with a hash too weak for ${set}`);
  }
}
