/**
 * The heads of a volume (FORMAT.md, "Heads"): what a passphrase opens, and what leads to everything
 * else in a region. Two copies of each stand in the file, and change in turn.
 *
 * @module
 */
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { openXChaCha, sealXChaCha } from "../aead/xchacha20poly1305.ts";
import { concat, equalBytes, utf8, wipe } from "../bytes.ts";
import type { RandomSource } from "../random.ts";
import { maskSalt, SALT_BYTES } from "../vault/file.ts";
import { ROOT_BYTES } from "../vault/geometry.ts";
import { ID_BYTES } from "./block.ts";
import {
  headOffset,
  type Layout,
  NONCE_BYTES,
  SEAL_BYTES,
  type VolumeGeometry,
} from "./geometry.ts";
import type { Extent } from "./tree.ts";

/** Bytes of a data key. */
export const DATA_KEY_BYTES = 32;

/** Bytes of n and the masked salt, with which the file begins. */
export const SALT_HEADER_BYTES = 2 * SALT_BYTES;

const SALT_LABEL = "kelid volume v1 salt";
const KEY_LABEL = "kelid volume v1 head key";
const BINDING_LABEL = "kelid volume v1 head";

/** Offsets in an opened head. */
const LENGTH = 0, GENERATION = 8, KEY = 16, NEXT_KEY = 48, STATE = 80, TABLE_ID = 81;
const TABLE_LENGTH = 97, UNSETTLED = 101, FIELDS_BYTES = 103;

/** What one copy of a head says. */
export interface Head {
  /** Bytes of the whole file, so that a file cut off is noticed. */
  readonly length: number;
  /** Grows with every change; both copies have the same when no change is under way. */
  readonly generation: number;
  /** The key of all tables and blocks, 32 random bytes. */
  readonly key: Uint8Array;
  /** The key that blocks are being sealed with again, while a renewal is under way. */
  readonly nextKey?: Uint8Array;
  /** What the blocks of the table that belongs to this copy are bound to. */
  readonly tableId: Uint8Array;
  /** Bytes of that table. */
  readonly tableLength: number;
  /** Data blocks that may hold leftovers where they are free: to be overwritten at the next change. */
  readonly unsettled: readonly Extent[];
}

/** The salt of a volume, from the first 32 bytes of the file. */
export function readSalt(front: Uint8Array): Uint8Array<ArrayBuffer> {
  const n = front.subarray(0, SALT_BYTES);
  return maskSalt(SALT_LABEL, n, front.subarray(SALT_BYTES, SALT_HEADER_BYTES));
}

/** The first 32 bytes of a file: a salt under a fresh mask. */
export function writeSalt(salt: Uint8Array, random: RandomSource): Uint8Array<ArrayBuffer> {
  const n = random(SALT_BYTES);
  return concat(n, maskSalt(SALT_LABEL, n, salt));
}

/**
 * The key of a region's heads.
 *
 * @param root 64 bytes: Argon2id of the folded passphrase and the volume's salt
 * @throws {RangeError} if `root` is not 64 bytes long
 */
export function headKey(root: Uint8Array): Uint8Array {
  if (root.length !== ROOT_BYTES) {
    throw new RangeError(`Cannot derive a key from ${root.length} bytes: ${ROOT_BYTES} are needed`);
  }
  return hkdf(sha512, root, undefined, utf8(KEY_LABEL), 32);
}

/** How many unsettled extents a head has room for. */
export function unsettledLimit(geometry: VolumeGeometry): number {
  return Math.floor((geometry.headBytes - SEAL_BYTES - FIELDS_BYTES) / 8);
}

function binding({ salt, region, copy }: HeadPlace): Uint8Array {
  return concat(utf8(BINDING_LABEL), salt, Uint8Array.of(region, copy));
}

/** What a head is bound to. */
export interface HeadPlace {
  /** The volume's salt. */
  readonly salt: Uint8Array;
  /** The region, from 0. */
  readonly region: number;
  /** 0 or 1. */
  readonly copy: number;
}

