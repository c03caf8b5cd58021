import assert from "node:assert/strict";
import { slotBytes, vaultBytes } from "../../lib/vault/geometry.ts";
import { done, failed, kelid, LOCKED, shell, start, UNPRIVILEGED, until } from "./kelid.ts";
import { DECOY, GEOMETRY, Place, REAL, slotOffset, world } from "./world.ts";

const LENGTH = vaultBytes(GEOMETRY);

Deno.test("what is no vault is one error, before anything is asked, and stays as it is", async () => {
  using place = await Place.make();
  const vault = place.bytes();
  place.write("text", "This is not a vault");
  place.write("empty", "");
  place.write("truncated", vault.subarray(0, -1));
  place.write("longer", new Uint8Array([...vault, 0]));
  Deno.mkdirSync(place.at("folder"));
  Deno.symlinkSync("nowhere", place.at("link"));
  Deno.symlinkSync("circle", place.at("circle"));
  done(await shell('mkfifo "$1"', place.at("pipe")));
  const wrong = (bytes: number) => `not a vault (${bytes} bytes, a vault has ${LENGTH})`;
  const reasons: Record<string, string> = {
    text: wrong(19),
    empty: wrong(0),
    truncated: wrong(LENGTH - 1),
    longer: wrong(LENGTH + 1),
    folder: "not a file",
    pipe: "not a file",
    none: "no such file or folder",
    link: "no such file or folder",
    circle: "Too many levels of symbolic links",
    "text/vault": "a part of the path is not a folder",
  };
  const state = () =>
    place.names().map((name) => {
      const { isFile, size, ino } = Deno.lstatSync(place.at(name));
      return [name, isFile, size, ino];
    });
  const before = state();
  await Promise.all(
    Object.entries(reasons).map(async ([name, reason]) => {
      const path = place.at(name), message = `Cannot open ${path}: ${reason}`;
      failed(await kelid(["show", "--vault", path], { answers: [] }), 4, message);
      failed(await kelid(["manage", "--vault", path], { answers: [] }), 4, message);
      failed(await kelid(["refresh", path]), 4, message);
    }),
  );
  assert.deepEqual(state(), before);
});

Deno.test("a vault that may not be read is one error", async () => {
  using place = await Place.make();
  const under = UNPRIVILEGED;
  const message = `Cannot open ${place.vault}: permission denied`;
  Deno.chmodSync(place.vault, 0o000);
  failed(await kelid(["show", "--vault", place.vault], { under, answers: [REAL] }), 4, message);
  failed(await kelid(["refresh", place.vault], { under }), 4, message);
  Deno.chmodSync(place.vault, 0o600);
  Deno.mkdirSync(place.at("closed"));
  Deno.renameSync(place.vault, place.at("closed/vault"));
  Deno.chmodSync(place.at("closed"), 0o000);
  failed(
    await kelid(["refresh", place.at("closed/vault")], { under }),
    4,
    `Cannot open ${place.at("closed/vault")}: permission denied`,
  );
  Deno.chmodSync(place.at("closed"), 0o700);
});

Deno.test("a flipped byte is a lock or nothing, never an error, and spares the others", async () => {
  const offset = await slotOffset((await world()).vault, DECOY);
  const end = offset + slotBytes(GEOMETRY);
  const header = { decoy: false, real: false }, locked = { decoy: false, real: true };
  const unharmed = { decoy: true, real: true };
  const places: [number, { decoy: boolean; real: boolean }][] = [
    // Another salt opens nothing.
    ...[0, 16, 31].map((at) => [at, header] as [number, typeof header]),
    // Unit row, outer part and contents of the decoy.
    ...[0, 40, 64, 64 * 9 + 3, 64 * 20 + 33].map((at) => {
      return [offset + at, locked] as [number, typeof locked];
    }),
    // Its nonce cell, which only a dependent would need.
    [end - 1, unharmed],
  ];
  await Promise.all(places.map(async ([at, opens]) => {
    using place = await Place.make();
    const bytes = place.bytes();
    bytes[at] ^= 0x10;
    Deno.writeFileSync(place.vault, bytes);
    const outcome = await place.run(["show"], DECOY);
    if (opens.decoy) done(outcome);
    else failed(outcome, 3, LOCKED);
    const now = { decoy: await place.opens(DECOY), real: await place.opens(REAL) };
    assert.deepEqual(now, opens, `byte ${at}, after the save`);
  }));
});

