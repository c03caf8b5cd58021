/**
 * `kelid volume get`: a file or folder out of a volume.
 *
 * @module
 */
import type { Context, VolumeFlags } from "../../context.ts";
import { print } from "../../output.ts";
import { getPath } from "../../volume_extract.ts";
import { withVolume } from "../../volume_open.ts";
import { volumePath } from "../../volume_paths.ts";
import { sizeText } from "../../volume_sizes.ts";

interface Flags extends VolumeFlags {
  readonly overwrite: boolean;
  readonly times: boolean;
}

/** The command. */
export async function get(
  this: Context,
  flags: Flags,
  argument: string,
  target?: string,
): Promise<void> {
  const { volume, names } = volumePath(argument, flags.volume);
  const use = { path: volume, access: "read", bulk: true } as const;
  const result = await withVolume(this.settings, flags, use, async ({ region }) => {
    return await getPath(region, names, target, flags, this.settings.clock);
  });
  if (result.written === "-") return;
  const files = `${result.files} ${result.files === 1 ? "file" : "files"}`;
  print(flags, result, [`Wrote ${result.written}: ${files}, ${sizeText(result.bytes)}`]);
}
