/**
 * Small volumes for tests of the library: the same code, in memory, with small blocks and passphrases
 * that are already stretched.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { concat, utf8 } from "../../lib/bytes.ts";
import { type RandomSource, systemRandom } from "../../lib/random.ts";
import { createVolume, newSalt } from "../../lib/volume/create.ts";
import { Draft } from "../../lib/volume/draft.ts";
import { type Layout, layoutOf, type VolumeGeometry } from "../../lib/volume/geometry.ts";
import { Region, type RegionOptions } from "../../lib/volume/region.ts";
import type { VolumeStorage } from "../../lib/volume/storage.ts";
import {
  blocksOf,
  detach,
  find,
  insert,
  newFolder,
  type VolumeFile,
  type VolumeFolder,
  walk,
} from "../../lib/volume/tree.ts";

/** Four regions, blocks of 256 bytes, of which 216 carry something. */
export const LIGHT: VolumeGeometry = { regions: 4, blockBytes: 256, headBytes: 512, share: 16 };

/** A length that leaves a tail: 64 blocks a region, 52 for data. */
export const LENGTH = 4_608 + 4 * 64 * 256 + 77;

/** 64 bytes that stand for a stretched passphrase. */
export function root(passphrase: string): Uint8Array {
  return new Uint8Array(createHash("sha512").update(passphrase).digest());
}

/** A file in memory. */
export class MemoryStorage implements VolumeStorage {
  bytes: Uint8Array<ArrayBuffer>;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes;
  }

  get length(): number {
    return this.bytes.length;
  }

  read(
    at: number,
    length: number,
    into: Uint8Array<ArrayBuffer> = new Uint8Array(length),
  ): Uint8Array<ArrayBuffer> {
    const part = this.bytes.subarray(at, at + length);
    into.set(part);
    return into.subarray(0, part.length);
  }

  write(at: number, bytes: Uint8Array): void {
    this.bytes.set(bytes, at);
  }

  sync(): void {}
}

/** A new volume in memory. */
export async function makeVolume(
  passphrases: readonly string[],
  { length = LENGTH, geometry = LIGHT, random = systemRandom as RandomSource } = {},
): Promise<MemoryStorage> {
  const storage = new MemoryStorage(new Uint8Array(length));
  const layout: Layout = layoutOf(length, geometry);
  await createVolume(storage, layout, newSalt(random), passphrases.map(root), random);
  return storage;
}

/** Opens the region of a passphrase. */
export async function openRegion(
  storage: VolumeStorage,
  passphrase: string,
  { geometry = LIGHT, random = systemRandom as RandomSource, cipher }: Partial<RegionOptions> = {},
): Promise<Region> {
  const region = await Region.open(storage, root(passphrase), { geometry, random, cipher });
  if (!region) throw new Error(`Nothing opened with ${passphrase}`);
  return region;
}

const folderOf = (region: Region, path: readonly string[]) =>
  find(region.root, path.slice(0, -1)) as VolumeFolder;

/** Writes one file. */
export async function put(region: Region, path: string, contents: Uint8Array): Promise<void> {
  await putAll(region, { [path]: contents });
}

/** Writes files in one change. */
export async function putAll(region: Region, files: Record<string, Uint8Array>): Promise<void> {
  const { payloadBytes } = region.layout;
  const blocks = Object.values(files).map(({ length }) => Math.ceil(length / payloadBytes));
  const draft = await Draft.begin(region, blocks.reduce((a, b) => a + b, 0));
  try {
    const made: [string[], VolumeFile][] = [];
    for (const [path, contents] of Object.entries(files)) {
      const names = path.split("/");
      made.push([names, await draft.write(names.at(-1)!, [contents])]);
    }
    await draft.commit(() => {
      for (const [names, file] of made) insert(folderOf(region, names), file);
      return [];
    });
  } catch (error) {
    await draft.abandon().catch(() => {});
    throw error;
  }
}

/** Makes a folder. */
export async function mkdir(region: Region, path: string): Promise<void> {
  const names = path.split("/");
  await region.change(() => {
    insert(folderOf(region, names), newFolder(names.at(-1)!));
    return [];
  });
}

/** Removes a file or folder. */
export async function remove(region: Region, path: string): Promise<void> {
  const names = path.split("/");
  await region.change(() => {
    const node = find(region.root, names)!;
    detach(folderOf(region, names), node);
    return blocksOf(node);
  });
}

/** Gives a file or folder another name in the same folder. */
export async function rename(region: Region, path: string, name: string): Promise<void> {
  const names = path.split("/");
  await region.change(() => {
    const folder = folderOf(region, names), node = find(region.root, names)!;
    detach(folder, node);
    node.name = name;
    insert(folder, node);
    return [];
  });
}

/** The contents of a file. */
export async function get(region: Region, path: string): Promise<Uint8Array> {
  const file = find(region.root, path.split("/")) as VolumeFile;
  const pieces: Uint8Array[] = [];
  for await (const piece of region.read(file)) pieces.push(piece.slice());
  return concat(...pieces);
}

/** Everything in a region: the paths, folders with a slash, and the SHA-256 of each file. */
export async function contents(region: Region): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const { path, node } of walk(region.root)) {
    if (path.length === 0) continue;
    const name = path.join("/");
    if (node.kind === "folder") all[`${name}/`] = "";
    else {
      const hash = createHash("sha256");
      for await (const piece of region.read(node)) hash.update(piece);
      all[name] = hash.digest("hex");
    }
  }
  return all;
}

/** Bytes that are easy to tell apart. */
export function sample(name: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const unit = utf8(`${name} `);
  for (let i = 0; i < length; i++) bytes[i] = unit[i % unit.length];
  return bytes;
}
