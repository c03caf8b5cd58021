/**
 * `kelid recovery veto`: a guardian who was given the cancel key stops a request alone.
 *
 * @module
 */
import { hybridKemPublicKeys } from "../../../lib/hybrid/kem.ts";
import { circleKeys, MAX_CANCELLATIONS, takeCancellation } from "../../../lib/recovery/held.ts";
import { wipeKeys } from "../../../lib/recovery/keys.ts";
import { writeCancellation } from "../../../lib/recovery/member_messages.ts";
import { type Message, openMessage } from "../../../lib/recovery/message.ts";
import { Refusal } from "../../../lib/recovery/refusal.ts";
import { decodeTerms } from "../../../lib/recovery/terms.ts";
import type { HeldShare } from "../../../lib/recovery/held_record.ts";
import { openAnswers } from "../../answers.ts";
import type { Context, VaultFlags } from "../../context.ts";
import { CliError, EXIT_USAGE } from "../../errors.ts";
import { print } from "../../output.ts";
import { askDeal } from "./approve.ts";
import { ADVICE } from "./cancel.ts";
import { OutputFolder } from "./files.ts";
import { changing, seconds } from "./vault.ts";

interface Flags extends VaultFlags {
  readonly folder: string;
}

/** The command. The first file is for the guardian's own record, and is not written. */
export async function veto(this: Context, flags: Flags): Promise<void> {
  const folder = new OutputFolder(flags.folder, this.settings.random);
  const answers = await openAnswers(flags);
  try {
    const { number, others } = await changing(this, flags, answers, async (contents) => {
      const places = await askDeal(answers, contents, (held) => held.veto);
      const holder = places.map((place) => contents.held[place]).find((held) => held.veto)!;
      const number = holder.round + 1;
      if (number > MAX_CANCELLATIONS) {
        throw new Refusal("limit", "Cannot cancel: both cancellations of this deal have been used");
      }
      const question = `Use cancellation ${number} of 2, which stops every request for 7 days?`;
      if (!await answers.confirm(question, false)) {
        throw new CliError("Nothing was cancelled", EXIT_USAGE);
      }
      const now = seconds(this);
      const count = decodeTerms(holder.terms).approvers.length;
      const { random } = this.settings;
      const [own, ...others] = await writeCancellation(holder.secret, number, now, count, random);
      const message = await opened(holder, own);
      for (const place of places) {
        contents.held[place] = takeCancellation(contents.held[place], message, now);
      }
      return { number, others };
    });
    const files = others.map((bytes) => folder.write(bytes));
    print(flags, { number, files }, [...files, ADVICE]);
  } finally {
    answers.close();
  }
}

async function opened(holder: HeldShare, file: Uint8Array): Promise<Message> {
  const keys = await circleKeys(holder);
  try {
    return (await openMessage(file, keys, await hybridKemPublicKeys(keys)))!;
  } finally {
    wipeKeys(keys);
  }
}
