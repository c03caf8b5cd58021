import assert from "node:assert/strict";
import { BEACON_BYTES } from "../../lib/beacon/beacon.ts";
import { type OwnBeacon, ownBeaconToCbor } from "../../lib/beacon/own_beacon.ts";
import { encodeCbor } from "../../lib/cbor.ts";
import { done, failed, json, LOCKED, sharesNothing, start, until } from "../cli/kelid.ts";
import { DECOY, DURESS, REAL, WRONG } from "../cli/world.ts";
import { heldIn, Place, START, WATCHER } from "./world.ts";

const HOUR = 3_600_000;
const WALLET_TWIN = "harbor pencil orchid sixteen walrus tunnel";

/** A vault made with the program: real, decoy, and the decoy's twin, which ends the real one. */
async function watched(): Promise<Place> {
  const place = await Place.make();
  Deno.removeSync(place.vault);
  done(
    await place.kelid(["init", place.vault], [
      ...[REAL, "", "", "decoy", DECOY, ""],
      ...["duress", "twin", "2", DURESS, "on", "1", "backup", "enough", "n", "n", "n"],
    ]),
  );
  Deno.removeSync(place.watcher);
  done(await place.kelid(["init", place.watcher], [WATCHER, "", "", "enough", "n"]));
  Deno.removeSync(place.at("watcher.id"));
  const identity = ["identity", "--vault", place.watcher, "--output", "watcher.id"];
  done(await place.kelid(identity, [WATCHER]));
  return place;
}

function setUp(place: Place) {
  return place.kelid(["beacon", "setup", "--vault", place.vault, "--output", "watch", "--json"], [
    ...[REAL, DECOY, DURESS, "", "Roya", "10", "48", "Call her sister, then publish the freeze"],
    ...["watcher.id", "", "never", "silent", "might"],
  ]);
}

/** Everything a byte string could be recognised by: does `file` hold any 16 bytes of `part`? */
function holdsAnyOf(file: Uint8Array, part: Uint8Array): boolean {
  const text = file.toHex();
  for (let at = 0; at + 16 <= part.length; at += 16) {
    if (text.includes(part.subarray(at, at + 16).toHex())) return true;
  }
  return false;
}

Deno.test("under force the coercer sees one wallet, the real one is gone, and the watchers know", async () => {
  using place = await watched();
  const { words, written } = json(await setUp(place));
  assert.equal(written, "watch");
  const args = ["beacon", "watch", "watch", "--vault", place.watcher, "--json"];
  const taken = json(await place.kelid(args, [WATCHER, "y"]));
  assert.equal(taken.words, words, "both sides have words to compare");
  assert.equal(taken.agreement, "Call her sister, then publish the freeze");
  const backup = Deno.readFileSync(place.vault);
  const contents = await Promise.all([REAL, DECOY, DURESS].map((one) => heldIn(backup, one)));
  assert.deepEqual(
    contents.map((one) => encodeCbor(ownBeaconToCbor(one!.beacon!)).length),
    Array(3).fill(1640),
    "all of them look alike to who opens them",
  );

  const real = json(await place.run(["show", "--json"], REAL)).sessionId;
  place.time += 5 * HOUR;
  const decoy = await place.run(["show", "--json"], DECOY);
  place.time += HOUR;
  const duress = await place.run(["show", "--json"], DURESS);
  assert.deepEqual(duress, decoy, "the same wallet, to the last byte, under either passphrase");
  assert.notEqual(json(decoy).sessionId, real);

  const ended = await place.run(["show", "--json"], REAL);
  const wrong = await place.run(["show", "--json"], WRONG);
  failed(ended, 3, LOCKED);
  assert.deepEqual(ended, wrong, "what was ended says what any wrong passphrase says");
  assert.deepEqual(await place.run(["show", "--json"], DURESS), decoy, "and the twin goes on");
  assert.equal((await heldIn(backup, REAL))?.wallet.source, "own", "a copy is not changed");

  const beacons = place.beacons().map((name) => Deno.readFileSync(`${place.outbox}/${name}`));
  assert.equal(beacons.length, 6);
  const after = Deno.readFileSync(place.vault);
  const known = await Promise.all([DECOY, DURESS].map((one) => heldIn(after, one)));
  const [silent, alarm] = known.map((one) => one!.beacon as OwnBeacon);
  assert.deepEqual(silent.watchers, alarm.watchers, "no key tells which of them is silent");
  for (const { token, watchers } of [silent, alarm]) {
    for (const beacon of beacons) {
      assert.equal(beacon.length, BEACON_BYTES);
      for (const part of [token, watchers.x25519, watchers.mlkem1024]) {
        assert.ok(!holdsAnyOf(beacon, part), "a beacon shows what it was made with");
      }
    }
  }

  const read = await place.read();
  assert.equal(read.code, 1);
  assert.equal(read.stderr, "error: 1 person needs attention\n");
  const { watched: [person], files } = JSON.parse(read.stdout);
  const stamp = (time: number) => new Date(time).toISOString().replace(".000Z", "Z");
  assert.equal(person.standing, "alarm");
  assert.equal(person.lastSign, stamp(START));
  assert.deepEqual(
    person.alarms.map(({ hour }: { hour: string }) => hour),
    [stamp(START + 6 * HOUR), stamp(START + 6 * HOUR)],
  );
  assert.deepEqual([files.files, files.well, files.duress], [6, 1, 2]);
  assert.deepEqual([files.meaningless, files.unopened], [1, 2], "the decoy's; two dummies");
});

