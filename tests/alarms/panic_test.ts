import assert from "node:assert/strict";
import { equalBytes } from "../../lib/bytes.ts";
import { systemRandom } from "../../lib/random.ts";
import { NEW_SUFFIX } from "../../cli/vault_file.ts";
import { KEY_BYTES, wipeFiles } from "../../cli/wiping.ts";
import { GEOMETRY_V1, vaultBytes } from "../../lib/vault/geometry.ts";
import { headsEnd, shortestVolume, VOLUME_V1 } from "../../lib/volume/geometry.ts";
import { Region } from "../../lib/volume/region.ts";
import { done, failed, kelid, LIGHT, Started, until } from "../cli/kelid.ts";
import { DECOY, REAL } from "../cli/world.ts";
import { makeVolume, MemoryStorage, root } from "../volume/light.ts";
import { heldIn, Place } from "./world.ts";

Deno.test("what is overwritten first holds all of a vault and every head of a volume", () => {
  assert.ok(vaultBytes(GEOMETRY_V1) <= KEY_BYTES);
  assert.ok(headsEnd(VOLUME_V1) <= KEY_BYTES);
});

Deno.test("panic overwrites and removes vaults, other files and an outbox's beacons", async () => {
  using place = await Place.make();
  done(await place.kelid(["refresh", "vault", "--outbox", "outbox"]));
  const secret = place.write("secret", systemRandom(300_000));
  place.write(`vault${NEW_SUFFIX}`, Deno.readFileSync(place.vault));
  place.write(`secret${NEW_SUFFIX}`, systemRandom(300_001));
  const outcome = await kelid(["panic", "--now", "--json", place.vault, secret, place.outbox]);
  assert.deepEqual([outcome.code, place.beacons()], [0, []]);
  assert.deepEqual(place.names(), [
    "outbox",
    "real.id",
    `secret${NEW_SUFFIX}`,
    "watcher",
    "watcher.id",
  ]);
  const { files, unreached } = JSON.parse(outcome.stdout);
  assert.equal(files.length, 4, "the vault, its leftover, the secret, a beacon");
  for (const { overwritten, removed, problem } of files) {
    assert.deepEqual([overwritten, removed, problem], [true, true, undefined]);
  }
  assert.match(unreached, /^Flash memory, journals and snapshots .* backups .* may still hold/);
  assert.match(outcome.stderr, /^The keys are overwritten/);
});

Deno.test("every byte is overwritten before the name goes", async () => {
  using place = await Place.make();
  for (const size of [0, 1, 18_000, KEY_BYTES, KEY_BYTES + 1, 3_000_000]) {
    const before = systemRandom(size);
    const path = place.write("file", before);
    // A second name keeps what was behind the first one.
    Deno.linkSync(path, place.at("kept"));
    const [wiped] = wipeFiles([path], systemRandom);
    const after = Deno.readFileSync(place.at("kept"));
    assert.equal(after.length, size);
    const alike = after.filter((byte, i) => byte === before[i]).length;
    assert.ok(alike <= 4 + size / 200, `${alike} of ${size} bytes are as before`);
    assert.deepEqual([wiped.overwritten, wiped.removed], [true, true]);
    assert.match(wiped.problem!, /another name, which now leads to the overwritten file/);
    Deno.removeSync(place.at("kept"));
  }
});

Deno.test("the keys of all files go before the rest of any", async () => {
  using place = await Place.make();
  const sizes = [KEY_BYTES + 5_000_000, KEY_BYTES + 1];
  const before = sizes.map((size) => systemRandom(size));
  const paths = before.map((bytes, i) => place.write(`file${i}`, bytes));
  let looked = false;
  wipeFiles(paths, systemRandom, () => {
    for (const [i, path] of paths.entries()) {
      const now = Deno.readFileSync(path);
      const same = (from: number, to?: number) =>
        equalBytes(now.subarray(from, to), before[i].subarray(from, to));
      assert.ok(!same(0, 32) && !same(KEY_BYTES - 32, KEY_BYTES) && same(KEY_BYTES));
    }
    looked = true;
  });
  assert.ok(looked);
});

Deno.test("the keys of each file are synced before anything else is done", async () => {
  using place = await Place.make();
  place.write("second", systemRandom(1000));
  const trace = place.at("trace");
  await place.kelid(["panic", "--now", "vault", "second"], undefined, { trace });
  const calls = Deno.readTextFileSync(trace).split("\n").filter((call) => !/^random/.test(call));
  const writes = calls.flatMap((call, i) => call.startsWith("file.writeSync") ? [i] : []);
  const length = Deno.statSync(place.watcher).size;
  assert.deepEqual(writes.slice(0, 2).map((i) => calls.slice(i, i + 2)), [
    [`file.writeSync ${length} bytes`, "file.syncDataSync"],
    ["file.writeSync 1000 bytes", "file.syncDataSync"],
  ]);
});

