/**
 * Hidden volumes for known answers: keys, heads, blocks, tables, names, and whole files.
 *
 * @module
 */
import { argon2id } from "../../argon2/argon2id.ts";
import { concat, unhex, utf8 } from "../../bytes.ts";
import { foldPassphrase } from "../../passphrase/fold.ts";
import type { RandomSource } from "../../random.ts";
import { openRun, type Run, sealRun } from "../../volume/block.ts";
import { layoutOf, type VolumeGeometry } from "../../volume/geometry.ts";
import { headKey, openHeads, readSalt, sealHead, writeSalt } from "../../volume/head.ts";
import { parsePath } from "../../volume/names.ts";
import { Region } from "../../volume/region.ts";
import type { VolumeStorage } from "../../volume/storage.ts";
import { decodeTable, encodeTable } from "../../volume/table.ts";
import { insert, newFolder, type VolumeNode, walk } from "../../volume/tree.ts";
import { BrokenCase, type Inputs, type Operations, type Output } from "../case.ts";

/** The case's random bytes, in the order in which they are asked for. */
function scripted(i: Inputs): RandomSource {
  const bytes = i.bytes("random");
  let used = 0;
  return (length) => {
    used += length;
    if (used > bytes.length) throw new BrokenCase("the input random is too short");
    return bytes.slice(used - length, used);
  };
}

function geometryOf(i: Inputs): VolumeGeometry {
  return {
    regions: i.number("regions"),
    blockBytes: i.number("blockBytes"),
    headBytes: i.number("headBytes"),
    share: i.number("share"),
  };
}

function runOf(i: Inputs): Run {
  return { number: i.number("number"), id: i.bytes("id"), index: i.number("index"), count: 1 };
}

/** "start+count" for every extent. */
function extentsOf(text: string): { start: number; count: number }[] {
  return text.split(" ").filter((one) => one !== "").map((one) => {
    const [start, count] = one.split("+").map(Number);
    return { start, count };
  });
}

function extentsText(extents: readonly { start: number; count: number }[]): string {
  return extents.map(({ start, count }) => `${start}+${count}`).join(" ");
}

/** The bytes of a volume with patches ("offset:bytes") laid over it, cut to a length. */
function patched(i: Inputs): Uint8Array<ArrayBuffer> {
  const bytes = i.bytes("volume");
  for (const patch of i.has("patches") ? i.texts("patches") : []) {
    const [at, text] = patch.split(":");
    bytes.set(unhex(text), Number(at));
  }
  return i.has("length") ? bytes.slice(0, i.number("length")) : bytes;
}

function storageOf(bytes: Uint8Array<ArrayBuffer>): VolumeStorage {
  return {
    length: bytes.length,
    read: (at, length) => bytes.slice(at, at + length),
    write: () => {
      throw new BrokenCase("reading must not write");
    },
    sync: () => {},
  };
}

async function rootOf(i: Inputs, volume: Uint8Array): Promise<Uint8Array> {
  if (i.has("root")) return i.bytes("root");
  const costs = {
    memoryKiB: i.number("memoryKiB"),
    passes: i.number("passes"),
    lanes: i.number("lanes"),
  };
  return await argon2id(foldPassphrase(utf8(i.text("passphrase"))), readSalt(volume), costs, 64);
}

/** An entry of a table: path, kind, and what a file has. */
function entry(path: readonly string[], node: VolumeNode): Output {
  const shared: { [part: string]: Output } = { path: path.join("/"), kind: node.kind };
  if (node.time !== undefined) shared.time = node.time;
  if (node.kind === "folder") return shared;
  return { ...shared, size: node.size, id: node.id, extents: extentsText(node.extents) };
}

/**
 * `mask` and `unmask` a salt; `head key`; `seal head` and `open heads`; `seal block` and `open block`;
 * `read table` and `write file entry`; `path`; `read` a whole volume.
 */
export const kelidOperations: Operations = {
  mask: (i) => writeSalt(i.bytes("salt"), scripted(i)),
  unmask: (i) => readSalt(i.bytes("front")),
  "head key": (i) => headKey(i.bytes("root")),
  "seal head"(i) {
    const head = {
      length: i.number("length"),
      generation: i.number("generation"),
      key: i.bytes("key"),
      nextKey: i.has("nextKey") ? i.bytes("nextKey") : undefined,
      tableId: i.bytes("tableId"),
      tableLength: i.number("tableLength"),
      unsettled: extentsOf(i.text("unsettled")),
    };
    const place = { salt: i.bytes("salt"), region: i.number("region"), copy: i.number("copy") };
    return sealHead(i.bytes("headKey"), head, place, geometryOf(i), scripted(i));
  },
  "open heads"(i) {
    const found = openHeads(i.bytes("front"), i.bytes("headKey"), geometryOf(i));
    const heads = found.map(({ region, copy, head }) => ({
      region,
      copy,
      ...head,
      nextKey: head.nextKey ?? "none",
      unsettled: extentsText(head.unsettled),
    }));
    return { count: found.length, heads };
  },
  "seal block": (i) => sealRun(i.bytes("key"), runOf(i), i.bytes("plaintext"), scripted(i)),
  "open block"(i) {
    const block = i.bytes("block");
    const opened = openRun(i.bytes("key"), runOf(i), block, i.number("blockBytes"));
    return opened.damaged.length === 0 ? opened.plaintext : undefined;
  },
  "read table"(i) {
    const bytes = i.bytes("table");
    const { root, free } = decodeTable(bytes, layoutOf(i.number("length"), geometryOf(i)));
    const entries = walk(root).drop(1).map(({ path, node }) => entry(path, node)).toArray();
    return { free: free.free, again: encodeTable(root), count: entries.length, entries };
  },
  "write file entry"(i) {
    const root = newFolder("");
    insert(root, {
      kind: "file",
      name: i.text("name"),
      time: i.has("time") ? i.number("time") : undefined,
      size: i.number("size"),
      id: i.bytes("id"),
      extents: extentsOf(i.text("extents")),
    });
    return encodeTable(root);
  },
  path: (i) => {
    const names = parsePath(i.text("path"));
    return { count: names.length, names };
  },
  async read(i) {
    const bytes = patched(i);
    const root = await rootOf(i, bytes);
    // Reading draws nothing.
    const random = () => {
      throw new BrokenCase("reading must not draw random bytes");
    };
    const region = await Region.open(storageOf(bytes), root, { geometry: geometryOf(i), random });
    if (!region) return undefined;
    const files: { [part: string]: Output } = {};
    for (const { path, node } of walk(region.root).drop(1)) {
      if (node.kind === "folder") files[`${path.join("/")}/`] = new Uint8Array(0);
      else {
        const pieces: Uint8Array[] = [];
        for await (const piece of region.read(node)) pieces.push(piece.slice());
        files[path.join("/")] = concat(...pieces);
      }
    }
    return { settled: String(region.settled), files, count: Object.keys(files).length };
  },
};
