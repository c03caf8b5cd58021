/**
 * One game between an owner and a coercer. A vault is set up, used nineteen times, and then opened by
 * the coercer himself; he has a copy of the vault and of the outbox from before and after each use.
 *
 * In one world the vault holds a real compartment beside what is disclosed, which a tripwire ends when
 * the duress compartment is opened, and the owner uses it. In the null world there is nothing else:
 * its owner refreshes the vault or mistypes as often. Which uses there are, and when, is drawn in the
 * same way for both.
 *
 * The vault is small and passphrases are not stretched; the session, the file, its lock and its
 * replacement, and the outbox are the program's own.
 *
 * @module
 */
import { dropBeacon } from "../../cli/outbox.ts";
import { VaultFile } from "../../cli/vault_file.ts";
import { assignTokens } from "../../lib/beacon/tokens.ts";
import { HOUR_MS } from "../../lib/beacon/beacon.ts";
import { type OwnBeacon, TOKEN_BYTES } from "../../lib/beacon/own_beacon.ts";
import { concat, hex } from "../../lib/bytes.ts";
import { systemRandom, uniform } from "../../lib/random.ts";
import { formatVault, parseVault } from "../../lib/vault/file.ts";
import { type Geometry, slotBytes } from "../../lib/vault/geometry.ts";
import type { Count } from "../../lib/vault/operations.ts";
import { type Compartment, VaultSession } from "../../lib/vault/session.ts";
import { refreshSlots } from "../../lib/vault/slot.ts";
import { watchFiles } from "../cli/watch.ts";
import { root } from "../vault/light.ts";
import type { Leak, Save } from "./leaks.ts";

/** A vault with room for a token and eight bytes in each compartment, and little more. */
export const REHEARSAL: Geometry = { slots: 3, rows: 11 };

/** Copies that the coercer has before he opens the vault himself. */
export const COPIES = 20;

/** A folder in memory, where there is one: a game syncs a hundred and fifty times. */
const MEMORY = isFolder("/dev/shm") ? "/dev/shm" : undefined;

/** Bytes before the masked salt. */
const MASK_BYTES = 16;

const random = systemRandom;
const coin = () => uniform(2, random) === 1;

/** What was drawn, which the coercer wants to know. */
export interface Truth {
  /** Whether there is a compartment that he cannot open. */
  readonly hidden: boolean;
  /** Whether the first passphrase that he has is the duress one. */
  readonly duressFirst: boolean;
  /** Whether the first compartment's beacons are alarms; otherwise they are silent. */
  readonly alarmFirst: boolean;
}

/** A copy of the vault as it lay there. */
export interface Copy {
  readonly bytes: Uint8Array;
  /** Size, mode, links, and what the times are beside the use and the copy before. */
  readonly stat: Readonly<Record<string, number>>;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** The beacon that this use left, with what `stat` says of it. */
  readonly beacon?: { readonly bytes: Uint8Array; readonly stat: Readonly<Record<string, number>> };
  /** How many files the folders of the vault and of the outbox hold. */
  readonly files: number;
}

/** What the program did when the coercer used it. */
export interface Use {
  /** Operations by kind, and accesses to files by function. */
  readonly counts: Readonly<Record<string, number>>;
  readonly milliseconds: number;
  /** What the passphrase opened. */
  readonly content?: Uint8Array;
  readonly beacon?: OwnBeacon;
  readonly peers: number;
  readonly slot: number;
}

/** A finished game. */
export interface Game {
  readonly truth: Truth;
  /** The passphrases that the coercer has, in an order that is drawn. */
  readonly known: readonly string[];
  /** {@linkcode COPIES} of before, then one after each of his own uses. */
  readonly copies: readonly Copy[];
  /** His own uses: every passphrase that he has, then a guess. */
  readonly uses: readonly Use[];
}

let listener: ((call: string) => void) | undefined;
let watching = false;

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** A vault and an outbox on the disk, and what only the game's master knows. */
class Table {
  readonly folder = Deno.makeTempDirSync({ prefix: "kelid-rehearsal-", dir: MEMORY });
  readonly vault = `${this.folder}/vault`;
  readonly outbox = `${this.folder}/outbox`;
  /** A vault of this size has no room for the watchers' keys: they are kept here, by token. */
  readonly keys = new Map<string, OwnBeacon>();
  readonly #leak: Leak;
  readonly #seen = new Set<string>();
  /** Milliseconds since 1970. */
  time = Date.UTC(2030, 0, 1) + uniform(24 * 3600, random) * 1000;
  used = 0;

