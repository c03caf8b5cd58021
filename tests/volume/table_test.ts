import assert from "node:assert/strict";
import fc from "fast-check";
import { concat, utf8 } from "../../lib/bytes.ts";
import { coalesce, FreeBlocks } from "../../lib/volume/free_blocks.ts";
import { layoutOf } from "../../lib/volume/geometry.ts";
import { checkName, MAX_LEVELS, nameKey, parsePath, resolvePath } from "../../lib/volume/names.ts";
import { decodeTable, encodeTable } from "../../lib/volume/table.ts";
import {
  compareNames,
  depthBelow,
  type Extent,
  find,
  insert,
  newFolder,
  type VolumeFolder,
  walk,
} from "../../lib/volume/tree.ts";
import { LENGTH, LIGHT } from "./light.ts";

const LAYOUT = layoutOf(LENGTH, LIGHT);

const NAMES = ["a", "b.txt", "رزومه", "می‌خواهم", "日本語", "😀", "\u{FFFD}", "e\u0301", "-rf", " "];

/** Any tree whose files have blocks that do not overlap. */
function anyTree(): fc.Arbitrary<VolumeFolder> {
  const sizes = fc.array(fc.nat(4 * LAYOUT.payloadBytes), { maxLength: 8 });
  const places = fc.array(fc.tuple(fc.nat(3), fc.constantFrom(...NAMES), fc.boolean()), {
    minLength: 8,
    maxLength: 8,
  });
  return fc.tuple(sizes, places).map(([sizes, places]) => {
    const root = newFolder("");
    const folders = [root];
    let next = 0;
    for (const [i, size] of sizes.entries()) {
      const [at, name, timed] = places[i];
      const parent = folders[at % folders.length];
      if (find(parent, [name])) continue;
      const time = timed ? size * 1_000 - 5e6 : undefined;
      if (i % 3 === 0) {
        const folder = newFolder(name, time);
        insert(parent, folder);
        folders.push(folder);
        continue;
      }
      const extents: Extent[] = [];
      for (let blocks = Math.ceil(size / LAYOUT.payloadBytes); blocks > 0; blocks--) {
        extents.push({ start: next, count: 1 });
        next += 2;
      }
      const id = new Uint8Array(16).fill(i);
      insert(parent, { kind: "file", name, time, size, id, extents });
    }
    return root;
  });
}

Deno.test("a table is read back as the tree that was written, and has one form", () => {
  fc.assert(fc.property(anyTree(), (root) => {
    const bytes = encodeTable(root);
    const { root: again, free } = decodeTable(bytes, LAYOUT);
    assert.deepEqual([...walk(again)], [...walk(root)]);
    assert.deepEqual(encodeTable(again), bytes);
    const used = [...walk(root)].flatMap(({ node }) => node.kind === "file" ? node.extents : []);
    assert.equal(free.free, LAYOUT.dataBlocks - used.length);
    for (const { start } of used) assert.ok(free.isUsed(start));
  }));
});

Deno.test("a table that is written can be read again, whatever the tree is like", () => {
  const depth = fc.oneof(fc.nat(8), fc.integer({ min: MAX_LEVELS - 3, max: MAX_LEVELS + 3 }));
  const name = fc.oneof(fc.constantFrom(...NAMES), fc.string(), fc.constantFrom("", "..", "a/b"));
  // A time of -0 is stored as 0: adding 0 leaves every other number as it is.
  const number = fc.oneof(fc.double(), fc.integer()).map((one) => one + 0);
  const time = fc.option(number, { nil: undefined });
  const all = fc.tuple(anyTree(), depth, fc.constantFrom("a", "b.txt"), name, time);
  let written = 0;
  fc.assert(
    fc.property(all, ([root, depth, way, name, time]) => {
      let folder = root;
      for (let level = 0; level < depth; level++) {
        const next = newFolder(way);
        insert(folder, next);
        folder = next;
      }
      insert(folder, newFolder(name, time));
      let bytes: Uint8Array;
      try {
        bytes = encodeTable(root);
      } catch (error) {
        assert.ok(error instanceof RangeError || error instanceof SyntaxError, String(error));
        return;
      }
      assert.deepEqual([...walk(decodeTable(bytes, LAYOUT).root)], [...walk(root)]);
      written++;
    }),
    { numRuns: 300 },
  );
  assert.ok(written > 10);
});

Deno.test("as many names one within another are written as are read, and no more", () => {
  const chain = (names: number) => {
    const root = newFolder("");
    let folder = root;
    for (let i = 0; i < names; i++) insert(folder, folder = newFolder("d"));
    return root;
  };
  const deepest = chain(MAX_LEVELS);
  assert.equal(depthBelow(decodeTable(encodeTable(deepest), LAYOUT).root), MAX_LEVELS);
  for (const names of [MAX_LEVELS + 1, 256, 300]) {
    assert.throws(() => encodeTable(chain(names)), /^RangeError: Cannot store more than 128 names/);
  }
});

