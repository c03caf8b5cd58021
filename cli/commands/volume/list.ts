/**
 * `kelid volume list`.
 *
 * @module
 */
import { pathText } from "../../../lib/volume/names.ts";
import { type Found, sortedChildren, walk } from "../../../lib/volume/tree.ts";
import type { Context, VolumeFlags } from "../../context.ts";
import { print } from "../../output.ts";
import { nodeAt } from "../../volume_actions.ts";
import { describeAll, describeJson } from "../../volume_listing.ts";
import { withVolume } from "../../volume_open.ts";
import { splitArgument, volumeAlone, volumePath } from "../../volume_paths.ts";

interface Flags extends VolumeFlags {
  readonly recursive: boolean;
}

/** The command. */
export async function list(this: Context, flags: Flags, argument?: string): Promise<void> {
  const whole = argument === undefined ||
    (flags.volume === undefined && splitArgument(argument) === undefined);
  const { volume, names } = whole
    ? { volume: volumeAlone(argument, flags.volume), names: [] }
    : volumePath(argument, flags.volume);
  await withVolume(this.settings, flags, { path: volume, access: "read" }, ({ region }) => {
    const node = nodeAt(region, names);
    let found: Found[];
    if (node.kind === "file") found = [{ path: [node.name], node }];
    else if (flags.recursive) found = [...walk(node)].filter(({ path }) => path.length > 0);
    else found = sortedChildren(node).map((child) => ({ path: [child.name], node: child }));
    const json = { path: pathText(names), entries: found.map(describeJson) };
    print(flags, json, describeAll(found));
    return Promise.resolve();
  });
}
