/**
 * Beacons, watches, statements, wipe orders and last messages a second time, written from the
 * `FORMAT.md` of `lib/beacon`, `lib/statement` and `lib/deadman` with noble alone and sharing no code
 * with `lib/`. It makes the expected values of `vectors/`.
 *
 * @module
 */
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { ml_kem1024 } from "@noble/post-quantum/ml-kem.js";
import { slh_dsa_sha2_256s } from "@noble/post-quantum/slh-dsa.js";
import {
  ascii,
  bigEndian,
  type Bytes,
  decapsulate,
  encapsulate,
  join,
  sign,
} from "../hybrid/oracle.ts";

type Random = (length: number) => Bytes;

const derive = (secret: Uint8Array, label: string, length: number): Bytes =>
  Uint8Array.from(hkdf(sha512, secret, undefined, ascii(label), length));

function agreementKeys(secret: Uint8Array, prefix: string) {
  const x = derive(secret, `${prefix} x25519`, 32);
  const seed = derive(secret, `${prefix} ml-kem-1024`, 64);
  return {
    secret: { x25519: x, mlkem1024: seed },
    keys: { x25519: x25519.getPublicKey(x), mlkem1024: ml_kem1024.keygen(seed).publicKey },
  };
}

/** The keys and the twelve tokens of a watch: six that mean well, then six that mean duress. */
export function watchOf(secret: Uint8Array) {
  const all = derive(secret, "kelid watch v1 tokens", 384);
  const tokens: Bytes[] = [];
  for (let at = 0; at < 384; at += 32) tokens.push(all.slice(at, at + 32));
  return { ...agreementKeys(secret, "kelid watch v1"), tokens };
}

/** The keys of a last message. */
export const messageOf = (secret: Uint8Array) => agreementKeys(secret, "kelid last message v1");

const cipher = (secret: Uint8Array) =>
  chacha20poly1305(derive(secret, "kelid beacon v1", 32), new Uint8Array(12));

/** A beacon as the program makes it, which first makes a key to throw away; or with other insides. */
export function beacon(
  keys: { x25519: Uint8Array; mlkem1024: Uint8Array },
  token: Uint8Array,
  hour: number,
  random: Random,
  padding: Uint8Array = new Uint8Array(392),
): Bytes {
  random(32), random(64), random(32);
  const { ciphertext, secret } = encapsulate(keys, random);
  const inside = join(token, bigEndian(hour, 8), padding);
  return join(ciphertext, cipher(secret).encrypt(inside));
}

/** The token and the hour in a beacon for a watch. */
export function readBeacon(watchSecret: Uint8Array, file: Uint8Array) {
  const { secret, tokens } = watchOf(watchSecret);
  const inside = cipher(decapsulate(secret, file.slice(0, 1600))).decrypt(file.slice(1600));
  const token = inside.slice(0, 32).join();
  const place = tokens.findIndex((one) => one.join() === token);
  const hour = inside.slice(32, 40).reduce((number, byte) => number * 256 + byte, 0);
  return { place, hour };
}

/** CBOR of the few shapes that a watch has, after RFC 8949, by hand. */
export function cborWatch(watch: {
  name: string;
  secret: Uint8Array;
  days: number;
  graceHours: number;
  since: number;
  agreement: string;
}): Bytes {
  const head = (major: number, value: number): Bytes => {
    if (value < 24) return Uint8Array.of(major << 5 | value);
    const size = value < 256 ? 1 : value < 65_536 ? 2 : 4;
    const code = { 1: 24, 2: 25, 4: 26 }[size]!;
    return join(Uint8Array.of(major << 5 | code), bigEndian(value, size));
  };
  const text = (value: string) => {
    const bytes = new TextEncoder().encode(value);
    return join(head(3, bytes.length), bytes);
  };
  return join(
    Uint8Array.of(0x86),
    text(watch.name),
    head(2, watch.secret.length),
    watch.secret,
    head(0, watch.days),
    head(0, watch.graceHours),
    head(0, watch.since),
    text(watch.agreement),
  );
}

/** The body of a statement. */
export function statementBody(kind: number, number: number, hash: Uint8Array, other: Uint8Array) {
  return join(Uint8Array.of(kind), bigEndian(number, 4), hash, other);
}

/** A signed statement, with FIPS 205's deterministic variant. */
export function statement(secretKey: Uint8Array, body: Uint8Array): Bytes {
  const message = join(ascii("kelid statement v1"), Uint8Array.of(0), body);
  return join(body, slh_dsa_sha2_256s.sign(message, secretKey, { extraEntropy: false }));
}

/** A wipe order. */
export function wipeOrder(
  seeds: { ed25519: Uint8Array; mldsa87: Uint8Array },
  id: Uint8Array,
): Bytes {
  return join(id, sign(seeds, "kelid wipe order v1", id));
}