Deno.test("in a folder that may not be written the vault opens and says it was not renewed", async () => {
  using place = await Place.make();
  const warning = "warning: the vault cannot be written there, so it was not renewed\n";
  const before = place.bytes(), under = UNPRIVILEGED;
  const check = async () => {
    const show = await kelid(["show", "--vault", place.vault], { under, answers: [REAL] });
    assert.deepEqual([show.code, show.stderr], [0, warning]);
    const wrong = await kelid(["show", "--vault", place.vault], { under, answers: ["wrong"] });
    assert.deepEqual([wrong.code, wrong.stderr], [3, `${warning}error: ${LOCKED}\n`]);
    failed(
      await kelid(["refresh", place.vault], { under }),
      4,
      `Cannot refresh ${place.vault}: it cannot be written there`,
    );
    const manage = await kelid(["manage", "--vault", place.vault], {
      under,
      answers: [REAL, "label", "1", "name", "done"],
    });
    assert.deepEqual(
      [manage.code, manage.stdout, manage.stderr],
      [4, "", `${warning}error: Cannot change the vault: it cannot be written there\n`],
    );
    assert.deepEqual(place.bytes(), before);
  };
  const names = place.names();
  Deno.chmodSync(place.path, 0o500);
  await check();
  Deno.chmodSync(place.path, 0o700);
  // A file that may not be written is not replaced either, though its folder would allow it.
  Deno.chmodSync(place.vault, 0o400);
  await check();
  assert.deepEqual(place.names(), names);
});

Deno.test("in a folder that may be written but not read a vault and its outputs are saved", async () => {
  using place = await Place.make();
  const before = place.bytes();
  const file = place.write("file", "text");
  Deno.chmodSync(place.path, 0o300);
  const run = { under: UNPRIVILEGED, answers: [REAL] };
  const sign = await kelid(["sign", file, "--vault", place.vault], run);
  Deno.chmodSync(place.path, 0o700);
  done(sign);
  assert.notDeepEqual(place.bytes(), before);
  done(await kelid(["verify", file, `${file}.sig`, "--from", place.at("real.id")]));
});

Deno.test("an output in a folder that may not be written is one error", async () => {
  using place = await Place.make();
  const file = place.write("file", "text");
  Deno.mkdirSync(place.at("closed"), { mode: 0o500 });
  const output = place.at("closed/out"), under = UNPRIVILEGED;
  const message = `Cannot write ${output}: permission denied`;
  const to = ["--to", place.at("real.id"), "--output", output];
  failed(await kelid(["encrypt", file, ...to], { under }), 4, message);
  const answers = [REAL];
  const identity = ["identity", "--vault", place.vault, "--output", output];
  failed(await kelid(identity, { under, answers }), 4, message);
  failed(
    await kelid(["init", output], { under, answers: ["", "", "", "enough", "n"] }),
    4,
    message,
  );
});

Deno.test("where files may not grow every command is one error and leaves no file", async () => {
  using place = await Place.make();
  const before = place.bytes();
  place.write("file", new Uint8Array(20_000));
  const names = place.names();
  // Blocks of 512 bytes: less than a vault has. Without the trap the signal would end the process.
  const under = ["sh", "-c", 'trap "" XFSZ; ulimit -f 16; exec "$@"', "sh"];
  const large = (path: string) => `Cannot write ${path}: the file would be too large`;
  const save = `Cannot save ${place.vault}: the file would be too large`;
  const vault = ["--vault", place.vault], answers = [REAL];
  failed(await kelid(["refresh", place.vault], { under }), 4, save);
  failed(await kelid(["show", ...vault], { under, answers }), 4, save);
  failed(await kelid(["show", ...vault], { under, answers: ["wrong"] }), 4, save);
  failed(
    await kelid(["init", place.at("new")], { under, answers: ["", "", "", "enough", "n"] }),
    4,
    large(place.at("new")),
  );
  const seal = ["encrypt", place.at("file"), "--to", place.at("real.id")];
  failed(await kelid([...seal, "--output", place.at("out")], { under }), 4, large(place.at("out")));
  assert.deepEqual(place.bytes(), before);
  assert.deepEqual(place.names(), names);
});

