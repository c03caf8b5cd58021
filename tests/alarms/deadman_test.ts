import assert from "node:assert/strict";
import { hex } from "../../lib/bytes.ts";
import { messageShares, shareWords } from "../../lib/deadman/last_message.ts";
import { ORDER_FILE_MAX_BYTES, signOrder, verifyOrder } from "../../lib/deadman/order.ts";
import { readState, verdictAt, writeState } from "../../lib/deadman/state.ts";
import { combineShares } from "../../lib/slip39/combine.ts";
import { systemRandom } from "../../lib/random.ts";
import { armoured, person } from "../hybrid/oracle.ts";
import { done, failed, json, kelid, shell, start, type Started } from "../cli/kelid.ts";
import { DECOY, REAL } from "../cli/world.ts";
import { seeded } from "../seeded.ts";
import { heldIn, Place, WATCHER } from "./world.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

Deno.test("a state comes back from its text as it was", () => {
  const state = {
    id: "00".repeat(16),
    days: 30,
    graceHours: 72,
    alive: Date.UTC(2030, 0, 1),
    seen: Date.UTC(2030, 0, 2),
    wipe: ["/a", "/b c"],
    trusted: [],
  };
  assert.deepEqual(readState(writeState(state)), state);
  const more = { ...state, orders: "/o", trusted: [{ identity: "/i", hash: "ab".repeat(32) }] };
  assert.deepEqual(readState(writeState(more)), more);
  assert.equal(verdictAt(state, state.seen - 1), "clock");
});

Deno.test("an order is for one switch, by one person, and by nobody else", async () => {
  const [contact, other] = [person("contact"), person("other")];
  const [id, second] = [seeded("id")(16), seeded("second")(16)];
  const order = await signOrder(contact.signingSecret, id);
  assert.equal(await verifyOrder(contact.signingPublic, id, order), true);
  assert.equal(await verifyOrder(contact.signingPublic, id, order.replaceAll("\n", "\r\n")), true);
  assert.equal(order.replaceAll("\n", "\r\n").length, ORDER_FILE_MAX_BYTES);
  assert.equal(await verifyOrder(contact.signingPublic, second, order), false);
  assert.equal(await verifyOrder(other.signingPublic, id, order), false);
  const short = armoured("KELID WIPE ORDER", new Uint8Array(20));
  for (const text of ["", "text", order.slice(1), short]) {
    assert.equal(await verifyOrder(contact.signingPublic, id, text), false);
  }
  await assert.rejects(signOrder(contact.signingSecret, id.subarray(1)), TypeError);
});

Deno.test("enough shares of a last message give its secret again", async () => {
  const secret = seeded("secret")(32);
  const texts = await messageShares(secret, 2, 3, "hash", systemRandom);
  const words = texts.map((text) => shareWords(text, "hash"));
  assert.deepEqual(await combineShares([words[2], words[0]]), secret);
  assert.throws(() => shareWords(texts[0], "other"), SyntaxError);
});

