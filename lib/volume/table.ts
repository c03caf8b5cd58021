/**
 * The file table of a region as bytes (FORMAT.md, "Table"): one form for one content.
 *
 * @module
 */
import { concat, utf8 } from "../bytes.ts";
import { ID_BYTES } from "./block.ts";
import { FreeBlocks } from "./free_blocks.ts";
import { blocksFor, type Layout } from "./geometry.ts";
import { checkName, MAX_LEVELS, nameKey } from "./names.ts";
import {
  compareNames,
  type Extent,
  newFolder,
  sortedChildren,
  type VolumeFolder,
  type VolumeNode,
} from "./tree.ts";

const FOLDER = 1;
const FILE = 2;
/** Added to the kind of an entry that has a time. */
const TIMED = 4;

/** Bytes of an entry before its name: level, kind, length of the name. */
const PREFIX_BYTES = 4;

/** The farthest time that a date can have, in milliseconds. */
const FARTHEST_TIME = 8.64e15;

/** Whether a time can be kept: whole milliseconds that a date can have. */
export function isTime(milliseconds: number): boolean {
  return Number.isInteger(milliseconds) && Math.abs(milliseconds) <= FARTHEST_TIME;
}

/** What a table says: the files, and which data blocks are left. */
export interface DecodedTable {
  /** The first folder. */
  readonly root: VolumeFolder;
  /** Data blocks that no file has. */
  readonly free: FreeBlocks;
}

/**
 * The table of everything below a folder. An empty folder has an empty table.
 *
 * @throws {RangeError | SyntaxError} if a name, a time or a level is none that {@linkcode decodeTable}
 *   takes: a region whose table cannot be read is lost
 */
export function encodeTable(root: VolumeFolder): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const add = (folder: VolumeFolder, level: number) => {
    if (level >= MAX_LEVELS && folder.children.size > 0) {
      throw new RangeError(`Cannot store more than ${MAX_LEVELS} names one within another`);
    }
    for (const node of sortedChildren(folder)) {
      parts.push(encodeEntry(node, level));
      if (node.kind === "folder") add(node, level + 1);
    }
  };
  add(root, 0);
  return concat(...parts);
}

function encodeEntry(node: VolumeNode, level: number): Uint8Array {
  const name = utf8(checkName(node.name));
  const extents = node.kind === "file" ? node.extents : [];
  const timed = node.time !== undefined;
  if (timed && !isTime(node.time!)) throw new RangeError("Cannot store a time that is no date");
  const fileBytes = node.kind === "file" ? ID_BYTES + 8 + 4 + 8 * extents.length : 0;
  const bytes = new Uint8Array(PREFIX_BYTES + name.length + (timed ? 8 : 0) + fileBytes);
  const view = new DataView(bytes.buffer);
  bytes[0] = level;
  bytes[1] = (node.kind === "file" ? FILE : FOLDER) + (timed ? TIMED : 0);
  view.setUint16(2, name.length);
  bytes.set(name, PREFIX_BYTES);
  let at = PREFIX_BYTES + name.length;
  if (node.time !== undefined) {
    view.setBigInt64(at, BigInt(node.time));
    at += 8;
  }
  if (node.kind === "file") {
    bytes.set(node.id, at);
    view.setBigUint64(at + ID_BYTES, BigInt(node.size));
    view.setUint32(at + ID_BYTES + 8, extents.length);
    at += ID_BYTES + 8 + 4;
    for (const { start, count } of extents) {
      view.setUint32(at, start);
      view.setUint32(at + 4, count);
      at += 8;
    }
  }
  return bytes;
}

/**
 * Reads a table, with everything checked that a program relies on later.
 *
 * @throws {SyntaxError} if it is not the one form of a table for this layout
 */
export function decodeTable(bytes: Uint8Array, layout: Layout): DecodedTable {
  const reader = new Reader(bytes);
  const free = new FreeBlocks(layout.dataBlocks);
  const root = newFolder("");
  /** The folders that lead to where the next entry may be, and the last name in each. */
  const open: { folder: VolumeFolder; last: string | undefined }[] = [
    { folder: root, last: undefined },
  ];
  while (!reader.done) {
    const level = reader.u8();
    const kind = reader.u8();
    if (level >= open.length || level >= MAX_LEVELS) refuse("an entry is in no folder");
    open.length = level + 1;
    const parent = open[level];
    const node = readNode(reader, kind, layout, free);
    if (parent.last !== undefined && compareNames(parent.last, node.name) >= 0) {
      refuse("names are not in order");
    }
    if (parent.folder.children.has(nameKey(node.name))) refuse("two names are the same");
    parent.last = node.name;
    parent.folder.children.set(nameKey(node.name), node);
    if (node.kind === "folder") open.push({ folder: node, last: undefined });
  }
  return { root, free };
}

function readNode(reader: Reader, kind: number, layout: Layout, free: FreeBlocks): VolumeNode {
  const name = readName(reader);
  const base = kind & ~TIMED;
  if (base !== FOLDER && base !== FILE) refuse("an entry is neither a file nor a folder");
  const time = kind & TIMED ? readTime(reader) : undefined;
  if (base === FOLDER) return newFolder(name, time);
  const id = reader.bytes(ID_BYTES).slice();
  const size = reader.u64();
  const extents: Extent[] = [];
  let blocks = 0;
  for (let left = reader.u32(); left > 0; left--) {
    const extent = { start: reader.u32(), count: reader.u32() };
    const last = extents.at(-1);
    if (extent.count === 0) refuse("an extent is empty");
    if (last && last.start + last.count === extent.start) refuse("two extents are one");
    if (!free.use(extent)) refuse("a block is in two files, or in none that exists");
    extents.push(extent);
    blocks += extent.count;
  }
  if (blocks !== blocksFor(size, layout)) refuse("a file's size does not fit its blocks");
  return { kind: "file", name, time, size, id, extents };
}

function readName(reader: Reader): string {
  const bytes = reader.bytes(reader.u16());
  try {
    return checkName(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    refuse("a name cannot be used");
  }
}

function readTime(reader: Reader): number {
  const time = reader.i64();
  if (!isTime(time)) refuse("a time is no date");
  return time;
}

/** Reads numbers, most significant byte first. */
class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  bytes(length: number): Uint8Array {
    const at = this.#advance(length);
    return this.#bytes.subarray(at, at + length);
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2));
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4));
  }

  u64(): number {
    return safe(this.#view.getBigUint64(this.#advance(8)));
  }

  i64(): number {
    return safe(this.#view.getBigInt64(this.#advance(8)));
  }

  #advance(length: number): number {
    const at = this.#at;
    if (length > this.#bytes.length - at) refuse("it ends within an entry");
    this.#at += length;
    return at;
  }
}

function safe(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) refuse("a number is too large");
  return number;
}

function refuse(reason: string): never {
  throw new SyntaxError(`Cannot read the table: ${reason}`);
}
