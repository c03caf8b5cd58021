/**
 * Identities (lib/identity/FORMAT.md) for known answers.
 *
 * @module
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { armour, dearmour } from "../../armour.ts";
import { hex, unhex, utf8 } from "../../bytes.ts";
import { daemonIdentity } from "../../identity/daemon_identity.ts";
import { didDocument, didOf } from "../../identity/did.ts";
import { keyFingerprint, safetyNumber } from "../../identity/fingerprint.ts";
import {
  decodeIdentity,
  encodeIdentity,
  identityHash,
  type PublicIdentity,
} from "../../identity/identity.ts";
import { ownIdentity } from "../../identity/own_identity.ts";
import { sessionId, sessionLink } from "../../identity/session_id.ts";
import { deriveKeys } from "../../wallet/keys.ts";
import type { CoinType } from "../../wallet/record.ts";
import { slhPublicKey } from "../../wallet/slh_dsa.ts";
import { BrokenCase, type Inputs, type Operations, type Output } from "../case.ts";

/**
 * `derive identity`: seed, coin, pseudonym → keys, file, names and fingerprints, long ones as their
 * SHA-256. `read identity`: file (text), [change and what belongs to it] → identityHash.
 */
export const kelidOperations: Operations = {
  "derive identity": derive,
  "read identity": async (i) => ({ identityHash: identityHash(await decodeIdentity(textOf(i))) }),
};

async function derive(i: Inputs): Promise<Output> {
  const seed = i.bytes("seed");
  const pseudonym = i.number("pseudonym");
  const path = i.number("coin") as CoinType;
  const keys = deriveKeys(seed, pseudonym);
  // A wallet's record holds the SLH-DSA key of its first pseudonym; the others' are made.
  const known = pseudonym === 0 ? await slhPublicKey(keys.slhdsa256s) : new Uint8Array(64);
  const identity = await ownIdentity(seed, { path, slhPublicKey: known }, pseudonym);
  const daemon = daemonIdentity(seed, pseudonym);
  const fingerprints: { [part: string]: string } = {};
  for (const name of Object.keys(identity) as (keyof PublicIdentity)[]) {
    fingerprints[`${name}Fingerprint`] = keyFingerprint(name, identity[name]);
  }
  return {
    ed25519: identity.ed25519,
    mldsa87Sha256: sha256(identity.mldsa87),
    x25519: identity.x25519,
    mlkem1024Sha256: sha256(identity.mlkem1024),
    slhdsa256s: identity.slhdsa256s,
    secp256k1: identity.secp256k1,
    fileSha256: textHash(await encodeIdentity(identity, keys)),
    identityHash: identityHash(identity),
    safetyNumber: safetyNumber(identity),
    sessionId: sessionId(identity.mldsa87),
    sessionLink: sessionLink(sessionId(identity.mldsa87)),
    didSession: didOf(identity, "session"),
    didMainnet: didOf(identity, "mainnet"),
    didDocumentSessionSha256: textHash(JSON.stringify(didDocument(identity, "session"))),
    didDocumentMainnetSha256: textHash(JSON.stringify(didDocument(identity, "mainnet"))),
    daemonSessionId: daemon.sessionId,
    daemonFileSha256: textHash(daemon.json),
    ...fingerprints,
  };
}

function textHash(text: string): string {
  return hex(sha256(utf8(text)));
}

/** The file with the change that the case makes to it. */
function textOf(i: Inputs): string {
  const file = i.text("file");
  if (!i.has("change")) return file;
  const change = i.text("change");
  if (change === "text") return file.replaceAll(i.text("find"), i.text("put"));
  const label = "KELID IDENTITY";
  const bytes = dearmour(label, file);
  if (change === "length") {
    const changed = new Uint8Array(i.number("length"));
    changed.set(bytes.subarray(0, changed.length));
    return armour(label, changed);
  }
  if (change !== "bytes") throw new BrokenCase(`the change ${change} is not known`);
  for (const item of i.text("put").split(" ")) {
    const [at, put] = item.split(":");
    bytes.set(unhex(put), Number(at));
  }
  return armour(label, bytes);
}
