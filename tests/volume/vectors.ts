/**
 * Makes vectors/volume.json with the second implementation of `oracle.ts`.
 *
 * @module
 */
import type { Case, Expected, VectorFile } from "../../lib/kat/case.ts";
import {
  blockAd,
  blockAt,
  type Bytes,
  type Constants,
  divide,
  type Entry,
  type Head,
  headAt,
  headKeyOf,
  headText,
  join,
  mask,
  number,
  open,
  openHeads,
  readVolume,
  rootOf,
  seal,
  sealHead,
  tableBytes,
  unmask,
} from "./oracle.ts";
import { seeded } from "../seeded.ts";

const SOURCE = "tests/volume/oracle.ts, a second implementation";
const CONSTANTS: Constants = { regions: 4, block: 128, head: 256, share: 8 };
const GEOMETRY = { regions: 4, blockBytes: 128, headBytes: 256, share: 8 };
const LENGTH = 10_500;
const COSTS = { memoryKiB: 64, passes: 1, lanes: 1 };
const { area: AREA, payload: PAYLOAD } = divide(LENGTH, CONSTANTS);

/** As folding leaves it; the case types it with an Arabic yeh, a joiner and two spaces. */
const FOLDED = "می خواهم 1404";
const TYPED = "م\u064A\u200C  خواهم ۱۴۰۴";

const random = seeded("volume vectors");
const draw = (length: number): Bytes => random(length);
const salt = draw(16);
const outer = rootOf(new TextEncoder().encode(FOLDED), salt, 64, 1, 1);
const inner = draw(64);
const KEY = draw(32), NEXT_KEY = draw(32);

/** What the files hold: bytes that tell their place. */
function contents(name: string, size: number): Bytes {
  const unit = new TextEncoder().encode(`${name} `);
  return Uint8Array.from({ length: size }, (_, i) => unit[i % unit.length]);
}

interface File {
  path: string;
  time?: number;
  id?: Bytes;
  size: number;
  extents: [number, number][];
}

const FILES: File[] = [
  { path: "docs/", time: 981173106000, size: 0, extents: [] },
  { path: "docs/نامه.txt", time: -1, id: draw(16), size: 200, extents: [[0, 2], [5, 1]] },
  { path: "empty", id: draw(16), size: 0, extents: [] },
  { path: "z", id: draw(16), size: PAYLOAD, extents: [[3, 1]] },
];

function entriesOf(files: readonly File[]): Entry[] {
  return files.map(({ path, time, id, size, extents }) => {
    const names = path.split("/").filter((name) => name !== "");
    const level = names.length - 1;
    const file = id ? { id, size, extents } : undefined;
    return { level, name: names[level], time, file };
  });
}

/** A volume being written, block by block. */
class Writer {
  readonly bytes: Bytes;

  constructor(bytes: Bytes) {
    this.bytes = bytes.slice();
  }

  block(region: number, place: number, key: Bytes, id: Bytes, index: number, text: Bytes): void {
    const full = join(text, new Uint8Array(PAYLOAD - text.length));
    const sealed = seal(key, full, blockAd(place, id, index), draw(24));
    this.bytes.set(sealed, blockAt(LENGTH, CONSTANTS, region, place));
  }

  /** Seals a block of a file for data block `d`, in its place or in the journal. */
  data(
    region: number,
    { path, id, size }: File,
    index: number,
    d: number,
    key = KEY,
    journal = false,
  ) {
    const text = contents(path, size).slice(index * PAYLOAD, (index + 1) * PAYLOAD);
    this.block(region, journal ? 2 * AREA + d % AREA : 3 * AREA + d, key, id!, index, text);
  }

  head(region: number, copy: number, root: Bytes, head: Head): void {
    const text = headText(head, CONSTANTS.head);
    const sealed = sealHead(headKeyOf(root), text, salt, region, copy, draw(24));
    this.bytes.set(sealed, headAt(CONSTANTS, region, copy));
  }

  table(region: number, copy: number, key: Bytes, id: Bytes, table: Bytes): void {
    for (let j = 0; j * PAYLOAD < table.length; j++) {
      const text = table.slice(j * PAYLOAD, (j + 1) * PAYLOAD);
      this.block(region, copy * AREA + j, key, id, j, text);
    }
  }

