/**
 * A second reader and writer of volumes, written from FORMAT.md alone: plain loops over the whole
 * file in memory, noble's ciphers, and nothing of lib/.
 *
 * @module
 */
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { argon2id } from "@noble/hashes/argon2.js";
import { createHash, hkdfSync } from "node:crypto";

export type Bytes = Uint8Array<ArrayBuffer>;

/** The constants of a volume; the vectors use small ones. */
export interface Constants {
  regions: number;
  block: number;
  head: number;
  share: number;
}

/** What a head says. */
export interface Head {
  length: number;
  generation: number;
  key: Bytes;
  nextKey?: Bytes;
  tableId: Bytes;
  tableLength: number;
  unsettled: [number, number][];
}

/** An entry of a table; a folder has no contents. */
export interface Entry {
  level: number;
  name: string;
  time?: number;
  file?: { id: Bytes; size: number; extents: [number, number][] };
}

const ascii = (text: string) => new TextEncoder().encode(text);

export function join(...parts: Uint8Array[]): Bytes {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

export function number(value: number, bytes: number): Bytes {
  const text = BigInt.asUintN(8 * bytes, BigInt(value)).toString(16).padStart(2 * bytes, "0");
  return Uint8Array.fromHex(text);
}

function read(bytes: Uint8Array, at: number, length: number): number {
  return Number(BigInt("0x" + bytes.slice(at, at + length).toHex()));
}

export function seal(key: Bytes, text: Uint8Array, ad: Uint8Array, nonce: Uint8Array): Bytes {
  return join(nonce, xchacha20poly1305(key, nonce, ad).encrypt(text));
}

export function open(key: Uint8Array, sealed: Uint8Array, ad: Uint8Array): Bytes | undefined {
  try {
    return new Uint8Array(
      xchacha20poly1305(key, sealed.slice(0, 24), ad).decrypt(sealed.slice(24)),
    );
  } catch {
    return undefined;
  }
}

export function unmask(front: Uint8Array): Bytes {
  const mask = createHash("sha256").update(join(ascii("kelid volume v1 salt"), front.slice(0, 16)))
    .digest();
  return Uint8Array.from(front.slice(16, 32), (byte, i) => byte ^ mask[i]);
}

export function mask(salt: Bytes, n: Bytes): Bytes {
  return join(n, unmask(join(n, salt)));
}

export function rootOf(folded: Uint8Array, salt: Bytes, m: number, t: number, p: number): Bytes {
  return new Uint8Array(argon2id(folded, salt, { m, t, p, dkLen: 64 }));
}

export function headKeyOf(root: Uint8Array): Bytes {
  return new Uint8Array(
    hkdfSync("sha512", root, new Uint8Array(0), ascii("kelid volume v1 head key"), 32),
  );
}

/** Numbers that follow from the length. */
export function divide(length: number, { regions, block, head, share }: Constants) {
  const front = Math.ceil((1 + 2 * regions) * head / block) * block;
  const blocks = Math.floor((length - front) / (regions * block));
  const area = Math.min(256, Math.ceil(blocks / share));
  return { front, blocks, area, data: blocks - 3 * area, payload: block - 40 };
}

export function headAt(constants: Constants, region: number, copy: number): number {
  return constants.head * (1 + 2 * region + copy);
}

export function blockAt(length: number, constants: Constants, region: number, block: number) {
  const { front, blocks } = divide(length, constants);
  return front + constants.block * (region * blocks + block);
}

function headAd(salt: Uint8Array, region: number, copy: number): Bytes {
  return join(ascii("kelid volume v1 head"), salt, number(region, 1), number(copy, 1));
}

export function headText(head: Head, size: number): Bytes {
  const text = join(
    number(head.length, 8),
    number(head.generation, 8),
    head.key,
    head.nextKey ?? new Uint8Array(32),
    number(head.nextKey ? 1 : 0, 1),
    head.tableId,
    number(head.tableLength, 4),
    number(head.unsettled.length, 2),
    ...head.unsettled.flatMap(([start, count]) => [number(start, 4), number(count, 4)]),
  );
  return join(text, new Uint8Array(size - 40 - text.length));
}

export function sealHead(
  key: Bytes,
  text: Uint8Array,
  salt: Uint8Array,
  region: number,
  copy: number,
  nonce: Uint8Array,
): Bytes {
  return seal(key, text, headAd(salt, region, copy), nonce);
}

function parseHead(text: Bytes): Head | undefined {
  const state = text[80], extents = read(text, 101, 2);
  if (state > 1 || 103 + 8 * extents > text.length) return undefined;
  const head: Head = {
    length: read(text, 0, 8),
    generation: read(text, 8, 8),
    key: text.slice(16, 48),
    nextKey: state === 1 ? text.slice(48, 80) : undefined,
    tableId: text.slice(81, 97),
    tableLength: read(text, 97, 4),
    unsettled: Array.from({ length: extents }, (_, i) => [
      read(text, 103 + 8 * i, 4),
      read(text, 107 + 8 * i, 4),
    ]),
  };
  return headText(head, text.length + 40).toHex() === text.toHex() ? head : undefined;
}

export function openHeads(front: Uint8Array, key: Bytes, constants: Constants) {
  const found: { region: number; copy: number; head: Head }[] = [];
  const salt = unmask(front);
  for (let region = 0; region < constants.regions; region++) {
    for (let copy = 0; copy < 2; copy++) {
      const at = headAt(constants, region, copy);
      const text = open(key, front.slice(at, at + constants.head), headAd(salt, region, copy));
      const head = text && parseHead(text);
      if (head) found.push({ region, copy, head });
    }
  }
  return found;
}

export function blockAd(block: number, id: Uint8Array, index: number): Bytes {
  return join(number(block, 8), id, number(index, 8));
}

export function tableBytes(entries: readonly Entry[]): Bytes {
  return join(...entries.map(({ level, name, time, file }) =>
    join(
      number(level, 1),
      number((file ? 2 : 1) + (time === undefined ? 0 : 4), 1),
      number(ascii(name).length, 2),
      ascii(name),
      time === undefined ? new Uint8Array(0) : number(time, 8),
      file
        ? join(
          file.id,
          number(file.size, 8),
          number(file.extents.length, 4),
          ...file.extents.flatMap(([start, count]) => [number(start, 4), number(count, 4)]),
        )
        : new Uint8Array(0),
    )
  ));
}

/** The entries of a table, without the checks that a program must make. */
export function parseTable(bytes: Uint8Array): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at < bytes.length;) {
    const level = bytes[at], kind = bytes[at + 1], length = read(bytes, at + 2, 2);
    at += 4;
    const name = new TextDecoder().decode(bytes.slice(at, at + length));
    at += length;
    const entry: Entry = { level, name };
    if (kind & 4) {
      entry.time = Number(BigInt.asIntN(64, BigInt("0x" + bytes.slice(at, at + 8).toHex())));
      at += 8;
    }
    if (kind & 2) {
      const id = Uint8Array.from(bytes.slice(at, at + 16)), size = read(bytes, at + 16, 8);
      const count = read(bytes, at + 24, 4);
      at += 28;
      const extents: [number, number][] = [];
      for (let i = 0; i < count; i++, at += 8) {
        extents.push([read(bytes, at, 4), read(bytes, at + 4, 4)]);
      }
      entry.file = { id, size, extents };
    }
    entries.push(entry);
  }
  return entries;
}