/** A sealed head for its place. */
export function sealHead(
  key: Uint8Array,
  head: Head,
  place: HeadPlace,
  geometry: VolumeGeometry,
  random: RandomSource,
): Uint8Array<ArrayBuffer> {
  const plaintext = encodeHead(head, geometry);
  const nonce = random(NONCE_BYTES);
  const sealed = sealXChaCha(key, nonce, plaintext, binding(place));
  wipe(plaintext);
  return concat(nonce, sealed);
}

/** A head that was found, and where. */
export interface FoundHead {
  /** The region, from 0. */
  readonly region: number;
  /** 0 or 1. */
  readonly copy: number;
  /** What it says. */
  readonly head: Head;
}

/**
 * Tries a key on every copy of every head, in the order of the file and without an early exit.
 *
 * @param front the file from its first byte to the end of the heads
 */
export function openHeads(
  front: Uint8Array,
  key: Uint8Array,
  geometry: VolumeGeometry,
): FoundHead[] {
  const salt = readSalt(front);
  const found: FoundHead[] = [];
  for (let region = 0; region < geometry.regions; region++) {
    for (let copy = 0; copy < 2; copy++) {
      const at = headOffset(geometry, region, copy);
      const nonce = front.subarray(at, at + NONCE_BYTES);
      const sealed = front.subarray(at + NONCE_BYTES, at + geometry.headBytes);
      const plaintext = openXChaCha(key, nonce, sealed, binding({ salt, region, copy }));
      const head = plaintext && decodeHead(plaintext, geometry);
      if (plaintext) wipe(plaintext);
      if (head) found.push({ region, copy, head });
    }
  }
  return found;
}

/** A head as the bytes that are sealed. */
export function encodeHead(head: Head, geometry: VolumeGeometry): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(geometry.headBytes - SEAL_BYTES);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(LENGTH, BigInt(head.length));
  view.setBigUint64(GENERATION, BigInt(head.generation));
  bytes.set(head.key, KEY);
  if (head.nextKey) bytes.set(head.nextKey, NEXT_KEY);
  bytes[STATE] = head.nextKey ? 1 : 0;
  bytes.set(head.tableId, TABLE_ID);
  view.setUint32(TABLE_LENGTH, head.tableLength);
  view.setUint16(UNSETTLED, head.unsettled.length);
  for (const [i, { start, count }] of head.unsettled.entries()) {
    view.setUint32(FIELDS_BYTES + 8 * i, start);
    view.setUint32(FIELDS_BYTES + 8 * i + 4, count);
  }
  return bytes;
}

/** Reads an opened head, or gives undefined if it is not the one form of a head. */
export function decodeHead(bytes: Uint8Array, geometry: VolumeGeometry): Head | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const extents = view.getUint16(UNSETTLED);
  if (bytes[STATE] > 1 || extents > unsettledLimit(geometry)) return undefined;
  const unsettled: Extent[] = [];
  for (let at = FIELDS_BYTES; unsettled.length < extents; at += 8) {
    unsettled.push({ start: view.getUint32(at), count: view.getUint32(at + 4) });
  }
  const head = {
    length: Number(view.getBigUint64(LENGTH)),
    generation: Number(view.getBigUint64(GENERATION)),
    key: bytes.slice(KEY, NEXT_KEY),
    nextKey: bytes[STATE] === 1 ? bytes.slice(NEXT_KEY, STATE) : undefined,
    tableId: bytes.slice(TABLE_ID, TABLE_ID + ID_BYTES),
    tableLength: view.getUint32(TABLE_LENGTH),
    unsettled,
  };
  if (!Number.isSafeInteger(head.length) || !Number.isSafeInteger(head.generation)) {
    return undefined;
  }
  const again = encodeHead(head, geometry);
  const same = equalBytes(again, bytes);
  wipe(again);
  return same ? head : undefined;
}

/** Checks what a head says about a table and blocks against a layout. */
export function fitsLayout(head: Head, layout: Layout): boolean {
  return head.length === layout.length &&
    head.tableLength <= layout.areaBlocks * layout.payloadBytes &&
    head.unsettled.every(({ start, count }) => start + count <= layout.dataBlocks);
}
