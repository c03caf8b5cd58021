/**
 * `kelid volume check`: reads every block of a region.
 *
 * @module
 */
import { checkRegion, type CheckResult } from "../../../lib/volume/check.ts";
import { pathText } from "../../../lib/volume/names.ts";
import type { Region } from "../../../lib/volume/region.ts";
import type { Context, VolumeFlags } from "../../context.ts";
import { CliError, EXIT_FAILED_CHECK } from "../../errors.ts";
import { print } from "../../output.ts";
import { spaceOf } from "../../volume_actions.ts";
import { shownName } from "../../volume_listing.ts";
import { withVolume } from "../../volume_open.ts";
import { volumeAlone } from "../../volume_paths.ts";
import { Progress } from "../../volume_progress.ts";

/** The command. */
export async function check(this: Context, flags: VolumeFlags, argument?: string): Promise<void> {
  const use = { path: volumeAlone(argument, flags.volume), access: "read", bulk: true } as const;
  const result = await withVolume(this.settings, flags, use, async ({ region }) => {
    return await runCheck(region, this.settings.clock);
  });
  const damaged = result.damaged.map(({ path, ranges }) => ({ path: pathText(path), ranges }));
  print(flags, { ...result, damaged }, describe(result));
  if (damaged.length > 0 || result.copyDamaged) {
    throw new CliError("Not everything in this region is whole", EXIT_FAILED_CHECK);
  }
}

/** Reads everything, with progress. */
export async function runCheck(region: Region, clock: () => number): Promise<CheckResult> {
  const progress = new Progress("Reading", spaceOf(region).used, clock);
  try {
    return await checkRegion(region, progress.add);
  } finally {
    progress.end();
  }
}

/** The result of a check in lines for a person. */
export function describe(result: CheckResult): string[] {
  const { files, folders, blocks, damaged, interrupted, copyDamaged } = result;
  const lines = [`Read ${files} files in ${folders} folders: ${blocks} blocks`];
  for (const { path, ranges } of damaged) {
    const bytes = ranges.map(([from, to]) => `${from} to ${to - 1}`).join(", ");
    lines.push(`Damaged: ${shownName(pathText(path))}: bytes ${bytes}`);
  }
  if (copyDamaged) {
    lines.push("One of two copies of the file table is not whole: the next change writes it again");
  }
  if (interrupted) lines.push("A change was interrupted: the next one cleans up after it");
  if (damaged.length === 0 && !copyDamaged) lines.push("Everything is whole");
  return lines;
}