  /** A half: table and head. */
  half(
    region: number,
    copy: number,
    root: Bytes,
    key: Bytes,
    files: readonly File[],
    over: Partial<Head>,
  ) {
    const table = tableBytes(entriesOf(files)), id = draw(16);
    this.table(region, copy, key, id, table);
    const head = {
      length: LENGTH,
      generation: 7,
      key,
      tableId: id,
      tableLength: table.length,
      unsettled: [],
    };
    this.head(region, copy, root, { ...head, ...over });
    return id;
  }
}

const OUTER = 2, INNER = 0;

function settledVolume(): Writer {
  const writer = new Writer(draw(LENGTH));
  writer.bytes.set(mask(salt, draw(16)));
  for (const file of FILES) {
    let index = 0;
    for (const [start, count] of file.extents) {
      for (let d = start; d < start + count; d++) writer.data(OUTER, file, index++, d);
    }
  }
  const first = 0xC0FFEE;
  for (const copy of [0, 1]) {
    writer.half(OUTER, copy, outer, KEY, FILES, { generation: first });
    writer.half(INNER, copy, inner, draw(32), [], { generation: 1 });
  }
  return writer;
}

const settled = settledVolume().bytes;
const heads = openHeads(settled, headKeyOf(outer), CONSTANTS);
const FIRST = heads[0].head;

/** Announced, and one block written, when the process ended. */
function interruptedPut(): Bytes {
  const writer = new Writer(settled);
  writer.head(OUTER, 1, outer, {
    ...heads[1].head,
    generation: FIRST.generation + 1,
    unsettled: [[6, 3]],
  });
  writer.data(OUTER, { path: "new", id: draw(16), size: 250, extents: [[6, 3]] }, 0, 6);
  return writer.bytes;
}

/** A file was removed: done in half 1, its block overwritten, half 0 torn in its table. */
function interruptedRemoval(): Bytes {
  const writer = new Writer(settled);
  writer.half(OUTER, 1, outer, KEY, FILES.slice(0, 3), {
    generation: FIRST.generation + 1,
    unsettled: [[3, 1]],
  });
  writer.bytes.set(draw(128), blockAt(LENGTH, CONSTANTS, OUTER, 3 * AREA + 3));
  writer.bytes.set(draw(60), blockAt(LENGTH, CONSTANTS, OUTER, 0));
  return writer.bytes;
}

/** The pieces before data block 4 are done; that of blocks 4 and 5 is in the journal, block 5 torn. */
function interruptedRenewal(): Bytes {
  const writer = new Writer(settled);
  writer.head(OUTER, 1, outer, {
    ...heads[1].head,
    generation: FIRST.generation + 1,
    nextKey: NEXT_KEY,
  });
  const [, letter, , z] = FILES;
  writer.data(OUTER, letter, 0, 0, NEXT_KEY);
  writer.data(OUTER, letter, 1, 1, NEXT_KEY);
  writer.data(OUTER, z, 0, 3, NEXT_KEY);
  writer.data(OUTER, letter, 2, 5, NEXT_KEY, true);
  writer.bytes.set(draw(64), blockAt(LENGTH, CONSTANTS, OUTER, 3 * AREA + 5));
  return writer.bytes;
}

const VALUES = {
  front: settled.slice(0, 9 * 256).toHex(),
  settled: settled.toHex(),
  "interrupted put": interruptedPut().toHex(),
  "interrupted removal": interruptedRemoval().toHex(),
  "interrupted renewal": interruptedRenewal().toHex(),
};

const cases: Case[] = [];

function add(operation: string, name: string, inputs: Record<string, unknown>, expected: Expected) {
  cases.push({ name, source: SOURCE, operation, ...inputs, expected } as Case);
}

function refuse(operation: string, name: string, inputs: Record<string, unknown>): void {
  cases.push({ name, source: SOURCE, operation, ...inputs, result: "invalid" } as Case);
}

