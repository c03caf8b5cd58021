/**
 * Alarms: how many beacons a watcher checks in a second, and how soon panic begins to overwrite.
 *
 * @module
 */
import { makeBeacon } from "../../lib/beacon/beacon.ts";
import { Inbox } from "../../lib/beacon/inbox.ts";
import { assignTokens } from "../../lib/beacon/tokens.ts";
import type { Watch } from "../../lib/beacon/watch.ts";
import { systemRandom } from "../../lib/random.ts";
import { GEOMETRY_V1, vaultBytes } from "../../lib/vault/geometry.ts";
import {
  callTime,
  entryCommand,
  inTurn,
  median,
  progress,
  randomFile,
  reportedTime,
} from "../bench/measure.ts";
import { inFolder } from "../bench/people.ts";
import type { Table } from "../bench/table.ts";

const ROUNDS = 7;
const PANICS = 21;
const BEACONS = 2_000;
/** Files that `beacon read` looks at side by side. */
const AT_ONCE = 16;
const HOUR = 500_000;

/** Everything on alarms. */
export async function bench(table: Table): Promise<void> {
  await checking(table);
  await panicking(table);
}

/** Beacons of which a third are signs of life, a third alarms and a third dummies. */
async function checking(table: Table): Promise<void> {
  progress(`checking ${BEACONS} beacons`);
  const watches = ["first", "second", "third"].map((name): Watch => ({
    name,
    secret: systemRandom(32),
    days: 30,
    graceHours: 72,
    since: HOUR,
    agreement: "",
  }));
  const [well, duress] = await assignTokens(watches[0].secret, ["well", "duress"], systemRandom);
  const beacons: Uint8Array[] = [];
  for (let i = 0; i < BEACONS; i++) {
    beacons.push(await makeBeacon([well, duress, undefined][i % 3], HOUR, systemRandom));
  }
  const read = (watches: readonly Watch[]) =>
    callTime(async () => {
      const inbox = await Inbox.open(watches, HOUR);
      for (let i = 0; i < BEACONS; i += AT_ONCE) {
        const some = beacons.slice(i, i + AT_ONCE);
        await Promise.all(some.map((bytes, j) => inbox.add(String(i + j), bytes)));
      }
    });
  const times = await inTurn(ROUNDS, {
    one: read(watches.slice(0, 1)),
    // The watch that they are for comes last: each is tried with all three.
    three: read([...watches].reverse()),
  });
  const perSecond = (milliseconds: number) => BEACONS / milliseconds * 1_000;
  const row = (what: string, rate: number, target?: number) =>
    table.add({
      what,
      measured: `${rate.toFixed(0)} a second`,
      reference: "one hybrid decapsulation for each watch",
      ratio: "",
      target: target === undefined ? "" : `at least ${target}`,
      met: target === undefined ? undefined : rate >= target,
    });
  row("beacons checked for one watch", perSecond(times.one), 2_000);
  row("beacons checked for three watches", perSecond(times.three));
}

async function panicking(table: Table): Promise<void> {
  progress("the first overwrite of panic");
  const times: number[] = [];
  await inFolder(async (folder) => {
    const vault = `${folder}/vault`;
    const measure = reportedTime(entryCommand("tests/alarms/first_overwrite.ts", vault));
    for (let round = -1; round < PANICS; round++) {
      randomFile(vault, vaultBytes(GEOMETRY_V1));
      const time = await measure();
      if (round >= 0) times.push(time);
    }
  });
  const middle = median(times);
  table.add({
    what: "panic, from the first line of the program to the first overwrite",
    measured: `${middle.toFixed(1)} ms`,
    reference: `slowest of ${PANICS}: ${Math.max(...times).toFixed(1)} ms`,
    ratio: "",
    target: "at most 50 ms",
    met: middle <= 50,
  });
}
