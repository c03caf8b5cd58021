/**
 * The hybrid schemes a second time, written from `lib/hybrid/FORMAT.md` with noble alone and sharing
 * no code with `lib/`. It makes the expected values of `vectors/`.
 *
 * @module
 */
import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { shake256 } from "@noble/hashes/sha3.js";
import { ml_dsa87 } from "@noble/post-quantum/ml-dsa.js";
import { ml_kem1024 } from "@noble/post-quantum/ml-kem.js";

export type Bytes = Uint8Array<ArrayBuffer>;

export const ascii = (text: string): Bytes => Uint8Array.from(text, (c) => c.charCodeAt(0));

export function join(...parts: Uint8Array[]): Bytes {
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)));
}

/** The first `length` bytes of SHAKE256 of a name: keys, plaintexts and other stuff of vectors. */
export const named = (name: string, length: number): Bytes =>
  Uint8Array.from(shake256(ascii(name), { dkLen: length }));

/** The bytes of SHAKE256 of a name as one stream, from which every call takes the next ones. */
export function stream(name: string): (length: number) => Bytes {
  const xof = shake256.create().update(ascii(name));
  return (length) => Uint8Array.from(xof.xof(length));
}

/** Who is called `name` in a vector: two agreement keys and two signing keys. */
export function person(name: string) {
  const secret = named(name, 160);
  const x = secret.slice(0, 32);
  const kem = ml_kem1024.keygen(secret.slice(32, 96));
  const ed = secret.slice(96, 128);
  const dsa = ml_dsa87.keygen(secret.slice(128, 160));
  return {
    agreementSecret: { x25519: x, mlkem1024: secret.slice(32, 96) },
    agreementPublic: { x25519: x25519.getPublicKey(x), mlkem1024: kem.publicKey },
    signingSecret: { ed25519: ed, mldsa87: secret.slice(128, 160) },
    signingPublic: { ed25519: ed25519.getPublicKey(ed), mldsa87: dsa.publicKey },
  };
}

interface AgreementKeys {
  x25519: Uint8Array;
  mlkem1024: Uint8Array;
}

function combine(shared: Uint8Array, lattice: Uint8Array, ct: Uint8Array, pk: AgreementKeys) {
  const transcript = sha512(join(ct, pk.x25519, pk.mlkem1024));
  const info = join(ascii("pars-session-v1"), Uint8Array.of(0), transcript);
  return Uint8Array.from(hkdf(sha512, join(shared, lattice), undefined, info, 32));
}

export function encapsulate(to: AgreementKeys, random: (length: number) => Uint8Array) {
  const ephemeral = random(32);
  const m = random(32);
  const lattice = ml_kem1024.encapsulate(to.mlkem1024, m);
  const ciphertext = join(x25519.getPublicKey(ephemeral), lattice.cipherText);
  const shared = x25519.getSharedSecret(ephemeral, to.x25519);
  return { ciphertext, secret: combine(shared, lattice.sharedSecret, ciphertext, to) };
}

export function decapsulate(secret: AgreementKeys, ciphertext: Uint8Array): Bytes {
  const { publicKey, secretKey } = ml_kem1024.keygen(secret.mlkem1024);
  const own = { x25519: x25519.getPublicKey(secret.x25519), mlkem1024: publicKey };
  const shared = x25519.getSharedSecret(secret.x25519, ciphertext.slice(0, 32));
  return combine(shared, ml_kem1024.decapsulate(ciphertext.slice(32), secretKey), ciphertext, own);
}

export function sign(
  seeds: { ed25519: Uint8Array; mldsa87: Uint8Array },
  label: string,
  message: Uint8Array,
): Bytes {
  const signed = join(ascii(label), Uint8Array.of(0), message);
  const { secretKey } = ml_dsa87.keygen(seeds.mldsa87);
  return join(
    ed25519.sign(signed, seeds.ed25519),
    ml_dsa87.sign(signed, secretKey, { extraEntropy: false }),
  );
}

export function verify(
  keys: { ed25519: Uint8Array; mldsa87: Uint8Array },
  label: string,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const signed = join(ascii(label), Uint8Array.of(0), message);
  return ed25519.verify(signature.slice(0, 64), signed, keys.ed25519, { zip215: false }) &&
    ml_dsa87.verify(signature.slice(64), signed, keys.mldsa87);
}

export function bigEndian(number: number, bytes: number): Bytes {
  const digits = number.toString(16).padStart(2 * bytes, "0");
  return Uint8Array.from(digits.match(/../g)!, (pair) => parseInt(pair, 16));
}

export const fileMessage = (file: Uint8Array): Bytes =>
  join(sha512(file), bigEndian(file.length, 8));

export function armoured(label: string, bytes: Uint8Array): string {
  const digits = btoa(String.fromCharCode(...bytes));
  const lines = digits.match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
