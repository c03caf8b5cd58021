/**
 * The coercion rehearsal with the program itself: real processes, with light costs and a small vault.
 * The same coercer meets two owners. One has a decoy, its duress twin, and a real compartment that a
 * tripwire ends; the other has the first two and nothing else. He uses the program as he likes, has
 * its source watch every call that it makes, and has every copy of both files; what he finds in one
 * world and not in the other would be evidence.
 *
 * @module
 */
import assert from "node:assert/strict";
import { BEACON_BYTES } from "../../lib/beacon/beacon.ts";
import { ownBeaconToCbor } from "../../lib/beacon/own_beacon.ts";
import { encodeCbor } from "../../lib/cbor.ts";
import { done, Folder, json, kelid, type Outcome, sharesNothing } from "../cli/kelid.ts";
import { DECOY, DURESS, REAL, WALLET, WRONG } from "../cli/world.ts";
import { heldIn, NOW } from "../alarms/world.ts";
import { programCommand } from "../program.ts";

const HOUR = 3_600_000;
const WATCHERS = ["first", "second"] as const;

/** Where it says what happens. */
export type Say = (line: string) => void;

/** What the coercer sees of one run of the program. */
interface Sight {
  readonly code: number;
  readonly stderr: string;
  /** What was printed, with the length of a value in its place: values are a wallet's own. */
  readonly printed: string;
  /** Every call of a file function, primitive and operation: in order from the save on, counted before. */
  readonly calls: readonly string[];
  readonly early: readonly string[];
  /** Length, mode and links of the vault; whether any 32 bytes stayed. */
  readonly vault: readonly (number | boolean)[];
  /** The beacon's length, mode, links, name and time, and how many there are. */
  readonly beacon: readonly (number | string)[];
  /** Everything that lies in the folder. */
  readonly folder: readonly string[];
}

/** One owner's machine. */
class World extends Folder {
  readonly vault: string = this.at("vault");
  readonly outbox: string = this.at("outbox");
  time: number = NOW;

  constructor() {
    super();
    Deno.mkdirSync(this.outbox);
  }

  /** Runs the program. */
  run(args: readonly string[], answers?: readonly string[], trace = "-"): Promise<Outcome> {
    const [command, before] = programCommand("tests/alarms/light_main.ts");
    const program = [command, ...before, String(this.time), trace];
    return kelid(args, { program, answers, cwd: this.path });
  }

  /** Runs a command on the vault with the outbox; an hour passes before. */
  use(args: readonly string[], answers?: readonly string[], trace?: string): Promise<Outcome> {
    this.time += HOUR;
    const vault = args[0] === "refresh" ? ["vault"] : ["--vault", "vault"];
    return this.run([...args, ...vault, "--outbox", "outbox"], answers, trace);
  }

  /** Runs a command as the coercer does, and gives what he sees. */
  async watch(args: readonly string[], answers: readonly string[]): Promise<Sight> {
    const [before, beacons] = [Deno.readFileSync(this.vault), new Set(this.beacons())];
    const trace = this.at("trace");
    const outcome = await this.use(args, answers, trace);
    const calls = Deno.readTextFileSync(trace).replaceAll(this.path, "")
      .replaceAll(String(Math.floor(this.time / HOUR) * 3600), "HOUR").replaceAll(
        /[0-9a-f]{32}/g,
        "NAME",
      ).split("\n");
    Deno.removeSync(trace);
    // How often a point is drawn again is chance, and the self-test runs beside the workers.
    const steady = calls.filter((call) => !call.startsWith("random"));
    const saved = steady.indexOf("file written 1");
    const dropped = steady.lastIndexOf("file written 1");
    const { size, mode, nlink } = Deno.statSync(this.vault);
    const fresh = this.beacons().filter((name) => !beacons.has(name));
    const beacon = Deno.statSync(`${this.outbox}/${fresh[0]}`);
    return {
      code: outcome.code,
      stderr: outcome.stderr,
      printed: measured(outcome.stdout),
      calls: steady.slice(saved, dropped + 1),
      early: steady.slice(0, saved).sort(),
      vault: [
        ...[size, mode!, nlink!],
        sharesNothing(before.subarray(32), Deno.readFileSync(this.vault).subarray(32)),
      ],
      beacon: [
        ...[fresh.length, fresh[0].length, beacon.size, beacon.mode!, beacon.nlink!],
        ...[this.time - beacon.mtime!.getTime(), this.time - beacon.atime!.getTime()],
      ],
      folder: this.names(),
    };
  }

  beacons(): string[] {
    return [...Deno.readDirSync(this.outbox)].map(({ name }) => name).sort();
  }
}

/** The owner's evening: the vault, the watchers, and the beacons. */
async function setUp(world: World, hidden: boolean): Promise<void> {
  const real = hidden ? [REAL, "", "", "decoy", DECOY, ""] : [DECOY, "", ""];
  const twin = hidden
    ? ["duress", "twin", "2", DURESS, "on", "1", "backup"]
    : ["duress", "twin", "1", DURESS, "off"];
  const words = hidden ? ["n", "n", "n"] : ["n", "n"];
  done(await world.run(["init", "vault"], [...real, ...twin, "enough", ...words]));
  for (const name of WATCHERS) {
    done(await world.run(["init", name], [WALLET, "", "", "enough", "n"]));
    done(await world.run(["identity", "--vault", name, "--output", `${name}.id`], [WALLET]));
  }
  done(
    await world.run(["beacon", "setup", "--vault", "vault", "--output", "watch"], [
      ...hidden ? [REAL, DECOY, DURESS, ""] : [DECOY, DURESS, ""],
      ...["Roya", "10", "48", "Call her sister, then publish the freeze"],
      ...WATCHERS.map((name) => `${name}.id`),
      ...hidden ? ["", "never"] : [""],
      ...["silent", "might"],
    ]),
  );
  for (const name of WATCHERS) {
    done(await world.run(["beacon", "watch", "watch", "--vault", name], [WALLET, "y"]));
  }
}

