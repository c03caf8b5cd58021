/**
 * `kelid panic`: makes vaults, volumes and outboxes unreadable for ever, the keys first.
 *
 * @module
 */
import type { CommonFlags, Context } from "../context.ts";
import { CliError, EXIT_FILE, EXIT_USAGE } from "../errors.ts";
import { load } from "../load.ts";
import { print, toStderr } from "../output.ts";
import { type Wiped, wipeFiles } from "../wiping.ts";

interface Flags extends CommonFlags {
  readonly now: boolean;
}

/** The word that lets it happen where `--now` is not given. */
const WORD = "wipe";

/** What overwriting a file does not reach, said whatever happened. */
const UNREACHED = [
  "Flash memory, journals and snapshots of the file system, synced folders, backups and every",
  "other copy may still hold what was there.",
];

/** Signals that would stop it halfway: whoever began this does not want it stopped. */
const STOPPING = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The command. */
export async function panic(this: Context, flags: Flags, ...paths: string[]): Promise<void> {
  if (!flags.now) await askWord(flags, paths);
  const goOn = () => {};
  for (const signal of STOPPING) Deno.addSignalListener(signal, goOn);
  const wiped = wipeFiles(paths, this.settings.random, () => {
    toStderr("The keys are overwritten: nothing that was wiped can be opened any more.\n");
  });
  for (const signal of STOPPING) Deno.removeSignalListener(signal, goOn);
  print(flags, { files: wiped, unreached: UNREACHED.join(" ") }, [
    ...wiped.map(describe),
    ...UNREACHED,
  ]);
  const failed = wiped.filter(({ overwritten, removed }) => !overwritten || !removed);
  if (failed.length > 0) {
    throw new CliError(`${failed.length} of ${wiped.length} files were not wiped`, EXIT_FILE);
  }
}

async function askWord(flags: Flags, paths: readonly string[]): Promise<void> {
  const { openAnswers } = await load<typeof import("../answers.ts")>(
    import.meta.resolve("../answers.ts"),
  );
  const answers = await openAnswers(flags);
  try {
    const question = `Type ${WORD} to destroy for ever what is in ${paths.join(", ")}: `;
    if ((await answers.line(question)).trim() === WORD) return;
  } finally {
    answers.close();
  }
  throw new CliError("Nothing was wiped", EXIT_USAGE);
}

function describe({ path, overwritten, removed, problem }: Wiped): string {
  const state = overwritten && removed
    ? "overwritten and removed"
    : overwritten
    ? "overwritten, but still there"
    : "not overwritten";
  return problem === undefined ? `${path}: ${state}` : `${path}: ${state}. ${problem}`;
}
