/**
 * `kelid recovery cancel`: stops a request, from the cancel key on paper or from the owner's vault.
 *
 * @module
 */
import { wipe } from "../../../lib/bytes.ts";
import { cancelSecret } from "../../../lib/recovery/keys.ts";
import { writeCancellation } from "../../../lib/recovery/member_messages.ts";
import { MAX_MEMBERS } from "../../../lib/recovery/terms.ts";
import { entropyOf } from "../../../lib/wallet/words.ts";
import { type Answers, openAnswers } from "../../answers.ts";
import type { Context, VaultFlags } from "../../context.ts";
import { CliError, EXIT_USAGE } from "../../errors.ts";
import { openContents } from "../../open_vault.ts";
import { print } from "../../output.ts";
import { KEY_PRIMITIVES, MESSAGE_PRIMITIVES, selfTest } from "../../self_test.ts";
import { OutputFolder } from "./output_folder.ts";
import { requireDeal } from "./own_deal.ts";
import { seconds } from "./vault.ts";

interface Flags extends VaultFlags {
  readonly folder: string;
}

/** The command. Paper needs no vault, and opens none. */
export async function cancel(this: Context, flags: Flags): Promise<void> {
  const folder = new OutputFolder(flags.folder, this.settings.random);
  const answers = await openAnswers(flags);
  try {
    await selfTest(this.settings, [...KEY_PRIMITIVES, ...MESSAGE_PRIMITIVES]);
    const secret = await fromPaper(answers) ?? await fromVault(this, flags, answers);
    try {
      const number = await answers.choose("Which cancellation of this deal is it?", [
        ["1", "The first"],
        ["2", "The second and last; one more approval than the threshold is needed from then on"],
      ]);
      const made = await writeCancellation(
        secret,
        Number(number),
        seconds(this),
        MAX_MEMBERS,
        this.settings.random,
      );
      const files = made.map((bytes) => folder.write(bytes));
      folder.finish();
      print(flags, { number: Number(number), files }, [...files, ADVICE]);
    } finally {
      wipe(secret);
    }
  } finally {
    folder.discard();
    answers.close();
  }
}

/** What delivery a cancellation needs. */
export const ADVICE =
  "Give each guardian one of these files, and delete the rest. A guardian whom none reaches before" +
  " the wait is over releases the share.";

async function fromPaper(answers: Answers): Promise<Uint8Array | undefined> {
  for (;;) {
    const typed = await answers.secret("Words on the cancel page (empty: from the vault): ");
    try {
      if (typed.every((byte) => byte <= 0x20)) return undefined;
      const secret = entropyOf(typed);
      if (secret.length === 32) return secret;
      wipe(secret);
      throw new SyntaxError("Cannot read the words: the cancel page has 24");
    } catch (error) {
      if (!answers.interactive) throw new CliError((error as Error).message, EXIT_USAGE);
      answers.note((error as Error).message);
    } finally {
      wipe(typed);
    }
  }
}

async function fromVault(context: Context, flags: Flags, answers: Answers): Promise<Uint8Array> {
  const contents = await openContents(context.settings, flags, answers);
  return await cancelSecret(requireDeal(contents).seed);
}
