/**
 * `kelid recovery combine`: the secret of plain SLIP-39 shares, whoever made them.
 *
 * @module
 */
import { hex, wipe } from "../../../lib/bytes.ts";
import { describeProgress, RecoveryState } from "../../../lib/slip39/recovery_state.ts";
import { type Answers, openAnswers } from "../../answers.ts";
import type { CommonFlags, Context } from "../../context.ts";
import { CliError, EXIT_USAGE } from "../../errors.ts";
import { load } from "../../load.ts";
import { print } from "../../output.ts";
import { selfTest, SHARE_PRIMITIVES } from "../../self_test.ts";
import { askShares } from "./share_input.ts";

interface Flags extends CommonFlags {
  readonly words: boolean;
  readonly sharesPassphrase: boolean;
}

/** The command. */
export async function combine(this: Context, flags: Flags): Promise<void> {
  const tested = selfTest(this.settings, SHARE_PRIMITIVES);
  tested.catch(() => {});
  const answers = await openAnswers(flags);
  try {
    // A script's shares are combined meanwhile. Nothing is shown, nor told, before it has passed.
    if (answers.interactive) await tested;
    const secret = await askSecret(answers, flags.sharesPassphrase).catch(async (error) => {
      await tested;
      throw error;
    });
    try {
      await tested;
      const words = flags.words ? await wordsFor(secret) : undefined;
      print(
        flags,
        { secret: hex(secret), ...flags.words ? { words: words ?? null } : {} },
        flags.words ? [words ?? "These bytes are too many for words"] : [hex(secret)],
      );
    } finally {
      wipe(secret);
    }
  } finally {
    answers.close();
  }
}

/** The BIP-39 words of a secret, if it has the length of one that has words. */
async function wordsFor(secret: Uint8Array): Promise<string | undefined> {
  const { ENTROPY_BYTES, wordsOf } = await load<typeof import("../../../lib/wallet/words.ts")>(
    import.meta.resolve("../../../lib/wallet/words.ts"),
  );
  return ENTROPY_BYTES.includes(secret.length) ? wordsOf(secret).join(" ") : undefined;
}

/**
 * Asks for shares, and for the passphrase of another program's shares if told so.
 *
 * @returns the secret, which the caller wipes
 */
export async function askSecret(
  answers: Answers,
  withPassphrase: boolean,
): Promise<Uint8Array<ArrayBuffer>> {
  const state = new RecoveryState();
  try {
    await askShares(answers, {
      take: (share) => state.addShare(share),
      complete: () => state.complete,
      progress: () => progressOf(state),
    });
    if (!withPassphrase) return await state.combine();
    const passphrase = await answers.secret("Passphrase of the shares: ");
    try {
      return await state.combine(passphrase);
    } catch (error) {
      if (error instanceof RangeError) throw new CliError(error.message, EXIT_USAGE);
      throw error;
    } finally {
      wipe(passphrase);
    }
  } finally {
    state.wipe();
  }
}

/** How far a set of shares is, in one line. */
export function progressOf(state: RecoveryState): string {
  const { progress } = state;
  if (!progress) return "";
  const groups = describeProgress(progress).join(", ");
  if (progress.groups.length === 1) return groups;
  return `${groups} (${progress.groupsComplete} of ${progress.groupsNeeded} groups complete)`;
}
