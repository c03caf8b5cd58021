import assert from "node:assert/strict";
import { BEACON_BYTES, makeBeacon, sealBeacon } from "../../lib/beacon/beacon.ts";
import { Inbox, type Tally } from "../../lib/beacon/inbox.ts";
import { assignTokens, watchKeys } from "../../lib/beacon/tokens.ts";
import { hybridKemPublicKeys } from "../../lib/hybrid/kem.ts";
import { systemRandom } from "../../lib/random.ts";
import { someWatch, START_HOUR } from "./world.ts";

const NONE: Tally = {
  files: 0,
  well: 0,
  duress: 0,
  foreign: 0,
  unopened: 0,
  repeated: 0,
  meaningless: 0,
  future: 0,
};

/** A watch, and beacons of both meanings for it. */
async function watched(name = "Roya") {
  const watch = someWatch(name);
  const [well, duress] = await assignTokens(watch.secret, ["well", "duress"], systemRandom);
  return {
    watch,
    well: (hour: number) => makeBeacon(well, hour, systemRandom),
    duress: (hour: number) => makeBeacon(duress, hour, systemRandom),
    forged: async (hour: number) => {
      const keys = await hybridKemPublicKeys(await watchKeys(watch.secret));
      return await sealBeacon(keys, { token: systemRandom(32), hour }, systemRandom);
    },
  };
}

Deno.test("every file of an inbox is counted once, by what it is", async () => {
  const [roya, other] = [await watched(), await watched("somebody else")];
  const now = START_HOUR + 100;
  const inbox = await Inbox.open([roya.watch], now);
  const alarm = await roya.duress(now - 3);
  const sign = await roya.well(now - 5);
  const damaged = (await roya.duress(now)).slice();
  damaged[1700] ^= 1;
  const files: Record<string, Uint8Array | undefined> = {
    sign,
    alarm,
    "alarm copied": alarm.slice(),
    "sign carried twice": sign.slice(),
    "older sign": await roya.well(now - 50),
    "clock a little ahead": await roya.well(now + 1),
    "from tomorrow": await roya.well(now + 24),
    "alarm from tomorrow": await roya.duress(now + 24),
    "made up": await roya.forged(now),
    damaged,
    dummy: await makeBeacon(undefined, now, systemRandom),
    "somebody else's": await other.well(now),
    random: systemRandom(BEACON_BYTES),
    "too short": new Uint8Array(7),
    "not readable": undefined,
  };
  for (const [name, bytes] of Object.entries(files)) await inbox.add(name, bytes);
  assert.deepEqual(inbox.tally, {
    files: 15,
    well: 3,
    duress: 1,
    foreign: 2,
    unopened: 4,
    repeated: 2,
    meaningless: 1,
    future: 2,
  });
  const [sighting] = inbox.sightings();
  assert.equal(sighting.standing, "alarm");
  assert.equal(sighting.lastSign, now + 1);
  assert.equal(sighting.future, 2);
  assert.deepEqual(sighting.alarms, [{ hour: now - 3, files: ["alarm", "alarm copied"] }]);
});

Deno.test("standing goes from well over overdue to act with the hours, and an alarm comes first", async () => {
  const { watch, well, duress } = await watched();
  const sign = await well(START_HOUR + 10);
  const alarm = await duress(START_HOUR + 11);
  const at = async (hour: number, ...beacons: Uint8Array[]) => {
    const inbox = await Inbox.open([watch], START_HOUR + hour);
    for (const [i, beacon] of beacons.entries()) await inbox.add(String(i), beacon);
    const [{ standing, lastSign, overdueHours }] = inbox.sightings();
    return [standing, lastSign === undefined ? undefined : lastSign - START_HOUR, overdueHours];
  };
  const interval = 30 * 24;
  assert.deepEqual(await at(0), ["well", undefined, 0]);
  assert.deepEqual(await at(interval), ["well", undefined, 0]);
  assert.deepEqual(await at(interval + 1), ["overdue", undefined, 1]);
  assert.deepEqual(await at(interval + 72), ["overdue", undefined, 72]);
  assert.deepEqual(await at(interval + 73), ["act", undefined, 73]);
  assert.deepEqual(await at(interval + 10, sign), ["well", 10, 0]);
  assert.deepEqual(await at(interval + 11, sign), ["overdue", 10, 1]);
  assert.deepEqual(await at(12, sign, alarm), ["alarm", 10, 0]);
  assert.deepEqual(await at(interval + 200, sign, alarm), ["alarm", 10, 190]);
});

Deno.test("a sign of life from before the watch does not make somebody overdue sooner", async () => {
  const { watch, well } = await watched();
  const inbox = await Inbox.open([watch], START_HOUR + 1);
  await inbox.add("old", await well(START_HOUR - 5000));
  assert.equal(inbox.sightings()[0].standing, "well");
});

Deno.test("one inbox serves several watches, and tells them apart", async () => {
  const people = [await watched("Roya"), await watched("Arash"), await watched("Nima")];
  const inbox = await Inbox.open(people.map(({ watch }) => watch), START_HOUR + 1);
  await Promise.all([
    inbox.add("a", await people[2].duress(START_HOUR)),
    inbox.add("b", await people[0].well(START_HOUR)),
  ]);
  const standings = inbox.sightings().map(({ watch, standing }) => [watch.name, standing]);
  assert.deepEqual(standings, [["Roya", "well"], ["Arash", "well"], ["Nima", "alarm"]]);
});

Deno.test("two openings in one hour are two beacons, and one beacon copied a hundred times is one", async () => {
  const { watch, duress } = await watched();
  const inbox = await Inbox.open([watch], START_HOUR);
  const one = await duress(START_HOUR);
  const copies = Array.from({ length: 100 }, (_, i) => inbox.add(`copy ${i}`, one.slice()));
  await Promise.all([...copies, inbox.add("second", await duress(START_HOUR))]);
  assert.deepEqual(inbox.tally, { ...NONE, files: 101, duress: 2, repeated: 99 });
  const [{ alarms }] = inbox.sightings();
  assert.deepEqual(alarms.map(({ files }) => files.length).sort(), [1, 100]);
});
