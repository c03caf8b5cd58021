import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { equalBytes, utf8 } from "../../lib/bytes.ts";
import { blockOffset, headOffset, layoutOf } from "../../lib/volume/geometry.ts";
import { ENDING } from "../../cli/files.ts";
import type { Account } from "../cli/counting_main.ts";
import { counting, done, failed, json, mode, shell, start, until } from "../cli/kelid.ts";
import { GEOMETRY, INNER, NEW, NOTHING, openBytes, OUTER, Place, WRONG } from "./boxes.ts";
import { sample } from "./light.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

Deno.test("create makes a file of exactly that size, of random bytes, not sparse, for the owner only", async () => {
  using place = new Place();
  const answers = [OUTER, "y", INNER, "n"];
  const result = json(
    await place.run(["create", "box", "--size", "1500000", "--json"], { answers }),
  );
  assert.deepEqual(result.passphrases, [null, null]);
  assert.equal(result.size, 1_500_000);
  const { size, blocks } = Deno.statSync(place.box);
  assert.equal(size, 1_500_000);
  assert.ok(blocks! * 512 >= size);
  assert.equal(mode(place.box), "600");
  assert.deepEqual(place.names(), ["box"]);
  for (const passphrase of [OUTER, INNER]) assert.deepEqual(await place.held(passphrase), {});
  const info = json(await place.run(["info", "box", "--json"]));
  assert.equal(info.capacity, result.capacity);
});

Deno.test("create takes one to four passphrases, and makes those that are not typed", async () => {
  using place = new Place();
  const answers = ["", "y", "", "y", NEW, "y", INNER];
  const create = await place.run(["create", "box", "--size", "256KiB", "--json"], { answers });
  const { passphrases } = json(create);
  assert.deepEqual(passphrases.slice(2), [null, null]);
  for (const words of passphrases.slice(0, 2)) assert.equal(words.split(" ").length, 7);
  for (const passphrase of [passphrases[0], passphrases[1], NEW, INNER]) {
    assert.deepEqual(await place.held(passphrase), {});
  }
});

Deno.test("create never overwrites, and refuses what cannot be a volume before it asks", async () => {
  using place = new Place();
  place.write("box", "something");
  failed(
    await place.run(["create", "box", "--size", "1MiB"]),
    4,
    "Cannot write box: it exists already",
  );
  Deno.symlinkSync("nowhere", place.at("link"));
  failed(await place.run(["create", "link", "--size", "1MiB"]), 4, /it exists already/);
  failed(await place.run(["create", "new", "--size", "10KiB"]), 2, /at least 74752/);
  failed(await place.run(["create", "new", "--size", "1 XB"]), 2, /Cannot read the size/);
  failed(await place.run(["create", "no/new", "--size", "1MiB"]), 4, /no such file or folder/);
  const twice = await place.run(["create", "new", "--size", "1MiB"], {
    answers: [OUTER, "y", OUTER],
  });
  failed(twice, 2, /has this passphrase/);
  assert.deepEqual(place.names(), ["box", "link"]);
});

