/**
 * `kelid beacon read`: what an inbox says of the people that somebody watches over. For cron: the
 * exit code is 0 only if nobody needs attention.
 *
 * @module
 */
import { hourOf } from "../../../lib/beacon/beacon.ts";
import { Inbox, type Sighting, type Tally } from "../../../lib/beacon/inbox.ts";
import { openAnswers } from "../../answers.ts";
import type { Contents } from "../../../lib/vault/contents.ts";
import type { Context, VaultFlags } from "../../context.ts";
import { CliError, EXIT_FAILED_CHECK, EXIT_USAGE } from "../../errors.ts";
import { fileTrouble } from "../../files.ts";
import { openContents } from "../../open_vault.ts";
import { print } from "../../output.ts";
import { hourStamp, hourText, spanText } from "./wording.ts";

/** Beacons looked at side by side: enough to keep the engine's other threads busy. */
const AT_ONCE = 16;

/** The command. */
export async function read(this: Context, flags: VaultFlags, folder: string): Promise<void> {
  const names = namesIn(folder);
  const answers = await openAnswers(flags);
  let contents: Contents;
  try {
    contents = await openContents(this.settings, flags, answers);
  } finally {
    answers.close();
  }
  if (contents.watches.length === 0) {
    throw new CliError("This compartment watches over nobody: see beacon watch", EXIT_USAGE);
  }
  const now = hourOf(this.settings.clock());
  const inbox = await Inbox.open(contents.watches, now);
  for (let i = 0; i < names.length; i += AT_ONCE) {
    await Promise.all(
      names.slice(i, i + AT_ONCE).map((name) => {
        return inbox.add(name, plausibleBytes(`${folder}/${name}`));
      }),
    );
  }
  const sightings = inbox.sightings();
  print(flags, forMachines(sightings, inbox.tally), forPeople(sightings, inbox.tally, now));
  const troubled = sightings.filter(({ standing }) => standing !== "well").length;
  if (troubled === 0) return;
  const who = troubled === 1 ? "1 person needs" : `${troubled} people need`;
  throw new CliError(`${who} attention`, EXIT_FAILED_CHECK);
}

function namesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  } catch (error) {
    throw fileTrouble("read", folder, error);
  }
}

/** The bytes of what may be a beacon. Anything may lie in an inbox, pipes that never end as well. */
function plausibleBytes(path: string): Uint8Array | undefined {
  try {
    const { isFile, size } = Deno.lstatSync(path);
    return isFile && Inbox.plausible(size) ? Deno.readFileSync(path) : undefined;
  } catch {
    return undefined;
  }
}

function forMachines(sightings: readonly Sighting[], tally: Tally) {
  return {
    watched: sightings.map(({ watch, standing, lastSign, overdueHours, alarms, future }) => ({
      name: watch.name,
      standing,
      lastSign: lastSign === undefined ? null : hourStamp(lastSign),
      since: hourStamp(watch.since),
      overdueHours,
      intervalDays: watch.days,
      graceHours: watch.graceHours,
      agreement: watch.agreement,
      alarms: alarms.map(({ hour, files }) => ({ hour: hourStamp(hour), files })),
      future,
    })),
    files: tally,
  };
}

function forPeople(sightings: readonly Sighting[], tally: Tally, now: number): string[] {
  const ago = (hour: number) =>
    hour < now ? `${hourText(hour)}, ${spanText(now - hour)} ago` : hourText(hour);
  const lines: string[] = [];
  for (const { watch, standing, lastSign, overdueHours, alarms, future } of sightings) {
    const title = {
      well: "signs of life as agreed",
      overdue: "overdue",
      act: "overdue, and the grace is over: do what was agreed",
      alarm: "ALARM",
    };
    lines.push(
      `${watch.name}: ${title[standing]}`,
      ...alarms.map(({ hour, files }) => `  alarm ${ago(hour)} (${files.join(", ")})`),
      `  last sign of life: ${lastSign === undefined ? "none yet" : ago(lastSign)}`,
    );
    if (overdueHours > 0) {
      const grace = watch.graceHours - overdueHours;
      const left = grace >= 0 ? `, ${spanText(grace)} of grace left` : "";
      lines.push(`  overdue by ${spanText(overdueHours)}${left}`);
    }
    if (future > 0) lines.push(`  ignored, dated after now: ${future}; is this clock right?`);
    lines.push(`  agreed: ${watch.agreement || "nothing"}`);
  }
  const { files, well, duress, foreign, unopened, repeated, meaningless } = tally;
  lines.push(
    `${files} files: ${well} signs of life, ${duress} alarms, ${repeated} repeated,` +
      ` ${tally.future} dated after now, ${meaningless} silent or made up, ${unopened} dummies,` +
      ` damaged or for others, ${foreign} no beacons`,
    "A sign of life proves that a passphrase was typed, not that its owner is free.",
  );
  if (duress > 0) lines.push("An alarm shows until its files are taken out of the inbox.");
  return lines;
}
