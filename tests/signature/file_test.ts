import assert from "node:assert/strict";
import { armour } from "../../lib/armour.ts";
import { concat } from "../../lib/bytes.ts";
import {
  FILE_SIGNATURE_LABEL,
  fileMessage,
  readFileSignature,
  signFile,
  verifyFile,
} from "../../lib/signature/file.ts";
import * as oracle from "../hybrid/oracle.ts";
import { seeded } from "../seeded.ts";

const signer = oracle.person("file signer");
const file = seeded("file")(100_000);

/** The file in pieces of other sizes, empty ones among them. */
function* pieces(...sizes: number[]) {
  let at = 0;
  for (const size of sizes) yield file.subarray(at, at += size);
  yield file.subarray(at);
}

Deno.test("what is signed of a file does not depend on the pieces it comes in", async () => {
  const whole = oracle.fileMessage(file);
  assert.deepEqual(await fileMessage([file]), whole);
  assert.deepEqual(await fileMessage(pieces(1, 0, 127, 128, 65_536)), whole);
  assert.deepEqual(await fileMessage(ReadableStream.from(pieces(50_000))), whole);
  assert.deepEqual(await fileMessage([]), oracle.fileMessage(new Uint8Array(0)));
});

Deno.test("a second implementation accepts our signature of a file, and we accept its", async () => {
  const text = await signFile(signer.signingSecret, pieces(1000));
  const signature = readFileSignature(text);
  assert.equal(text, oracle.armoured("KELID SIGNATURE", signature));
  const message = oracle.fileMessage(file);
  assert.ok(oracle.verify(signer.signingPublic, "kelid file signature v1", message, signature));
  const theirs = oracle.sign(signer.signingSecret, "kelid file signature v1", message);
  assert.equal(await verifyFile(signer.signingPublic, [file], theirs), true);
});

Deno.test("an empty file can be signed", async () => {
  const signature = readFileSignature(await signFile(signer.signingSecret, []));
  assert.equal(await verifyFile(signer.signingPublic, [], signature), true);
  assert.equal(await verifyFile(signer.signingPublic, [new Uint8Array(1)], signature), false);
});

Deno.test("a file changed in one bit, cut, extended or exchanged is refused", async () => {
  const signature = readFileSignature(await signFile(signer.signingSecret, [file]));
  const changed = file.slice();
  changed[77_777] ^= 4;
  for (
    const other of [
      changed,
      file.subarray(1),
      file.subarray(0, -1),
      concat(file, new Uint8Array(1)),
      new Uint8Array(0),
    ]
  ) assert.equal(await verifyFile(signer.signingPublic, [other], signature), false);
  assert.equal(await verifyFile(oracle.person("nobody").signingPublic, [file], signature), false);
  assert.equal(await verifyFile(signer.signingPublic, [file], signature), true);
});

Deno.test("a signature of the same bytes under another label is none of a file", async () => {
  const message = await fileMessage([file]);
  const other = oracle.sign(signer.signingSecret, FILE_SIGNATURE_LABEL + "1", message);
  assert.equal(await verifyFile(signer.signingPublic, [file], other), false);
});

Deno.test("a signature file of another length or label is not read", () => {
  const signature = new Uint8Array(4691);
  assert.deepEqual(readFileSignature(armour("KELID SIGNATURE", signature)), signature);
  for (
    const [label, length] of [["KELID SIGNATURE", 4690], ["KELID SIGNATURE", 4692], [
      "KELID IDENTITY",
      4691,
    ]] as const
  ) {
    assert.throws(() => readFileSignature(armour(label, new Uint8Array(length))), SyntaxError);
  }
});
