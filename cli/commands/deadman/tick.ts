/**
 * `kelid deadman tick`: looks at the clock and at orders, and wipes what the state file lists when
 * the time has come. For a timer.
 *
 * @module
 */
import { hex, unhex } from "../../../lib/bytes.ts";
import { ORDER_FILE_MAX_BYTES, verifyOrder } from "../../../lib/deadman/order.ts";
import { deadline, type DeadManState, verdictAt } from "../../../lib/deadman/state.ts";
import { identityHash, type PublicIdentity } from "../../../lib/identity/identity.ts";
import type { Context } from "../../context.ts";
import { CliError, EXIT_FAILED_CHECK, EXIT_FILE } from "../../errors.ts";
import { fileTrouble } from "../../files.ts";
import { print, warn } from "../../output.ts";
import { readIdentity } from "../../signer.ts";
import { wipeFiles } from "../../wiping.ts";
import { clockTrouble, readStateFile, replaceStateFile, withStateFile } from "./state_file.ts";
import { timeText } from "./wording.ts";

interface Flags {
  readonly json: boolean;
  readonly state: string;
}

/**
 * The command. Orders come first: they need no clock. Looking for them takes seconds, in which their
 * owner may say that he is there: the deadline is looked at afterwards, in the file as it is then.
 */
export async function tick(this: Context, flags: Flags): Promise<void> {
  const isOrdered = await ordered(readStateFile(flags.state));
  await withStateFile(flags.state, (state) => decide(this, flags, state, isOrdered));
}

function decide(context: Context, flags: Flags, state: DeadManState, isOrdered: boolean): void {
  const now = Math.floor(context.settings.clock() / 1000) * 1000;
  const verdict = verdictAt(state, now);
  const end = timeText(deadline(state));
  if (isOrdered) return wipe(context, flags, state, "order", Math.max(now, state.seen));
  if (verdict === "clock") throw clockTrouble(flags.state, state, now);
  if (verdict === "due") return wipe(context, flags, state, "deadline", now);
  replaceStateFile(flags.state, { ...state, seen: now });
  print(flags, { verdict, deadline: end }, [
    `${verdict === "quiet" ? "Nothing to do" : "Overdue"}: wiped after ${end}`,
  ]);
  if (verdict === "overdue") {
    throw new CliError("Overdue: say kelid deadman alive if you are", EXIT_FAILED_CHECK);
  }
}

/** What is not there any more was wiped by an earlier tick. */
function wipe(
  context: Context,
  flags: Flags,
  state: DeadManState,
  reason: "order" | "deadline",
  seen: number,
): void {
  const wiped = wipeFiles(state.wipe.filter(isThere), context.settings.random);
  replaceStateFile(flags.state, { ...state, seen });
  const failed = wiped.filter(({ overwritten, removed }) => !overwritten || !removed);
  print(flags, { verdict: "wiped", reason, files: wiped }, [
    reason === "order" ? "Wiped on a trusted contact's order" : "The deadline has passed: wiped",
    ...wiped.map(({ path, problem }) => problem ?? `${path}: overwritten and removed`),
  ]);
  if (failed.length > 0) {
    throw new CliError(`${failed.length} of ${wiped.length} files were not wiped`, EXIT_FILE);
  }
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Whether the folder has an order for this switch by somebody whom it trusts. */
async function ordered({ id, orders, trusted }: DeadManState): Promise<boolean> {
  if (orders === undefined) return false;
  const texts = textsIn(orders);
  if (texts.length === 0) return false;
  for (const { identity, hash } of trusted) {
    const contact = await readTrusted(identity, hash);
    if (!contact) continue;
    for (const text of texts) {
      if (await verifyOrder(contact, unhex(id), text)) return true;
    }
  }
  return false;
}

/** A contact's file that is missing or was exchanged must not keep the deadline from being looked at. */
async function readTrusted(path: string, hash: string): Promise<PublicIdentity | undefined> {
  try {
    const identity = await readIdentity(path);
    if (hex(identityHash(identity)) === hash) return identity;
    warn(`${path} is not the identity that was trusted, so its orders are not heeded`);
  } catch (error) {
    warn((error as Error).message);
  }
  return undefined;
}

/** Anybody may put files there: one that cannot be read must not hide an order beside it. */
function readableText(path: string): string[] {
  try {
    const fits = Deno.statSync(path).size <= ORDER_FILE_MAX_BYTES;
    return fits ? [Deno.readTextFileSync(path)] : [];
  } catch {
    return [];
  }
}

function textsIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].flatMap(({ name, isFile }) => {
      const path = `${folder}/${name}`;
      return isFile ? readableText(path) : [];
    });
  } catch (error) {
    warn(fileTrouble("look for orders in", folder, error).message);
    return [];
  }
}
