/**
 * What a watcher makes of an inbox: every file is looked at once, and what cannot be used is counted
 * by why. The clock is the caller's. FORMAT.md, "Reading an inbox".
 *
 * Nothing is remembered from one reading to the next: the hours inside the beacons say it all.
 *
 * @module
 */
import { hex, wipe } from "../bytes.ts";
import { type PreparedDecapsulation, prepareDecapsulation } from "../hybrid/prepared_kem.ts";
import { BEACON_BYTES, openBeacon } from "./beacon.ts";
import { meaningOf, type TokenMap, watchKeys, watchTokens } from "./tokens.ts";
import type { Watch } from "./watch.ts";

/** Hours by which a beacon may be ahead of the reader: two clocks never agree. */
const LENIENCE_HOURS = 1;

/** How many files there were, and what became of them. */
export interface Tally {
  /** All of them. */
  files: number;
  /** Signs of life that count. */
  well: number;
  /** Alarms that count. */
  duress: number;
  /** Not of a beacon's length, or not a file that can be read. */
  foreign: number;
  /** Of the right length, and for none of these watches: dummies, other people's, damaged ones. */
  unopened: number;
  /** The same beacon again, under another name: a copy, or one that was carried twice. */
  repeated: number;
  /** Sealed to a watch, with a token that is none of its own: a silent compartment's, or made up. */
  meaningless: number;
  /** Dated after now: ignored, whatever they mean. */
  future: number;
}

/** An alarm. */
export interface Alarm {
  /** The hour since 1970 that it says. */
  readonly hour: number;
  /** The files it is in; more than one if it was copied. */
  readonly files: string[];
}

/**
 * How a watched person is, as far as beacons tell: `alarm` if there is any alarm, `act` when the
 * grace is over, `overdue` when the interval is, `well` otherwise.
 */
export type Standing = "well" | "overdue" | "act" | "alarm";

/** What an inbox says of one watched person. */
export interface Sighting {
  /** Which watch. */
  readonly watch: Watch;
  /** The alarm comes first, whatever the time of the last sign of life. */
  readonly standing: Standing;
  /** The hour of the latest sign of life, if there is one. */
  readonly lastSign?: number;
  /** Hours since the interval ended; 0 before. */
  readonly overdueHours: number;
  /** The alarms, the latest first. */
  readonly alarms: readonly Alarm[];
  /** How many of this person's beacons are dated after now. */
  readonly future: number;
}

interface Reader {
  readonly watch: Watch;
  readonly decapsulate: PreparedDecapsulation;
  readonly tokens: TokenMap;
  readonly alarms: Map<string, Alarm>;
  lastSign: number | undefined;
  future: number;
}

/** Reads files one after another. Calls may overlap. */
export class Inbox {
  readonly #readers: Reader[] = [];
  readonly #now: number;
  /** Beacons that opened, by the part of them that no change leaves alone, and whose alarm it is. */
  readonly #seen = new Map<string, Alarm | undefined>();
  /** What became of the files so far. */
  readonly tally: Tally = {
    files: 0,
    well: 0,
    duress: 0,
    foreign: 0,
    unopened: 0,
    repeated: 0,
    meaningless: 0,
    future: 0,
  };

  private constructor(now: number) {
    this.#now = now;
  }

  /**
   * Prepares to read for some watches.
   *
   * @param now the hour since 1970
   */
  static async open(watches: readonly Watch[], now: number): Promise<Inbox> {
    const inbox = new Inbox(now);
    for (const watch of watches) {
      const keys = await watchKeys(watch.secret);
      inbox.#readers.push({
        watch,
        decapsulate: await prepareDecapsulation(keys),
        tokens: await watchTokens(watch.secret),
        alarms: new Map(),
        lastSign: undefined,
        future: 0,
      });
      wipe(keys.x25519, keys.mlkem1024);
    }
    return inbox;
  }

  /** Whether a file of this many bytes is worth reading. */
  static plausible(length: number): boolean {
    return length === BEACON_BYTES;
  }

  /**
   * Takes in a file.
   *
   * @param bytes undefined for something that is not a readable file of a beacon's length
   */
  async add(name: string, bytes: Uint8Array | undefined): Promise<void> {
    this.tally.files++;
    if (bytes === undefined || !Inbox.plausible(bytes.length)) {
      this.tally.foreign++;
      return;
    }
    for (const reader of this.#readers) {
      const content = await openBeacon(bytes, reader.decapsulate);
      if (content) return this.#count(reader, name, bytes, content.token, content.hour);
    }
    this.tally.unopened++;
  }

  /** What all files so far say, for every watch in the order given. */
  sightings(): Sighting[] {
    return this.#readers.map(({ watch, lastSign, alarms, future }) => {
      const since = Math.max(lastSign ?? 0, watch.since);
      const late = Math.max(0, this.#now - since - 24 * watch.days);
      const sorted = [...alarms.values()].sort((a, b) => b.hour - a.hour);
      const standing = sorted.length > 0
        ? "alarm"
        : late > watch.graceHours
        ? "act"
        : late > 0
        ? "overdue"
        : "well";
      return { watch, standing, lastSign, overdueHours: late, alarms: sorted, future };
    });
  }

  #count(reader: Reader, name: string, bytes: Uint8Array, token: Uint8Array, hour: number): void {
    // The tag authenticates all the rest, so equal tags of beacons that open are equal beacons.
    const key = hex(bytes.subarray(-16)) + hex(bytes.subarray(0, 16));
    if (this.#seen.has(key)) {
      this.#seen.get(key)?.files.push(name);
      this.tally.repeated++;
      return;
    }
    this.#seen.set(key, undefined);
    const meaning = meaningOf(reader.tokens, token);
    if (meaning === undefined) this.tally.meaningless++;
    else if (hour > this.#now + LENIENCE_HOURS) {
      this.tally.future++;
      reader.future++;
    } else if (meaning === "well") {
      this.tally.well++;
      reader.lastSign = Math.max(reader.lastSign ?? 0, hour);
    } else {
      this.tally.duress++;
      const alarm = { hour, files: [name] };
      reader.alarms.set(key, alarm);
      this.#seen.set(key, alarm);
    }
  }
}
