/**
 * `kelid recovery accept`: a guardian takes on a share.
 *
 * @module
 */
import { equalBytes } from "../../../lib/bytes.ts";
import { compareWords } from "../../../lib/recovery/compare_words.ts";
import { acceptShare } from "../../../lib/recovery/held.ts";
import { checkName, MAX_HELD } from "../../../lib/vault/contents.ts";
import { openAnswers } from "../../answers.ts";
import type { Context, VaultFlags } from "../../context.ts";
import { CliError, EXIT_FAILED_CHECK } from "../../errors.ts";
import { print } from "../../output.ts";
import { checkPseudonym } from "../../wallet_keys.ts";
import { readMessageFile } from "./message_file.ts";
import { usage } from "../../usage.ts";
import { changing, openIncoming } from "./vault.ts";

interface Flags extends VaultFlags {
  readonly pseudonym: number;
}

/** The command. */
export async function accept(this: Context, flags: Flags, path: string): Promise<void> {
  checkPseudonym(flags.pseudonym);
  const file = readMessageFile(path);
  const answers = await openAnswers(flags);
  try {
    const { number, words, veto } = await changing(this, flags, answers, async (contents) => {
      const { message } = await openIncoming(file, contents, flags.pseudonym);
      const share = await acceptShare(message, "", contents.held, MAX_HELD);
      const words = compareWords(share.dealKeyHash);
      answers.note(`The owner reads you the same eight words, if the share is theirs:\n  ${words}`);
      if (!await answers.confirm("Do they?", false)) {
        throw new CliError("Not accepted: the share may be from somebody else", EXIT_FAILED_CHECK);
      }
      answers.note(
        "Whoever opens this compartment reads the name: better none that names the owner.",
      );
      const typed = await answers.line("Your name for this share (may be empty): ");
      const name = typed.trim() === "" ? "" : usage(() => checkName(typed));
      // A second share of a deal knows of the cancellations that the first one has seen.
      const sister = contents.held.find((one) => equalBytes(one.dealKeyHash, share.dealKeyHash));
      const known = sister
        ? { round: sister.round, pausedUntil: sister.pausedUntil, clock: sister.clock }
        : {};
      contents.held.push({ ...share, ...known, name });
      return { number: contents.held.length, words, veto: share.veto };
    });
    print(flags, { share: number, words, veto }, [
      `Accepted as share ${number}`,
      ...veto ? ["With it you can cancel a recovery alone: recovery veto"] : [],
    ]);
  } finally {
    answers.close();
  }
}
