/**
 * `lib/recovery/FORMAT.md` a second time: noble's primitives, node:crypto's HKDF and hashes, CBOR by
 * hand, SLIP-39 by the naive second implementation. It shares no code with `lib/` but the two word
 * lists, and makes the expected values of `vectors/recovery.json`.
 *
 * @module
 */
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { ml_dsa87 } from "@noble/post-quantum/ml-dsa.js";
import { ml_kem1024 } from "@noble/post-quantum/ml-kem.js";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { keccak } from "hash-wasm";
import { createHash, createHmac, hkdfSync } from "node:crypto";
import { WORDS } from "../../lib/slip39/wordlist.ts";
import { ascii, type Bytes, encapsulate, join, sign } from "../hybrid/oracle.ts";
import { naiveSplit, naiveWords } from "../slip39/naive.ts";

const P = "kelid recovery v1 ";
const ZERO = Uint8Array.of(0);

export const sha256 = (...parts: Uint8Array[]): Bytes =>
  Uint8Array.from(createHash("sha256").update(join(...parts)).digest());

export const labelled = (label: string, ...parts: Uint8Array[]): Bytes =>
  sha256(ascii(P + label), ZERO, ...parts);

export const derive = (secret: Uint8Array, label: string, length = 32): Bytes =>
  new Uint8Array(hkdfSync("sha512", secret, new Uint8Array(0), ascii(P + label), length));

interface Pair {
  secret: { ed25519: Bytes; mldsa87: Bytes };
  public: { ed25519: Uint8Array; mldsa87: Uint8Array };
}

export function signing(secret: Uint8Array, purpose: string): Pair {
  const seeds = {
    ed25519: derive(secret, `${purpose}/ed25519`),
    mldsa87: derive(secret, `${purpose}/ml-dsa-87`),
  };
  return {
    secret: seeds,
    public: {
      ed25519: ed25519.getPublicKey(seeds.ed25519),
      mldsa87: ml_dsa87.keygen(seeds.mldsa87).publicKey,
    },
  };
}

export function sealing(secret: Uint8Array, purpose: string) {
  const seeds = {
    x25519: derive(secret, `${purpose}/x25519`),
    mlkem1024: derive(secret, `${purpose}/ml-kem-1024`, 64),
  };
  return {
    secret: seeds,
    public: {
      x25519: x25519.getPublicKey(seeds.x25519),
      mlkem1024: ml_kem1024.keygen(seeds.mlkem1024).publicKey,
    },
  };
}

export const keyHash = (keys: Pair["public"]): Bytes => labelled("key", keys.ed25519, keys.mldsa87);

export const recipientHash = (keys: { x25519: Uint8Array; mlkem1024: Uint8Array }): Bytes =>
  labelled("recipient", keys.x25519, keys.mlkem1024);

/** The public key of a seed. */
export const mldsa87 = (seed: Uint8Array): Uint8Array => ml_dsa87.keygen(seed).publicKey;

export const cancelSecret = (seed: Uint8Array): Bytes => derive(seed, "cancel secret");
export const circleSecret = (cancel: Uint8Array): Bytes => derive(cancel, "circle secret");

export const approvalKeyHash = (share: Uint8Array): Bytes =>
  keyHash(signing(share, "approval").public);

export async function commitment(mldsa87: Uint8Array, salt: Uint8Array): Promise<string> {
  const id = createHash("sha3-256").update(mldsa87).digest("hex");
  return await keccak(join(ascii(`05${id}`), salt), 256);
}

/** The first 88 bits of a hash, eleven at a time. */
export function words(hash: Uint8Array): string {
  const bits = [...hash].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return Array.from({ length: 8 }, (_, i) => wordlist[parseInt(bits.slice(11 * i, 11 * i + 11), 2)])
    .join(" ");
}

export const checkNumber = (share: Uint8Array): string =>
  labelled("check", share).toHex().slice(0, 8).replace(/^(.{4})/, "$1 ");

export const drillDigest = (key: Uint8Array, share: Uint8Array): string =>
  createHmac("sha256", key).update(join(ascii(`${P}digest`), ZERO, share)).digest("hex");

/** The shares of a deal: bytes and words, in the order of members, and its terms. */
export function deal(
  seed: Uint8Array,
  secret: Uint8Array,
  groupThreshold: number,
  groups: { threshold: number; count: number }[],
) {
  let draws = 0;
  const draw = (length: number) => derive(seed, `share randomness/${draws++}`, length);
  const scheme = { secret, passphrase: "", groupThreshold, groups, exponent: 1, extendable: true };
  const shares = naiveSplit(scheme, draw).flat().map((share) => {
    const head = share.head.reduce(
      (sum, [width, field]) => sum << BigInt(width) | BigInt(field),
      0n,
    );
    const bytes = join(Uint8Array.fromHex(head.toString(16).padStart(10, "0")), share.value);
    return { bytes, words: naiveWords(share, WORDS) };
  });
  const packed = groups.map(({ threshold, count }) => threshold * 16 + count);
  const head = Uint8Array.of(groupThreshold, groups.length, ...packed);
  const terms = join(head, ...shares.map(({ bytes }) => approvalKeyHash(bytes)));
  return { shares, terms };
}

export type Value = number | boolean | Uint8Array | Value[] | Map<number, Value>;

/** Deterministic CBOR of the values that are needed. */
export function cbor(value: Value): Bytes {
  const head = (major: number, n: number) => {
    if (n < 24) return Uint8Array.of(major << 5 | n);
    if (n < 256) return Uint8Array.of(major << 5 | 24, n);
    if (n < 65_536) return Uint8Array.of(major << 5 | 25, n >> 8, n & 255);
    return Uint8Array.of(major << 5 | 26, n >>> 24, n >> 16 & 255, n >> 8 & 255, n & 255);
  };
  if (typeof value === "number") return head(0, value);
  if (typeof value === "boolean") return Uint8Array.of(value ? 0xf5 : 0xf4);
  if (value instanceof Uint8Array) return join(head(2, value.length), value);
  if (Array.isArray(value)) return join(head(4, value.length), ...value.map(cbor));
  const entries = [...value].flatMap(([key, item]) => [head(0, key), cbor(item)]);
  return join(head(5, value.size), ...entries);
}

export const KIND: Record<string, number> = {
  deal: 1,
  drill: 2,
  answer: 3,
  request: 4,
  approval: 5,
  release: 6,
  cancellation: 7,
};

interface Recipient {
  x25519: Uint8Array;
  mlkem1024: Uint8Array;
}

/** A body's map. The signature is for `signedFor`, which is the recipient unless a fault is wanted. */
export function body(kind: string, content: Uint8Array, signedFor: Recipient, keys?: Pair): Bytes {
  const map = new Map<number, Value>([[1, KIND[kind]], [2, content]]);
  if (keys) {
    map.set(3, keys.public.ed25519).set(4, keys.public.mldsa87);
    map.set(5, sign(keys.secret, P + kind, join(recipientHash(signedFor), content)));
  }
  return cbor(map);
}

/** A file around a body. */
export function file(
  encoded: Uint8Array,
  to: Recipient,
  random: (length: number) => Uint8Array,
  padding = 0,
): Bytes {
  const { ciphertext, secret } = encapsulate(to, random);
  const plain = new Uint8Array(12_288 - 1_600 - 16);
  plain.fill(padding, -1);
  plain.set([encoded.length >> 8, encoded.length & 255]);
  plain.set(encoded, 2);
  const key = derive(secret, "file");
  return join(ciphertext, xchacha20poly1305(key, new Uint8Array(24)).encrypt(plain));
}
