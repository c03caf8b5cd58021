/**
 * The outbox: a folder where every run that saves a vault leaves one beacon, a real one or a dummy,
 * of one size, under a random name, with the hour for its time. `lib/beacon/FORMAT.md`.
 *
 * What opened, and whether anything did, changes nothing that is done here but the bytes inside.
 *
 * @module
 */
import { hex } from "../lib/bytes.ts";
import type { OwnBeacon } from "../lib/beacon/own_beacon.ts";
import type { Settings } from "./context.ts";
import { folderOf, syncFolder, writeAll } from "./files.ts";
import { load } from "./load.ts";

/** The suffix of a beacon that is still being written. A transport leaves it alone. */
const PART_SUFFIX = ".part";

/** Bytes of a name, which has twice as many hexadecimal digits. */
const NAME_BYTES = 16;

/** The folder that the flag or the environment variable names, if any. */
export function outboxPath(flags: { outbox?: string }): string | undefined {
  return flags.outbox ?? (Deno.env.get("KELID_OUTBOX") || undefined);
}

/**
 * Leaves a beacon, if an outbox is named. To be called once in a run, directly after the first save.
 *
 * A folder that is missing, full or closed to us changes nothing, and nothing is said of it: an
 * error would tell a coercer to look for an outbox, and would stop the owner's command.
 *
 * @param own what the compartment that the first passphrase opened sends with; undefined if it has
 *   nothing, or nothing opened
 */
export async function dropBeacon(
  settings: Pick<Settings, "random" | "clock" | "count">,
  flags: { outbox?: string },
  own: OwnBeacon | undefined,
): Promise<void> {
  const folder = outboxPath(flags);
  if (folder === undefined) return;
  const { random, clock, count } = settings;
  try {
    const { bytes, hour } = await beaconNow({ random, clock }, own);
    writeBeacon(`${folder}/${hex(random(NAME_BYTES))}`, bytes, hour);
    count("file written", 1);
  } catch {
    // See above. A crash of the library must not look different from a missing folder either.
  }
}

/** A beacon of this hour, or a dummy. */
export async function beaconNow(
  { random, clock }: Pick<Settings, "random" | "clock">,
  own: OwnBeacon | undefined,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; hour: number }> {
  const { hourOf, makeBeacon } = await load<typeof import("../lib/beacon/beacon.ts")>(
    import.meta.resolve("../lib/beacon/beacon.ts"),
  );
  const hour = hourOf(clock());
  // Whoever can open a compartment could spoil its key: it must not show by a file that is missing.
  const bytes = await makeBeacon(own, hour, random)
    .catch(() => makeBeacon(undefined, hour, random));
  return { bytes, hour };
}

/**
 * Writes a beacon as a new file whose times are its hour. Times that the system keeps for itself
 * (change, birth, the folder's own) cannot be set.
 */
export function writeBeacon(path: string, bytes: Uint8Array, hour: number): void {
  const part = path + PART_SUFFIX;
  const file = Deno.openSync(part, { write: true, createNew: true, mode: 0o600 });
  try {
    writeAll(file, bytes);
    file.utimeSync(hour * 3600, hour * 3600);
    file.syncSync();
    Deno.renameSync(part, path);
  } catch (error) {
    Deno.removeSync(part);
    throw error;
  } finally {
    file.close();
  }
  syncFolder(folderOf(path));
}