  constructor(leak: Leak) {
    this.#leak = leak;
    Deno.mkdirSync(this.outbox);
    if (!watching) watchFiles((call) => listener?.(call));
    watching = true;
  }

  remove(): void {
    Deno.removeSync(this.folder, { recursive: true });
  }

  ownBeacon(compartment: Compartment | undefined): OwnBeacon | undefined {
    return compartment && this.keys.get(hex(compartment.content.subarray(0, TOKEN_BYTES)));
  }

  /** Sets up a vault in one sitting. */
  async setUp(contents: ReadonlyMap<string, Uint8Array>, tripwire: boolean): Promise<void> {
    const session = VaultSession.create({ geometry: REHEARSAL, random, count: () => {} });
    const slots = [...contents].map(([passphrase, content]) => {
      return session.add(root(passphrase), content).slot;
    });
    if (tripwire) session.setPeers(slots[0], [slots[slots.length - 1]]);
    Deno.writeFileSync(this.vault, session.save(), { mode: 0o600, createNew: true });
    session.close();
    this.used = contents.size;
    await this.#drop(undefined, { opened: 0 }, () => {});
  }

  /** One use, as the program does it: lock, read, refresh, open, change, save, drop a beacon. */
  async use(
    typed: readonly string[],
    change: (session: VaultSession, opened: readonly (Compartment | undefined)[]) => void =
      () => {},
    count: Count = () => {},
  ): Promise<Compartment | undefined> {
    const { mtime, atime } = Deno.statSync(this.vault);
    const file = await VaultFile.open(this.vault, REHEARSAL, false, count);
    const before = file.bytes.slice();
    const parts = parseVault(before, REHEARSAL);
    const size = slotBytes(REHEARSAL);
    const end = size * (this.#leak.refreshed?.({ used: this.used }) ?? REHEARSAL.slots);
    const slots = concat(
      refreshSlots(parts.slots.subarray(0, end), REHEARSAL, random, count),
      parts.slots.subarray(end),
    );
    const options = { geometry: REHEARSAL, random, count };
    const session = new VaultSession({ salt: parts.salt, slots }, options);
    const opened = typed.map((passphrase) => session.open(root(passphrase)));
    const own = this.ownBeacon(opened[0]);
    change(session, opened);
    const first = opened[0] && { ...opened[0], content: opened[0].content.slice() };
    const save = {
      before,
      opened: opened.filter((one) => one !== undefined).length,
      depends: (first?.peers.length ?? 0) > 0,
      used: this.used,
    };
    const mask = random(MASK_BYTES);
    this.#leak.mask?.(mask, save);
    const { salt } = session;
    const after = this.#leak.mask
      ? formatVault({ salt, slots: session.slots }, () => mask)
      : session.save();
    file.save(after, random);
    if (this.#leak.keepsTime?.(save)) Deno.utimeSync(this.vault, atime!, mtime!);
    session.close();
    file.close();
    await this.#drop(own, save, count);
    return first;
  }

  async #drop(own: OwnBeacon | undefined, save: Pick<Save, "opened">, count: Count): Promise<void> {
    await dropBeacon({ random, clock: () => this.time, count }, { outbox: this.outbox }, own);
    const less = this.#leak.shortens?.(save) ?? 0;
    if (less === 0) return;
    for (const { name } of Deno.readDirSync(this.outbox)) {
      const path = `${this.outbox}/${name}`;
      const { size, atime, mtime } = Deno.statSync(path);
      if (this.#seen.has(name)) continue;
      Deno.truncateSync(path, size - less);
      Deno.utimeSync(path, atime!, mtime!);
    }
  }

  /** A copy of everything, as the coercer takes it. */
  copy(began: number, before?: number): Copy {
    const [name] = [...Deno.readDirSync(this.outbox)].map(({ name }) => name)
      .filter((name) => !this.#seen.has(name));
    if (name) this.#seen.add(name);
    const path = `${this.outbox}/${name}`;
    const beacon = name
      ? {
        bytes: Deno.readFileSync(path),
        stat: { ...this.#stat(path, this.time), nameLength: name.length },
      }
      : undefined;
    const files = [...Deno.readDirSync(this.folder)].length;
    return {
      bytes: Deno.readFileSync(this.vault),
      stat: this.#stat(this.vault, began, before),
      modified: Deno.statSync(this.vault).mtime!.getTime(),
      beacon,
      files: files + [...Deno.readDirSync(this.outbox)].length,
    };
  }

  #stat(path: string, began: number, before?: number): Record<string, number> {
    const { size, mode, nlink, uid, mtime, ctime, blocks } = Deno.lstatSync(path);
    const modified = mtime!.getTime();
    return {
      size,
      mode: mode ?? -1,
      links: nlink ?? -1,
      owner: uid ?? -1,
      blocks: blocks ?? -1,
      sameTime: modified === before ? 1 : 0,
      wholeSecond: modified % 1000 === 0 ? 1 : 0,
      wholeHour: modified % HOUR_MS === 0 ? 1 : 0,
      // File systems know the time by ticks of some milliseconds only.
      beforeUse: modified < began - 10 ? 1 : 0,
      behindChange: modified < (ctime?.getTime() ?? modified) - 10 ? 1 : 0,
    };
  }
}

/**
 * Plays one game.
 *
 * @param disclosed how many passphrases the coercer was given
 */
export async function play(disclosed: 1 | 2, leak: Leak): Promise<Game> {
  const truth = { hidden: coin(), duressFirst: coin(), alarmFirst: coin() };
  const table = new Table(leak);
  try {
    return await playAt(table, disclosed, truth);
  } finally {
    table.remove();
  }
}

async function playAt(table: Table, disclosed: 1 | 2, truth: Truth): Promise<Game> {
  const id = hex(random(8));
  const name = (role: string) => `${role} of ${id}`;
  const [decoy, duress, real] = ["decoy", "duress", "real"].map(name);
  const first = truth.duressFirst ? duress : decoy;
  const second = truth.duressFirst ? decoy : duress;
  const known = disclosed === 1 ? [first] : [first, second];

  // What others send is drawn too: silent or an alarm, as their owner chose.
  const roles = [truth.alarmFirst, coin()].map((alarm) => alarm ? "duress" : "silent");
  const tokens = await assignTokens(random(32), ["well", ...roles] as const, random);
  const beacons = new Map([[real, tokens[0]], [first, tokens[1]], [second, tokens[2]]]);
  for (const own of tokens) table.keys.set(hex(own.token), own);
  const held = [real, decoy, duress].filter((one) => truth.hidden || known.includes(one));
  const contentOf = (passphrase: string) => concat(beacons.get(passphrase)!.token, random(8));
  await table.setUp(new Map(held.map((one) => [one, contentOf(one)])), truth.hidden);

  let began = Date.now();
  const copies = [table.copy(began)];
  while (copies.length < COPIES) {
    table.time += (1 + uniform(48, random)) * HOUR_MS;
    const which = known[uniform(known.length, random)];
    const kind = uniform(4, random);
    const writes = coin();
    const change = (session: VaultSession, compartment: Compartment | undefined) => {
      if (!compartment) throw new Error("A passphrase of the game opens nothing");
      if (!writes) session.renew(compartment.slot);
      else session.setContent(compartment.slot, contentOf(which));
    };
    began = Date.now();
    if (kind < 2) {
      // A use of what is disclosed. What ends the real compartment is used behind that one only.
      const behind = truth.hidden && (which === duress || kind === 1);
      if (behind) await table.use([real, which], (session, [, one]) => change(session, one));
      else await table.use([which], (session, [one]) => change(session, one));
    } else if (truth.hidden) {
      const unseen = disclosed === 1 && first === duress && kind === 2 ? decoy : real;
      await table.use([unseen], (session, [one]) => {
        if (writes) session.setContent(one!.slot, contentOf(unseen));
      });
    } else await table.use(kind === 2 ? [] : [name("a slip of the finger")]);
    copies.push(table.copy(began, copies.at(-1)!.modified));
  }

  const uses: Use[] = [];
  for (const passphrase of [...known, name("a guess")]) {
    table.time += HOUR_MS;
    const counts: Record<string, number> = {};
    const add = (what: string, times: number) => counts[what] = (counts[what] ?? 0) + times;
    began = Date.now();
    const started = performance.now();
    listener = (call) => add(`call of ${call.split(" ")[0]}`, 1);
    const opened = await table.use([passphrase], undefined, add);
    listener = undefined;
    const milliseconds = performance.now() - started;
    const beacon = table.ownBeacon(opened);
    const { content, peers = [], slot = -1 } = opened ?? {};
    uses.push({ counts, milliseconds, content, beacon, peers: peers.length, slot });
    copies.push(table.copy(began, copies.at(-1)!.modified));
  }
  // The rules, checked: the real compartment is there, unless the duress one was opened by itself.
  const left = await table.use([real]) !== undefined;
  if (left !== (truth.hidden && !known.includes(duress))) {
    throw new Error("The game did not go as its rules say");
  }
  return { truth, known, copies, uses };
}
