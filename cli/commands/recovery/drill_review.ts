/**
 * `kelid recovery drill review`: which guardians have answered, and which have answered rightly.
 *
 * @module
 */
import { wipe } from "../../../lib/bytes.ts";
import { wipeDealt } from "../../../lib/recovery/deal.ts";
import { DrillReview } from "../../../lib/recovery/drill.ts";
import { utc } from "../../../lib/recovery/held.ts";
import { isMet, membersOf } from "../../../lib/recovery/policy.ts";
import { checkNumber, shareToBytes } from "../../../lib/recovery/share_bytes.ts";
import { Refusal } from "../../../lib/recovery/refusal.ts";
import { openAnswers } from "../../answers.ts";
import type { Context, VaultFlags } from "../../context.ts";
import { CliError, EXIT_FAILED_CHECK, EXIT_USAGE } from "../../errors.ts";
import { openContents } from "../../open_vault.ts";
import { print, warn } from "../../output.ts";
import { MESSAGE_PRIMITIVES, selfTest, SHARE_PRIMITIVES } from "../../self_test.ts";
import { rebuilt, requireDeal } from "./own_deal.ts";
import { readAllMessages } from "./taking_in.ts";
import { nameOf, placeOf } from "./vault.ts";
import { REHEARSE } from "./wording.ts";

/** The command. It stores nothing: the files can be reviewed again, with more of them. */
export async function drillReview(
  this: Context,
  flags: VaultFlags,
  ...paths: string[]
): Promise<void> {
  const files = readAllMessages(paths);
  const answers = await openAnswers(flags);
  try {
    await selfTest(this.settings, [...MESSAGE_PRIMITIVES, ...SHARE_PRIMITIVES]);
    const contents = await openContents(this.settings, flags, answers);
    const deal = requireDeal(contents);
    if (deal.drill === 0) throw new CliError("No drill has been asked yet", EXIT_USAGE);
    const dealt = await rebuilt(contents, deal);
    try {
      const review = new DrillReview(deal, dealt);
      const refused: { file: string; reason: string }[] = [];
      for (const { path, bytes } of files) {
        try {
          await review.take(bytes);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          refused.push({ file: path, reason: error.message });
          warn(`${path}: ${error.message}`);
        }
      }
      const members: { place: string; guardian: string; answer: string }[] = [];
      const good = new Set<number>();
      for (const [index] of membersOf(deal).entries()) {
        const guardian = deal.guardians[index];
        let answer = review.has(index) ? "right" : "none";
        if (!guardian) {
          const bytes = shareToBytes(dealt.shares[index]);
          const question = `Check number of the page of ${
            placeOf(deal, index)
          } (empty: not known): `;
          const typed = (await answers.line(question)).replace(/\s/g, "").toLowerCase();
          const right = (await checkNumber(bytes)).replace(" ", "");
          wipe(bytes);
          if (typed !== "") answer = typed === right ? "right" : "wrong";
        }
        if (answer === "right") good.add(index);
        const name = guardian ? nameOf(contents, guardian.identityHash) : "paper";
        members.push({ place: placeOf(deal, index), guardian: name, answer });
      }
      const enough = isMet(deal, (index) => good.has(index));
      print(
        flags,
        { drill: deal.drill, asked: utc(deal.asked), members, enough, refused },
        [
          `Drill ${deal.drill}, asked ${utc(deal.asked)}`,
          ...members.map(({ place, guardian, answer }) => `  ${place}, ${guardian}: ${answer}`),
          enough
            ? "Those who answered rightly can restore the secret"
            : "Those who answered rightly are too few to restore the secret",
          REHEARSE,
        ],
      );
      const missing = members.filter(({ answer }) => answer !== "right").length;
      if (missing > 0) {
        throw new CliError(
          `${missing} of ${members.length} have not answered rightly`,
          EXIT_FAILED_CHECK,
        );
      }
    } finally {
      wipeDealt(dealt);
    }
  } finally {
    answers.close();
  }
}
