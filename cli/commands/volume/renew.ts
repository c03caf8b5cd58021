/**
 * `kelid volume renew`: every byte of a volume is written again. What its passphrases are typed for
 * stays; everything else in it becomes random, which everybody is told before it happens.
 *
 * @module
 */
import { pathText } from "../../../lib/volume/names.ts";
import type { Region } from "../../../lib/volume/region.ts";
import { renewalBytes, renewVolume } from "../../../lib/volume/renew.ts";
import { type VolumeFile, type VolumeNode, walk } from "../../../lib/volume/tree.ts";
import type { Context, Settings, VolumeFlags } from "../../context.ts";
import { CliError, EXIT_FAILED_CHECK, EXIT_USAGE } from "../../errors.ts";
import { askFolded } from "../../open_vault.ts";
import { print } from "../../output.ts";
import { openFolded, type OpenVolume, withVolume } from "../../volume_open.ts";
import { volumeAlone } from "../../volume_paths.ts";
import { Progress } from "../../volume_progress.ts";

/** The command. */
export async function renew(this: Context, flags: VolumeFlags, argument?: string): Promise<void> {
  const { settings } = this;
  const use = { path: volumeAlone(argument, flags.volume), access: "write", bulk: true } as const;
  const lost = await withVolume(settings, flags, use, async (open) => {
    const regions = [open.region];
    try {
      await askOthers(open, regions, settings);
      await confirmLoss(open);
      return describe(await renewAll(open, regions, settings), regions);
    } finally {
      for (const region of regions.slice(1)) region.close();
    }
  });
  print(flags, { renewed: true, damaged: lost }, ["Every byte of the volume is new"]);
  if (lost.length > 0) {
    throw new CliError(
      `Some files were damaged before, and still are: ${lost.join(", ")}`,
      EXIT_FAILED_CHECK,
    );
  }
}

async function askOthers(open: OpenVolume, regions: Region[], settings: Settings): Promise<void> {
  const { answers, file } = open;
  answers.note(
    "A region whose passphrase is not typed now becomes random, and what it holds is lost for ever.",
  );
  const most = settings.volume.regions;
  while (regions.length < most && await answers.confirm("Type another passphrase?", false)) {
    try {
      const folded = await askFolded(answers, "Its passphrase: ");
      const region = await openFolded(
        settings,
        file,
        folded,
        () => Promise.resolve(open.cipher),
      );
      if (regions.some(({ io }) => io.region === region.io.region)) {
        region.close();
        throw new CliError("This passphrase was typed before", EXIT_USAGE);
      }
      regions.push(region);
    } catch (error) {
      if (!answers.interactive || !(error instanceof CliError)) throw error;
      answers.note(error.message);
    }
  }
}

async function confirmLoss({ answers }: OpenVolume): Promise<void> {
  const question = "Renew now, and lose every region whose passphrase was not typed?";
  if (await answers.confirm(question, false)) return;
  throw new CliError("Nothing was renewed", EXIT_USAGE);
}

async function renewAll(
  { file, region }: OpenVolume,
  regions: readonly Region[],
  { random, clock }: Settings,
): Promise<VolumeFile[]> {
  const progress = new Progress("Renewing", renewalBytes(region.layout), clock);
  try {
    return await renewVolume(file, region.layout, regions, random, progress.add);
  } finally {
    progress.end();
  }
}

/** The paths of files. */
function describe(files: readonly VolumeFile[], regions: readonly Region[]): string[] {
  const damaged: ReadonlySet<VolumeNode> = new Set(files);
  return regions.flatMap(({ root }) =>
    walk(root).filter(({ node }) => damaged.has(node)).map(({ path }) => pathText(path)).toArray()
  );
}
