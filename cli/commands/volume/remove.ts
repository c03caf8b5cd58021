/**
 * `kelid volume remove`: what was removed is overwritten before the command ends.
 *
 * @module
 */
import { pathText } from "../../../lib/volume/names.ts";
import type { Context, VolumeFlags } from "../../context.ts";
import { print } from "../../output.ts";
import { removePath } from "../../volume_actions.ts";
import { withVolume } from "../../volume_open.ts";
import { volumePath } from "../../volume_paths.ts";

interface Flags extends VolumeFlags {
  readonly recursive: boolean;
}

/** The command. */
export async function remove(this: Context, flags: Flags, argument: string): Promise<void> {
  const { volume, names } = volumePath(argument, flags.volume);
  const use = { path: volume, access: "write" } as const;
  await withVolume(this.settings, flags, use, async ({ region }) => {
    await removePath(region, names, flags.recursive, this.settings.clock);
  });
  print(flags, { removed: pathText(names) }, [`Removed ${pathText(names)}`]);
}