Deno.test("a dead man's switch wipes after the deadline, and alive alone moves it", async () => {
  using place = await Place.make();
  const begun = place.time;
  const state = ["--state", "state"];
  const begin = ["deadman", "begin", ...state, "--days", "10", "--grace", "48", "vault", "secret"];
  place.write("secret", "text");
  json(await place.kelid([...begin, "--json"]));
  failed(await place.kelid(begin), 4, "Cannot write state: it exists already");
  const at = (time: number, command: string) => {
    place.time = time;
    return place.kelid(["deadman", command, ...state, "--json"]);
  };
  assert.equal(json(await at(begun + 10 * DAY, "tick")).verdict, "quiet");
  const overdue = await at(begun + 10 * DAY + HOUR, "tick");
  assert.deepEqual([overdue.code, JSON.parse(overdue.stdout).verdict], [1, "overdue"]);
  const recorded = Deno.readTextFileSync(place.at("state"));
  const behind = await at(begun + 9 * DAY, "tick");
  failed(
    behind,
    1,
    /^error: The clock is up to 25 hours behind \d{4}-[-0-9T:]+Z, which state has recorded: set/,
  );
  failed(await at(begun + 9 * DAY, "alive"), 1, /if it is right and was ahead then, remove/);
  assert.equal(Deno.readTextFileSync(place.at("state")), recorded);
  // What that advice leads to, for a clock that was years ahead.
  place.time = begun + 5_000 * DAY;
  const years = ["--state", "years", "--json"];
  json(await place.kelid(["deadman", "begin", ...years, "vault"]));
  place.time = begun;
  failed(await place.kelid(["deadman", "alive", ...years]), 1, /is up to 120000 hours behind/);
  Deno.removeSync(place.at("years"));
  json(await place.kelid(["deadman", "begin", ...years, "vault"]));
  json(await place.kelid(["deadman", "alive", ...years]));
  json(await at(begun + 11 * DAY, "alive"));
  assert.equal(json(await at(begun + 21 * DAY, "tick")).verdict, "quiet");
  assert.equal((await at(begun + 23 * DAY - 60_000, "tick")).code, 1);
  assert.ok(await heldIn(Deno.readFileSync(place.vault), REAL));
  const wiped = json(await at(begun + 23 * DAY + 1000, "tick"));
  assert.deepEqual([wiped.verdict, wiped.reason], ["wiped", "deadline"]);
  assert.ok(!place.names().includes("vault") && !place.names().includes("secret"));
  assert.deepEqual(json(await at(begun + 24 * DAY, "tick")).files, []);
});

Deno.test("a trusted contact's order wipes at once, and nobody else's, also with a wrong clock", async () => {
  using place = await Place.make();
  Deno.mkdirSync(place.at("orders"));
  const begin = ["deadman", "begin", "--state", "state", "--orders", "orders"];
  failed(await place.kelid([...begin, "vault"]), 2, /Orders need both/);
  const trust = ["--trust", "watcher.id", "vault", "--json"];
  const { id } = json(await place.kelid([...begin, ...trust]));
  const tick = () => place.kelid(["deadman", "tick", "--state", "state", "--json"]);
  const order = (number: string, vault: string, passphrase: string, output: string) =>
    place.kelid(["deadman", "order", number, "--vault", vault, "--output", output], [passphrase]);
  done(await order(id, "vault", REAL, "orders/stranger"));
  done(await order(hex(systemRandom(16)), "watcher", WATCHER, "orders/other"));
  place.write("orders/noise", systemRandom(1000));
  place.write("orders/large", systemRandom(100_000));
  assert.equal(json(await tick()).verdict, "quiet");
  failed(await order("12", "watcher", WATCHER, "x"), 2, /32 hexadecimal digits/);

  done(await order(id, "watcher", WATCHER, "order"));
  Deno.copyFileSync(place.at("watcher.id"), place.at("kept"));
  Deno.copyFileSync(place.at("real.id"), place.at("watcher.id"));
  Deno.renameSync(place.at("order"), place.at("orders/order"));
  const exchanged = await tick();
  assert.match(exchanged.stderr, /is not the identity that was trusted, so its orders are not/);
  assert.equal(exchanged.code, 0);
  Deno.renameSync(place.at("kept"), place.at("watcher.id"));
  place.time -= 5 * DAY;
  const wiped = json(await tick());
  assert.deepEqual([wiped.verdict, wiped.reason], ["wiped", "order"]);
  assert.ok(!place.names().includes("vault"));
});

/** Starts a command at the time of a place. */
function started(place: Place, ...args: string[]): Started {
  const program = place.program();
  return start(["deadman", ...args, "--state", "state", "--json"], { program, cwd: place.path });
}