Deno.test("files and folders go in and come out byte for byte, whatever their names", async () => {
  using place = await Place.make();
  const names = [
    "plain",
    "رزومه من.pdf",
    "日本語",
    "😀 e\u0301",
    "-rf",
    "a:b",
    "new\nline",
    "x".repeat(255),
  ];
  Deno.mkdirSync(place.at("DOCS/inner/empty"), { recursive: true });
  for (const [i, name] of names.entries()) {
    Deno.writeFileSync(place.at(`DOCS/${name}`), sample(name, i * 1_500));
    Deno.writeFileSync(place.at(`DOCS/inner/${name}`), sample(`inner ${name}`, i));
  }
  assert.equal(
    done(await place.run(["put", "DOCS/", "--volume", "box"])),
    "Put 16 files, 41 KiB\n",
  );
  done(await place.run(["get", "box:/DOCS", "out"]));
  done(await shell('diff -r "$1/DOCS" "$1/out" && test -d "$1/out/inner/empty"', place.path));
  const listed = json(await place.run(["list", "box:/DOCS", "--json"]));
  assert.deepEqual(
    listed.entries.map(({ name }: { name: string }) => name).sort(),
    [...names, "inner"].sort(),
  );
  const shown = done(await place.run(["list", "box:/DOCS"]));
  assert.ok(
    shown.includes("رزومه من.pdf\n") && shown.includes("new?line\n") && shown.includes("inner/\n"),
  );
  const one = await place.run(["get", "box:/DOCS/رزومه من.pdf", "-"]);
  assert.deepEqual(one.bytes, sample("رزومه من.pdf", 1_500));
  const composed = await place.run(["get", "box:/DOCS/😀 \u00E9", "-"]);
  assert.deepEqual(composed.bytes, sample("😀 e\u0301", 4_500));
});

Deno.test("a volume is named in a path or by --volume, and a place by what it was called there", async () => {
  using place = await Place.make();
  place.write("a.txt", "a");
  place.write("b.txt", "b");
  done(await place.run(["put", "a.txt", "b.txt", "box:/"]));
  done(await place.run(["put", "a.txt", ":/new/name.txt", "--volume", "box"]));
  done(await place.run(["put", "b.txt", "box:/new/"]));
  done(await place.run(["put", `${place.path}/a.txt`, `${place.path}/box:/absolute/`]));
  done(await place.run(["put", "-", "box:/from stdin"], { stdin: utf8("standard input") }));
  done(await place.run(["move", "box:/a.txt", "/new"]));
  done(await place.run(["move", "/b.txt", "c.txt", "--volume", "box"]));
  assert.deepEqual(Object.keys((await place.held())!), [
    "absolute/",
    "absolute/a.txt",
    "c.txt",
    "from stdin",
    "new/",
    "new/a.txt",
    "new/b.txt",
    "new/name.txt",
  ]);
  const stdin = await place.run(["get", "/from stdin", "-", "--volume", "box"]);
  assert.equal(stdin.stdout, "standard input");
  done(await place.run(["remove", "box:/new", "--recursive"]));
  done(await place.run(["remove", "/c.txt", "--volume", "box"]));
  const whole = json(await place.run(["list", "box", "--recursive", "--json"]));
  assert.deepEqual(whole.entries.map(({ name }: { name: string }) => name), [
    "absolute",
    "absolute/a.txt",
    "from stdin",
  ]);
  failed(await place.run(["list", "box:/", "--volume", "box"]), 2, /there or with --volume/);
  failed(await place.run(["get", "a.txt"]), 2, /write BOX:\/PATH or give --volume BOX/);
  failed(await place.run(["list"]), 2, /No volume named/);
  failed(await place.run(["move", "box:/absolute", "other:/x"]), 2, /from one volume to another/);
});

Deno.test("times are kept only if asked, and given back only if asked", async () => {
  using place = await Place.make();
  Deno.mkdirSync(place.at("d"));
  place.write("d/a", "a");
  const then = new Date("2001-02-03T04:05:06Z");
  Deno.utimeSync(place.at("d/a"), then, then);
  Deno.utimeSync(place.at("d"), then, then);
  done(await place.run(["put", "d", "--volume", "box"]));
  const [without] = json(await place.run(["list", "box:/d", "--json"])).entries;
  assert.deepEqual(without, { name: "a", kind: "file", size: 1 });
  done(await place.run(["put", "d", "box:/timed", "--times"]));
  const [timed] = json(await place.run(["list", "box:/timed", "--json"])).entries;
  assert.equal(timed.time, "2001-02-03T04:05:06.000Z");
  assert.match(done(await place.run(["list", "box:/timed"])), /2001-02-03 04:05 {2}a\n/);
  done(await place.run(["get", "box:/timed", "now"]));
  done(await place.run(["get", "box:/timed", "then", "--times"]));
  const seconds = (name: string) => Deno.statSync(place.at(name)).mtime!.getTime();
  assert.ok(seconds("now/a") > then.getTime() + 1e10);
  assert.deepEqual([seconds("then/a"), seconds("then")], [then.getTime(), then.getTime()]);
});