function keysAndHeads(): void {
  const n = draw(16);
  const front = mask(salt, n);
  add("mask", "a salt under a mask", { salt: salt.toHex(), random: n.toHex() }, front.toHex());
  add("unmask", "the salt of a file", { front: front.toHex() }, unmask(front).toHex());
  add("head key", "from what Argon2id gives", { root: outer.toHex() }, headKeyOf(outer).toHex());
  refuse("head key", "from 63 bytes", { root: outer.slice(1).toHex() });

  const nonce = draw(24);
  const head: Head = {
    length: LENGTH,
    generation: 2 ** 33,
    key: KEY,
    nextKey: NEXT_KEY,
    tableId: draw(16),
    tableLength: 150,
    unsettled: [[0, 3], [9, 1]],
  };
  const inputs = {
    ...GEOMETRY,
    salt: salt.toHex(),
    region: 3,
    copy: 1,
    headKey: headKeyOf(outer).toHex(),
    random: nonce.toHex(),
    length: LENGTH,
    key: KEY.toHex(),
    tableId: head.tableId.toHex(),
    tableLength: 150,
  };
  const kinds: [string, Head, Record<string, string>][] = [
    ["during a renewal", head, { nextKey: NEXT_KEY.toHex() }],
    ["without a renewal", { ...head, nextKey: undefined }, {}],
    ["with nothing unsettled", { ...head, nextKey: undefined, unsettled: [] }, {}],
  ];
  for (const [name, one, more] of kinds) {
    const sealed = sealHead(headKeyOf(outer), headText(one, 256), salt, 3, 1, nonce);
    const unsettled = one.unsettled.map(([start, count]) => `${start}+${count}`).join(" ");
    const given = { ...inputs, ...more, generation: one.generation, unsettled };
    add("seal head", name, given, sealed.toHex());
  }

  const front9 = settled.slice(0, 9 * 256);
  const tried = { ...GEOMETRY, headKey: headKeyOf(outer).toHex() };
  const described = (found: typeof heads): Expected => {
    if (found.length === 0) return { count: 0 };
    const all = found.map(({ region, copy, head }) => ({
      region,
      copy,
      length: head.length,
      generation: head.generation,
      key: head.key.toHex(),
      nextKey: head.nextKey?.toHex() ?? "none",
      tableId: head.tableId.toHex(),
      tableLength: head.tableLength,
      unsettled: head.unsettled.map(([start, count]) => `${start}+${count}`).join(" "),
    }));
    return { count: found.length, heads: all };
  };
  const tryHeads = (name: string, front: Bytes, key = outer) => {
    const found = openHeads(front, headKeyOf(key), CONSTANTS);
    const bytes = front === front9 ? "@front" : front.toHex();
    const given = { ...tried, headKey: headKeyOf(key).toHex(), front: bytes };
    add("open heads", name, given, described(found));
    return found.length;
  };
  const count = (found: number, wanted: number) => {
    if (found !== wanted) throw new Error(`Cannot make vectors: ${found} heads, wanted ${wanted}`);
  };
  count(tryHeads("both copies of a region", front9), 2);
  count(tryHeads("both copies of another region", front9, inner), 2);
  count(tryHeads("a key that fits none", front9, draw(64)), 0);
  count(tryHeads("the salt exchanged", join(mask(draw(16), draw(16)), front9.slice(32))), 0);
  const at = headAt(CONSTANTS, OUTER, 0);
  const place = (sealed: Bytes) => {
    const front = front9.slice();
    front.set(sealed, at);
    return front;
  };
  count(tryHeads("copy 1 in the place of copy 0", place(front9.slice(at + 256, at + 512))), 1);
  const foreign = sealHead(headKeyOf(outer), headText(FIRST, 256), salt, 1, 0, draw(24));
  count(tryHeads("a head sealed for another region", place(foreign)), 1);
  const malformed = (name: string, change: (text: Bytes) => void) => {
    const text = headText(FIRST, 256);
    change(text);
    const sealed = sealHead(headKeyOf(outer), text, salt, OUTER, 0, draw(24));
    count(tryHeads(name, place(sealed)), 1);
  };
  malformed("a state that is neither 0 nor 1", (text) => text[80] = 2);
  malformed("a next key without a renewal", (text) => text[48] = 1);
  malformed("a byte that is not zero at the end", (text) => text[215] = 1);
  malformed("more unsettled extents than fit", (text) => text[102] = 15);
  malformed("a length above 2^53", (text) => text[0] = 1);
}

