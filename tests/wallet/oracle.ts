/**
 * A second, naive implementation of lib/wallet/FORMAT.md on node:crypto, BigInt and strings, which
 * shares no code with lib/ but the word list. It wipes nothing and checks nothing.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import {
  createECDH,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  pbkdf2Sync,
} from "node:crypto";
import { argon2id } from "@noble/hashes/argon2.js";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { keccak } from "hash-wasm";

const fromHex = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const bitsOf = (bytes: Uint8Array) =>
  [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");

/** S from what the system gave and what was typed: RFC 5869 by hand, one block. */
export function master(drawn: Uint8Array, typed: Uint8Array): Uint8Array {
  const prk = createHmac("sha512", Buffer.alloc(64)).update(drawn).update(typed).digest();
  const block = createHmac("sha512", prk).update("kelid master secret v1").update(Buffer.of(1));
  return new Uint8Array(block.digest()).slice(0, 32);
}

/** BIP-39 by the book: a string of bits, cut into elevens. */
export function words(entropy: Uint8Array): string {
  const checksum = bitsOf(createHash("sha256").update(entropy).digest());
  const bits = bitsOf(entropy) + checksum.slice(0, entropy.length / 4);
  return bits.match(/.{11}/g)!.map((eleven) => wordlist[parseInt(eleven, 2)]).join(" ");
}

/** The text of step 2. */
export function text(
  s: Uint8Array,
  folded: Uint8Array,
  costs: { memoryKiB: number; passes: number; lanes: number },
): string {
  if (folded.length === 0) return "";
  const salt = createHash("sha256").update("kelid wallet v1").update(s).digest().subarray(0, 16);
  const stretched = argon2id(folded, salt, {
    m: costs.memoryKiB,
    t: costs.passes,
    p: costs.lanes,
    dkLen: 30,
    maxmem: 2 ** 31,
  });
  return bitsOf(stretched).match(/.{5}/g)!
    .map((five) => "abcdefghijklmnopqrstuvwxyz234567"[parseInt(five, 2)]).join("");
}

/** The BIP-39 seed. */
export function seed(entropy: Uint8Array, passphraseText: string): Uint8Array {
  const salt = `mnemonic${passphraseText}`.normalize("NFKD");
  return new Uint8Array(pbkdf2Sync(words(entropy), salt, 2048, 64, "sha512"));
}

/** A key by HKDF. */
export function key(
  seed64: Uint8Array,
  pseudonym: number,
  purpose: string,
  length: number,
): Uint8Array {
  const info = `pars-pseudonym-${pseudonym}/${purpose}`;
  return new Uint8Array(hkdfSync("sha512", seed64, "", info, length));
}

const N = BigInt("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

function point(privateKey: Uint8Array, form: "compressed" | "uncompressed"): Uint8Array {
  const curve = createECDH("secp256k1");
  curve.setPrivateKey(privateKey);
  return new Uint8Array(curve.getPublicKey(null, form) as unknown as Uint8Array);
}

/** BIP-32 along a path such as m/44'/6133'/0'/0/0, by its definition. */
export async function evm(seed64: Uint8Array, path: string): Promise<{
  privateKey: Uint8Array;
  publicKey: Uint8Array;
  address: string;
}> {
  let node = createHmac("sha512", "Bitcoin seed").update(seed64).digest();
  for (const step of path.split("/").slice(1)) {
    const hardened = step.endsWith("'");
    const index = Buffer.alloc(4);
    index.writeUInt32BE(parseInt(step) + (hardened ? 2 ** 31 : 0));
    const parent = new Uint8Array(node.subarray(0, 32));
    const hmac = createHmac("sha512", node.subarray(32));
    hmac.update(hardened ? Buffer.concat([Buffer.of(0), parent]) : point(parent, "compressed"));
    const derived = hmac.update(index).digest();
    const sum = (BigInt(`0x${toHex(derived.subarray(0, 32))}`) + BigInt(`0x${toHex(parent)}`)) % N;
    node = Buffer.concat([
      fromHex(sum.toString(16).padStart(64, "0")),
      derived.subarray(32),
    ]);
  }
  const privateKey = new Uint8Array(node.subarray(0, 32));
  return {
    privateKey,
    publicKey: point(privateKey, "compressed"),
    address: await address(point(privateKey, "uncompressed")),
  };
}

/** The EIP-55 address of an uncompressed point. */
export async function address(uncompressed: Uint8Array): Promise<string> {
  const lower = (await keccak(uncompressed.subarray(1), 256)).slice(24);
  const hash = await keccak(lower, 256);
  let mixed = "0x";
  for (let i = 0; i < 40; i++) {
    mixed += parseInt(hash[i], 16) > 7 ? lower[i].toUpperCase() : lower[i];
  }
  return mixed;
}

/** The public key of an X25519 secret or an Ed25519 seed. */
export function curvePublicKey(curve: "X25519" | "Ed25519", secret: Uint8Array): Uint8Array {
  const algorithm = curve === "X25519" ? 0x6e : 0x70;
  const der = Buffer.concat([
    fromHex("302e020100300506032b65"),
    Buffer.of(algorithm, 0x04, 0x22, 0x04, 0x20),
    secret,
  ]);
  const publicKey = createPublicKey(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
  return new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(-32));
}

/** What {@linkcode cbor} writes. */
export type Value = number | string | Uint8Array | Map<number, Value>;

/** Deterministic CBOR of maps with small keys, given in order. */
export function cbor(value: Value): Uint8Array {
  const head = (major: number, argument: number) =>
    argument < 24
      ? Buffer.of(major << 5 | argument)
      : argument < 256
      ? Buffer.of(major << 5 | 24, argument)
      : Buffer.of(major << 5 | 25, argument >> 8, argument & 0xff);
  if (typeof value === "number") return head(0, value);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  if (typeof value === "string") {
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  }
  return Buffer.concat([
    head(5, value.size),
    ...[...value].flatMap(([entry, item]) => [head(0, entry), cbor(item)]),
  ]);
}
