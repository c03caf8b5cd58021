import assert from "node:assert/strict";
import { BEACON_BYTES, HOUR_MS } from "../../lib/beacon/beacon.ts";
import { done, failed, LOCKED, mode, type Outcome, sharesNothing } from "../cli/kelid.ts";
import { DECOY, DURESS, NEW as NEW_PASSPHRASE, REAL, WRONG } from "../cli/world.ts";
import { heldIn, Place, PLAIN, START, WATCHER } from "./world.ts";

/** Checks one outbox after one run: exactly one file, which shows nothing but its hour. */
function checkOne(place: Place, what: string): void {
  const names = place.beacons();
  assert.equal(names.length, 1, `${what} leaves ${names.length} files`);
  const path = `${place.outbox}/${names[0]}`;
  assert.match(names[0], /^[0-9a-f]{32}$/, what);
  const hour = Math.floor(place.time / HOUR_MS) * HOUR_MS;
  const { size, mtime, atime } = Deno.statSync(path);
  assert.equal(size, BEACON_BYTES, what);
  assert.equal(mode(path), "600", what);
  assert.deepEqual([mtime?.getTime(), atime?.getTime()], [hour, hour], what);
}

/** One run of several, which leaves exactly one beacon; the outbox is emptied. */
async function leavesOne(
  place: Place,
  command: string,
  args: readonly string[],
  answers: readonly string[],
  code = 0,
): Promise<Outcome> {
  const outbox = ["--outbox", place.outbox];
  const outcome = await place.kelid([...command.split(" "), ...args, ...outbox], answers);
  assert.equal(outcome.code, code, `${command}: ${outcome.stderr}`);
  checkOne(place, command);
  for (const name of place.beacons()) Deno.removeSync(`${place.outbox}/${name}`);
  return outcome;
}

Deno.test("every command that saves a vault leaves exactly one beacon, whatever it did", async () => {
  const vault = ["--vault", "vault"];
  const watcher = ["--vault", "watcher"];
  const commands: [string, string[], string[], number?][] = [
    ["show", vault, [REAL]],
    ["show, wrong", ["show", ...vault], [WRONG], 3],
    ["words", vault, [DECOY, "y"]],
    ["words, declined", ["words", ...vault], [DECOY, "n"], 2],
    ["identity", [...vault, "--output", "me.id"], [DURESS]],
    ["sign", [...vault, "real.id"], [PLAIN]],
    ["encrypt", [...vault, "real.id", "--sign", "--to", "real.id"], [REAL]],
    ["manage, label", ["manage", ...vault], [REAL, "label", "1", "name", "done"]],
    ["manage, open", ["manage", ...vault], [REAL, "open", DECOY, "switch", "1", "done"]],
    ["manage, wrong", ["manage", ...vault], [WRONG], 3],
    ["manage, spoilt", ["manage", ...vault], [REAL, "label", "x"], 2],
    ["beacon send", vault, [DURESS]],
    ["beacon read", [".", ...watcher], [WATCHER]],
    ["beacon unwatch", watcher, [WATCHER, "Roya"]],
    ["beacon setup", [...vault, "--output", "watch"], [
      ...[REAL, DURESS, "", "Roya", "", "", "", "watcher.id", "", "never", "might"],
    ]],
    ["deadman order", [...vault, "0".repeat(32)], [DECOY]],
    ["init", ["new"], [REAL, "", "", "enough", "n"]],
    ["refresh", ["vault"], []],
    ["decrypt, wrong", ["decrypt", "real.id", "--output", "out", ...vault], [WRONG], 3],
    ["recovery held", watcher, [WATCHER]],
    ["recovery veto", [...vault, "--folder", "."], [REAL, "y"], 1],
    ["recovery collect", vault, [DECOY, ""], 2],
  ];
  await Promise.all(commands.map(async ([name, args, answers, code = 0]) => {
    using place = await Place.make();
    const words = name.includes(",") ? [] : name.split(" ");
    const outcome = await place.kelid([...words, ...args, "--outbox", place.outbox], answers);
    assert.equal(outcome.code, code, `${name}: ${outcome.stderr}`);
    checkOne(place, name);
  }));
});

