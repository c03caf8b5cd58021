import assert from "node:assert/strict";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { ENVELOPE_HEADER_BYTES, openHeader, STANZA_BYTES } from "../../lib/envelope/header.ts";
import { bodyKey, headerHash, stanzaKey } from "../../lib/envelope/keys.ts";
import { hkdfSha512 } from "../../lib/hybrid/hkdf.ts";
import { utf8 } from "../../lib/bytes.ts";
import { named, stream } from "../hybrid/oracle.ts";
import { alice, asSender, bob, decapsulating, reads, seal } from "./common.ts";

const text = Deno.readTextFileSync(new URL("../../lib/envelope/FORMAT.md", import.meta.url));
const figures = text.replaceAll(/\s+/g, "");

/** That a figure stands in the document, however it is broken into lines. */
function stands(what: string, bytes: Uint8Array): void {
  assert.ok(figures.includes(Uint8Array.from(bytes).toHex()), what);
}

Deno.test("the envelope of FORMAT.md is ours, with all that comes between", async () => {
  const plaintext = named("plaintext", 11);
  const identityHash = named("identity of alice", 32);
  const sender = asSender(alice, identityHash);
  const file = await seal([bob.agreementPublic], plaintext, stream("small"), sender);
  const header = file.slice(0, ENVELOPE_HEADER_BYTES);
  const fileKey = (await openHeader(header, decapsulating(bob)))!;
  assert.match(text, /^place of bob +11$/m);
  const stanza = header.slice(11 * STANZA_BYTES, 12 * STANZA_BYTES);
  const secret = (await decapsulating(bob)(stanza.slice(0, 1600)))!;
  const hash = await headerHash(header);
  stands("plaintext", plaintext);
  stands("file key", fileKey);
  stands("secret", secret);
  stands("stanza key", await stanzaKey(secret));
  stands("sealed file key", stanza.slice(1600));
  stands("MAC key", await hkdfSha512(fileKey, utf8("kelid envelope header v1"), 64));
  stands("MAC", header.slice(-64));
  stands("SHA-512(header)", hash);
  stands("body key", await bodyKey(fileKey, hash));
  stands("sealed", file.slice(ENVELOPE_HEADER_BYTES, ENVELOPE_HEADER_BYTES + 16));
  stands("identity hash", identityHash);
  stands("SHA-512(plaintext)", sha512(plaintext));
  stands("signature", sha256((await reads(bob, file)).sender!.signature));
  stands("envelope", sha256(file));
  assert.equal(file.length, 47_575);
});
