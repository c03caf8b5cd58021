/**
 * The state of a dead man's switch on its owner's machine: a text file that anybody there can read,
 * with what is wiped, when, and who may order it earlier. FORMAT.md, "State file".
 *
 * @module
 */

/** A contact whose order is heeded. */
export interface Trusted {
  /** Where the identity file is. */
  readonly identity: string;
  /** Its identity hash in hexadecimal: another file at that place is not heeded. */
  readonly hash: string;
}

/** What the file says. Times are milliseconds since 1970 here, and whole seconds there. */
export interface DeadManState {
  /** 32 hexadecimal digits, which a wipe order names. */
  readonly id: string;
  /** Days without `alive` after which it is overdue. */
  readonly days: number;
  /** Hours after that, when the files are wiped. */
  readonly graceHours: number;
  /** When `alive` was last said. */
  readonly alive: number;
  /** The latest time that any command has recorded. */
  readonly seen: number;
  /** Absolute paths of what is wiped. */
  readonly wipe: readonly string[];
  /** The absolute path of the folder where orders are looked for. */
  readonly orders?: string;
  /** Whose orders are heeded. */
  readonly trusted: readonly Trusted[];
}

/** What a moment means. `clock`: the clock is behind a time already recorded. */
export type Verdict = "quiet" | "overdue" | "due" | "clock";

const FORMAT = "kelid dead man v1";
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MEMBERS = "format,id,intervalDays,graceHours,alive,seen,wipe,orders,trusted";

/** Bytes of the longest state file that is read. */
export const STATE_FILE_MAX_BYTES = 1 << 20;

/** When the files are wiped. */
export function deadline(state: DeadManState): number {
  return state.alive + state.days * DAY_MS + state.graceHours * HOUR_MS;
}

/** What has to happen now. A clock that was set back decides nothing. */
export function verdictAt(state: DeadManState, now: number): Verdict {
  if (now < state.seen) return "clock";
  if (now > deadline(state)) return "due";
  return now > state.alive + state.days * DAY_MS ? "overdue" : "quiet";
}

/** The text of a state. */
export function writeState(state: DeadManState): string {
  const time = (milliseconds: number) =>
    new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
  return JSON.stringify(
    {
      format: FORMAT,
      id: state.id,
      intervalDays: state.days,
      graceHours: state.graceHours,
      alive: time(state.alive),
      seen: time(state.seen),
      wipe: state.wipe,
      orders: state.orders ?? null,
      trusted: state.trusted.map(({ identity, hash }) => ({ identity, hash })),
    },
    null,
    2,
  ) + "\n";
}

/**
 * A state from its text, in which spaces and line ends do not matter.
 *
 * @throws {SyntaxError} naming the member that is wrong
 */
export function readState(text: string): DeadManState {
  let file: Record<string, unknown>;
  try {
    file = JSON.parse(text);
  } catch {
    throw wrong("it is not JSON");
  }
  if (file === null || typeof file !== "object" || file.format !== FORMAT) {
    throw wrong("it is not of this format version");
  }
  if (Object.keys(file).join() !== MEMBERS) {
    throw wrong("a member is missing, unknown or misplaced");
  }
  const { id, intervalDays, graceHours, alive, seen, wipe, orders, trusted } = file;
  if (typeof id !== "string" || !/^[0-9a-f]{32}$/.test(id)) throw wrong("id");
  if (!Array.isArray(wipe) || !wipe.every(isAbsolute)) throw wrong("wipe");
  if (orders !== null && !isAbsolute(orders)) throw wrong("orders");
  if (!Array.isArray(trusted)) throw wrong("trusted");
  return {
    id,
    days: whole(intervalDays, 1, 366, "intervalDays"),
    graceHours: whole(graceHours, 0, 8784, "graceHours"),
    alive: time(alive, "alive"),
    seen: time(seen, "seen"),
    wipe,
    ...orders === null ? {} : { orders },
    trusted: trusted.map((one) => {
      const { identity, hash } = (one ?? {}) as Record<string, unknown>;
      if (!isAbsolute(identity) || typeof hash !== "string" || !/^[0-9a-f]{64}$/.test(hash)) {
        throw wrong("trusted");
      }
      return { identity, hash };
    }),
  };
}

/** Another program may run `tick` in another folder, so a relative path would be another file. */
function isAbsolute(value: unknown): value is string {
  return typeof value === "string" && /^(?:\/|[A-Za-z]:[\\/])/.test(value) && !value.includes("\0");
}

function whole(value: unknown, least: number, most: number, name: string): number {
  const fits = typeof value === "number" && Number.isInteger(value);
  if (!fits || value < least || value > most) throw wrong(name);
  return value;
}

function time(value: unknown, name: string): number {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
  const milliseconds = typeof value === "string" && form.test(value) ? Date.parse(value) : NaN;
  if (Number.isNaN(milliseconds)) throw wrong(name);
  return milliseconds;
}

function wrong(what: string): SyntaxError {
  return new SyntaxError(`Cannot read the state file: ${what}`);
}