function blocks(): void {
  const id = draw(16), nonce = draw(24), plaintext = draw(PAYLOAD);
  const bound = { number: 2 ** 32 + 5, index: 77 };
  const block = seal(KEY, plaintext, blockAd(bound.number, id, bound.index), nonce);
  const shared = { key: KEY.toHex(), ...bound, id: id.toHex() };
  add("seal block", "for its place", {
    ...shared,
    plaintext: plaintext.toHex(),
    random: nonce.toHex(),
  }, block.toHex());
  const opening = { ...shared, blockBytes: 128, block: block.toHex() };
  add("open block", "in its place", opening, plaintext.toHex());
  refuse("open block", "at another place", { ...opening, number: bound.number + 1 });
  refuse("open block", "of another file", { ...opening, fault: { field: "id", bit: 3 } });
  refuse("open block", "at another place in the file", { ...opening, index: 78 });
  refuse("open block", "under another key", { ...opening, key: NEXT_KEY.toHex() });
  for (const [what, bit] of [["nonce", 0], ["ciphertext", 24 * 8], ["tag", 127 * 8]] as const) {
    refuse("open block", `a bit of the ${what} flipped`, {
      ...opening,
      fault: { field: "block", bit },
    });
  }
  refuse("open block", "cut off", { ...opening, block: block.slice(0, 127).toHex() });
}