Deno.test("any byte string is a table or is refused with one kind of error", () => {
  const entry = concat(Uint8Array.of(0, 2, 0, 1), utf8("a"), new Uint8Array(28));
  fc.assert(fc.property(fc.nat(entry.length - 1), fc.nat(255), (at, byte) => {
    const bytes = entry.slice();
    bytes[at] = byte;
    try {
      assert.deepEqual(encodeTable(decodeTable(bytes, LAYOUT).root), bytes);
    } catch (error) {
      assert.ok(error instanceof SyntaxError, String(error));
    }
  }));
});

Deno.test("names are in the order of their UTF-8 bytes", () => {
  const byBytes = (a: string, b: string) => {
    const [x, y] = [utf8(a), utf8(b)];
    for (let i = 0; i < Math.min(x.length, y.length); i++) if (x[i] !== y[i]) return x[i] - y[i];
    return x.length - y.length;
  };
  const text = fc.string({ unit: "binary" });
  fc.assert(fc.property(text, text, (a, b) => {
    assert.equal(Math.sign(compareNames(a, b)), Math.sign(byBytes(a, b)));
  }));
  assert.ok(compareNames("\uFFFD", "😀") < 0);
});

Deno.test("a name typed composed finds the one stored decomposed, which keeps its form", () => {
  const root = newFolder("");
  insert(root, newFolder("cafe\u0301"));
  assert.equal(find(root, ["caf\u00E9"])?.name, "cafe\u0301");
  assert.equal(nameKey("cafe\u0301"), nameKey("caf\u00E9"));
});

Deno.test("names that could lead elsewhere are refused", () => {
  for (const name of ["", ".", "..", "a/b", "/", "a\0", "\uD800", "x".repeat(1_025)]) {
    assert.throws(() => checkName(name), /^(SyntaxError|RangeError): Cannot use/);
  }
  for (const name of ["...", "a:b", "C:", "a\\b", "\n", " ", "-", "x".repeat(1_024)]) {
    assert.equal(checkName(name), name);
  }
});

Deno.test("a path is names from the root; only the prompt goes up", () => {
  assert.deepEqual(parsePath("/a//b/./c/"), ["a", "b", "c"]);
  assert.deepEqual(parsePath("a"), ["a"]);
  assert.deepEqual(parsePath("/"), []);
  assert.throws(() => parsePath("/a/../b"), SyntaxError);
  assert.throws(() => parsePath("/a".repeat(129)), RangeError);
  assert.deepEqual(resolvePath(["a", "b"], "../c"), ["a", "c"]);
  assert.deepEqual(resolvePath(["a"], "../../../c/.."), []);
  assert.deepEqual(resolvePath(["a"], "/x/y"), ["x", "y"]);
  assert.throws(() => resolvePath(["a"], "\0"), SyntaxError);
});

Deno.test("free blocks are counted and taken as a plain list would have it", () => {
  const extent = fc.record({ start: fc.nat(70), count: fc.integer({ min: 1, max: 12 }) });
  const step = fc.tuple(fc.constantFrom("use", "release", "take"), extent);
  fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
    const free = new FreeBlocks(67);
    const list = Array(67).fill(false);
    for (const [kind, { start, count }] of steps) {
      const range = Array.from({ length: count }, (_, i) => start + i);
      if (kind === "use") {
        const possible = start + count <= 67 && range.every((block) => !list[block]);
        assert.equal(free.use({ start, count }), possible);
        if (possible) list.fill(true, start, start + count);
      } else if (kind === "release") {
        const end = Math.min(67, start + count);
        if (start < end) free.release({ start, count: end - start });
        list.fill(false, start, end);
      } else {
        const wanted = list.keys().filter((block) => !list[block]).take(count).toArray();
        const taken = free.take(count)?.flatMap((one) =>
          Array.from({ length: one.count }, (_, i) => one.start + i)
        );
        assert.deepEqual(taken, wanted.length < count ? undefined : wanted);
        if (taken) { for (const block of taken) list[block] = true; }
      }
      assert.equal(free.free, list.filter((used) => !used).length);
      for (const block of list.keys()) assert.equal(free.isUsed(block), list[block]);
    }
  }));
});

Deno.test("joining extents loses no block, keeps to the limit, and adds only what lies between", () => {
  const extent = fc.record({ start: fc.nat(200), count: fc.nat(6) });
  fc.assert(
    fc.property(
      fc.array(extent, { maxLength: 20 }),
      fc.integer({ min: 1, max: 6 }),
      (all, limit) => {
        const joined = coalesce(all, limit);
        assert.ok(joined.length <= limit);
        const blocks = (extents: readonly Extent[]) =>
          new Set(
            extents.flatMap(({ start, count }) =>
              Array.from({ length: count }, (_, i) => start + i)
            ),
          );
        assert.ok(blocks(all).isSubsetOf(blocks(joined)));
        if (new Set(all.map(({ start }) => start)).size === 1) {
          assert.equal(blocks(joined).size, Math.max(...all.map(({ count }) => count)));
        }
        for (const [i, { start }] of joined.entries()) {
          if (i > 0) assert.ok(start > joined[i - 1].start + joined[i - 1].count);
        }
      },
    ),
  );
  const far = [{ start: 0, count: 1 }, { start: 2, count: 1 }, { start: 90, count: 1 }];
  assert.deepEqual(coalesce(far, 2), [{ start: 0, count: 3 }, { start: 90, count: 1 }]);
});
