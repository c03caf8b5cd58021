/**
 * ML-KEM (FIPS 203) for known answers: key generation (algorithm 16), encapsulation (17),
 * decapsulation (18) and the checks of keys (sections 7.2 and 7.3).
 *
 * @module
 */
import { ml_kem1024, ml_kem768 } from "@noble/post-quantum/ml-kem.js";
import { nobleMlKem1024, passesModulusCheck } from "../../hybrid/mlkem1024.ts";
import type { Inputs, Operations } from "../case.ts";

const SETS = { "ML-KEM-768": ml_kem768, "ML-KEM-1024": ml_kem1024 };

/** Noble's ML-KEM of a parameter set. */
export function nobleMlKem(set: "ML-KEM-768" | "ML-KEM-1024"): Operations {
  const kem = SETS[set];
  const secretKey = (i: Inputs) =>
    i.has("seed") ? kem.keygen(i.bytes("seed")).secretKey : i.bytes("secretKey");
  return {
    keyGen: (i) => kem.keygen(i.bytes("seed")),
    encapsulate(i) {
      const made = kem.encapsulate(i.bytes("publicKey"), i.bytes("message"));
      return { ciphertext: made.cipherText, secret: made.sharedSecret };
    },
    decapsulate: (i) => kem.decapsulate(i.bytes("ciphertext"), secretKey(i)),
    checkPublicKey(i) {
      kem.encapsulate(i.bytes("publicKey"), new Uint8Array(32));
      return true;
    },
    checkSecretKey(i) {
      kem.decapsulate(new Uint8Array(kem.lengths.cipherText!), i.bytes("secretKey"));
      return true;
    },
  };
}

/** The program's own check of somebody else's key, before it encapsulates to it. */
export const kelidOperations: Operations = {
  async encapsulate(i) {
    const key = i.bytes("publicKey");
    if (!passesModulusCheck(key)) return undefined;
    return { ...await nobleMlKem1024.encapsulate(key, () => i.bytes("message")) };
  },
  checkPublicKey: (i) => passesModulusCheck(i.bytes("publicKey")),
};
