/**
 * `kelid volume open`: the prompt. Where the file cannot be written it only reads.
 *
 * @module
 */
import type { Context, VolumeFlags } from "../../context.ts";
import { warn } from "../../output.ts";
import { withVolume } from "../../volume_open.ts";
import { volumeAlone } from "../../volume_paths.ts";
import { VolumePrompt } from "../../volume_prompt.ts";

/** The command. In a script, further lines of the answers are the commands. */
export async function open(this: Context, flags: VolumeFlags, argument?: string): Promise<void> {
  const use = { path: volumeAlone(argument, flags.volume), access: "either", bulk: true } as const;
  await withVolume(this.settings, flags, use, async (volume) => {
    if (!volume.file.writable) warn("the volume cannot be written here: it is open for reading");
    volume.answers.note("help lists the commands, exit leaves");
    await new VolumePrompt(volume, flags.json, this.settings.clock).run();
  });
}
