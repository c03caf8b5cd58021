/**
 * The program's hybrid key agreement, its hybrid signature, and the armoured signatures of files
 * (lib/hybrid/FORMAT.md) for known answers.
 *
 * @module
 */
import { dearmour } from "../../armour.ts";
import { decapsulateHybrid, encapsulateHybrid, hybridKemPublicKeys } from "../../hybrid/kem.ts";
import { hybridVerifyingKeys, verifyHybrid } from "../../hybrid/signature.ts";
import { fileMessage, verifyFile } from "../../signature/file.ts";
import type { Inputs, Operations } from "../case.ts";
import { cutInput } from "./named.ts";

const agreementKeys = (i: Inputs) => ({
  x25519: i.bytes("x25519"),
  mlkem1024: i.bytes("mlkem1024"),
});

const signingKeys = (i: Inputs) => ({ ed25519: i.bytes("ed25519"), mldsa87: i.bytes("mldsa87") });

/**
 * With x25519 and mlkem1024, the keys: `publicKeys`; `encapsulate`: random (the ephemeral key, then
 * ML-KEM's m); `decapsulate`: ciphertext.
 */
export const agreementOperations: Operations = {
  publicKeys: async (i) => ({ ...await hybridKemPublicKeys(agreementKeys(i)) }),
  encapsulate(i) {
    const random = i.bytes("random");
    const draws = [random.slice(0, 32), random.slice(32)];
    return encapsulateHybrid(agreementKeys(i), () => draws.shift()!);
  },
  async decapsulate(i) {
    const keys = agreementKeys(i);
    return decapsulateHybrid(keys, await hybridKemPublicKeys(keys), i.bytes("ciphertext"));
  },
};

/**
 * With ed25519 and mldsa87, the keys: `publicKeys`; `verify`: label, message, signature, [start,
 * slices]; `verifyFile`: file, signature. `fileMessage`: what is signed of a file. `dearmour`: label
 * and armour, both texts.
 */
export const signatureOperations: Operations = {
  publicKeys: async (i) => ({ ...await hybridVerifyingKeys(signingKeys(i)) }),
  verify: (i) =>
    verifyHybrid(signingKeys(i), i.text("label"), i.bytes("message"), cutInput(i, "signature")),
  fileMessage: (i) => fileMessage([i.bytes("file")]),
  verifyFile: (i) => verifyFile(signingKeys(i), [i.bytes("file")], i.bytes("signature")),
  dearmour: (i) => dearmour(i.text("label"), i.text("armour")),
};
