/**
 * `kelid volume put`: files and folders into a volume, all of them or nothing.
 *
 * @module
 */
import type { Context, VolumeFlags } from "../../context.ts";
import { CliError, EXIT_USAGE } from "../../errors.ts";
import { print } from "../../output.ts";
import { putSources } from "../../volume_actions.ts";
import type { VolumeFile } from "../../volume_file.ts";
import { withVolume } from "../../volume_open.ts";
import { splitArgument, type VolumePath, volumePath } from "../../volume_paths.ts";
import { sizeText } from "../../volume_sizes.ts";
import { listSources } from "../../volume_sources.ts";

interface Flags extends VolumeFlags {
  readonly overwrite: boolean;
  readonly times: boolean;
}

/** The command. The place is the last argument, or the root of the volume of `--volume`. */
export async function put(this: Context, flags: Flags, ...args: string[]): Promise<void> {
  const { sources, target } = split(args, flags.volume);
  const before = (file: VolumeFile) =>
    listSources(sources, (info) => file.is(info) ? "it is the volume itself" : undefined);
  const input = sources.includes("-") ? "-" : undefined;
  const use = { path: target.volume, access: "write", bulk: true, input, before } as const;
  const result = await withVolume(this.settings, flags, use, async ({ region }, found) => {
    return await putSources(region, found, target, flags, this.settings.clock);
  });
  print(flags, result, [
    `Put ${result.files} ${result.files === 1 ? "file" : "files"}, ${sizeText(result.bytes)}`,
  ]);
}

function split(
  args: readonly string[],
  volume: string | undefined,
): { sources: readonly string[]; target: VolumePath } {
  const last = args.at(-1)!;
  const place = splitArgument(last);
  if (volume !== undefined && place?.volume !== "") {
    return { sources: args, target: { volume, names: [], folder: true } };
  }
  const target = volumePath(last, volume);
  if (args.length < 2) throw new CliError("Nothing to put: name a file or folder", EXIT_USAGE);
  return { sources: args.slice(0, -1), target };
}