Deno.test("a tick that takes long does not undo what alive says meanwhile", async () => {
  using place = await Place.make();
  Deno.mkdirSync(place.at("orders"));
  place.write("orders/noise", "no order");
  const begin = ["deadman", "begin", "--state", "state", "--days", "1", "--grace", "0"];
  const orders = ["--orders", "orders", "--trust", "watcher.id", "vault"];
  done(await place.kelid([...begin, ...orders]));
  // Looking for orders waits for whoever writes the contact's identity into this pipe.
  const identity = Deno.readFileSync(place.at("watcher.id"));
  Deno.removeSync(place.at("watcher.id"));
  done(await shell('mkfifo "$1"', place.at("watcher.id")));
  place.time += 2 * DAY;
  const tick = started(place, "tick");
  const pipe = await Deno.open(place.at("watcher.id"), { write: true });
  const alive = json(await place.kelid(["deadman", "alive", "--state", "state", "--json"]));
  await pipe.write(identity);
  pipe.close();
  const outcome = json(await tick.end());
  assert.deepEqual([outcome.verdict, outcome.deadline], ["quiet", alive.deadline]);
  assert.equal(readState(Deno.readTextFileSync(place.at("state"))).alive, Date.parse(alive.alive));
  assert.ok(place.names().includes("vault"));
});

Deno.test("alive and tick wait for one another, and read what the other wrote", async () => {
  using place = await Place.make();
  const begin = ["deadman", "begin", "--state", "state", "--days", "1", "--grace", "0", "vault"];
  done(await place.kelid(begin));
  const begun = readState(Deno.readTextFileSync(place.at("state")));
  for (const command of ["tick", "alive"]) {
    using other = Deno.openSync(place.at("state"), { read: true, write: true });
    other.lockSync(true);
    place.time += 5 * DAY;
    const waiting = started(place, command);
    let ended = false;
    const outcome = waiting.end().finally(() => ended = true);
    await new Promise((done) => setTimeout(done, 1_500));
    assert.equal(ended, false);
    const said = Math.floor(place.time / 1000) * 1000 - 60_000;
    place.write("new", writeState({ ...begun, alive: said, seen: said }));
    Deno.renameSync(place.at("new"), place.at("state"));
    other.unlockSync();
    json(await outcome);
    const { alive, seen } = readState(Deno.readTextFileSync(place.at("state")));
    assert.deepEqual([alive, seen], command === "tick" ? [said, said + 60_000] : [seen, seen]);
    assert.equal(seen, said + 60_000);
  }
  assert.ok(place.names().includes("vault"));
});

Deno.test("what is no state file, or lists what cannot be wiped, is said", async () => {
  using place = await Place.make();
  place.write("state", "{}");
  const tick = () => place.kelid(["deadman", "tick", "--state", "state"]);
  failed(await tick(), 4, "state: Cannot read the state file: it is not of this format version");
  Deno.removeSync(place.at("state"));
  Deno.mkdirSync(place.at("folder/inner"), { recursive: true });
  const begin = ["deadman", "begin", "--state", "state", "--days", "1", "--grace", "0", "folder"];
  done(await place.kelid(begin));
  place.write("state.kelid-part", "left by a run that was cut off");
  place.time += 2 * DAY;
  const outcome = await tick();
  assert.equal(outcome.code, 4);
  assert.match(outcome.stdout, /Cannot wipe .*folder\/inner: it is a folder\n$/);
  const none = ["deadman", "begin", "--state", "b", "--days", "0", "x"];
  failed(await place.kelid(none), 2, /1 to 366 days/);
  const unit = done(await place.kelid(["deadman", "unit", "--state", 'a "b" 100%']));
  assert.match(unit, /tick --state "[^\n]*\/a \\"b\\" 100%%"\n/);
});

