/**
 * `kelid recovery veto`: a guardian who was given the cancel key stops a request alone.
 *
 * @module
 */
import { hybridKemPublicKeys } from "../../../lib/hybrid/kem.ts";
import {
  circleKeys,
  MAX_CANCELLATIONS,
  PAUSE_SECONDS,
  takeCancellation,
} from "../../../lib/recovery/held.ts";
import { wipeKeys } from "../../../lib/recovery/keys.ts";
import { writeCancellation } from "../../../lib/recovery/member_messages.ts";
import { type Message, openMessage } from "../../../lib/recovery/message.ts";
import { Refusal } from "../../../lib/recovery/refusal.ts";
import { decodeTerms } from "../../../lib/recovery/terms.ts";
import type { HeldShare } from "../../../lib/recovery/held_record.ts";
import { type Answers, openAnswers } from "../../answers.ts";
import type { Context, VaultFlags } from "../../context.ts";
import { CliError, EXIT_USAGE } from "../../errors.ts";
import { print } from "../../output.ts";
import { askDeal } from "./approve.ts";
import { ADVICE } from "./cancel.ts";
import { OutputFolder } from "./output_folder.ts";
import { changing, seconds } from "./vault.ts";

interface Flags extends VaultFlags {
  readonly folder: string;
}

/** The command. The first file is for the guardian's own record, and is not written. */
export async function veto(this: Context, flags: Flags): Promise<void> {
  const folder = new OutputFolder(flags.folder, this.settings.random);
  const answers = await openAnswers(flags);
  try {
    const { number, files } = await changing(this, flags, answers, async (contents) => {
      const places = await askDeal(answers, contents, (held) => held.veto);
      const holder = places.map((place) => contents.held[place]).find((held) => held.veto)!;
      const number = await askNumber(answers, holder);
      const again = number === holder.round;
      const now = seconds(this);
      // A cancellation that is written again stops nobody for longer: it was made when it was made.
      const made = again ? Math.max(0, holder.pausedUntil - PAUSE_SECONDS) : now;
      const count = decodeTerms(holder.terms).approvers.length;
      const { random } = this.settings;
      const [own, ...others] = await writeCancellation(holder.secret, number, made, count, random);
      const files = others.map((bytes) => folder.write(bytes));
      if (again) return { number, files };
      const message = await opened(holder, own);
      for (const place of places) {
        contents.held[place] = takeCancellation(contents.held[place], message, now);
      }
      return { number, files };
    });
    folder.finish();
    print(flags, { number, files }, [...files, ADVICE]);
  } finally {
    folder.discard();
    answers.close();
  }
}

/**
 * Which cancellation is to be written: the next one, or the last one again, whose files may have
 * been lost.
 *
 * @throws {CliError} if none is
 * @throws {Refusal} if the next one is asked for, and there is none
 */
async function askNumber(answers: Answers, { round }: HeldShare): Promise<number> {
  const number = round + 1;
  if (round > 0) {
    const which = await answers.choose("Which cancellation?", [
      ["again", `Number ${round} again: its files, for guardians who have not got one`],
      ["next", "The next one"],
    ]);
    if (which === "again") return round;
  }
  if (number > MAX_CANCELLATIONS) {
    throw new Refusal("limit", "Cannot cancel: both cancellations of this deal have been used");
  }
  const question = `Use cancellation ${number} of 2, which stops every request for 7 days?`;
  if (await answers.confirm(question, false)) return number;
  throw new CliError("Nothing was cancelled", EXIT_USAGE);
}

async function opened(holder: HeldShare, file: Uint8Array): Promise<Message> {
  const keys = await circleKeys(holder);
  try {
    return (await openMessage(file, keys, await hybridKemPublicKeys(keys)))!;
  } finally {
    wipeKeys(keys);
  }
}
