/**
 * Hybrid key encapsulation of other projects, as noble has it: X-Wing and the CFRG's concrete
 * hybrids. The program has its own combination (FORMAT.md); these share the parts with it.
 *
 * @module
 */
import { ml_kem1024_p384, ml_kem768_p256, ml_kem768_x25519 } from "@noble/post-quantum/hybrid.js";
import type { Operations } from "../case.ts";

const KEMS = {
  "X-Wing": ml_kem768_x25519,
  "MLKEM768-P256": ml_kem768_p256,
  "MLKEM1024-P384": ml_kem1024_p384,
};

/** Noble's hybrid of that name. */
export function nobleHybrid(name: "X-Wing" | "MLKEM768-P256" | "MLKEM1024-P384"): Operations {
  const kem = KEMS[name];
  return {
    keyGen: (i) => ({ publicKey: kem.keygen(i.bytes("seed")).publicKey, secretKey: undefined }),
    encapsulate(i) {
      const made = kem.encapsulate(i.bytes("publicKey"), i.bytes("random"));
      return { ciphertext: made.cipherText, secret: made.sharedSecret };
    },
    decapsulate: (i) =>
      kem.decapsulate(i.bytes("ciphertext"), kem.keygen(i.bytes("seed")).secretKey),
  };
}