Deno.test("once a volume's keys are gone no region opens, whatever is left of the rest", async () => {
  using place = await Place.make();
  const geometry = VOLUME_V1;
  const length = shortestVolume(geometry);
  const volume = await makeVolume(["outer", "inner"], { geometry, length });
  const path = place.write("volume", volume.bytes);
  const opens = async (bytes: Uint8Array<ArrayBuffer>, passphrase: string) => {
    const options = { geometry, random: systemRandom };
    return await Region.open(new MemoryStorage(bytes), root(passphrase), options) !== undefined;
  };
  let left: Uint8Array<ArrayBuffer> | undefined;
  wipeFiles([path], systemRandom, () => left = Deno.readFileSync(path));
  assert.ok(left && equalBytes(left.subarray(KEY_BYTES), volume.bytes.subarray(KEY_BYTES)));
  for (const passphrase of ["outer", "inner"]) {
    assert.equal(await opens(volume.bytes, passphrase), true);
    assert.equal(await opens(left, passphrase), false);
  }
  assert.ok(!place.names().includes("volume"));
});

Deno.test("panic does not say that keys are overwritten where there is no file", async () => {
  using place = await Place.make();
  const mistyped = await place.kelid(["panic", "--now", "missing", "gone"]);
  assert.deepEqual(
    [mistyped.code, mistyped.stderr],
    [4, "error: 2 of 2 files were not wiped\n"],
  );
});

Deno.test("panic goes on after a failure, tells each, and leaves what nobody named", async () => {
  using place = await Place.make();
  const guarded = place.write("guarded", "text");
  Deno.chmodSync(guarded, 0o000);
  Deno.mkdirSync(place.at("folder/inner"), { recursive: true });
  place.write("folder/beacon", systemRandom(2048));
  place.write("elsewhere", "kept");
  Deno.symlinkSync(place.at("elsewhere"), place.at("folder/link"));
  Deno.symlinkSync(place.vault, place.at("alias"));
  const targets = ["missing", "/dev/null", "guarded", "folder", "alias"];
  const outcome = await place.kelid(["panic", "--now", "--json", ...targets]);
  assert.equal(outcome.code, 4);
  assert.match(outcome.stderr, /error: 4 of 7 files were not wiped\n$/);
  const { files } = JSON.parse(outcome.stdout);
  const problems = Object.fromEntries(
    files.map(({ path, problem }: { path: string; problem?: string }) => [path, problem]),
  );
  assert.deepEqual(problems, {
    missing: "Cannot overwrite missing: no such file or folder",
    "/dev/null": "Cannot wipe /dev/null: it is not a file",
    guarded: undefined,
    "folder/beacon": undefined,
    "folder/inner": "Cannot wipe folder/inner: it is a folder",
    "folder/link": "Cannot wipe folder/link: it is a link",
    alias: undefined,
  });
  assert.equal(Deno.readTextFileSync(place.at("elsewhere")), "kept");
  assert.ok(!place.names().includes("vault") && !place.names().includes("alias"));
});

Deno.test("without --now one word is asked for, and any other wipes nothing", async () => {
  using place = await Place.make();
  const before = Deno.readFileSync(place.vault);
  failed(await place.kelid(["panic", "vault"], ["yes"]), 2, "Nothing was wiped");
  assert.ok(equalBytes(Deno.readFileSync(place.vault), before));
  assert.equal((await place.kelid(["panic", "--now"])).code, 2);
  const { files } = JSON.parse(
    (await place.kelid(["panic", "vault", "--json"], ["wipe"])).stdout,
  );
  assert.deepEqual(files, [{ path: "vault", overwritten: true, removed: true }]);
});

Deno.test("a file that another process puts in the place of the wiped one is wiped too", async () => {
  using place = await Place.make();
  const saved = place.write("saved", systemRandom(5_000));
  Deno.linkSync(saved, place.at("kept"));
  const before = Deno.readFileSync(saved);
  const [wiped] = wipeFiles([place.vault], systemRandom, () => {
    Deno.renameSync(saved, place.vault); // As a save does that was under way.
  });
  assert.deepEqual([wiped.overwritten, wiped.removed], [true, true]);
  assert.ok(!place.names().includes("vault"));
  assert.ok(
    !equalBytes(Deno.readFileSync(place.at("kept")).subarray(0, 64), before.subarray(0, 64)),
  );
});