/** Everything behind a root: paths and contents, folders with a slash and without contents. */
export function readVolume(
  volume: Bytes,
  root: Uint8Array,
  constants: Constants,
): Record<string, Bytes> {
  const heads = openHeads(volume, headKeyOf(root), constants)
    .sort((a, b) => b.head.generation - a.head.generation || a.copy - b.copy);
  for (const { region, copy, head } of heads) {
    const { area, payload } = divide(head.length, constants);
    const at = (block: number) => {
      const from = blockAt(head.length, constants, region, block);
      return volume.slice(from, from + constants.block);
    };
    const blocks: Bytes[] = [];
    for (let j = 0; j < Math.ceil(head.tableLength / payload); j++) {
      const block = copy * area + j;
      const text = open(head.key, at(block), blockAd(block, head.tableId, j));
      if (text) blocks.push(text);
    }
    if (blocks.length < Math.ceil(head.tableLength / payload)) continue;
    const files: Record<string, Bytes> = {};
    const folders: string[] = [];
    for (const { level, name, file } of parseTable(join(...blocks).slice(0, head.tableLength))) {
      folders.length = level;
      const path = [...folders, name].join("/");
      if (!file) {
        folders.push(name);
        files[`${path}/`] = new Uint8Array(0);
        continue;
      }
      const parts: Bytes[] = [];
      for (const [start, count] of file.extents) {
        for (let d = start; d < start + count; d++) {
          const index = parts.length, place = 3 * area + d, journal = 2 * area + d % area;
          const text =
            head.nextKey && open(head.nextKey, at(place), blockAd(place, file.id, index)) ||
            open(head.key, at(place), blockAd(place, file.id, index)) ||
            head.nextKey && open(head.nextKey, at(journal), blockAd(journal, file.id, index));
          if (!text) throw new Error(`block ${index} of ${path} is damaged`);
          parts.push(text);
        }
      }
      files[path] = join(...parts).slice(0, file.size);
    }
    return files;
  }
  throw new Error("no region opened");
}
