import assert from "node:assert/strict";
import { VaultFile } from "../../cli/vault_file.ts";
import { equalBytes } from "../../lib/bytes.ts";
import { systemRandom, uniform } from "../../lib/random.ts";
import { uncounted } from "../../lib/vault/operations.ts";
import { programCommand } from "../program.ts";
import {
  done,
  failed,
  kelid,
  LOCKED,
  mode,
  sharesNothing,
  start,
  Started,
  UNPRIVILEGED,
  until,
} from "./kelid.ts";
import { CRASHED } from "./saving_entry.ts";
import { DECOY, GEOMETRY, held, Place, REAL, WRONG } from "./world.ts";

/** Everything behind a handle. */
function contents(file: Deno.FsFile): Uint8Array {
  file.seekSync(0, Deno.SeekMode.Start);
  const bytes = new Uint8Array(file.statSync().size);
  let length = 0;
  while (length < bytes.length) length += file.readSync(bytes.subarray(length)) ?? bytes.length;
  return bytes;
}

Deno.test("a save replaces the file and overwrites the blocks of the old one", async () => {
  using place = await Place.make();
  const before = place.bytes();
  using old = Deno.openSync(place.vault);
  done(await place.run(["show"], REAL));
  const now = Deno.statSync(place.vault);
  assert.notEqual(now.ino, old.statSync().ino);
  assert.equal(old.statSync().nlink, 0);
  const left = contents(old);
  assert.ok(sharesNothing(left, before), "the old bytes are gone");
  assert.ok(sharesNothing(left, place.bytes()), "and do not show the new ones");
  assert.deepEqual(place.names().filter((name) => name.startsWith("vault")), ["vault"]);
});

Deno.test("where the folder cannot be synced the old blocks stay, whatever opens", async () => {
  using place = await Place.make();
  for (const [passphrase, code] of [[REAL, 0], [DECOY, 0], [WRONG, 3]] as const) {
    const before = place.bytes();
    using old = Deno.openSync(place.vault);
    // A folder that may not be read cannot be opened, and what is not open cannot be synced.
    Deno.chmodSync(place.path, 0o300);
    const run = { under: UNPRIVILEGED, answers: [passphrase] };
    const outcome = await kelid(["show", "--vault", place.vault], run);
    Deno.chmodSync(place.path, 0o700);
    assert.equal(outcome.code, code);
    assert.equal(old.statSync().nlink, 0);
    assert.deepEqual(contents(old), before, "a power cut may lead back to this file");
    assert.ok(sharesNothing(place.bytes(), before));
  }
  assert.ok(!place.names().includes("vault.kelid-save"));
});

Deno.test("permissions and owner stay as they were", async () => {
  using place = await Place.make();
  for (const bits of [0o600, 0o640, 0o700]) {
    Deno.chmodSync(place.vault, bits);
    done(await kelid(["refresh", place.vault]));
    assert.equal(mode(place.vault), bits.toString(8));
  }
  if (Deno.uid() !== 0) return;
  Deno.chownSync(place.vault, 65_534, 65_534);
  done(await kelid(["refresh", place.vault]));
  const { uid, gid } = Deno.statSync(place.vault);
  assert.deepEqual([uid, gid], [65_534, 65_534], "root's timer does not take it away");
});

Deno.test("through a symbolic link the vault is replaced and the link stays", async () => {
  using place = await Place.make();
  Deno.mkdirSync(place.at("elsewhere"));
  Deno.renameSync(place.vault, place.at("elsewhere/box"));
  Deno.symlinkSync("elsewhere/box", place.vault);
  Deno.symlinkSync(place.vault, place.at("second"));
  const before = Deno.readFileSync(place.at("elsewhere/box"));
  done(await kelid(["show", "--vault", place.at("second")], { answers: [REAL] }));
  assert.equal(Deno.readLinkSync(place.vault), "elsewhere/box");
  assert.equal(Deno.readLinkSync(place.at("second")), place.vault);
  assert.ok(sharesNothing(Deno.readFileSync(place.at("elsewhere/box")), before));
  assert.deepEqual([...Deno.readDirSync(place.at("elsewhere"))].map(({ name }) => name), ["box"]);
});