Deno.test("what is there is replaced only if asked, in the volume and outside", async () => {
  using place = await Place.make();
  Deno.mkdirSync(place.at("d"));
  place.write("d/a", "first");
  done(await place.run(["put", "d", "--volume", "box"]));
  const before = place.bytes();
  place.write("d/a", "second");
  place.write("d/b", "new");
  failed(await place.run(["put", "d", "--volume", "box"]), 4, "Cannot put d: /d exists already");
  failed(await place.run(["put", "d/a", "box:/d"]), 4, "Cannot put d/a: /d/a exists already");
  failed(await place.run(["put", "d", "box:/d/a/x"]), 4, "Cannot put d: /d/a is a file");
  failed(
    await place.run(["put", "d", "box:/d/a", "--overwrite"]),
    4,
    "Cannot put d: /d/a is a file",
  );
  failed(await place.run(["move", "box:/d", "box:/d/x"]), 2, "Cannot move a folder into itself");
  assert.ok(equalBytes(place.bytes(), before));
  done(await place.run(["put", "d", "--volume", "box", "--overwrite"]));
  assert.equal((await place.run(["get", "box:/d/a", "-"])).stdout, "second");
  assert.equal(
    (await openBytes(place.bytes(), OUTER))!.free.free,
    layoutOf(1 << 20, GEOMETRY).dataBlocks - 2,
  );

  failed(await place.run(["get", "box:/d/b", "d/b"]), 4, "Cannot write d/b: it exists already");
  failed(await place.run(["get", "box:/d"]), 4, "Cannot write d: it exists already");
  place.write("d/b", "mine");
  done(await place.run(["get", "box:/d/b", "d/b", "--overwrite"]));
  assert.equal(Deno.readTextFileSync(place.at("d/b")), "new");
  done(await place.run(["get", "box:/d", "d"]));
  assert.equal(Deno.readTextFileSync(place.at("d/d/a")), "second");
  failed(await place.run(["get", "box:/", "d"]), 2, /give the path of a new folder/);
  done(await place.run(["get", "box:/", "all"]));
  assert.equal(Deno.readTextFileSync(place.at("all/d/b")), "new");
});

Deno.test("nothing goes deeper than a volume can hold, and the region stays as it was", async () => {
  using place = await Place.make();
  const deep = (names: number) => Array(names).fill("d").join("/");
  place.write("file", "text");
  done(await place.run(["put", "file", `box:/deep/${deep(98)}/file`]));
  done(await place.run(["put", "file", `box:/far/${deep(28)}/file`]));
  const before = place.bytes();
  const tooMany = "a volume takes 128 names one within another, and there would be more";
  failed(
    await place.run(["move", "box:/deep", `box:/far/${deep(28)}/deep`]),
    4,
    `Cannot move /deep: ${tooMany}`,
  );
  failed(
    await place.run(["move", "box:/deep", `box:/far/${deep(28)}/`]),
    4,
    `Cannot move /deep: ${tooMany}`,
  );
  Deno.mkdirSync(place.at("tree/d/d"), { recursive: true });
  failed(
    await place.run(["put", "tree", `box:/new/${deep(125)}/`]),
    4,
    `Cannot put tree/d/d: ${tooMany}`,
  );
  assert.ok(equalBytes(place.bytes(), before));
  const prompt = await place.prompt(`-mv deep far/${deep(28)}`, `cd far/${deep(28)}`, "mkdir x");
  assert.match(prompt.stderr, /^error: Cannot move \/deep: [^\n]+\n$/);
  // To the very last level.
  done(await place.run(["move", "box:/deep", `box:/far/${deep(27)}/deep`]));
  done(await place.run(["put", "tree", `box:/new/${deep(124)}/`]));
  const got = await place.run(["get", `box:/far/${deep(27)}/deep/${deep(98)}/file`, "-"]);
  assert.equal(got.stdout, "text");
});

