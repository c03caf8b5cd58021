import assert from "node:assert/strict";
import { ed25519 as curve } from "@noble/curves/ed25519.js";
import { concat, hex, unhex, utf8 } from "../../lib/bytes.ts";
import { usableEd25519Key } from "../../lib/hybrid/ed25519.ts";
import {
  HYBRID_SIGNATURE_BYTES,
  hybridVerifyingKeys,
  signHybrid,
  verifyHybrid,
} from "../../lib/hybrid/signature.ts";
import { seeded } from "../seeded.ts";
import { person, sign, verify } from "./oracle.ts";

const LABEL = "kelid test v1";
const message = seeded("message")(200);
const signer = person("signer");
const other = person("another signer");

Deno.test("a second implementation accepts our signatures, and we accept its", async () => {
  const ours = await signHybrid(signer.signingSecret, LABEL, message);
  assert.equal(ours.length, 4691);
  assert.equal(ours.length, HYBRID_SIGNATURE_BYTES);
  assert.equal(verify(signer.signingPublic, LABEL, message, ours), true);
  const theirs = sign(signer.signingSecret, LABEL, message);
  assert.equal(await verifyHybrid(signer.signingPublic, LABEL, message, theirs), true);
});

Deno.test("public keys come from their seeds as in the second implementation", async () => {
  assert.deepEqual(await hybridVerifyingKeys(signer.signingSecret), signer.signingPublic);
});

Deno.test("an empty message can be signed", async () => {
  const signature = await signHybrid(signer.signingSecret, LABEL, new Uint8Array(0));
  assert.equal(await verifyHybrid(signer.signingPublic, LABEL, new Uint8Array(0), signature), true);
});

Deno.test("a signature is refused under another label, message or key", async () => {
  const keys = signer.signingPublic;
  const signature = await signHybrid(signer.signingSecret, LABEL, message);
  const refused = async (...given: Parameters<typeof verifyHybrid>) =>
    assert.equal(await verifyHybrid(...given), false);
  await refused(keys, "kelid test v2", message, signature);
  await refused(keys, LABEL, message.subarray(1), signature);
  await refused({ ...keys, ed25519: other.signingPublic.ed25519 }, LABEL, message, signature);
  await refused({ ...keys, mldsa87: other.signingPublic.mldsa87 }, LABEL, message, signature);
  assert.equal(await verifyHybrid(keys, LABEL, message, signature), true);
});

Deno.test("label and message cannot flow into each other", async () => {
  const signature = await signHybrid(signer.signingSecret, "kelid a", utf8("b\0c"));
  for (const [label, text] of [["kelid", " a\0b\0c"], ["kelid a\0b", "c"], ["kelid ab", "\0c"]]) {
    const verdict = verifyHybrid(signer.signingPublic, label, utf8(text), signature);
    if (label.includes("\0")) await assert.rejects(verdict, TypeError);
    else assert.equal(await verdict, false);
  }
});

Deno.test("one good half is not enough, whichever half it is", async () => {
  const keys = signer.signingPublic;
  const mine = await signHybrid(signer.signingSecret, LABEL, message);
  const theirs = await signHybrid(other.signingSecret, LABEL, message);
  for (
    const half of [
      concat(mine.subarray(0, 64), theirs.subarray(64)),
      concat(theirs.subarray(0, 64), mine.subarray(64)),
      concat(mine.subarray(0, 64), new Uint8Array(4627)),
      concat(new Uint8Array(64), mine.subarray(64)),
      concat(mine.subarray(64), mine.subarray(0, 64)),
    ]
  ) assert.equal(await verifyHybrid(keys, LABEL, message, half), false);
});

Deno.test("any changed byte of a signature is found", async () => {
  const signature = await signHybrid(signer.signingSecret, LABEL, message);
  for (let i = 0; i < signature.length; i += 37) {
    signature[i] ^= 0x10;
    assert.equal(await verifyHybrid(signer.signingPublic, LABEL, message, signature), false);
    signature[i] ^= 0x10;
  }
});

Deno.test("a signature of another length is refused, keys of another length are a caller's mistake", async () => {
  const keys = signer.signingPublic;
  const signature = await signHybrid(signer.signingSecret, LABEL, message);
  for (
    const wrong of [signature.subarray(1), concat(signature, new Uint8Array(1)), new Uint8Array(0)]
  ) {
    assert.equal(await verifyHybrid(keys, LABEL, message, wrong), false);
  }
  const short = new Uint8Array(31);
  await assert.rejects(
    verifyHybrid({ ...keys, ed25519: short }, LABEL, message, signature),
    TypeError,
  );
  await assert.rejects(
    verifyHybrid({ ...keys, mldsa87: short }, LABEL, message, signature),
    TypeError,
  );
  await assert.rejects(
    signHybrid({ ...signer.signingSecret, ed25519: short }, LABEL, message),
    TypeError,
  );
  await assert.rejects(
    signHybrid({ ...signer.signingSecret, mldsa87: short }, LABEL, message),
    TypeError,
  );
  await assert.rejects(hybridVerifyingKeys({ ...signer.signingSecret, mldsa87: short }), TypeError);
});

Deno.test("an empty label, or one with a zero in it, is a caller's mistake", async () => {
  for (const label of ["", "a\0b"]) {
    await assert.rejects(signHybrid(signer.signingSecret, label, message), TypeError);
  }
});

/** All points whose order divides 8, as canonical bytes. */
const torsion = ["0".repeat(64), "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"]
  .flatMap((point) => {
    const first = curve.Point.fromHex(point);
    const points = [];
    for (let next = first, i = 0; i < 8; i++, next = next.add(first)) points.push(next.toHex());
    return points;
  });

Deno.test("small-order and non-canonical Ed25519 keys are unusable, and all others usable", () => {
  const small = new Set(torsion);
  assert.equal(small.size, 8);
  for (const point of small) assert.equal(usableEd25519Key(unhex(point)), false, point);
  // y = p, p + 1, 2^255 - 1: spellings of 0, 1 and 18; then the spellings of the sign of x = 0.
  for (const y of ["ed", "ee", "ff"]) {
    assert.equal(usableEd25519Key(unhex(y + "ff".repeat(30) + "7f")), false);
    assert.equal(usableEd25519Key(unhex(y + "ff".repeat(31))), false);
  }
  assert.equal(usableEd25519Key(unhex("01" + "00".repeat(30) + "80")), false);
  assert.equal(usableEd25519Key(unhex("ec" + "ff".repeat(31))), false);
  // p - 2 and what only looks like p in some bytes.
  assert.equal(usableEd25519Key(unhex("eb" + "ff".repeat(30) + "7f")), true);
  assert.equal(usableEd25519Key(unhex("ed" + "ff".repeat(29) + "fe7f")), true);
  assert.equal(usableEd25519Key(unhex("ed" + "ff".repeat(30) + "7e")), true);
  assert.equal(usableEd25519Key(new Uint8Array(33)), false);
  for (let i = 0; i < 20; i++) {
    assert.equal(usableEd25519Key(curve.getPublicKey(seeded(`key ${i}`)(32))), true);
  }
});

Deno.test("the signature that every small-order key accepts is refused", async () => {
  const lattice = (await signHybrid(signer.signingSecret, LABEL, message)).subarray(64);
  for (const point of new Set(torsion)) {
    const forged = concat(unhex("01" + "00".repeat(63)), lattice);
    const keys = { ...signer.signingPublic, ed25519: unhex(point) };
    assert.equal(await verifyHybrid(keys, LABEL, message, forged), false, hex(keys.ed25519));
  }
});