Deno.test("a second name of the file, such as a backup by hard links, keeps its bytes", async () => {
  using place = await Place.make();
  const before = place.bytes();
  Deno.linkSync(place.vault, place.at("backup"));
  done(await place.run(["show"], REAL));
  assert.deepEqual(Deno.readFileSync(place.at("backup")), before);
  assert.ok(sharesNothing(place.bytes(), before));
});

Deno.test("what an interrupted save left is overwritten and removed at the next use", async () => {
  using place = await Place.make();
  for (const args of [["show"], ["refresh"]]) {
    const left = place.bytes().subarray(0, 18_000).slice();
    using handle = Deno.openSync(place.write("vault.kelid-save", left));
    if (args[0] === "refresh") done(await kelid(["refresh", place.vault]));
    else failed(await place.run(args, WRONG), 3, LOCKED);
    assert.ok(!place.names().includes("vault.kelid-save"));
    const overwritten = contents(handle);
    assert.equal(overwritten.length, left.length);
    assert.ok(!overwritten.subarray(0, 32).every((byte, i) => byte === left[i]));
  }
  // Nothing is removed by who only reads.
  place.write("vault.kelid-save", "left");
  done(await place.run(["show", "--read-only"], REAL));
  assert.equal(Deno.readTextFileSync(place.at("vault.kelid-save")), "left");
});

Deno.test("what no save can have left stays, and is named", async () => {
  using place = await Place.make();
  const before = place.bytes();
  const beside = place.at("vault.kelid-save");
  const message = `Cannot write ${beside}: it exists already`;
  Deno.mkdirSync(beside);
  failed(await kelid(["refresh", place.vault]), 4, message);
  Deno.removeSync(beside);
  const own = new Uint8Array(before.length + 1).fill(7);
  place.write("vault.kelid-save", own);
  failed(await place.run(["show"], REAL), 4, message);
  assert.deepEqual(Deno.readFileSync(beside), own);
  Deno.removeSync(beside);
  place.write("precious", "precious");
  Deno.symlinkSync("precious", beside);
  failed(await kelid(["refresh", place.vault]), 4, message);
  assert.equal(Deno.readTextFileSync(place.at("precious")), "precious");
  assert.deepEqual(place.bytes(), before);
});

/** Starts `manage` and waits until it has the vault locked and saved and asks what to do. */
async function managing(place: Place, passphrase: string): Promise<Started> {
  const { ino } = Deno.statSync(place.vault);
  const process = start(["manage", "--vault", place.vault]);
  await process.answer(passphrase);
  await until("manage has saved", () => {
    return Deno.statSync(place.vault).ino !== ino && !place.names().includes("vault.kelid-save");
  });
  return process;
}

/** Whether a process has the vault, or what was the vault, open. */
function hasOpen(pid: number, place: Place): boolean {
  try {
    return [...Deno.readDirSync(`/proc/${pid}/fd`)].some(({ name }) =>
      Deno.readLinkSync(`/proc/${pid}/fd/${name}`).startsWith(place.vault)
    );
  } catch {
    return false; // Descriptors come and go.
  }
}

Deno.test("of two processes at once the second waits, and both are saved", async () => {
  using place = await Place.make();
  const first = await managing(place, DECOY);
  const second = start(["manage", "--vault", place.vault]);
  await second.answer(REAL, "label", "2", "second", "done");
  const third = start(["refresh", place.vault]);
  await until(
    "both have the file open",
    () => hasOpen(second.pid, place) && hasOpen(third.pid, place),
  );
  await first.answer("label", "1", "first", "done");
  done(await first.end());
  done(await second.end());
  done(await third.end());
  assert.equal((await held(place.vault, DECOY))!.labels.get(1), "first");
  assert.equal((await held(place.vault, REAL))!.labels.get(2), "second");
});

