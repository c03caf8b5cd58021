import assert from "node:assert/strict";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { hkdfSha512 } from "../../lib/hybrid/hkdf.ts";
import { decapsulateHybrid, encapsulateHybrid, hybridKemPublicKeys } from "../../lib/hybrid/kem.ts";
import { mlKem1024 } from "../../lib/hybrid/mlkem1024.ts";
import { hybridVerifyingKeys, verifyHybrid } from "../../lib/hybrid/signature.ts";
import { x25519 } from "../../lib/hybrid/x25519.ts";
import { concat, utf8 } from "../../lib/bytes.ts";
import { fileMessage } from "../../lib/signature/file.ts";
import { named, person, sign } from "./oracle.ts";

const text = Deno.readTextFileSync(new URL("../../lib/hybrid/FORMAT.md", import.meta.url));
const figures = text.replaceAll(/\s+/g, "");

/** That a figure stands in the document, however it is broken into lines. */
function stands(what: string, bytes: Uint8Array): void {
  assert.ok(figures.includes(Uint8Array.from(bytes).toHex()), what);
}

Deno.test("the key agreement of FORMAT.md is ours", async () => {
  const { agreementSecret: keys } = person("receiver");
  const own = await hybridKemPublicKeys(keys);
  const random = named("sender's randomness", 64);
  const draws = [random.slice(0, 32), random.slice(32)];
  const { ciphertext, secret } = await encapsulateHybrid(own, () => draws.shift()!);
  const shared = (await x25519.shared(keys.x25519, ciphertext.slice(0, 32)))!;
  const lattice = await mlKem1024.decapsulate(keys.mlkem1024, ciphertext.slice(32));
  const transcript = sha512(concat(ciphertext, own.x25519, own.mlkem1024));
  const info = concat(utf8("pars-session-v1"), Uint8Array.of(0), transcript);
  assert.deepEqual(await hkdfSha512(concat(shared, lattice), info, 32), secret);
  assert.deepEqual(await decapsulateHybrid(keys, own, ciphertext), secret);
  stands("X25519 secret", keys.x25519);
  stands("ML-KEM seed", keys.mlkem1024);
  stands("X25519 public key", own.x25519);
  stands("ML-KEM public key", sha256(own.mlkem1024));
  stands("e", random.slice(0, 32));
  stands("m", random.slice(32));
  stands("ct_x", ciphertext.slice(0, 32));
  stands("ct_k", sha256(ciphertext.slice(32)));
  stands("ss_x", shared);
  stands("ss_k", lattice);
  stands("transcript", transcript);
  stands("secret", secret);
});

Deno.test("the signature of FORMAT.md verifies", async () => {
  const { signingSecret } = person("signer");
  const own = await hybridVerifyingKeys(signingSecret);
  const message = utf8("The first of several messages.");
  const signature = sign(signingSecret, "kelid example v1", message);
  assert.equal(await verifyHybrid(own, "kelid example v1", message, signature), true);
  stands("Ed25519 seed", signingSecret.ed25519);
  stands("ML-DSA seed", signingSecret.mldsa87);
  stands("Ed25519 public key", own.ed25519);
  stands("ML-DSA public key", sha256(own.mldsa87));
  stands("Ed25519 half", signature.slice(0, 64));
  stands("ML-DSA half", sha256(signature.slice(64)));
  stands("a file's message", await fileMessage([utf8("Dear friend,\nthis is a file.\n")]));
});
