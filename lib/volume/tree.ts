/**
 * The files and folders of a region, in memory.
 *
 * @module
 */
import { nameKey } from "./names.ts";

/** Consecutive data blocks, numbered from 0 among the data blocks of the region. */
export interface Extent {
  /** The first block. */
  readonly start: number;
  /** How many follow one another. */
  readonly count: number;
}

/** A file: what its blocks are bound to, and where they are. */
export interface VolumeFile {
  /** Tells a file from a folder. */
  readonly kind: "file";
  /** Its name in its folder. */
  name: string;
  /** Milliseconds since 1970, if the user wanted it kept. */
  readonly time?: number;
  /** Bytes. */
  readonly size: number;
  /** 16 random bytes, drawn when the contents were written. */
  readonly id: Uint8Array;
  /** In the order of the contents. */
  readonly extents: readonly Extent[];
}

/** A folder. */
export interface VolumeFolder {
  /** Tells a folder from a file. */
  readonly kind: "folder";
  /** Its name in the folder above. */
  name: string;
  /** Milliseconds since 1970, if the user wanted it kept. */
  readonly time?: number;
  /** By the {@linkcode nameKey} of their names. */
  readonly children: Map<string, VolumeNode>;
}

/** A file or a folder. */
export type VolumeNode = VolumeFile | VolumeFolder;

/** A node, and the names that lead to it from where the walk began. */
export interface Found {
  /** The names, from the outside in. */
  readonly path: readonly string[];
  /** What they lead to. */
  readonly node: VolumeNode;
}

/** An empty folder. */
export function newFolder(name: string, time?: number): VolumeFolder {
  return { kind: "folder", name, time, children: new Map() };
}

/** What a path leads to, or undefined. */
export function find(folder: VolumeFolder, path: readonly string[]): VolumeNode | undefined {
  let node: VolumeNode | undefined = folder;
  for (const name of path) {
    if (node?.kind !== "folder") return undefined;
    node = node.children.get(nameKey(name));
  }
  return node;
}

/** Puts a node into a folder; one of that name is replaced. */
export function insert(folder: VolumeFolder, node: VolumeNode): void {
  folder.children.set(nameKey(node.name), node);
}

/** Takes a node out of a folder. */
export function detach(folder: VolumeFolder, node: VolumeNode): void {
  folder.children.delete(nameKey(node.name));
}

/** The children of a folder in the order of their names' UTF-8 bytes. */
export function sortedChildren(folder: VolumeFolder): VolumeNode[] {
  return [...folder.children.values()].sort((a, b) => compareNames(a.name, b.name));
}

/** Below zero if a comes first in the order of UTF-8 bytes, which is that of code points. */
export function compareNames(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** UTF-16 sorts surrogates before U+E000 to U+FFFF; code points above U+FFFF come after them. */
function rank(unit: number): number {
  return unit >= 0xD800 && unit <= 0xDFFF ? unit + 0x10000 : unit;
}

/** A node and everything below it: a folder before what is in it, names in order. */
export function* walk(node: VolumeNode, path: readonly string[] = []): Generator<Found> {
  yield { path, node };
  if (node.kind === "file") return;
  for (const child of sortedChildren(node)) yield* walk(child, [...path, child.name]);
}

/** How many names lead from a node to the deepest one below it. */
export function depthBelow(node: VolumeNode): number {
  if (node.kind === "file") return 0;
  let depth = 0;
  for (const child of node.children.values()) depth = Math.max(depth, 1 + depthBelow(child));
  return depth;
}

/** All files at and below a node, in no order. */
export function* filesOf(node: VolumeNode): Generator<VolumeFile> {
  if (node.kind === "file") yield node;
  else for (const child of node.children.values()) yield* filesOf(child);
}

/** The blocks of all files at and below a node. */
export function blocksOf(node: VolumeNode): Extent[] {
  return [...filesOf(node)].flatMap((file) => file.extents);
}
