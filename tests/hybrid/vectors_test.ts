import assert from "node:assert/strict";
import { dearmour } from "../../lib/armour.ts";
import { decapsulateHybrid, encapsulateHybrid, hybridKemPublicKeys } from "../../lib/hybrid/kem.ts";
import { hybridVerifyingKeys, verifyHybrid } from "../../lib/hybrid/signature.ts";
import { fileMessage, verifyFile } from "../../lib/signature/file.ts";
import { type Operations, runs } from "./vector_runner.ts";
import { keyAgreementVectors, signatureVectors } from "./vectors.ts";

const keyAgreement: Operations = {
  publicKeys: (i) =>
    hybridKemPublicKeys({ x25519: i.bytes("x25519"), mlkem1024: i.bytes("mlkem1024") }),
  encapsulate(i) {
    const random = i.bytes("random");
    const draws = [random.slice(0, 32), random.slice(32)];
    const to = { x25519: i.bytes("x25519"), mlkem1024: i.bytes("mlkem1024") };
    return encapsulateHybrid(to, () => draws.shift()!);
  },
  async decapsulate(i) {
    const keys = { x25519: i.bytes("x25519"), mlkem1024: i.bytes("mlkem1024") };
    return decapsulateHybrid(keys, await hybridKemPublicKeys(keys), i.bytes("ciphertext"));
  },
};

const signature: Operations = {
  publicKeys: (i) =>
    hybridVerifyingKeys({ ed25519: i.bytes("ed25519"), mldsa87: i.bytes("mldsa87") }),
  verify(i) {
    const keys = { ed25519: i.bytes("ed25519"), mldsa87: i.bytes("mldsa87") };
    return verifyHybrid(keys, i.text("label"), i.bytes("message"), i.sliced("signature"));
  },
  fileMessage: (i) => fileMessage([i.bytes("file")]),
  verifyFile(i) {
    const keys = { ed25519: i.bytes("ed25519"), mldsa87: i.bytes("mldsa87") };
    return verifyFile(keys, [i.bytes("file")], i.bytes("signature"));
  },
  dearmour: (i) => dearmour(i.text("label"), i.text("armour")),
};

runs(keyAgreementVectors, keyAgreement);
runs(signatureVectors, signature);

Deno.test("a signature's halves have the lengths that vectors/signature.json cuts at", () => {
  assert.equal(signatureVectors().values.signature.length, 2 * 4691);
});