function tables(): void {
  const shared = { ...GEOMETRY, length: LENGTH };
  const table = tableBytes(entriesOf(FILES));
  const expected = FILES.map(({ path, time, id, size, extents }) => {
    const name = path.replace(/\/$/, "");
    const common = time === undefined ? {} : { time };
    if (!id) return { path: name, kind: "folder", ...common };
    const where = extents.map(([start, count]) => `${start}+${count}`).join(" ");
    return { path: name, kind: "file", ...common, size, id: id.toHex(), extents: where };
  });
  add("read table", "files and folders", { ...shared, table: table.toHex() }, {
    free: 6,
    again: table.toHex(),
    count: expected.length,
    entries: expected as Expected,
  });
  add("read table", "an empty region", { ...shared, table: "" }, {
    free: 10,
    again: "",
    count: 0,
  });
  const long = "\u00E9".repeat(512);
  const longest = tableBytes([{ level: 0, name: long }]);
  add("read table", "a name of 1,024 bytes", { ...shared, table: longest.toHex() }, {
    free: 10,
    again: longest.toHex(),
    count: 1,
    entries: [{ path: long, kind: "folder" }],
  });
  const odd = tableBytes([
    { level: 0, name: "\n" },
    { level: 0, name: " " },
    { level: 0, name: "..." },
    { level: 0, name: "\uFFFD" },
    { level: 0, name: "\u{10000}" },
  ]);
  add("read table", "names that are odd and allowed, in the order of their bytes", {
    ...shared,
    table: odd.toHex(),
  }, {
    free: 10,
    again: odd.toHex(),
    count: 5,
    entries: ["\n", " ", "...", "\uFFFD", "\u{10000}"].map((path) => ({ path, kind: "folder" })),
  });

  const id = new Uint8Array(16);
  const file = (name: string, size: number, extents: [number, number][], level = 0): Entry => {
    return { level, name, file: { id, size, extents } };
  };
  const folder = (name: string, level = 0): Entry => ({ level, name });
  const bad: [string, Bytes][] = [
    ["names out of order", tableBytes([folder("b"), folder("a")])],
    ["names in the order of UTF-16", tableBytes([folder("\u{10000}"), folder("\uFFFD")])],
    ["a name twice", tableBytes([folder("a"), folder("a")])],
    ["two names with one NFC form", tableBytes([folder("e\u0301"), folder("\u00E9")])],
    ["an empty name", tableBytes([folder("")])],
    ["the name .", tableBytes([folder(".")])],
    ["the name ..", tableBytes([folder("..")])],
    ["a name with a slash", tableBytes([folder("a/b")])],
    ["a name with a zero byte", tableBytes([folder("a\0")])],
    ["a name of 1,025 bytes", tableBytes([folder("x".repeat(1025))])],
    ["a name that is not UTF-8", join(number(0, 1), number(1, 1), number(2, 2), number(0xC328, 2))],
    ["a first entry within a folder", tableBytes([folder("a", 1)])],
    ["an entry within a file", tableBytes([file("a", 0, []), folder("b", 1)])],
    ["a level left out", tableBytes([folder("a"), folder("b", 2)])],
    ["level 128", tableBytes(Array.from({ length: 129 }, (_, level) => folder("a", level)))],
    ["kind 0", join(number(0, 1), number(0, 1), number(1, 2), number(0x61, 1))],
    ["kind 3", join(number(0, 1), number(3, 1), number(1, 2), number(0x61, 1), new Uint8Array(28))],
    ["kind 9", join(number(0, 1), number(9, 1), number(1, 2), number(0x61, 1))],
    ["a time that is no date", tableBytes([{ level: 0, name: "a", time: 8.64e15 + 1 }])],
    ["fewer blocks than the size needs", tableBytes([file("a", PAYLOAD + 1, [[0, 1]])])],
    ["more blocks than the size needs", tableBytes([file("a", PAYLOAD, [[0, 2]])])],
    ["a block after the last one", tableBytes([file("a", PAYLOAD, [[10, 1]])])],
    ["blocks in two files", tableBytes([file("a", 3 * PAYLOAD, [[0, 3]]), file("b", 1, [[2, 1]])])],
    ["a block twice in one file", tableBytes([file("a", 2 * PAYLOAD, [[4, 1], [4, 1]])])],
    ["an extent without blocks", tableBytes([file("a", PAYLOAD, [[0, 1], [3, 0]])])],
    ["two extents that are one", tableBytes([file("a", 2 * PAYLOAD, [[0, 1], [1, 1]])])],
    ["a size above 2^53", tableBytes([file("a", 2 ** 54, [[0, 1]])])],
    ["cut off within an entry", table.slice(0, -1)],
    ["a byte too many", join(table, new Uint8Array(1))],
    ["a name that ends after the table", join(number(0, 1), number(1, 1), number(9, 2))],
  ];
  for (const [name, bytes] of bad) {
    const inputs = { ...shared, table: bytes.toHex(), error: "SyntaxError" };
    refuse("read table", name, inputs);
  }
  const one = file("نام", 3 * PAYLOAD - 4, [[1, 2], [7, 1]]);
  add("write file entry", "with a time", {
    name: "نام",
    size: 3 * PAYLOAD - 4,
    id: id.toHex(),
    time: -62_135_596_800_000,
    extents: "1+2 7+1",
  }, tableBytes([{ ...one, time: -62_135_596_800_000 }]).toHex());
}

function paths(): void {
  add("path", "from the root", { path: "/a//./b/" }, { count: 2, names: ["a", "b"] });
  add("path", "the root", { path: "/" }, { count: 0 });
  refuse("path", "going up", { path: "/a/../b" });
  refuse("path", "a zero byte", { path: "/a\0" });
}