Deno.test("a sign of life, then silence: the watcher's exit code says when to act", async () => {
  using place = await Place.make();
  done(await place.run(["beacon", "send"], REAL));
  const read = async (hours: number) => {
    place.time = START + hours * HOUR;
    const outcome = await place.read();
    const [person] = JSON.parse(outcome.stdout).watched;
    return [outcome.code, person.standing, person.overdueHours];
  };
  assert.deepEqual(await read(0), [0, "well", 0]);
  assert.deepEqual(await read(30 * 24), [0, "well", 0]);
  assert.deepEqual(await read(30 * 24 + 1), [1, "overdue", 1]);
  assert.deepEqual(await read(30 * 24 + 73), [1, "act", 73]);
  const args = ["beacon", "read", place.outbox, "--vault", place.watcher];
  const { stdout } = await place.kelid(args, [WATCHER]);
  assert.match(stdout, /^Roya: overdue, and the grace is over: do what was agreed\n/);
  assert.match(stdout, /overdue by 3 days and 1 hour\n {2}agreed: Call her sister\n/);
  assert.match(stdout, /proves that a passphrase was typed, not that its owner is free/);
});

Deno.test("a beacon by hand goes to a file, whatever opens", async () => {
  using place = await Place.make();
  const send = (output: string, passphrase: string) =>
    place.kelid(["beacon", "send", "--vault", "vault", "--output", output], [passphrase]);
  assert.equal(done(await send("a", DURESS)), "Wrote a\n");
  assert.equal(done(await send("b", DECOY)), "Wrote b\n");
  failed(await send("c", WRONG), 3, LOCKED);
  for (const name of ["a", "b", "c"]) {
    const { size, mtime } = Deno.statSync(place.at(name));
    assert.deepEqual([size, mtime?.getTime()], [BEACON_BYTES, START]);
  }
  failed(await send("a", DURESS), 4, "Cannot write a: it exists already");
  const nowhere = await place.kelid(["beacon", "send", "--vault", "vault"], [DURESS]);
  failed(nowhere, 2, /Nowhere to send/);
});

Deno.test("setting up again replaces what the typed compartments send, and an untyped one goes on", async () => {
  using place = await Place.make();
  const before = Deno.readFileSync(place.vault);
  const args = ["beacon", "setup", "--vault", "vault", "--output", "second"];
  const answers = [DURESS, DURESS, "", "Roya", "", "", "", "watcher.id", "", "might"];
  done(await place.kelid(args, answers));
  const after = Deno.readFileSync(place.vault);
  const beacon = async (vault: Uint8Array, passphrase: string) =>
    (await heldIn(vault, passphrase))?.beacon;
  assert.notDeepEqual(await beacon(after, DURESS), await beacon(before, DURESS));
  assert.deepEqual(await beacon(after, DECOY), await beacon(before, DECOY));
  assert.equal(await heldIn(after, REAL), undefined, "the duress passphrase came first");
});

Deno.test("a twin never sends what its model sends", async () => {
  using place = await Place.make();
  const beacon = async (passphrase: string) =>
    (await heldIn(Deno.readFileSync(place.vault), passphrase))?.beacon;
  const [model, own] = [await beacon(REAL), await beacon(DURESS)];
  done(
    await place.kelid(["manage", "--vault", "vault"], [
      ...[REAL, "open", DURESS, "switch", "1", "twin", "open", "2"],
      ...["switch", "1", "twin", "new", "y", WALLET_TWIN, "done"],
    ]),
  );
  assert.deepEqual(await beacon(REAL), model);
  assert.deepEqual(await beacon(DURESS), own, "made equal, it still sends its own");
  assert.ok(await heldIn(Deno.readFileSync(place.vault), WALLET_TWIN));
  assert.equal(await beacon(WALLET_TWIN), undefined, "a new one sends nothing yet");
});