Deno.test("a file that changed since it was read is refused and stays as it was changed", async () => {
  const changes: Record<string, (place: Place, bytes: Uint8Array) => void> = {
    "in place": (place, bytes) => {
      using file = Deno.openSync(place.vault, { write: true });
      file.writeSync(bytes);
    },
    "replaced": (place, bytes) => {
      Deno.renameSync(place.write("other", bytes), place.vault);
    },
    "cut off": (place, bytes) => Deno.truncateSync(place.vault, bytes.length - 5),
  };
  await Promise.all(
    Object.entries(changes).map(async ([name, change]) => {
      using place = await Place.make();
      const process = await managing(place, DECOY);
      const bytes = place.bytes();
      bytes[1000] ^= 1;
      change(place, bytes);
      const changed = place.bytes(), names = place.names();
      await process.answer("label", "1", "first", "done");
      failed(
        await process.end(),
        4,
        `Cannot save ${place.vault}: the file changed since it was read, nothing was written`,
      );
      assert.deepEqual(place.bytes(), changed, name);
      assert.deepEqual(place.names(), names, name);
    }),
  );
});

Deno.test("a vault that was removed while it was open is not written again", async () => {
  using place = await Place.make();
  const process = await managing(place, DECOY);
  Deno.removeSync(place.vault);
  await process.answer("label", "1", "first", "done");
  failed(await process.end(), 4, /Cannot save .*: the file changed since it was read/);
  assert.ok(!place.names().some((name) => name.startsWith("vault")));
});

/** Two whole vaults to save in turn, and the command that does. */
async function saving(place: Place) {
  const one = place.bytes();
  done(await kelid(["refresh", place.vault]));
  const other = place.bytes();
  Deno.writeFileSync(place.vault, one);
  const files = [place.write("one", one), place.write("other", other)];
  const [deno, args] = programCommand("tests/cli/saving_entry.ts");
  return { one, other, command: [deno, ...args, place.vault, ...files] };
}

Deno.test("a save that ends before any of its steps leaves the old file or the new one", async () => {
  using place = await Place.make();
  const { one, other, command } = await saving(place);
  let old = 0, replaced = 0, leftovers = 0;
  for (let step = 1;; step++) {
    const { code, stderr } = await new Started([...command, String(step)], {}).end();
    const bytes = place.bytes();
    if (equalBytes(bytes, one)) old++;
    else if (equalBytes(bytes, other)) replaced++;
    else assert.fail(`neither file after ${step} steps`);
    leftovers += Number(place.names().includes("vault.kelid-save"));
    // The next save takes the vault as it is and cleans up.
    const file = await VaultFile.open(place.vault, GEOMETRY, false, uncounted);
    assert.ok(file.save(one, systemRandom));
    file.close();
    assert.ok(!place.names().includes("vault.kelid-save"));
    if (code === 0) break;
    assert.deepEqual([code, stderr], [CRASHED, ""], `step ${step}`);
  }
  assert.ok(old > 5 && replaced > 3 && leftovers > 2, `${old}, ${replaced}, ${leftovers}`);
});

Deno.test("a process killed at random among many saves leaves a whole file, which opens", async () => {
  using place = await Place.make();
  const { one, other, command } = await saving(place);
  for (let kill = 0; kill < 20; kill++) {
    const process = new Deno.Command(command[0], {
      args: command.slice(1),
      stdout: "piped",
    }).spawn();
    const reader = process.stdout.getReader();
    await reader.read(); // It has saved once and goes on.
    await new Promise((wake) => setTimeout(wake, uniform(40, systemRandom)));
    process.kill("SIGKILL");
    await process.status;
    await reader.cancel();
    const bytes = place.bytes();
    assert.ok(equalBytes(bytes, one) || equalBytes(bytes, other), `kill ${kill}`);
  }
  done(await place.run(["show"], REAL));
  done(await place.run(["show"], DECOY));
  assert.ok(!place.names().includes("vault.kelid-save"));
});

Deno.test("a vault that a group may read stays so, whatever new files may be", async () => {
  using place = await Place.make();
  Deno.chmodSync(place.vault, 0o660);
  const under = ["sh", "-c", 'umask 077; exec "$@"', "sh"];
  done(await kelid(["refresh", place.vault], { under }));
  assert.equal(mode(place.vault), "660");
});
