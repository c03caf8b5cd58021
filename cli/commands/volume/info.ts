/**
 * `kelid volume info`: what the region of a passphrase knows of itself, which is nothing of others.
 *
 * @module
 */
import { filesOf, walk } from "../../../lib/volume/tree.ts";
import type { Region } from "../../../lib/volume/region.ts";
import type { Context, VolumeFlags } from "../../context.ts";
import { columns, print } from "../../output.ts";
import { spaceOf } from "../../volume_actions.ts";
import { withVolume } from "../../volume_open.ts";
import { volumeAlone } from "../../volume_paths.ts";
import { sizeText } from "../../volume_sizes.ts";

/** The command. */
export async function info(this: Context, flags: VolumeFlags, argument?: string): Promise<void> {
  const path = volumeAlone(argument, flags.volume);
  const use = { path, access: "read" } as const;
  const result = await withVolume(this.settings, flags, use, ({ region, file }) => {
    return Promise.resolve({ volume: path, size: file.length, ...summary(region) });
  });
  print(flags, result, [
    ...columns([["Volume", path], ["Size of the file", sizeText(result.size)]]),
    ...describe(result),
  ]);
}

/** Numbers about a region. */
export function summary(region: Region) {
  const files = filesOf(region.root).toArray();
  const folders = walk(region.root).filter(({ node }) => node.kind === "folder").toArray();
  return {
    files: files.length,
    folders: folders.length - 1,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    ...spaceOf(region),
  };
}

/** The same for a person. */
export function describe(of: ReturnType<typeof summary>): string[] {
  return columns([
    ["Region", sizeText(of.capacity)],
    ["Free", sizeText(of.free)],
    ["Files", `${of.files} in ${of.folders} folders, ${sizeText(of.bytes)}`],
  ]);
}
