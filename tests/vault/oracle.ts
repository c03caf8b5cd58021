/**
 * A second reader and writer of vaults, written from lib/vault/FORMAT.md. It shares no code with
 * lib/vault or lib/curve: groups come from the naive curve oracle, HKDF and SHA-256 from
 * node:crypto, Argon2id and XChaCha20-Poly1305 from noble (lib/ has hash-wasm's Argon2id).
 *
 * @module
 */
import { createHash, hkdfSync } from "node:crypto";
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { argon2id } from "@noble/hashes/argon2.js";
import { groupMatches, openGroup, scalarFromBytes, sealGroup } from "../curve/oracle.ts";

type Random = (length: number) => Uint8Array<ArrayBuffer>;

/** The numbers of a vault: slots, rows, and Argon2id's memory in KiB, passes and lanes. */
export interface Size {
  slots: number;
  rows: number;
  memory: number;
  passes: number;
  lanes: number;
}

/** A compartment to be written: its folded passphrase, contents, and those it depends on. */
export interface Plan {
  slot: number;
  passphrase: string;
  contents: Uint8Array;
  dependsOn?: number[];
}

const CONTENT_LABEL = "kelid vault v1 content";

const text = (label: string) => new TextEncoder().encode(label);

function join(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

function derive(secret: Uint8Array, label: string, length: number): Uint8Array {
  return new Uint8Array(hkdfSync("sha512", secret, new Uint8Array(0), text(label), length));
}

function keysOf(passphrase: string, salt: Uint8Array, size: Size) {
  const { memory: m, passes: t, lanes: p } = size;
  const root = argon2id(text(passphrase), salt, { m, t, p, dkLen: 64 });
  const seed = derive(root, "kelid vault v1 cell seed", 32);
  return {
    root,
    x: scalarFromBytes(derive(root, "kelid vault v1 slot scalar", 64)),
    outer: derive(root, "kelid vault v1 outer key", 32),
    own: derive(root, "kelid vault v1 content key", 32),
    seed,
    ...cellOf(seed),
  };
}

function cellOf(seed: Uint8Array) {
  return {
    y: scalarFromBytes(derive(seed, "kelid vault v1 cell scalar", 64)),
    cell: derive(seed, "kelid vault v1 cell key", 32),
  };
}

function mask(n: Uint8Array): Uint8Array {
  const hash = createHash("sha256").update("kelid vault v1 salt").update(n).digest();
  return new Uint8Array(hash.subarray(0, 16));
}

const xor = (a: Uint8Array, b: Uint8Array) => a.map((byte, i) => byte ^ b[i]);

function seal(key: Uint8Array, plain: Uint8Array, ad: Uint8Array, random: Random): Uint8Array {
  const nonce = random(24);
  return join(nonce, xchacha20poly1305(key, nonce, ad).encrypt(plain));
}

function open(key: Uint8Array, sealed: Uint8Array, ad: Uint8Array): Uint8Array | undefined {
  try {
    return xchacha20poly1305(key, sealed.slice(0, 24), ad).decrypt(sealed.slice(24));
  } catch {
    return undefined;
  }
}

function group(scalar: Uint8Array, make: () => Uint8Array, random: Random): Uint8Array {
  for (;;) {
    const sealed = sealGroup(scalar, make(), random);
    if (sealed) return sealed;
  }
}

/** Writes a new vault with the given compartments; all other slots are free. */
export function writeVault(plans: Plan[], size: Size, random: Random): Uint8Array {
  const salt = random(16);
  const nonces = Array.from({ length: size.slots }, () => random(32));
  const keys = new Map(plans.map((plan) => [plan.slot, keysOf(plan.passphrase, salt, size)]));
  const capacity = (size.rows - 5) * 31;
  const slots = Array.from({ length: size.slots }, (_, s) => {
    const plan = plans.find(({ slot }) => slot === s);
    const own = keys.get(s);
    if (!plan || !own) {
      return join(
        group(scalarFromBytes(random(64)), () => random(capacity), random),
        group(scalarFromBytes(random(64)), () => random(93), random),
      );
    }
    const ad = join(salt, Uint8Array.of(s));
    const peers = [0, 1].map((i) => plan.dependsOn?.[i]);
    const entries = peers.map((peer) => peer === undefined ? random(32) : keys.get(peer)!.seed);
    const used = peers.map((peer) => peer === undefined ? new Uint8Array(32) : nonces[peer]);
    const key = derive(join(own.own, ...used), CONTENT_LABEL, 32);
    const padded = new Uint8Array(capacity - 104 - 40);
    padded[0] = plan.contents.length >> 8;
    padded[1] = plan.contents.length & 255;
    padded.set(plan.contents, 2);
    const payload = () =>
      join(seal(own.outer, join(...entries), ad, random), seal(key, padded, ad, random));
    const cell = () => seal(own.cell, join(nonces[s], new Uint8Array(21)), ad, random);
    return join(group(own.x, payload, random), group(own.y, cell, random));
  });
  const n = random(16);
  return join(n, xor(salt, mask(n)), ...slots);
}

/** The contents that a folded passphrase opens in a vault, or undefined. */
export function readVault(
  file: Uint8Array,
  passphrase: string,
  size: Size,
): Uint8Array | undefined {
  return readSteps(file, passphrase, size)?.contents;
}

/** The same with all that comes between, by the names of the format document. */
export function readSteps(file: Uint8Array, passphrase: string, size: Size) {
  const salt = xor(file.slice(16, 32), mask(file.slice(0, 16)));
  const keys = keysOf(passphrase, salt, size);
  const slots = Array.from({ length: size.slots }, (_, s) => {
    const slot = file.slice(32 + s * size.rows * 64, 32 + (s + 1) * size.rows * 64);
    return { main: slot.slice(0, -256), cell: slot.slice(-256), ad: join(salt, Uint8Array.of(s)) };
  });
  for (const [slot, { main, ad }] of slots.entries()) {
    if (!groupMatches(keys.x, main.slice(0, 64))) continue;
    const payload = openGroup(keys.x, main);
    const outer = open(keys.outer, payload.slice(0, 104), ad);
    if (!outer) continue;
    const entries = [outer.slice(0, 32), outer.slice(32)];
    const peers = entries.map((entry) => {
      const keys = cellOf(entry);
      const at = slots.findIndex(({ cell }) => groupMatches(keys.y, cell.slice(0, 64)));
      const plain = at < 0
        ? undefined
        : open(keys.cell, openGroup(keys.y, slots[at].cell), slots[at].ad);
      return { ...keys, slot: at, nonce: plain?.slice(0, 32) ?? new Uint8Array(32) };
    });
    const key = derive(join(keys.own, ...peers.map(({ nonce }) => nonce)), CONTENT_LABEL, 32);
    const padded = open(key, payload.slice(104), ad);
    if (!padded) continue;
    const contents = padded.slice(2, 2 + 256 * padded[0] + padded[1]);
    return { salt, slot, ad, keys, payload, entries, peers, key, contents };
  }
  return undefined;
}