Deno.test("links, devices, pipes and the volume itself do not go in, and nothing is written then", async () => {
  using place = await Place.make();
  place.write("file", "x");
  Deno.mkdirSync(place.at("d"));
  Deno.symlinkSync("../file", place.at("d/link"));
  Deno.symlinkSync("d", place.at("folder-link"));
  done(await shell('mkfifo "$1/pipe"', place.path));
  const before = place.bytes();
  const refused: [string[], number, RegExp][] = [
    [["d"], 4, /^error: Cannot put d\/link: it is a symbolic link; put what it leads to\n$/],
    [["folder-link/"], 4, /it is a symbolic link/],
    [["/dev/null"], 4, /^error: Cannot put \/dev\/null: it is neither a file nor a folder\n$/],
    [["pipe"], 4, /neither a file nor a folder/],
    [["."], 4, /it is the volume itself|symbolic link|neither/],
    [["box"], 4, /^error: Cannot put box: it is the volume itself\n$/],
    [["missing"], 4, /^error: Cannot read missing: no such file or folder\n$/],
    [["/"], 2, /^error: Cannot put \/: it has no name of its own\n$/],
    [["-"], 2, /Standard input has no name/],
  ];
  for (const [sources, code, message] of refused) {
    const run = sources[0] === "-" ? { stdin: utf8("x") } : {};
    failed(await place.run(["put", ...sources, "--volume", "box"], run), code, message);
  }
  failed(await place.run(["put", "file", "box:/../x"]), 2, "Cannot use a path with .. in a volume");
  failed(await place.run(["put", "file", `box:/${"x".repeat(1_025)}`]), 2, /more than 1024 bytes/);
  failed(
    await place.run(["put", "file", "file", "--volume", "box"]),
    4,
    "Cannot put file: /file is there twice",
  );
  assert.ok(equalBytes(place.bytes(), before));
  // Its own name is what something gets, wherever it is.
  Deno.mkdirSync(place.at("here"));
  done(await place.run(["put", "../file", "--volume", "../box"], { cwd: place.at("here") }));
  done(await place.run(["put", ".", "--volume", "../box"], { cwd: place.at("here") }));
  assert.deepEqual(Object.keys((await place.held())!), ["file", "here/"]);
});

Deno.test("a name that is not valid Unicode is refused by name", async () => {
  using place = await Place.make();
  done(await shell('mkdir "$1/d" && touch "$1/d/$(printf \'a\\377b\')"', place.path));
  failed(
    await place.run(["put", "d", "--volume", "box"]),
    4,
    "Cannot put d/a\uFFFDb: its name is not valid Unicode",
  );
});

Deno.test("a name longer than the system allows stays in the volume, and nothing half-written is left", async () => {
  using place = await Place.make();
  const long = "x".repeat(256);
  done(await place.run(["put", "-", `box:/d/${long}`], { stdin: utf8("long") }));
  failed(await place.run(["get", `box:/d/${long}`]), 4, /the name is too long/);
  failed(await place.run(["get", "box:/d"]), 4, /the name is too long/);
  assert.deepEqual(place.names(), ["box"]);
  done(await place.run(["get", `box:/d/${long}`, "short"]));
  assert.equal(Deno.readTextFileSync(place.at("short")), "long");
});

