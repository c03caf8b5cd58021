/**
 * A second, naive implementation of lib/identity/FORMAT.md on node:crypto, hash-wasm and strings,
 * which shares no code with lib/. Keys come from the second implementation of wallets.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash, createPrivateKey, sign } from "node:crypto";
import { ml_dsa65, ml_dsa87 } from "@noble/post-quantum/ml-dsa.js";
import { ml_kem1024, ml_kem768 } from "@noble/post-quantum/ml-kem.js";
import { slh_dsa_sha2_256s } from "@noble/post-quantum/slh-dsa.js";
import { blake2b } from "hash-wasm";
import * as wallet from "../wallet/oracle.ts";

/** Public and secret halves of all that is in an identity. */
export interface Keys {
  ed25519: Uint8Array;
  mldsa87: Uint8Array;
  x25519: Uint8Array;
  mlkem1024: Uint8Array;
  slhdsa256s: Uint8Array;
  secp256k1: Uint8Array;
  address: string;
  secret: { ed25519: Uint8Array; mldsa87: Uint8Array };
}

/** The keys of a pseudonym. */
export async function keysOf(seed: Uint8Array, coin: number, pseudonym: number): Promise<Keys> {
  const key = (purpose: string, length: number) => wallet.key(seed, pseudonym, purpose, length);
  const { publicKey, address } = await wallet.evm(seed, `m/44'/${coin}'/${pseudonym}'/0/0`);
  const secret = { ed25519: key("ed25519", 32), mldsa87: key("ml-dsa-87", 32) };
  return {
    ed25519: wallet.curvePublicKey("Ed25519", secret.ed25519),
    mldsa87: ml_dsa87.keygen(secret.mldsa87).publicKey,
    x25519: wallet.curvePublicKey("X25519", key("x25519", 32)),
    mlkem1024: ml_kem1024.keygen(key("ml-kem-1024", 64)).publicKey,
    slhdsa256s: slh_dsa_sha2_256s.keygen(key("slh-dsa-sha2-256s", 96)).publicKey,
    secp256k1: publicKey,
    address,
    secret,
  };
}

/** The body of an identity file. */
export function body(keys: Keys): Uint8Array {
  return Buffer.concat([
    keys.ed25519,
    keys.mldsa87,
    keys.x25519,
    keys.mlkem1024,
    keys.slhdsa256s,
    keys.secp256k1,
  ]);
}

/** The hybrid signature of a body, deterministic in both halves. */
export function signature(secret: Keys["secret"], signed: Uint8Array, label: string): Uint8Array {
  const message = Buffer.concat([Buffer.from(`${label}\0`), signed]);
  const key = createPrivateKey({
    key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), secret.ed25519]),
    format: "der",
    type: "pkcs8",
  });
  const { secretKey } = ml_dsa87.keygen(secret.mldsa87);
  const lattice = ml_dsa87.sign(message, secretKey, { extraEntropy: false });
  return Buffer.concat([sign(null, message, key), lattice]);
}

/** Armour around bytes. */
export function armour(bytes: Uint8Array, label = "KELID IDENTITY"): string {
  const lines = Buffer.from(bytes).toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

/** The identity file. */
export function file(keys: Keys): string {
  const signed = body(keys);
  return armour(Buffer.concat([signed, signature(keys.secret, signed, "kelid identity v1")]));
}

/** The hash that a contact keeps. */
export function identityHash(keys: Keys): Uint8Array {
  return createHash("sha256").update("kelid identity hash v1\0").update(body(keys)).digest();
}

/** The `05` Session ID. */
export function sessionId(keys: Keys): string {
  return "05" + createHash("sha3-256").update(keys.mldsa87).digest("hex");
}

/** The `07` Session ID and its identity file. */
export async function daemon(
  seed: Uint8Array,
  pseudonym: number,
): Promise<{ sessionId: string; json: string }> {
  const kem = ml_kem768.keygen(wallet.key(seed, pseudonym, "ml-kem-768", 64));
  const dsa = ml_dsa65.keygen(wallet.key(seed, pseudonym, "ml-dsa-65", 32));
  const both = Buffer.concat([kem.publicKey, dsa.publicKey]);
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
  const sessionId = "07" + await blake2b(both, 256);
  const json = [
    "{",
    `  "sessionId": "${sessionId}",`,
    `  "kemPublicKey": "${base64(kem.publicKey)}",`,
    `  "kemSecretKey": "${base64(kem.secretKey)}",`,
    `  "dsaPublicKey": "${base64(dsa.publicKey)}",`,
    `  "dsaSecretKey": "${base64(dsa.secretKey)}"`,
    "}",
    "",
  ].join("\n");
  return { sessionId, json };
}

/** Base58btc by long division, a digit at a time. */
export function base58(bytes: Uint8Array): string {
  const digits: number[] = [];
  for (const byte of bytes) {
    let carry = byte;
    for (let i = 0; i < digits.length; i++) {
      carry += digits[i] << 8;
      digits[i] = carry % 58;
      carry = Math.floor(carry / 58);
    }
    for (; carry > 0; carry = Math.floor(carry / 58)) digits.push(carry % 58);
  }
  for (const byte of bytes) {
    if (byte !== 0) break;
    digits.push(0);
  }
  const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  return digits.reverse().map((digit) => alphabet[digit]).join("");
}

/** The DID document, as JSON without white space. */
export function didDocument(keys: Keys, did: string): string {
  const multibase = (prefix: string, key: Uint8Array) =>
    `z${base58(Buffer.concat([Buffer.from(prefix, "hex"), key]))}`;
  const method = (name: string, type: string, prefix: string, key: Uint8Array) =>
    `{"id":"${did}#${name}","type":"${type}","controller":"${did}",` +
    `"publicKeyMultibase":"${multibase(prefix, key)}"}`;
  return `{"@context":["https://www.w3.org/ns/did/v1","https://pars.network/ns/did/v1"],` +
    `"id":"${did}","verificationMethod":[` +
    method("key-1", "EcdsaSecp256k1VerificationKey2019", "e701", keys.secp256k1) + "," +
    method("key-pq", "MLDSAVerificationKey2024", "9224", keys.mldsa87) + "," +
    method("key-ed25519", "Ed25519VerificationKey2020", "ed01", keys.ed25519) +
    `],"authentication":["#key-1","#key-pq"],"assertionMethod":["#key-pq","#key-ed25519"],` +
    `"service":[{"id":"#session","type":"ParsSession",` +
    `"serviceEndpoint":"pars://session/${sessionId(keys)}"}]}`;
}

/** A key's fingerprint. */
export function keyFingerprint(name: string, key: Uint8Array): string {
  const hash = createHash("sha256").update(`kelid key fingerprint v1/${name}\0`).update(key);
  return hash.digest("hex").slice(0, 32).match(/..../g)!.join(" ");
}

/** The number that people compare. */
export function safetyNumber(keys: Keys): string {
  const hash = createHash("sha512").update("kelid safety number v1\0").update(identityHash(keys))
    .digest("hex");
  return hash.slice(0, 120).match(/.{10}/g)!
    .map((five) => String(parseInt(five, 16) % 100000).padStart(5, "0")).join(" ");
}