Deno.test("what needs something made before leaves exactly one beacon as well", async () => {
  using place = await Place.make();
  const vault = ["--vault", "vault"], watcher = ["--vault", "watcher"];
  const contact = ["contact", "Roya", "real.id", "done"];
  await leavesOne(place, "manage", watcher, [WATCHER, ...contact]);
  await leavesOne(place, "sign", [...vault, "watcher.id", "--output", "sig"], [REAL]);
  const from = ["watcher.id", "sig", "--from", "Roya", "--identity", "real.id", ...watcher];
  await leavesOne(place, "verify", from, [WATCHER]);
  done(await place.kelid(["encrypt", "real.id", "--to", "watcher.id", "--output", "sealed"]));
  await leavesOne(place, "decrypt", ["sealed", "--output", "open", ...watcher], [WATCHER]);
  await leavesOne(place, "beacon setup", [...vault, "--output", "watch"], [
    ...[REAL, DURESS, "", "Mina", "", "", "", "watcher.id", "", "never", "might"],
  ]);
  await leavesOne(place, "beacon watch", ["watch", ...watcher], [WATCHER, "y"]);
  // A statement needs a wallet whose keys belong together, which takes seconds to make.
  await leavesOne(place, "init", ["mine"], [REAL, "", "", "enough", "n"]);
  const mine = ["--vault", "mine", "--output", "frozen"];
  await leavesOne(place, "statement freeze", mine, [REAL]);
});

Deno.test("every step of a recovery that opens a vault leaves exactly one beacon", async () => {
  using place = await Place.make();
  Deno.mkdirSync(place.at("out"));
  const owner = ["--vault", "vault", "--json"], guardian = ["--vault", "watcher", "--json"];
  const folder = ["--folder", "out"];
  const step = async (name: string, args: string[], answers: string[], code?: number) =>
    (await leavesOne(place, name, args, answers, code)).stdout;
  const filesOf = (stdout: string): string[] =>
    JSON.parse(stdout).files.map((one: string | { file: string }) =>
      typeof one === "string" ? one : one.file
    );

  const split = await step("recovery split", [...owner, "--groups", "1of1"], [REAL]);
  const [{ words }] = JSON.parse(split).shares;
  await step("restore", ["new"], [words, NEW_PASSPHRASE, "own", "", "yes"]);

  const deal = [REAL, "1of1", "watcher.id", "deal", "1.1", "words", "y"];
  const [share] = filesOf(await step("recovery deal", [...owner, ...folder], deal));
  await step("recovery accept", [share, ...guardian], [WATCHER, "y", ""]);
  await step("recovery held", [...guardian, "--change"], [WATCHER, "name", "hers"]);
  const ask = await step("recovery drill ask", [...owner, ...folder], [REAL, "watcher.id"]);
  const [question] = filesOf(ask);
  const answered = [question, ...guardian, ...folder];
  const replies = filesOf(await step("recovery drill answer", answered, [WATCHER]));
  await step("recovery drill review", [...replies, ...owner], [REAL]);

  const asking = [DECOY, "watcher.id", "", ""];
  const [request] = filesOf(await step("recovery request", [...owner, ...folder], asking));
  const asked = [request, ...guardian, ...folder];
  await step("recovery approve", asked, [WATCHER, "y"]);
  await step("recovery release", asked, [WATCHER], 1);
  place.time += 49 * HOUR_MS;
  const released = filesOf(await step("recovery release", asked, [WATCHER]));
  await step("recovery collect", [...released, ...owner], [DECOY, "y", "own", "", "yes"]);
  await step("recovery cancel", [...owner, ...folder], ["", REAL, "1"]);
  await step("recovery veto", [...guardian, ...folder], [WATCHER, "y"]);
});

Deno.test("the environment names the outbox as well as the flag, which wins", async () => {
  using place = await Place.make();
  const other = place.at("other");
  Deno.mkdirSync(other);
  const env = { KELID_OUTBOX: other };
  done(await place.kelid(["refresh", "vault"], undefined, { env }));
  assert.equal([...Deno.readDirSync(other)].length, 1);
  done(await place.kelid(["refresh", "vault", "--outbox", place.outbox], undefined, { env }));
  assert.equal([...Deno.readDirSync(other)].length, 1);
  checkOne(place, "refresh");
});

Deno.test("what is not saved leaves no beacon, for everybody alike", async () => {
  using place = await Place.make();
  for (const [passphrase, code] of [[REAL, 0], [DURESS, 0], [WRONG, 3]] as const) {
    const outcome = await place.run(["show", "--read-only"], passphrase);
    assert.equal(outcome.code, code);
    assert.deepEqual(place.beacons(), []);
  }
  failed(await place.run(["sign", "no such file"], REAL), 4, /no such file/);
  assert.deepEqual(place.beacons(), []);
});

