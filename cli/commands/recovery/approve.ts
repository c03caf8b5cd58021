/**
 * `kelid recovery approve`: a guardian says that a request is genuine.
 *
 * @module
 */
import { compareWords } from "../../../lib/recovery/compare_words.ts";
import { decodeContent, requestId } from "../../../lib/recovery/contents.ts";
import { approveWithAll, describeApprovals } from "../../../lib/recovery/held.ts";
import type { HeldShare } from "../../../lib/recovery/held_record.ts";
import { writeApprovals } from "../../../lib/recovery/member_messages.ts";
import { Refusal } from "../../../lib/recovery/refusal.ts";
import type { Contents } from "../../../lib/vault/contents.ts";
import { type Answers, openAnswers } from "../../answers.ts";
import type { Context, VaultFlags } from "../../context.ts";
import { CliError, EXIT_FAILED_CHECK } from "../../errors.ts";
import { print } from "../../output.ts";
import { checkPseudonym } from "../../wallet_keys.ts";
import { readMessageFile } from "./message_file.ts";
import { OutputFolder } from "./output_folder.ts";
import { placesByDeal } from "./taking_in.ts";
import { changing, openIncoming, seconds } from "./vault.ts";

interface Flags extends VaultFlags {
  readonly folder: string;
  readonly pseudonym: number;
}

/** The command. */
export async function approve(this: Context, flags: Flags, path: string): Promise<void> {
  checkPseudonym(flags.pseudonym);
  const folder = new OutputFolder(flags.folder, this.settings.random);
  const file = readMessageFile(path);
  const answers = await openAnswers(flags);
  try {
    const { files, progress } = await changing(this, flags, answers, async (contents) => {
      const { message } = await openIncoming(file, contents, flags.pseudonym);
      const id = requestId(decodeContent("request", message));
      const places = await askDeal(answers, contents);
      answers.note(
        "Speak with the owner, face to face or by voice, about something that only they know. Their" +
          ` request reads:\n  ${compareWords(id)}`,
      );
      if (!await answers.confirm("Have you, and did they read you these words?", false)) {
        throw new CliError(
          "Not approved: a request with other words was altered on the way, or is not theirs",
          EXIT_FAILED_CHECK,
        );
      }
      const held = places.map((place) => contents.held[place]);
      const records = approveWithAll(held, id, seconds(this));
      const files: string[] = [];
      for (const record of records) {
        for (const bytes of await writeApprovals(record, this.settings.random)) {
          files.push(folder.write(bytes));
        }
      }
      places.forEach((place, i) => contents.held[place] = records[i]);
      return { files, progress: describeApprovals(records[0]) };
    });
    folder.finish();
    print(flags, { files, approvals: progress }, [
      ...files,
      `Approved so far, as this vault knows: ${progress.join(", ")}`,
      "Give each other guardian one of these files, through whoever asked.",
    ]);
  } finally {
    folder.discard();
    answers.close();
  }
}

/**
 * The shares of one deal, by their places: asked for where several deals are held.
 *
 * @throws {Refusal} if none is held
 */
export async function askDeal(
  answers: Answers,
  contents: Contents,
  may: (held: HeldShare) => boolean = () => true,
): Promise<number[]> {
  const deals = placesByDeal(contents.held).filter((places) =>
    places.some((place) => may(contents.held[place]))
  );
  if (deals.length === 0) {
    throw new Refusal("deal", "Cannot go on: no share for this is held in this compartment");
  }
  if (deals.length === 1) return deals[0];
  const keyOf = ([place]: number[]) => `share-${place + 1}`;
  const key = await answers.choose(
    "Which share?",
    deals.map((places) =>
      [keyOf(places), contents.held[places[0]].name || "It has no name"] as const
    ),
  );
  return deals.find((places) => keyOf(places) === key)!;
}
