import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { dearmour } from "../../lib/armour.ts";
import { daemonIdentity } from "../../lib/identity/daemon_identity.ts";
import { didDocument, didOf } from "../../lib/identity/did.ts";
import { keyFingerprint, safetyNumber } from "../../lib/identity/fingerprint.ts";
import { decodeIdentity, encodeIdentity, identityHash } from "../../lib/identity/identity.ts";
import { ownIdentity } from "../../lib/identity/own_identity.ts";
import { sessionId, sessionLink } from "../../lib/identity/session_id.ts";
import { deriveKeys } from "../../lib/wallet/keys.ts";
import type { CoinType } from "../../lib/wallet/record.ts";
import { slhPublicKey } from "../../lib/wallet/slh_dsa.ts";
import type { Case, Figures, VectorFile } from "../wallet/vectors.ts";
import { armour } from "./oracle.ts";
import { identityVectors } from "./vectors.ts";

const FILE = new URL("../../vectors/identity.json", import.meta.url);
const file: VectorFile = JSON.parse(Deno.readTextFileSync(FILE));
const base = file.values!.file;

const sha256 = (data: Uint8Array | string) => createHash("sha256").update(data).digest("hex");

async function derive(c: Case): Promise<Figures> {
  const seed = Uint8Array.fromHex(c.seed as string);
  const pseudonym = c.pseudonym as number;
  const keys = deriveKeys(seed, pseudonym);
  const path = c.coin as CoinType;
  const known = pseudonym === 0 ? await slhPublicKey(keys.slhdsa256s) : new Uint8Array(64);
  const identity = await ownIdentity(seed, { path, slhPublicKey: known }, pseudonym);
  const daemon = daemonIdentity(seed, pseudonym);
  const figures: Figures = {
    ed25519: identity.ed25519.toHex(),
    mldsa87Sha256: sha256(identity.mldsa87),
    x25519: identity.x25519.toHex(),
    mlkem1024Sha256: sha256(identity.mlkem1024),
    slhdsa256s: identity.slhdsa256s.toHex(),
    secp256k1: identity.secp256k1.toHex(),
    fileSha256: sha256(await encodeIdentity(identity, keys)),
    identityHash: identityHash(identity).toHex(),
    safetyNumber: safetyNumber(identity),
    sessionId: sessionId(identity.mldsa87),
    sessionLink: sessionLink(sessionId(identity.mldsa87)),
    didSession: didOf(identity, "session"),
    didMainnet: didOf(identity, "mainnet"),
    didDocumentSessionSha256: sha256(JSON.stringify(didDocument(identity, "session"))),
    didDocumentMainnetSha256: sha256(JSON.stringify(didDocument(identity, "mainnet"))),
    daemonSessionId: daemon.sessionId,
    daemonFileSha256: sha256(daemon.json),
  };
  for (const name of Object.keys(identity) as (keyof typeof identity)[]) {
    figures[`${name}Fingerprint`] = keyFingerprint(name, identity[name]);
  }
  return figures;
}

/** The text that a case of reading is about. */
function textOf(c: Case): string {
  assert.equal(c.file, "@file");
  if (c.change === undefined) return base;
  if (c.change === "text") return base.replaceAll(c.find as string, c.put as string);
  const bytes = dearmour("KELID IDENTITY", base);
  if (c.change === "length") {
    const length = c.length as number;
    const cut = new Uint8Array(length);
    cut.set(bytes.subarray(0, length));
    return armour(cut);
  }
  assert.equal(c.change, "bytes");
  for (const item of (c.put as string).split(" ")) {
    const [at, put] = item.split(":");
    bytes.set(Uint8Array.fromHex(put), Number(at));
  }
  return armour(bytes);
}

const cases = (operation: string) => file.cases.filter((c) => c.operation === operation);

Deno.test("identities in vectors/identity.json are derived as written", async () => {
  for (const c of cases("derive identity")) assert.deepEqual(await derive(c), c.expected, c.name);
});

Deno.test("identity files in vectors/identity.json that are right are read", async () => {
  const right = cases("read identity").filter((c) => c.result !== "invalid");
  assert.equal(right.length, 2);
  for (const c of right) {
    const hash = identityHash(await decodeIdentity(textOf(c))).toHex();
    assert.deepEqual({ identityHash: hash }, c.expected, c.name);
  }
});

const MESSAGES: Record<string, RegExp> = {
  armour: /^Cannot read armour: /,
  length: /^Cannot read the identity: it has \d+ bytes, where 9012 belong$/,
  key: /^Cannot read the identity: the (X25519|Ed25519|ML-KEM-1024|secp256k1) key (is|fails) /,
  signature: /^Cannot read the identity: its own signature does not fit its keys$/,
};

for (const kind of Object.keys(MESSAGES)) {
  Deno.test(`identity files with one fault of the kind "${kind}" are refused for it`, async () => {
    const wrong = cases("read identity").filter((c) => c.kind === kind);
    assert.ok(wrong.length >= 3);
    for (const c of wrong) {
      const refusal = { name: c.error, message: MESSAGES[kind] };
      await assert.rejects(() => decodeIdentity(textOf(c)), refusal, c.name);
    }
  });
}

Deno.test("every case of vectors/identity.json belongs to one of the tests above", () => {
  const known = file.cases.filter((c) =>
    c.operation === "derive identity" ||
    c.operation === "read identity" && (c.result !== "invalid" || c.kind as string in MESSAGES)
  );
  assert.equal(known.length, file.cases.length);
});

Deno.test("vectors/identity.json is what the second implementation makes", async () => {
  assert.deepEqual(file, JSON.parse(JSON.stringify(await identityVectors())));
});