Deno.test("a last message opens with enough guardians' shares and with nothing less", async () => {
  using place = await Place.make();
  const message = crypto.getRandomValues(new Uint8Array(60_000));
  place.write("message", message);
  done(await place.kelid(["identity", "--vault", "vault", "--output", "decoy.id"], [DECOY]));
  const to = ["watcher.id", "decoy.id", "real.id"].flatMap((path) => ["--to", path]);
  const prepare = ["deadman", "prepare", "message", "--output", "last"];
  const { shares, threshold } = json(await place.kelid([...prepare, ...to, "--json"]));
  assert.deepEqual([shares.length, threshold], [3, 2]);
  failed(await place.kelid([...prepare, ...to]), 4, "Cannot write last.message: it exists already");
  const twice = ["deadman", "prepare", "message", "--output", "no", "--to", "real.id", ...to];
  failed(await place.kelid(twice), 2, "real.id is named twice");
  const one = ["deadman", "prepare", "message", "--output", "one", "--to", "real.id"];
  failed(await place.kelid([...one, "--threshold", "2"]), 2, /2 members of 1/);
  const sizes = shares.map((path: string) => Deno.statSync(place.at(path)).size);
  assert.equal(new Set(sizes).size, 1);
  const keepers: [number, string, string][] = [[1, "watcher", WATCHER], [3, "vault", REAL]];
  for (const [number, vault, passphrase] of keepers) {
    const share = [`last.share-${number}`, "--output", `s${number}`];
    done(await place.kelid(["decrypt", "--vault", vault, ...share], [passphrase]));
  }
  const open = (output: string, files: string[], answers: string[] = []) => {
    const named = files.flatMap((file) => ["--share", file]);
    return place.kelid(["deadman", "open", "last.message", ...named, "--output", output], answers);
  };
  done(await open("opened", ["s1", "s3"]));
  assert.deepEqual(Deno.readFileSync(place.at("opened")), message);
  const words = Deno.readTextFileSync(place.at("s3")).split("\nshare ")[1].trim();
  done(await open("again", ["s1"], [words]));
  failed(await open("few", ["s1"], [""]), 2, /^error: Stopped: group 1: 1 of 2/);
  failed(await open("twice", ["s1", "s1"]), 1, /^error: Cannot/);
  const other = ["deadman", "prepare", "message", "--output", "other", "--to", "watcher.id"];
  done(await place.kelid(other));
  const wrong = ["deadman", "open", "other.message", "--share", "s1", "--output", "no"];
  failed(await place.kelid(wrong), 1, "Cannot use the share: it is of another message");
  const damaged = Deno.readFileSync(place.at("last.message"));
  damaged[damaged.length - 1] ^= 1;
  place.write("last.message", damaged);
  failed(await open("damaged", [], [words, "x"]), 1, /^error: Cannot/);
  assert.deepEqual(["few", "twice", "no", "damaged"].filter((n) => place.names().includes(n)), []);
});

Deno.test("the sample transport carries beacons, deletes them, and leaves what is no beacon", async () => {
  using place = await Place.make();
  done(await place.kelid(["refresh", "vault", "--outbox", "outbox"]));
  place.write("outbox/notes", "text");
  place.write("outbox/half.part", new Uint8Array(2048));
  const script = done(await kelid(["beacon", "transport", place.outbox]));
  place.write("carry.sh", script);
  Deno.mkdirSync(place.at("there"));
  const [beacon] = place.beacons();
  const run = new Deno.Command("sh", { args: [place.at("carry.sh"), place.at("there")] });
  assert.equal(run.outputSync().code, 0);
  for (const name of ["notes", "half.part"]) {
    Deno.renameSync(`${place.outbox}/${name}`, place.at(name));
  }
  Deno.mkdirSync(place.at("outbox/folder"));
  for (const empty of [false, true]) {
    if (empty) Deno.removeSync(place.at("outbox/folder"));
    const { code, stdout, stderr } = run.outputSync();
    assert.deepEqual([code, stdout.length, stderr.length], [0, 0, 0]);
  }
  for (const name of ["notes", "half.part"]) {
    Deno.renameSync(place.at(name), `${place.outbox}/${name}`);
  }
  assert.deepEqual([...Deno.readDirSync(place.at("there"))].map(({ name }) => name), [beacon]);
  assert.deepEqual(place.beacons(), ["half.part", "notes"]);
});
