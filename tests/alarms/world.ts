/**
 * What the tests of alarms start from: a vault with a real compartment that sends signs of life, a
 * decoy whose beacons nobody reads, a duress compartment whose beacons are alarms and whose opening
 * ends the real one, and a plain one that knows nothing of beacons; and a watcher's vault. The
 * library makes them; story_test.ts does it with the program.
 *
 * @module
 */
import { argon2id } from "../../lib/argon2/argon2id.ts";
import { utf8 } from "../../lib/bytes.ts";
import { hourOf } from "../../lib/beacon/beacon.ts";
import type { OwnBeacon } from "../../lib/beacon/own_beacon.ts";
import { assignTokens } from "../../lib/beacon/tokens.ts";
import type { Watch } from "../../lib/beacon/watch.ts";
import { foldPassphrase } from "../../lib/passphrase/fold.ts";
import { systemRandom } from "../../lib/random.ts";
import {
  type Contents,
  decodeContents,
  encodeContents,
  newContents,
} from "../../lib/vault/contents.ts";
import { parseVault } from "../../lib/vault/file.ts";
import type { Geometry } from "../../lib/vault/geometry.ts";
import { uncounted } from "../../lib/vault/operations.ts";
import { VaultSession } from "../../lib/vault/session.ts";
import { Folder, kelid, type Outcome } from "../cli/kelid.ts";
import { DECOY, DURESS, identityOf, NEW, REAL, someWallet, WALLET } from "../cli/world.ts";
import { programCommand } from "../program.ts";

/** The passphrase of the plain compartment. */
export const PLAIN = NEW;
/** The passphrase of the watcher's vault. */
export const WATCHER = WALLET;

/** The size of the vault in tests/alarms/light_main.ts. */
export const GEOMETRY: Geometry = { slots: 6, rows: 80 };
const COSTS = { memoryKiB: 256, passes: 1, lanes: 1 };
const OPTIONS = { geometry: GEOMETRY, random: systemRandom, count: uncounted };

/** The start of an hour, at which everything happens unless a test says otherwise. */
export const START: number = Date.UTC(2030, 0, 1, 12);
/** The same in hours. */
export const START_HOUR: number = hourOf(START);
/** A time within that hour, as a clock shows it. */
export const NOW: number = START + 17 * 60_000 + 23_456;

/** A watch set up at {@linkcode START}. */
export function someWatch(name = "Roya", secret: Uint8Array = systemRandom(32)): Watch {
  const agreement = "Call her sister";
  return { name, secret, days: 30, graceHours: 72, since: START_HOUR, agreement };
}

interface World {
  readonly watch: Watch;
  readonly vault: Uint8Array;
  readonly watcher: Uint8Array;
  readonly real: string;
  readonly watcherIdentity: string;
}

let made: Promise<World> | undefined;

async function make(): Promise<World> {
  const watch = someWatch();
  const [well, silent, duress] = await assignTokens(
    watch.secret,
    ["well", "silent", "duress"],
    systemRandom,
  );
  const session = VaultSession.create(OPTIONS);
  const add = async (passphrase: string, beacon?: OwnBeacon) => {
    const wallet = someWallet();
    const contents = encodeContents({ ...newContents(wallet), beacon });
    const root = await stretched(passphrase, session.salt);
    return { slot: session.add(root, contents).slot, wallet };
  };
  const real = await add(REAL, well);
  await add(DECOY, silent);
  const peer = await add(DURESS, duress);
  await add(PLAIN);
  session.setPeers(real.slot, [peer.slot]);
  const theirs = VaultSession.create(OPTIONS);
  const wallet = someWallet();
  const root = await stretched(WATCHER, theirs.salt);
  theirs.add(root, encodeContents({ ...newContents(wallet), watches: [watch] }));
  return {
    watch,
    vault: session.save(),
    watcher: theirs.save(),
    real: await identityOf(real.wallet),
    watcherIdentity: await identityOf(wallet),
  };
}

async function stretched(passphrase: string, salt: Uint8Array): Promise<Uint8Array> {
  return await argon2id(foldPassphrase(utf8(passphrase)), salt, COSTS, 64);
}

/** What a compartment of a vault file holds, or undefined if the passphrase opens nothing. */
export async function heldIn(bytes: Uint8Array, passphrase: string): Promise<Contents | undefined> {
  const parts = parseVault(bytes, GEOMETRY);
  const opened = new VaultSession(parts, OPTIONS).open(await stretched(passphrase, parts.salt));
  return opened && decodeContents(opened.content);
}

/** A folder with both vaults, an outbox, and a clock. */
export class Place extends Folder {
  readonly vault: string = this.at("vault");
  readonly watcher: string = this.at("watcher");
  readonly outbox: string = this.at("outbox");
  /** Milliseconds since 1970. */
  time: number = NOW;
  readonly watch: Watch;

  private constructor(watch: Watch) {
    super();
    this.watch = watch;
    Deno.mkdirSync(this.outbox);
  }

  /** A place with fresh copies. */
  static async make(): Promise<Place> {
    const { watch, vault, watcher, real, watcherIdentity } = await (made ??= make());
    const place = new Place(watch);
    place.write("vault", vault);
    place.write("watcher", watcher);
    place.write("real.id", real);
    place.write("watcher.id", watcherIdentity);
    return place;
  }

  /** The program at the time of this place. */
  program(trace = "-"): string[] {
    const [command, before] = programCommand("tests/alarms/light_main.ts");
    return [command, ...before, String(this.time), trace];
  }

  /** Runs a command as it is given. */
  async kelid(
    args: readonly string[],
    answers?: readonly string[],
    options: { env?: Record<string, string>; trace?: string; under?: readonly string[] } = {},
  ): Promise<Outcome> {
    const { env, under, trace = "-" } = options;
    const program = this.program(trace);
    return await kelid(args, { program, answers, env, under, cwd: this.path });
  }

  /** Runs a command on the vault, with the outbox. */
  run(args: readonly string[], ...answers: string[]): Promise<Outcome> {
    const named = ["--vault", this.vault, "--outbox", this.outbox];
    return this.kelid([...args, ...named], answers);
  }

  /** What the watcher reads in the outbox. */
  read(): Promise<Outcome> {
    const args = ["beacon", "read", this.outbox, "--vault", this.watcher, "--json"];
    return this.kelid(args, [WATCHER]);
  }

  /** The names in the outbox, sorted. */
  beacons(): string[] {
    return [...Deno.readDirSync(this.outbox)].map(({ name }) => name).sort();
  }
}
