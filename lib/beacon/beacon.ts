/**
 * A beacon: one file of constant size that tells a watcher which token was used in which hour, and
 * tells nobody else anything, not even whether it can be read by anybody. FORMAT.md, "Beacon".
 *
 * @module
 */
import { openChaCha, sealChaCha } from "../aead/chacha20poly1305.ts";
import { concat, u64be, utf8, wipe } from "../bytes.ts";
import { hkdfSha512 } from "../hybrid/hkdf.ts";
import {
  encapsulateHybrid,
  HYBRID_CIPHERTEXT_BYTES,
  type HybridKemPublicKeys,
  hybridKemPublicKeys,
} from "../hybrid/kem.ts";
import type { RandomSource } from "../random.ts";
import { type OwnBeacon, TOKEN_BYTES } from "./own_beacon.ts";

/** Bytes of every beacon. */
export const BEACON_BYTES = 2048;
/** Milliseconds of an hour: a beacon knows no shorter time. */
export const HOUR_MS = 3_600_000;

const TAG_BYTES = 16;
const HOUR_BYTES = 8;
const PLAINTEXT_BYTES = BEACON_BYTES - HYBRID_CIPHERTEXT_BYTES - TAG_BYTES;

/** Each beacon's key seals once. */
const NONCE = new Uint8Array(12);

/** What is in a beacon. */
export interface BeaconContent {
  /** 32 bytes. */
  readonly token: Uint8Array;
  /** Hours since 1970. */
  readonly hour: number;
}

/** The hour of a time. */
export function hourOf(milliseconds: number): number {
  return Math.floor(milliseconds / HOUR_MS);
}

/**
 * A beacon with the token of a compartment, or without one a dummy for a key that is thrown away:
 * the same calls, bytes and work. A key to throw away is made in both cases.
 *
 * @param hour since 1970
 * @param random is asked for 32 and 64 bytes of the thrown-away key, 32 of its token, and then as
 *   `encapsulateHybrid` asks
 * @throws {RangeError} if the watchers' key is a bad one
 */
export async function makeBeacon(
  own: OwnBeacon | undefined,
  hour: number,
  random: RandomSource,
): Promise<Uint8Array<ArrayBuffer>> {
  const nobody = await nobodysBeacon(random);
  const { watchers, token } = own ?? nobody;
  return await sealBeacon(watchers, { token, hour }, random);
}

/** A token that means nothing and a key whose secret half exists only inside this call. */
export async function nobodysBeacon(random: RandomSource): Promise<OwnBeacon> {
  const keys = { x25519: random(32), mlkem1024: random(64) };
  try {
    return { watchers: await hybridKemPublicKeys(keys), token: random(TOKEN_BYTES) };
  } finally {
    wipe(keys.x25519, keys.mlkem1024);
  }
}

/**
 * Seals a beacon.
 *
 * @returns {@linkcode BEACON_BYTES} bytes
 * @throws {TypeError} if the token or a key has the wrong length
 * @throws {RangeError} if the hour is not a whole number from 0 on, or a key is a bad one
 */
export async function sealBeacon(
  to: HybridKemPublicKeys,
  { token, hour }: BeaconContent,
  random: RandomSource,
): Promise<Uint8Array<ArrayBuffer>> {
  if (token.length !== TOKEN_BYTES) {
    throw new TypeError(`Cannot make a beacon: the token has ${token.length} bytes, not 32`);
  }
  if (!Number.isSafeInteger(hour) || hour < 0) {
    throw new RangeError(`Cannot make a beacon for the hour ${hour}`);
  }
  const { ciphertext, secret } = await encapsulateHybrid(to, random);
  const key = await beaconKey(secret);
  const plaintext = new Uint8Array(PLAINTEXT_BYTES);
  plaintext.set(token);
  plaintext.set(u64be(hour), TOKEN_BYTES);
  try {
    return concat(ciphertext, sealChaCha(key, NONCE, plaintext));
  } finally {
    wipe(secret, key, plaintext);
  }
}

/**
 * What is in a beacon, or undefined if it has another length, was made for another key, or changed.
 *
 * @param decapsulate of the watchers' key
 */
export async function openBeacon(
  beacon: Uint8Array,
  decapsulate: (ciphertext: Uint8Array) => Promise<Uint8Array<ArrayBuffer> | undefined>,
): Promise<BeaconContent | undefined> {
  if (beacon.length !== BEACON_BYTES) return undefined;
  const secret = await decapsulate(beacon.subarray(0, HYBRID_CIPHERTEXT_BYTES));
  if (secret === undefined) return undefined;
  const key = await beaconKey(secret);
  const plaintext = openChaCha(key, NONCE, beacon.subarray(HYBRID_CIPHERTEXT_BYTES));
  wipe(secret, key);
  if (plaintext === undefined) return undefined;
  const end = TOKEN_BYTES + HOUR_BYTES;
  const hour = new DataView(plaintext.buffer, plaintext.byteOffset).getBigUint64(TOKEN_BYTES);
  if (hour > Number.MAX_SAFE_INTEGER) return undefined;
  if (plaintext.subarray(end).some((byte) => byte !== 0)) return undefined;
  return { token: plaintext.slice(0, TOKEN_BYTES), hour: Number(hour) };
}

function beaconKey(secret: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return hkdfSha512(secret, utf8("kelid beacon v1"), 32);
}
