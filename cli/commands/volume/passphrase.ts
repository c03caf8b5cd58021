/**
 * `kelid volume passphrase`: another passphrase for a region; nothing but its heads is written.
 *
 * @module
 */
import { wipe } from "../../../lib/bytes.ts";
import { headsEnd } from "../../../lib/volume/geometry.ts";
import { headKey, openHeads } from "../../../lib/volume/head.ts";
import type { Context, VolumeFlags } from "../../context.ts";
import { CliError, EXIT_USAGE } from "../../errors.ts";
import { askNewPassphrase } from "../../new_passphrase.ts";
import { deliver, resultText, toStdout } from "../../output.ts";
import { volumeRoot, withVolume } from "../../volume_open.ts";
import { volumeAlone } from "../../volume_paths.ts";

/** The command. */
export async function passphrase(
  this: Context,
  flags: VolumeFlags,
  argument?: string,
): Promise<void> {
  const { settings } = this;
  const use = { path: volumeAlone(argument, flags.volume), access: "write" } as const;
  const result = (passphrase?: string) =>
    resultText(flags, { changed: true, passphrase }, [
      "The region opens with the new passphrase only",
      ...(passphrase ? [passphrase] : []),
    ]);
  const generated = await withVolume(settings, flags, use, async ({ file, region, answers }) => {
    const { folded, generated } = await askNewPassphrase(
      answers,
      "New passphrase",
      () => undefined,
      "generate",
      settings.random,
    );
    const root = await volumeRoot(settings, file, folded);
    const key = headKey(root);
    try {
      // Two regions under one passphrase would hide one of them.
      const front = file.read(0, headsEnd(settings.volume));
      if (openHeads(front, key, settings.volume).length > 0) {
        throw new CliError("This passphrase is in use in this volume already", EXIT_USAGE);
      }
      // Before the change: a passphrase that cannot be told must not be the one that opens.
      if (generated && !answers.interactive) deliver(result(generated));
      await region.changePassphrase(root);
    } finally {
      wipe(root, key);
    }
    return answers.interactive ? undefined : generated;
  });
  if (!generated) toStdout(result());
}