/** A week: where one owner uses what nobody sees, the other refreshes and mistypes. */
async function live(world: World, hidden: boolean): Promise<void> {
  const unseen = hidden ? [REAL] : [WRONG];
  done(await world.use(["show"], [DECOY]));
  assert.equal((await world.use(["show"], unseen)).code, hidden ? 0 : 3);
  if (hidden) done(await world.use(["manage"], [REAL, "open", DURESS, "renew", "done"]));
  else done(await world.use(["show"], [DURESS]));
  done(await world.use(["refresh"]));
  assert.equal((await world.use(["show"], unseen)).code, hidden ? 0 : 3);
}

/** What two lists of sights have in common, or where they differ. */
function differences(a: readonly Sight[], b: readonly Sight[]): string[] {
  const found: string[] = [];
  for (const [i, sight] of a.entries()) {
    for (const part of Object.keys(sight) as (keyof Sight)[]) {
      if (JSON.stringify(sight[part]) !== JSON.stringify(b[i][part])) {
        found.push(`${part} of use ${i + 1}`);
      }
    }
  }
  return found;
}

/** JSON with the length of every text in its place. */
function measured(text: string): string {
  if (text === "") return text;
  const measure = (_: string, value: unknown) => typeof value === "string" ? value.length : value;
  return JSON.stringify(JSON.parse(text, measure));
}

function answer(say: Say, question: string, evidence: readonly string[]): void {
  say(`  ${question}`);
  say(`    evidence: ${evidence.length === 0 ? "none" : evidence.join("; ")}`);
  assert.deepEqual(evidence, [], question);
}

/**
 * Plays the rehearsal.
 *
 * @throws {Error} if the coercer finds any evidence, or the watchers miss the alarm
 */
export async function rehearse(say: Say): Promise<void> {
  using owner = new World();
  using other = new World();
  say("Two owners set up vaults, beacons to two watchers, and live a week.");
  for (const [world, hidden] of [[owner, true], [other, false]] as const) {
    await setUp(world, hidden);
    await live(world, hidden);
  }
  const kept = Deno.readFileSync(owner.vault);

  say(
    "The coercer has the source, both passphrases, the outbox and every copy. He types both, and a guess.",
  );
  const uses: [string[], string[]][] = [
    [["show", "--json"], [DECOY]],
    [["show", "--json"], [DURESS]],
    [["manage", "--json"], [DURESS, "renew", "done"]],
    [["show", "--json"], [WRONG]],
  ];
  const sights: Sight[][] = [[], []];
  const texts: string[][] = [[], []];
  for (const [i, world] of [owner, other].entries()) {
    for (const [args, answers] of uses) sights[i].push(await world.watch(args, answers));
    for (const one of [DECOY, DURESS]) texts[i].push((await world.use(["show"], [one])).stdout);
  }

  say("He asks:");
  const [decoy, duress] = sights[0];
  const contents = await Promise.all([DECOY, DURESS].map((one) => heldIn(kept, one)));
  const [silent, alarm] = contents.map((one) => one!.beacon!);
  const lengths = [silent, alarm].map((one) => encodeCbor(ownBeaconToCbor(one)).length);
  answer(say, "Which of the two is the duress one?", [
    ...differences([decoy], [duress]).map((part) => `another ${part}`),
    ...texts[0][0] === texts[0][1] ? [] : ["they show different wallets"],
    ...lengths[0] === lengths[1] ? [] : ["one sends with more than the other"],
  ]);
  answer(say, "Is there anything else?", differences(sights[0], sights[1]));
  const dropped = owner.beacons().map((name) => Deno.readFileSync(`${owner.outbox}/${name}`));
  answer(say, "Did an alarm go out?", [
    ...silent.watchers.x25519.toHex() === alarm.watchers.x25519.toHex() ? [] : ["another key"],
    ...dropped.every(({ length }) => length === BEACON_BYTES) ? [] : ["a beacon of another length"],
    ...dropped.some((beacon) => shows(beacon, [silent, alarm].map(({ token }) => token)))
      ? ["a beacon shows a token"]
      : [],
  ]);
  answer(say, "Was something destroyed?", [
    ...differences(sights[0].slice(1), sights[1].slice(1)),
    ...differences([sights[0][3]], [sights[1][3]]).map((part) => `a guess has another ${part}`),
  ]);

  say("The real passphrase now says what any wrong one says; a copy from before still opens.");
  const ended = await owner.use(["show"], [REAL]);
  assert.deepEqual(ended, await owner.use(["show"], [WRONG]));
  assert.equal(ended.code, 3);
  assert.ok(await heldIn(kept, REAL));

  say("The watchers read the outbox:");
  for (const name of WATCHERS) {
    const read = await owner.run(["beacon", "read", "outbox", "--vault", name, "--json"], [WALLET]);
    const { watched: [person], files } = JSON.parse(read.stdout);
    say(
      `  the ${name}: ${person.standing}, ${person.alarms.length} alarms, last sign of life ${person.lastSign}`,
    );
    assert.deepEqual([read.code, person.standing, files.duress], [1, "alarm", 3]);
    assert.equal(files.well, 3);
  }
  const quiet = json(await other.run(["show", "--vault", "first", "--json"], [WALLET]));
  assert.ok(quiet.sessionId, "a watcher's vault is a vault like any other");
}

function shows(beacon: Uint8Array, secrets: readonly Uint8Array[]): boolean {
  const text = beacon.toHex();
  return secrets.some((secret) => text.includes(secret.subarray(0, 8).toHex()));
}
