import assert from "node:assert/strict";
import { base58 } from "@scure/base";
import { didDocument, didOf } from "../../lib/identity/did.ts";
import { ownIdentity } from "../../lib/identity/own_identity.ts";
import { sessionId } from "../../lib/identity/session_id.ts";
import { evmAddress } from "../../lib/wallet/evm.ts";
import { seeded } from "../seeded.ts";

const random = seeded("did");
const identity = await ownIdentity(random(64), { path: 6133, slhPublicKey: random(64) }, 0);

Deno.test("the two DIDs carry the Session ID and the address", () => {
  assert.equal(didOf(identity, "session"), `did:pars:session:${sessionId(identity.mldsa87)}`);
  assert.equal(didOf(identity, "mainnet"), `did:pars:mainnet:${evmAddress(identity.secp256k1)}`);
});

Deno.test("a document holds exactly the members of PIP-0200, and refers to its own keys", () => {
  for (const network of ["session", "mainnet"] as const) {
    const document = didDocument(identity, network);
    const did = didOf(identity, network);
    assert.deepEqual(Object.keys(document), [
      "@context",
      "id",
      "verificationMethod",
      "authentication",
      "assertionMethod",
      "service",
    ]);
    assert.equal(document.id, did);
    const fragments = document.verificationMethod.map(({ id }) => id.replace(did, ""));
    assert.deepEqual(fragments, ["#key-1", "#key-pq", "#key-ed25519"]);
    for (const name of [...document.authentication, ...document.assertionMethod]) {
      assert.ok(fragments.includes(name));
    }
    for (const { controller } of document.verificationMethod) assert.equal(controller, did);
    assert.deepEqual(document.service, [{
      id: "#session",
      type: "ParsSession",
      serviceEndpoint: `pars://session/${sessionId(identity.mldsa87)}`,
    }]);
  }
});

Deno.test("classical keys look as they do in every did:key, and decode to prefix and key", () => {
  const [secp256k1, , ed25519] = didDocument(identity, "session").verificationMethod;
  assert.match(secp256k1.publicKeyMultibase, /^zQ3s/);
  assert.match(ed25519.publicKeyMultibase, /^z6Mk/);
  const decode = (text: string) => base58.decode(text.slice(1));
  assert.deepEqual(
    decode(secp256k1.publicKeyMultibase),
    Uint8Array.of(0xe7, 0x01, ...identity.secp256k1),
  );
  assert.deepEqual(
    decode(ed25519.publicKeyMultibase),
    Uint8Array.of(0xed, 0x01, ...identity.ed25519),
  );
});
