/**
 * `kelid volume move`.
 *
 * @module
 */
import { pathText } from "../../../lib/volume/names.ts";
import type { Context, VolumeFlags } from "../../context.ts";
import { CliError, EXIT_USAGE } from "../../errors.ts";
import { print } from "../../output.ts";
import { movePath } from "../../volume_actions.ts";
import { withVolume } from "../../volume_open.ts";
import { splitArgument, volumePath } from "../../volume_paths.ts";

/** The command. */
export async function move(
  this: Context,
  flags: VolumeFlags,
  argument: string,
  to: string,
): Promise<void> {
  const from = volumePath(argument, flags.volume);
  const split = splitArgument(to);
  const target = split?.volume
    ? volumePath(to, undefined)
    : volumePath(split ? split.path : to, from.volume);
  if (target.volume !== from.volume) {
    throw new CliError("Cannot move from one volume to another: get it and put it", EXIT_USAGE);
  }
  const use = { path: from.volume, access: "write" } as const;
  const moved = await withVolume(this.settings, flags, use, async ({ region }) => {
    return await movePath(region, from.names, target);
  });
  print(flags, { path: pathText(moved) }, [`Moved to ${pathText(moved)}`]);
}
