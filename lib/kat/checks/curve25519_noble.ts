/**
 * What noble has on Curve25519 besides X25519 and Ed25519, for known answers: the variants of Ed25519
 * and ristretto255 (RFC 9496).
 *
 * @module
 */
import {
  ed25519,
  ed25519ctx,
  ed25519ph,
  ristretto255,
  ristretto255_hasher,
} from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { utf8 } from "../../bytes.ts";
import type { Operations } from "../case.ts";

/** Noble's variants of Ed25519: with a context, pre-hashed, and verified by ZIP 215. */
export function ed25519Variant(variant: "ctx" | "ph" | "zip215"): Operations {
  if (variant === "zip215") {
    return {
      verify: (i) =>
        ed25519.verify(i.bytes("signature"), i.bytes("message"), i.bytes("publicKey"), {
          zip215: true,
        }),
    };
  }
  const signer = variant === "ctx" ? ed25519ctx : ed25519ph;
  return {
    publicKey: (i) => signer.getPublicKey(i.bytes("seed")),
    sign: (i) =>
      signer.sign(i.bytes("message"), i.bytes("seed"), { context: i.bytesOrNone("context") }),
    verify: (i) =>
      signer.verify(i.bytes("signature"), i.bytes("message"), i.bytes("publicKey"), {
        context: i.bytesOrNone("context"),
        zip215: false,
      }),
  };
}

/** Noble's ristretto255: multiples of the base point, decoding, and hashing of 64 uniform bytes. */
export const ristretto255Operations: Operations = {
  multiple: (i) => {
    const n = BigInt(i.number("scalar"));
    const { BASE, ZERO } = ristretto255.Point;
    return (n === 0n ? ZERO : BASE.multiply(n)).toBytes();
  },
  decode: (i) => ristretto255.Point.fromBytes(i.bytes("encoding")).toBytes(),
  fromLabel: (i) => ristretto255_hasher.deriveToCurve!(sha512(utf8(i.text("label")))).toBytes(),
  fromUniform: (i) => ristretto255_hasher.deriveToCurve!(i.bytes("uniform")).toBytes(),
};