/** A namespace in which this user may mount file systems, where the kernel allows that. */
const MOUNTING = Deno.uid() === 0 ? ["unshare", "-m"] : ["unshare", "-rm"];

function canMount(): boolean {
  const args = [...MOUNTING.slice(1), "mount", "-t", "tmpfs", "none", "/mnt"];
  try {
    return new Deno.Command(MOUNTING[0], { args }).outputSync().success;
  } catch {
    return false;
  }
}

Deno.test({
  name: "on a full disk every command is one error and leaves no file",
  ignore: !canMount(),
  async fn() {
    using place = await Place.make();
    Deno.mkdirSync(place.at("disk"));
    const under = [
      ...[...MOUNTING, "sh", "-c"],
      `set -e; cd "$1"; shift
      mount -t tmpfs -o size=64k none disk
      cp vault disk/vault
      head -c 100000 /dev/zero > disk/rest 2>/dev/null || true
      before=$(md5sum disk/*)
      code=0; "$@" || code=$?
      test "$before" = "$(md5sum disk/*)" || echo "changed: $before $(md5sum disk/*)"
      exit "$code"`,
      ...["sh", place.path],
    ];
    const disk = place.at("disk"), answers = [REAL];
    const save = `Cannot save ${disk}/vault: the disk is full`;
    failed(await kelid(["refresh", `${disk}/vault`], { under }), 4, save);
    failed(await kelid(["show", "--vault", `${disk}/vault`], { under, answers }), 4, save);
    failed(
      await kelid(["init", `${disk}/new`], { under, answers: ["", "", "", "enough", "n"] }),
      4,
      `Cannot write ${disk}/new: the disk is full`,
    );
    const seal = ["encrypt", place.at("real.id"), "--to", place.at("real.id")];
    failed(
      await kelid([...seal, "--output", `${disk}/out`], { under }),
      4,
      `Cannot write ${disk}/out: the disk is full`,
    );
  },
});

Deno.test({
  name: "on a read-only medium the vault opens and says it was not renewed",
  ignore: !canMount(),
  async fn() {
    using place = await Place.make();
    Deno.mkdirSync(place.at("disk"));
    const under = [
      ...[...MOUNTING, "sh", "-c"],
      `set -e; cd "$1"; shift
      mount -t tmpfs none disk
      cp vault disk/vault
      touch disk/vault.kelid-save
      mount -o remount,ro disk
      exec "$@"`,
      ...["sh", place.path],
    ];
    const vault = `${place.path}/disk/vault`;
    const show = await kelid(["show", "--vault", vault], { under, answers: [REAL] });
    const warning = "warning: the vault cannot be written there, so it was not renewed\n";
    assert.deepEqual([show.code, show.stderr], [0, warning]);
    failed(
      await kelid(["refresh", vault], { under }),
      4,
      `Cannot refresh ${vault}: it cannot be written there`,
    );
  },
});

Deno.test("an output that is interrupted leaves nothing, so that it can be tried again", async () => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    using place = await Place.make();
    const file = place.write("file", "text");
    const before = place.names();
    const to = ["--to", place.at("real.id"), "--output", place.at("out")];
    const process = start(["encrypt", file, "--sign", ...to, "--vault", place.vault]);
    await until("the output is begun", () => place.names().includes("out.kelid-part"));
    process.kill(signal);
    const { code, stdout } = await process.ended();
    assert.deepEqual([code, stdout, place.names()], [130, "", before]);
  }
});