Deno.test("what a setup or a watch cannot use is refused, and nothing is changed", async () => {
  using place = await Place.make();
  const before = await heldIn(Deno.readFileSync(place.vault), DECOY);
  const args = ["beacon", "setup", "--vault", "vault", "--output", "new"];
  const who = ["", "Roya", "", "", "", "watcher.id", "", "might"];
  const cases: [string[], number, string | RegExp][] = [
    [[DECOY, WRONG], 3, LOCKED],
    [[DECOY, "", ""], 2, "Cannot use an empty name"],
    [[DECOY, "", "Roya", "0"], 2, "A whole number from 1 to 366 is needed"],
    [[DECOY, "", "Roya", "", "", "a".repeat(193)], 2, /193 bytes: at most 192/],
    [[DECOY, "", "Roya", "", "", "", "missing"], 4, /missing: no such file/],
    [[DECOY, "", "Roya", "", "", "", "watcher.id", "watcher.id", "", "might"], 2, /named twice/],
    [[DECOY, ...who.slice(0, -1), "perhaps"], 2, /none of might, never, silent/],
  ];
  await Promise.all(cases.map(async ([answers, code, message]) => {
    failed(await place.kelid(args, answers), code, message);
  }));
  assert.deepEqual(await heldIn(Deno.readFileSync(place.vault), DECOY), before);
  assert.ok(!place.names().includes("new"));
  failed(await place.kelid([...args, "--read-only"], [DECOY]), 2, /--read-only/);

  const watch = (file: string, ...more: string[]) =>
    place.kelid(["beacon", "watch", file, "--vault", "watcher", ...more], [WATCHER, "y"]);
  place.write("short", "text");
  failed(await watch("short"), 4, /too short for an envelope/);
  done(
    await place.kelid(["beacon", "setup", "--vault", "vault", "--output", "again"], [
      DECOY,
      ...who,
    ]),
  );
  failed(await watch("again"), 2, /a watch over Roya already/);
  const note = ["encrypt", "watcher.id", "--to", "watcher.id", "--output", "note"];
  done(await place.kelid(note));
  failed(await watch("note"), 4, /not of this format version/);
  const theirs = ["encrypt", "watcher.id", "--to", "real.id", "--output", "theirs"];
  done(await place.kelid(theirs));
  failed(await watch("theirs"), 3, /not sealed to these keys, or damaged/);
  const none = await place.kelid(["beacon", "read", ".", "--vault", "vault"], [DECOY]);
  failed(none, 2, /watches over nobody/);
  failed(
    await place.kelid(["beacon", "read", "no", "--vault", "watcher"], [WATCHER]),
    4,
    /no such/,
  );
  const unwatch = ["beacon", "unwatch", "--vault", "watcher"];
  failed(await place.kelid(unwatch, [WATCHER, "Arash"]), 2, "There is no watch over Arash");
});

Deno.test("an inbox may hold anything: pipes, links, folders, thousands of files", async () => {
  using place = await Place.make();
  done(await place.run(["beacon", "send"], DURESS));
  const [alarm] = place.beacons();
  const bytes = Deno.readFileSync(`${place.outbox}/${alarm}`);
  new Deno.Command("mkfifo", { args: [`${place.outbox}/pipe`] }).outputSync();
  Deno.mkdirSync(`${place.outbox}/folder`);
  Deno.symlinkSync(`${place.outbox}/${alarm}`, `${place.outbox}/link`);
  Deno.writeFileSync(`${place.outbox}/larger`, new Uint8Array(BEACON_BYTES + 1));
  for (let i = 0; i < 500; i++) Deno.writeFileSync(`${place.outbox}/copy ${i}`, bytes);
  for (let i = 0; i < 1500; i++) {
    Deno.writeFileSync(`${place.outbox}/noise ${i}`, crypto.getRandomValues(bytes.slice()));
  }
  const outcome = await place.read();
  assert.equal(outcome.code, 1);
  const { watched: [person], files } = JSON.parse(outcome.stdout);
  assert.deepEqual(files, {
    files: 2005,
    well: 0,
    duress: 1,
    foreign: 4,
    unopened: 1500,
    repeated: 500,
    meaningless: 0,
    future: 0,
  });
  assert.equal(person.alarms[0].files.length, 501);
});

Deno.test("who is asked for a watch has left what every opening leaves", async () => {
  using place = await Place.make();
  const before = Deno.readFileSync(place.watcher);
  const args = ["beacon", "unwatch", "--vault", place.watcher, "--outbox", place.outbox];
  const process = start(args, { cwd: place.path, program: place.program() });
  await process.answer(WATCHER);
  await until("the vault is saved", () => {
    return sharesNothing(Deno.readFileSync(place.watcher), before) && place.beacons().length === 1;
  });
  process.kill("SIGKILL");
  await process.ended();
});