function wholeVolumes(): void {
  const listing = (volume: Bytes, root = outer): Expected =>
    Object.fromEntries(
      Object.entries(readVolume(volume, root, CONSTANTS)).map((
        [path, bytes],
      ) => [path, bytes.toHex()]),
    );
  const shared = { ...GEOMETRY, volume: "@settled", root: outer.toHex() };
  const expected = { settled: "true", files: listing(settled), count: 4 };
  add("read", "a settled region", shared, expected);
  add("read", "an empty region", { ...shared, root: inner.toHex() }, { settled: "true", count: 0 });
  const { root: _, ...withoutRoot } = shared;
  const typed = { ...withoutRoot, passphrase: TYPED, ...COSTS };
  add("read", "with the passphrase as it is typed", typed, expected);
  for (const [name, count] of [["put", 4], ["removal", 3], ["renewal", 4]] as const) {
    const volume = Uint8Array.fromHex(VALUES[`interrupted ${name}`]);
    add("read", `after an interrupted ${name}`, { ...shared, volume: `@interrupted ${name}` }, {
      settled: "false",
      files: listing(volume),
      count,
    });
  }

  const offset = (block: number) => blockAt(LENGTH, CONSTANTS, OUTER, block);
  const data = (d: number) => offset(3 * AREA + d);
  const at = (from: number, length = 128) => settled.slice(from, from + length).toHex();
  const flip = (from: number, byte: number) => ({ field: "volume", bit: 8 * (from + byte) + 4 });
  const still = (name: string, more: Record<string, unknown>, settledStill = false) =>
    add("read", name, { ...shared, ...more }, { ...expected, settled: String(settledStill) });
  const head = (copy: number) => headAt(CONSTANTS, OUTER, copy);
  still("head 0 damaged", { fault: flip(head(0), 30) });
  still("head 1 damaged", { fault: flip(head(1), 255) });
  still("table 0 damaged", { fault: flip(offset(0), 40) });
  still("a free block changed", { fault: flip(data(8), 10) }, true);
  still("another region destroyed", {
    patches: [`${headAt(CONSTANTS, INNER, 0)}:${"00".repeat(512)}`],
  }, true);
  still("cut off after the last block of a file", { length: data(6) }, true);

  const broken = (name: string, more: Record<string, unknown>) =>
    refuse("read", name, { ...shared, ...more });
  broken("a root that fits nothing", { root: draw(64).toHex() });
  broken("n of the salt changed", { fault: flip(0, 3) });
  broken("the masked salt changed", { fault: flip(16, 3) });
  broken("both heads damaged", {
    patches: [`${head(0) + 100}:${"00".repeat(8)}`, `${head(1) + 100}:${"00".repeat(8)}`],
  });
  broken("both tables damaged", {
    patches: [`${offset(0)}:00000000`, `${offset(AREA)}:00000000`],
  });
  broken("heads exchanged", {
    patches: [`${head(0)}:${at(head(1), 256)}`, `${head(1)}:${at(head(0), 256)}`],
  });
  broken("heads moved to another region", {
    patches: [
      `${headAt(CONSTANTS, 1, 0)}:${at(head(0), 512)}`,
      `${head(0)}:${"00".repeat(512)}`,
    ],
  });
  for (const [what, byte] of [["nonce", 0], ["ciphertext", 24], ["tag", 127]] as const) {
    broken(`a bit flipped in the ${what} of a file's block`, { fault: flip(data(1), byte) });
  }
  broken("two blocks of a file exchanged", {
    patches: [`${data(0)}:${at(data(1))}`, `${data(1)}:${at(data(0))}`],
  });
  broken("a block of another file", { patches: [`${data(5)}:${at(data(3))}`] });
  const old = new Writer(settled);
  old.data(OUTER, { ...FILES[3], id: draw(16) }, 0, 3);
  broken("an older block of the same name at the same place", {
    patches: [`${data(3)}:${old.bytes.slice(data(3), data(3) + 128).toHex()}`],
  });
  broken("cut off within the last block of a file", { length: data(6) - 1 });
  broken("cut off within the heads", { length: 9 * 256 - 1 });
  const nothing = open(KEY, settled.slice(data(5), data(5) + 128), blockAd(0, FILES[1].id!, 2));
  if (nothing) throw new Error("Cannot make vectors: a block opens anywhere");
}

/** The whole file, made afresh. */
export function volumeVectors(): VectorFile {
  if (cases.length === 0) {
    keysAndHeads();
    blocks();
    tables();
    paths();
    wholeVolumes();
  }
  return {
    format: "kelid vectors v1",
    subject: "volume",
    standard: "lib/volume/FORMAT.md",
    source:
      `Computed by ${SOURCE} that shares no code with lib/: XChaCha20-Poly1305 and Argon2id by ` +
      "noble (lib/ has node:crypto's and hash-wasm's), HKDF and SHA-256 by node:crypto (lib/ has noble's)",
    values: VALUES,
    cases,
  };
}

if (import.meta.main) {
  const file = new URL("../../vectors/volume.json", import.meta.url);
  await Deno.writeTextFile(file, `${JSON.stringify(volumeVectors(), null, 1)}\n`);
}