Deno.test("an outbox that is missing, a file or closed changes nothing that is said or done", async () => {
  const shown = async (outbox?: (place: Place) => string) => {
    using place = await Place.make();
    const named = outbox ? ["--outbox", outbox(place)] : [];
    const before = Deno.readFileSync(place.vault);
    const opened = await place.kelid(["identity", "--vault", "vault", ...named, "--output", "me"], [
      DURESS,
    ]);
    const wrong = await place.kelid(["show", "--vault", "vault", ...named], [WRONG]);
    assert.ok(sharesNothing(Deno.readFileSync(place.vault), before));
    return { opened, wrong, left: place.names().filter((name) => name !== "there") };
  };
  const cases: Record<string, (place: Place) => string> = {
    present: (place) => place.outbox,
    missing: (place) => place.at("missing"),
    "a file": (place) => place.write("there", "text"),
  };
  const expected = await shown();
  assert.equal(expected.opened.code, 0);
  for (const [name, outbox] of Object.entries(cases)) {
    assert.deepEqual(await shown(outbox), expected, name);
  }
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
  name: "a full outbox changes nothing, and no half of a beacon is left in it",
  ignore: !canMount(),
  async fn() {
    using place = await Place.make();
    const under = [
      ...[...MOUNTING, "sh", "-c"],
      `cd "$1"; shift
      mount -t tmpfs -o size=8k none outbox || exit 99
      head -c 100000 /dev/zero > outbox/rest 2>/dev/null
      code=0; "$@" || code=$?
      test "$(ls outbox)" = rest || echo "left: $(ls outbox)"
      exit "$code"`,
      ...["sh", place.path],
    ];
    const args = ["--vault", "vault", "--outbox", "outbox"];
    const opened = await place.kelid(["identity", ...args, "--output", "me"], [DECOY], { under });
    assert.deepEqual([opened.stdout, opened.stderr, opened.code], ["Wrote me\n", "", 0]);
    failed(await place.kelid(["show", ...args], [WRONG], { under }), 3, LOCKED);
  },
});

/** What one run does, call by call, with names that are drawn left out. */
async function traced(passphrase: string | undefined) {
  using place = await Place.make();
  const trace = place.at("trace");
  const outbox = ["--outbox", "outbox"];
  const outcome = passphrase === undefined
    ? await place.kelid(["refresh", "vault", ...outbox], undefined, { trace })
    : await place.kelid(["words", "--vault", "vault", ...outbox], [passphrase, "y"], { trace });
  const calls = Deno.readTextFileSync(trace).split("\n").map((call) => {
    return call.replaceAll(place.path, "").replaceAll(/[0-9a-f]{32}/g, "NAME");
  });
  return { calls, code: outcome.code, stderr: outcome.stderr };
}

Deno.test("an alarm, a sign of life, a dummy and a wrong passphrase make the same calls in the same order", async () => {
  const runs = await Promise.all([
    traced(DECOY),
    traced(DURESS),
    traced(REAL),
    traced(PLAIN),
    traced(WRONG),
  ]);
  assert.deepEqual(runs.map(({ code }) => code), [0, 0, 0, 0, 3]);
  // Up to the last call before the answer is told or refused, which is the release of the vault.
  const upTo = ({ calls }: { calls: string[] }) => {
    const dropped = calls.lastIndexOf("file written 1");
    return calls.slice(0, dropped + 1);
  };
  const [expected, ...others] = runs.map(upTo);
  assert.ok(expected.includes("encapsulateBits ML-KEM-1024"));
  for (const [i, calls] of others.entries()) {
    // The self-test runs beside the workers: before the save, calls are counted and not ordered.
    const after = (list: string[]) => list.slice(list.indexOf("file written 1"));
    assert.deepEqual(after(calls), after(expected), `run ${i + 1}`);
    // How often a point must be drawn again is chance.
    const counted = (list: string[]) => list.filter((call) => !call.startsWith("random")).sort();
    assert.deepEqual(counted(calls), counted(expected), `run ${i + 1}`);
  }
});

Deno.test("the beacon is left after the save, and before anything is said", async () => {
  const { calls } = await traced(DURESS);
  const place = (call: RegExp) => calls.findIndex((one) => call.test(one));
  const save = place(/^renameSync "\/vault\.kelid-save" "\/vault"/);
  const created = place(/^openSync "outbox\/NAME\.part"/);
  const timed = place(/^file\.utimeSync/);
  const named = place(/^renameSync "outbox\/NAME\.part" "outbox\/NAME"/);
  const shown = calls.lastIndexOf("file.close");
  assert.ok(0 <= save && save < created, calls.join("\n"));
  assert.ok(created < timed && timed < named && named < shown, calls.join("\n"));
  assert.equal(calls.filter((call) => call.startsWith('renameSync "outbox')).length, 1);
  const refreshed = (await traced(undefined)).calls;
  assert.equal(refreshed.filter((call) => call.startsWith('renameSync "outbox')).length, 1);
});

Deno.test("a compartment's key that somebody spoilt still leaves a beacon", async () => {
  using place = await Place.make();
  const contents = (await heldIn(Deno.readFileSync(place.vault), DECOY))!;
  assert.ok(contents.beacon);
  const { beaconNow } = await import("../../cli/outbox.ts");
  const { systemRandom } = await import("../../lib/random.ts");
  const spoilt = {
    ...contents.beacon,
    watchers: { ...contents.beacon.watchers, x25519: new Uint8Array(32) },
  };
  const { bytes } = await beaconNow({ random: systemRandom, clock: () => START }, spoilt);
  assert.equal(bytes.length, BEACON_BYTES);
});
