/**
 * secp256k1 for known answers: public keys, ECDSA (FIPS 186-5) over SHA-256 or a given digest with
 * the nonces of RFC 6979, BIP-32, Ethereum addresses and EIP-55; and RFC 6979 over NIST's curves,
 * where the same code of noble computes.
 *
 * @module
 */
import { ecdsa } from "@noble/curves/abstract/weierstrass.js";
import { p256, p384, p521 } from "@noble/curves/nist.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { sha1 } from "@noble/hashes/legacy.js";
import { sha224, sha256, sha384, sha512 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { CHash } from "@noble/hashes/utils.js";
import { HDKey } from "@scure/bip32";
import { evmAddress, formatAddress } from "../../wallet/evm.ts";
import type { Inputs, Operations } from "../case.ts";

/** A secret key, given as such or as the text that it is the Keccak-256 of. */
function secretKey(i: Inputs): Uint8Array {
  return i.has("secretKeyOf") ? keccak_256(i.bytes("secretKeyOf")) : i.bytes("secretKey");
}

/** Noble's secp256k1. `verify` takes DER signatures of SHA-256 hashes, a high s included. */
export const nobleOperations: Operations = {
  publicKey: (i) => secp256k1.getPublicKey(i.bytes("secretKey"), true),
  verify: (i) =>
    secp256k1.verify(i.bytes("signature"), i.bytes("message"), i.bytes("publicKey"), {
      format: "der",
      lowS: false,
    }),
  sign(i) {
    const digest = i.has("digest") ? i.bytes("digest") : keccak_256(i.bytes("message"));
    const options = { prehash: false, format: "recovered" } as const;
    const signature = secp256k1.sign(digest, secretKey(i), options);
    return {
      recovery: signature[0],
      r: signature.slice(1, 33),
      s: signature.slice(33),
    };
  },
};

const CURVES = { "P-256": p256, "P-384": p384, "P-521": p521 };
const HASHES: { readonly [name: string]: CHash } = {
  "SHA-1": sha1,
  "SHA-224": sha224,
  "SHA-256": sha256,
  "SHA-384": sha384,
  "SHA-512": sha512,
};

/** Noble's ECDSA on a curve of NIST, with the hash that the case names. */
export function nobleNistCurve(curve: "P-256" | "P-384" | "P-521"): Operations {
  return {
    sign(i) {
      const signer = ecdsa(CURVES[curve].Point, HASHES[i.text("hash")]);
      const compact = signer.sign(i.bytes("message"), i.bytes("secretKey"), { lowS: false });
      const half = compact.length / 2;
      return {
        publicKey: signer.getPublicKey(i.bytes("secretKey"), false),
        r: compact.slice(0, half),
        s: compact.slice(half),
      };
    },
  };
}

/** BIP-32 by scure: `derive` a path from a seed; `parse` a serialised key. */
export const bip32Operations: Operations = {
  derive(i) {
    const key = HDKey.fromMasterSeed(i.bytes("seed")).derive(i.text("path"));
    return {
      xprv: key.privateExtendedKey,
      xpub: key.publicExtendedKey,
      secretKey: key.privateKey ?? undefined,
    };
  },
  parse(i) {
    const key = HDKey.fromExtendedKey(i.text("key"));
    return i.text("key").startsWith("xprv") ? key.privateExtendedKey : key.publicExtendedKey;
  },
};

/** Addresses by `lib/wallet`: of a secret key, and the EIP-55 spelling of one in lower case. */
export const addressOperations: Operations = {
  ofSecretKey: (i) => evmAddress(secp256k1.getPublicKey(secretKey(i), true)),
  spell: (i) => formatAddress(i.bytes("address")),
};
