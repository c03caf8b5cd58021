import assert from "node:assert/strict";
import { daemonSessionId, sessionId, sessionLink } from "../../lib/identity/session_id.ts";

Deno.test("a Session ID is 66 characters and hashes the key to its last byte", () => {
  const key = new Uint8Array(2592);
  // openssl dgst -sha3-256 of 2592 zero bytes
  assert.equal(
    sessionId(key),
    "0502305dd14592196437d7d1099aa0435ac5d7316a99ce7a1a08b797a4f9170b65",
  );
  key[2591] = 1;
  assert.match(sessionId(key), /^05[0-9a-f]{64}$/);
  assert.notEqual(sessionId(key), sessionId(new Uint8Array(2592)));
});

Deno.test("a 07 Session ID hashes both keys, the ML-KEM-768 key first", () => {
  // b2sum --length=256 of 1184 bytes of 1 and 1952 bytes of 2
  assert.equal(
    daemonSessionId(new Uint8Array(1184).fill(1), new Uint8Array(1952).fill(2)),
    "07069af080498f9dfe5d55274e93a9376387785a9c8a898b7bb9d1496cce9ae21e",
  );
});

Deno.test("keys of other lengths, and each other's places, are refused", () => {
  const [kem, dsa] = [new Uint8Array(1184), new Uint8Array(1952)];
  assert.throws(() => sessionId(dsa), { name: "TypeError" });
  assert.throws(() => daemonSessionId(dsa, kem), { name: "TypeError" });
  assert.throws(() => daemonSessionId(kem, kem), { name: "TypeError" });
});

Deno.test("a link is made of a Session ID and of nothing else", () => {
  const id = `05${"0a".repeat(32)}`;
  assert.equal(sessionLink(id), `pars://session/${id}`);
  assert.equal(sessionLink(id.replace("05", "07")), `pars://session/07${id.slice(2)}`);
  for (
    const wrong of ["", id.slice(1), `${id}0`, id.replace("05", "06"), id.toUpperCase(), `${id}\n`]
  ) {
    assert.throws(() => sessionLink(wrong), { name: "SyntaxError" });
  }
});