Deno.test("a folder is durable, with everything in it, before it has its name", async () => {
  using place = await Place.make();
  Deno.mkdirSync(place.at("d/inner/empty"), { recursive: true });
  for (const name of ["a", "inner/b", "inner/c"]) place.write(`d/${name}`, name);
  done(await place.run(["put", "d", "--volume", "box"]));
  done(await place.run(["get", "box:/d", "out"], { program: counting(place.at("account")) }));
  const { accesses }: Account = JSON.parse(Deno.readTextFileSync(place.at("account")));
  const named = accesses.findIndex((call) => call.startsWith('renameSync "out.kelid-part" "out"'));
  const synced = accesses.slice(0, named);
  assert.equal(synced.filter((call) => call.startsWith("file.syncData")).length, 3);
  const folders = synced.filter((call, i) =>
    call.startsWith("file.syncSync") && synced[i - 1].startsWith('openSync "out.kelid-part')
  );
  assert.equal(folders.length, 3);
  assert.ok(accesses.slice(named).some((call) => call.startsWith("file.syncSync")));
});

Deno.test("a folder that is interrupted leaves nothing, whatever the signal", async () => {
  using place = await Place.make();
  Deno.mkdirSync(place.at("d"));
  for (let i = 0; i < 140; i++) place.write(`d/${i}`, "secret");
  done(await place.run(["put", "d", "--volume", "box"]));
  const before = place.names();
  for (const signal of ENDING) {
    const process = start(["volume", "get", "box:/d", "out"], { cwd: place.path });
    await process.answer(OUTER);
    await until("the folder is begun", () => place.names().includes("out.kelid-part"));
    process.kill(signal);
    const { code, stdout } = await process.ended();
    assert.deepEqual([code, stdout, place.names()], [130, "", before], signal);
  }
});

Deno.test("a volume that is being made can be interrupted, and leaves nothing", async () => {
  using place = await Place.make();
  const process = start(["volume", "create", "new", "--size", "768MiB"], { cwd: place.path });
  await process.answer(OUTER);
  await process.answer("n");
  await until("the volume is begun", () => {
    return place.names().includes("new.kelid-part") &&
      Deno.statSync(place.at("new.kelid-part")).size > 2 ** 25;
  });
  process.kill("SIGTERM");
  const { code, stdout } = await process.ended();
  assert.deepEqual([code, stdout, place.names()], [130, "", ["box"]]);
});

Deno.test("what an interrupted run left of a folder is named, and removed if asked", async () => {
  using place = await Place.make();
  Deno.mkdirSync(place.at("d"));
  place.write("d/file", "text");
  done(await place.run(["put", "d", "--volume", "box"]));
  Deno.mkdirSync(place.at("out.kelid-part/inner"), { recursive: true });
  place.write("out.kelid-part/inner/secret", "secret");
  place.write("mine", "mine");
  Deno.symlinkSync(place.at("mine"), place.at("out.kelid-part/link"));
  Deno.linkSync(place.at("out.kelid-part/inner/secret"), place.at("second name"));
  const left = (part: string) =>
    `Cannot write out: an interrupted run left ${part}, which may hold secrets;` +
    " remove it, or give --overwrite where the command takes it";
  failed(await place.run(["get", "box:/d", "out"]), 4, left("out.kelid-part"));
  done(await place.run(["get", "box:/d", "out", "--overwrite"]));
  assert.equal(Deno.readTextFileSync(place.at("out/file")), "text");
  assert.equal(Deno.readTextFileSync(place.at("mine")), "mine");
  assert.notEqual(Deno.readTextFileSync(place.at("second name")), "secret");
  assert.deepEqual(place.names(), ["box", "d", "mine", "out", "second name"]);
  // A file of that name was left by nobody who wrote a folder.
  Deno.removeSync(place.at("out"), { recursive: true });
  place.write("out.kelid-part", "mine too");
  failed(await place.run(["get", "box:/d", "out", "--overwrite"]), 4, left("out.kelid-part"));
  assert.equal(Deno.readTextFileSync(place.at("out.kelid-part")), "mine too");
});

