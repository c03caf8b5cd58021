/**
 * `kelid beacon watch` and `kelid beacon unwatch`: a watcher takes on a watch, and lays it down.
 *
 * @module
 */
import { equalBytes, wipe } from "../../../lib/bytes.ts";
import { checkWatchText, decodeWatch, type Watch } from "../../../lib/beacon/watch.ts";
import { type Contents, MAX_WATCHES } from "../../../lib/vault/contents.ts";
import { type Answers, openAnswers } from "../../answers.ts";
import type { Context, VaultFlags } from "../../context.ts";
import { CliError, EXIT_FAILED_CHECK, EXIT_FILE, EXIT_USAGE } from "../../errors.ts";
import { changeContents } from "../../open_vault.ts";
import { print } from "../../output.ts";
import { openSealed, readSealed, type SealedFile } from "../../small_envelope.ts";
import { checkPseudonym, withKeys } from "../../wallet_keys.ts";
import { hourStamp, hourText, spanText, watchWords } from "./wording.ts";

interface Flags extends VaultFlags {
  readonly pseudonym: number;
}

/** Taking on a watch. */
export async function watch(this: Context, flags: Flags, path: string): Promise<void> {
  checkPseudonym(flags.pseudonym);
  const file = readSealed(path);
  const answers = await openAnswers(flags);
  let taken: { watch: Watch; words: string } | undefined;
  try {
    await changeContents(this.settings, flags, answers, async (contents) => {
      taken = await read(contents, flags.pseudonym, file);
      refuseSecond(contents.watches, taken.watch);
      for (const line of lines(taken.watch, taken.words)) answers.note(line);
      if (!await answers.confirm("Take it on?", true)) {
        throw new CliError("The watch was not taken on", EXIT_FAILED_CHECK);
      }
      contents.watches.push(taken.watch);
    });
  } finally {
    answers.close();
  }
  const { watch: { name, days, graceHours, since, agreement }, words } = taken!;
  print(
    flags,
    { name, intervalDays: days, graceHours, since: hourStamp(since), agreement, words },
    answers.interactive ? [`You watch over ${name}`] : lines(taken!.watch, words),
  );
}

async function read(contents: Contents, pseudonym: number, file: SealedFile) {
  const bytes = await withKeys(contents.wallet, pseudonym, (keys) => openSealed(file, keys));
  try {
    return { watch: decodeWatch(bytes), words: watchWords(bytes) };
  } catch (error) {
    throw new CliError(`${file.path}: ${(error as Error).message}`, EXIT_FILE);
  } finally {
    wipe(bytes);
  }
}

/** A second watch of one name would let anybody put a quiet one beside, or in place of, the real. */
function refuseSecond(watches: readonly Watch[], watch: Watch): void {
  if (watches.some(({ secret }) => equalBytes(secret, watch.secret))) {
    throw new CliError("This watch was taken on before", EXIT_USAGE);
  }
  if (watches.some(({ name }) => name === watch.name)) {
    throw new CliError(
      `There is a watch over ${watch.name} already: if it ends, say so first with beacon unwatch`,
      EXIT_USAGE,
    );
  }
  if (watches.length >= MAX_WATCHES) {
    throw new CliError(
      `A compartment watches over ${MAX_WATCHES} persons, and it does`,
      EXIT_USAGE,
    );
  }
}

function lines({ name, days, graceHours, since, agreement }: Watch, words: string): string[] {
  return [
    `Watch over ${name}, set up ${hourText(since)}`,
    `Overdue after ${spanText(24 * days)}; to act after ${spanText(graceHours)} more`,
    `Agreed: ${agreement || "nothing"}`,
    `Words to compare with ${name}: ${words}`,
  ];
}

/** Laying down a watch. */
export async function unwatch(this: Context, flags: VaultFlags): Promise<void> {
  const answers = await openAnswers(flags);
  let name = "";
  try {
    await changeContents(this.settings, flags, answers, async (contents) => {
      name = await askName(answers);
      const left = contents.watches.filter((one) => one.name !== name);
      if (left.length === contents.watches.length) {
        throw new CliError(`There is no watch over ${name}`, EXIT_USAGE);
      }
      contents.watches = left;
    });
  } finally {
    answers.close();
  }
  print(flags, { ended: name }, [`You no longer watch over ${name}`]);
}

async function askName(answers: Answers): Promise<string> {
  const typed = await answers.line("Over whom: ");
  try {
    return checkWatchText(typed, 1024);
  } catch (error) {
    throw new CliError((error as Error).message, EXIT_USAGE);
  }
}