/** Whether anything opens what a stopped panic has left of a vault. */
async function opens(place: Place): Promise<boolean> {
  if (!place.names().includes("vault")) return false;
  const left = Deno.readFileSync(place.vault);
  return await heldIn(left, REAL) !== undefined || await heldIn(left, DECOY) !== undefined;
}

Deno.test("stopped before any access to a file, panic leaves a vault as it was or one that nothing opens", async () => {
  using place = await Place.make();
  const vault = Deno.readFileSync(place.vault);
  const large = systemRandom(KEY_BYTES + 2_000_000);
  const args = ["panic", "--now", "--json", place.vault, place.at("large")];
  const states: string[] = [];
  for (let accesses = 0;; accesses++) {
    Deno.writeFileSync(place.vault, vault);
    Deno.writeFileSync(place.at("large"), large);
    const { code } = await place.kelid(args, undefined, { trace: `stop:${accesses}` });
    const there = place.names().includes("vault");
    const same = there && equalBytes(Deno.readFileSync(place.vault), vault);
    assert.equal(await opens(place), same, `after ${accesses} accesses`);
    states.push(!there ? "gone" : same ? "untouched" : "overwritten");
    if (code === 0) break;
    assert.equal(code, 86);
  }
  const order = [...new Set(states)];
  assert.deepEqual(order, ["untouched", "overwritten", "gone"]);
  const inOrder = states.toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
  assert.deepEqual(states, inOrder, "no state comes back");
});

Deno.test("killed at any moment after the first sync, nothing opens and nothing comes back", async () => {
  using place = await Place.make();
  const vault = Deno.readFileSync(place.vault);
  const large = systemRandom(60_000_000);
  const firstBytes = (path: string) => {
    using file = Deno.openSync(path);
    const bytes = new Uint8Array(64);
    file.readSync(bytes);
    return bytes;
  };
  for (let round = 0; round < 4; round++) {
    Deno.writeFileSync(place.vault, vault);
    Deno.writeFileSync(place.at("large"), large);
    const args = ["panic", "--now", place.vault, place.at("large")];
    const process = new Started([...LIGHT, ...args], {});
    // The vault's keys are synced before those of the second file are touched.
    await until("the second file's keys go", () => {
      return !equalBytes(firstBytes(place.at("large")), large.subarray(0, 64));
    });
    await new Promise((wake) => setTimeout(wake, 10 * round));
    process.kill("SIGKILL");
    await process.ended();
    assert.equal(await opens(place), false);
  }
});

Deno.test("Ctrl-C and a closed terminal do not stop a panic", async () => {
  using place = await Place.make();
  Deno.writeFileSync(place.at("large"), systemRandom(60_000_000));
  const files = [place.at("large"), place.vault];
  const process = new Started([...LIGHT, "panic", "--now", "--json", ...files], {});
  const start = Deno.readFileSync(place.vault).subarray(0, 64).slice();
  await until("the vault's keys are overwritten", () => {
    return !equalBytes(Deno.readFileSync(place.vault).subarray(0, 64), start);
  });
  for (const signal of ["SIGINT", "SIGHUP", "SIGTERM"] as const) process.kill(signal);
  const outcome = await process.end();
  assert.equal(outcome.code, 0);
  assert.equal(JSON.parse(outcome.stdout).files.length, 2);
  assert.ok(!place.names().includes("large") && !place.names().includes("vault"));
});

Deno.test("what a folder loses and gets while it is wiped neither stops panic nor stays", async () => {
  using place = await Place.make();
  const vault = place.write("vault copy", systemRandom(18_464));
  place.write("outbox/there", systemRandom(2_048));
  const readDirSync = Deno.readDirSync;
  let read = 0;
  Deno.readDirSync = function* (path) {
    yield* readDirSync(path);
    if (read++ > 0) return;
    // A beacon that has got its name by the time it is looked for.
    yield { name: "half.part", isFile: true, isDirectory: false, isSymlink: false };
    place.write("outbox/whole", systemRandom(2_048));
  };
  try {
    const wiped = wipeFiles([vault, place.outbox], systemRandom);
    assert.deepEqual(wiped.map(({ path }) => path.split("/").at(-1)), [
      "vault copy",
      "there",
      "whole",
    ]);
    assert.ok(wiped.every(({ overwritten, removed }) => overwritten && removed));
  } finally {
    Deno.readDirSync = readDirSync;
  }
  assert.deepEqual(place.beacons(), []);
});