Deno.test("a region that is full says how much is missing, and nothing changes", async () => {
  using place = await Place.make();
  const { capacity } = json(await place.run(["info", "box", "--json"]));
  place.write("big", new Uint8Array(capacity + 1));
  const before = place.bytes();
  failed(
    await place.run(["put", "big", "--volume", "box"]),
    4,
    /the region is full \(.* are free, at least 984 bytes more/,
  );
  assert.ok(equalBytes(place.bytes(), before));
  const stdin = await place.run(["put", "-", "box:/big"], { stdin: new Uint8Array(capacity + 1) });
  failed(stdin, 4, /the region is full/);
  assert.deepEqual(await place.held(), {});
  place.write("fits", new Uint8Array(capacity));
  done(await place.run(["put", "fits", "--volume", "box"]));
  assert.equal(json(await place.run(["info", "box", "--json"])).free, 0);
  done(await place.run(["move", "box:/fits", "box:/moved"]));
  done(await place.run(["remove", "box:/moved"]));
  assert.equal(json(await place.run(["info", "box", "--json"])).free, capacity);
});

Deno.test("a full disk leaves nothing half-written", async () => {
  using place = await Place.make();
  done(await place.run(["put", "-", "box:/d/big"], { stdin: sample("big", 60_000) }));
  // A limit on the size of files, in blocks of 512 bytes; the signal would end the process.
  const under = ["sh", "-c", "trap '' XFSZ; ulimit -f 40; exec \"$@\"", "sh"];
  for (const args of [["get", "box:/d/big"], ["get", "box:/d"]]) {
    failed(await place.run(args, { under }), 4, /would be too large|the disk is full/);
    assert.deepEqual(place.names(), ["box"]);
  }
  const create = ["create", "new", "--size", "1MiB"];
  failed(await place.run(create, { under, answers: [OUTER, "n"] }), 4, /would be too large/);
  assert.deepEqual(place.names(), ["box"]);
});

Deno.test("a volume that cannot be written opens for reading and says so", async () => {
  using place = await Place.make();
  done(await place.run(["put", "-", "box:/a"], { stdin: utf8("a") }));
  // Permissions do not stop the root user: then the medium has to be read-only.
  const root = Deno.uid() === 0;
  if (root) done(await shell('mkdir "$1/ro" && mount -o bind "$1" "$1/ro"', place.path));
  const cwd = root ? place.at("ro") : place.path;
  try {
    if (root) done(await shell('mount -o remount,bind,ro "$1"', cwd));
    else Deno.chmodSync(place.box, 0o444);
    const put = await place.run(["put", "-", "box:/b"], { cwd, stdin: utf8("b") });
    failed(put, 4, /Cannot open box: (permission denied|the medium is read-only)/);
    assert.equal((await place.run(["get", "box:/a", "-"], { cwd })).stdout, "a");
    const prompt = await place.run(["open", "box"], { cwd, answers: [OUTER, "ls", "rm a"] });
    assert.equal(prompt.stdout, "1  a\n");
    assert.equal(
      prompt.stderr,
      "warning: the volume cannot be written here: it is open for reading\n" +
        "error: The volume cannot be written: it was opened for reading\n",
    );
    assert.equal(prompt.code, 4);
  } finally {
    if (root) done(await shell('umount "$1" && rmdir "$1"', cwd));
  }
});

Deno.test("what is no volume is told before a passphrase is asked", async () => {
  using place = await Place.make();
  place.write("short", "not a volume");
  done(await shell('mkfifo "$1/pipe"', place.path));
  failed(
    await place.run(["list", "short"], { answers: [] }),
    4,
    "Cannot open short: not a volume (12 bytes, the shortest has 74752)",
  );
  failed(
    await place.run(["list", "missing"], { answers: [] }),
    4,
    "Cannot open missing: no such file or folder",
  );
  failed(await place.run(["list", "."], { answers: [] }), 4, "Cannot open .: not a file");
  failed(await place.run(["list", "pipe"], { answers: [] }), 4, "Cannot open pipe: not a file");
  failed(
    await place.run(["list", "/dev/null"], { answers: [] }),
    4,
    "Cannot open /dev/null: not a file",
  );
});

Deno.test("a wrong passphrase, a region that is not there and a damaged one give one error", async () => {
  using place = await Place.make();
  place.write("file", "never put");
  const bytes = place.bytes();
  const { region } = (await openBytes(bytes, OUTER))!.io;
  for (
    const args of [["list", "box"], ["put", "file", "box:/x"], ["renew", "box"], [
      "open",
      "box",
    ]]
  ) {
    failed(await place.run(args, { answers: [WRONG, "y"] }), 3, NOTHING);
  }
  for (const copy of [0, 1]) bytes[headOffset(GEOMETRY, region, copy) + 40] ^= 1;
  Deno.writeFileSync(place.box, bytes);
  failed(await place.run(["list", "box"]), 3, NOTHING);
  crypto.getRandomValues(bytes.subarray(0, 65_536));
  Deno.writeFileSync(place.box, bytes);
  failed(await place.run(["list", "box"]), 3, NOTHING);
});

Deno.test("a volume that was cut off says so, and gives what is left", async () => {
  using place = await Place.make([OUTER]);
  done(await place.run(["put", "-", "box:/a"], { stdin: utf8("still here") }));
  const bytes = place.bytes();
  const { layout, io } = (await openBytes(bytes, OUTER))!;
  const end = blockOffset(layout, io.region, layout.firstData + 1);
  Deno.truncateSync(place.box, end + 10);
  const said = `box was 1048576 bytes long and has ${end + 10} now`;
  const got = await place.run(["get", "box:/a", "-"]);
  assert.deepEqual([got.stdout, got.code], ["still here", 0]);
  assert.equal(got.stderr, `warning: the volume was cut off or added to: ${said}\n`);
  failed(await place.run(["remove", "box:/a"]), 4, `Cannot change the volume: ${said}`);
  Deno.truncateSync(place.box, 5_000);
  failed(await place.run(["list", "box"]), 4, /not a volume \(5000 bytes/);
});

Deno.test("a volume in use is left alone, and readers do not disturb one another", async () => {
  using place = await Place.make();
  using file = Deno.openSync(place.box, { read: true, write: true });
  file.lockSync(false);
  done(await place.run(["list", "box"]));
  failed(
    await place.run(["put", "-", "box:/x"], { stdin: utf8("x") }),
    4,
    "Cannot open box: another process is using it",
  );
  file.unlockSync();
  file.lockSync(true);
  failed(await place.run(["list", "box"]), 4, "Cannot open box: another process is using it");
  file.unlockSync();
  done(await place.run(["put", "-", "box:/x"], { stdin: utf8("x") }));
});

Deno.test("check reads everything and names what is damaged; the rest can still be got", async () => {
  using place = await Place.make();
  Deno.mkdirSync(place.at("d"));
  Deno.writeFileSync(place.at("d/good"), sample("good", 5_000));
  Deno.writeFileSync(place.at("d/bad"), sample("bad", 5_000));
  done(await place.run(["put", "d", "--volume", "box"]));
  assert.match(
    done(await place.run(["check", "box"])),
    /^Read 2 files in 1 folders: 12 blocks\nEverything is whole\n$/,
  );
  const bytes = place.bytes();
  const { layout, io, root } = (await openBytes(bytes, OUTER))!;
  const folder = root.children.get("d")!;
  const bad = folder.kind === "folder" && folder.children.get("bad");
  assert.ok(bad && bad.kind === "file");
  const at = blockOffset(layout, io.region, layout.firstData + bad.extents[0].start + 2);
  bytes[at + 500] ^= 4;
  Deno.writeFileSync(place.box, bytes);
  const check = await place.run(["check", "box", "--json"]);
  assert.deepEqual(JSON.parse(check.stdout).damaged, [{
    path: "/d/bad",
    ranges: [[1_968, 2_952]],
  }]);
  assert.deepEqual([check.stderr, check.code], [
    "error: Not everything in this region is whole\n",
    1,
  ]);
  assert.match(
    (await place.run(["check", "box"])).stdout,
    /Damaged: \/d\/bad: bytes 1968 to 2951\n/,
  );
  failed(
    await place.run(["get", "box:/d/bad"]),
    1,
    "Cannot read /d/bad: it is damaged (check says where)",
  );
  done(await place.run(["get", "box:/d/good", "got"]));
  const all = await place.run(["get", "box:/d", "all"]);
  assert.deepEqual([all.stderr, all.code], [
    "error: Wrote all without what is damaged: /d/bad\n",
    1,
  ]);
  assert.deepEqual(Deno.readFileSync(place.at("all/good")), sample("good", 5_000));
  assert.deepEqual([...Deno.readDirSync(place.at("all"))].map(({ name }) => name), ["good"]);
  assert.deepEqual(place.names(), ["all", "box", "d", "got"]);
});

Deno.test("passphrase lets another one open the region, writes its heads only, and refuses one in use", async () => {
  using place = await Place.make();
  done(await place.run(["put", "-", "box:/a"], { stdin: utf8("a") }));
  const before = place.bytes();
  failed(
    await place.run(["passphrase", "box"], { answers: [OUTER, INNER] }),
    2,
    "This passphrase is in use in this volume already",
  );
  failed(await place.run(["passphrase", "box"], { answers: [OUTER, OUTER] }), 2, /in use/);
  assert.ok(equalBytes(place.bytes(), before));
  done(await place.run(["passphrase", "box"], { answers: [OUTER, NEW] }));
  const after = place.bytes();
  const { region } = (await openBytes(after, NEW))!.io;
  for (const bytes of [before, after]) {
    bytes.fill(0, headOffset(GEOMETRY, region, 0), headOffset(GEOMETRY, region + 1, 0));
  }
  assert.ok(equalBytes(after, before));
  failed(await place.run(["list", "box"]), 3, NOTHING);
  assert.deepEqual(Object.keys((await place.held(NEW))!), ["a"]);
  assert.deepEqual(await place.held(INNER), {});
  const generated = json(await place.run(["passphrase", "box", "--json"], { answers: [NEW, ""] }));
  assert.deepEqual(Object.keys((await place.held(generated.passphrase))!), ["a"]);
});

Deno.test("renew keeps what passphrases were typed for, and asks before the rest is lost", async () => {
  using place = await Place.make([OUTER, INNER, NEW]);
  for (const passphrase of [OUTER, INNER, NEW]) {
    const run = { answers: [passphrase], stdin: sample(passphrase, 3_000) };
    done(await place.run(["put", "-", "box:/file"], run));
  }
  const before = place.bytes();
  failed(
    await place.run(["renew", "box"], { answers: [OUTER, "y", INNER, "n", "n"] }),
    2,
    "Nothing was renewed",
  );
  failed(await place.run(["renew", "box"], { answers: [OUTER, "y", WRONG] }), 3, NOTHING);
  failed(
    await place.run(["renew", "box"], { answers: [OUTER, "y", OUTER] }),
    2,
    "This passphrase was typed before",
  );
  assert.ok(equalBytes(place.bytes(), before));
  done(await place.run(["renew", "box"], { answers: [OUTER, "y", INNER, "n", "y"] }));
  const after = place.bytes();
  assert.equal(after.length, before.length);
  const differing = after.reduce((sum, byte, i) => sum + Number(byte !== before[i]), 0);
  // 255 of 256 bytes differ by chance; 4,096 bytes that stayed would be seen.
  assert.ok(Math.abs(differing - after.length * 255 / 256) < 400, String(differing));
  for (const passphrase of [OUTER, INNER]) {
    const got = await place.run(["get", "box:/file", "-"], { answers: [passphrase] });
    assert.deepEqual(got.bytes, sample(passphrase, 3_000));
  }
  assert.equal(await place.held(NEW), undefined);
  assert.notEqual(sha256(after), sha256(before));
});
