/**
 * Asking for shares as people hold them: in words, one at a time, each checked as it is typed.
 *
 * @module
 */
import { wipe } from "../../../lib/bytes.ts";
import { type Share, shareFromWords } from "../../../lib/slip39/share.ts";
import type { Answers } from "../../answers.ts";
import { CliError, EXIT_FAILED_CHECK, EXIT_USAGE } from "../../errors.ts";
import { parseText } from "../../replies.ts";

/**
 * Asks for one share.
 *
 * @param question with the sign and the space at its end
 * @param take is given the share, and may refuse it by throwing
 * @returns false if the answer was empty
 * @throws {CliError} if a script's answer is refused; a person is told and asked again
 */
export async function askShare(
  answers: Answers,
  question: string,
  take: (share: Share) => void | Promise<void>,
): Promise<boolean> {
  for (;;) {
    const typed = await answers.secret(question);
    const text = parseText(typed);
    wipe(typed);
    if (text?.trim() === "") return false;
    try {
      if (text === undefined) throw new SyntaxError("Cannot read the share: it is not UTF-8 text");
      await take(shareFromWords(text, question.replace(/ \(.*|: $/, "").toLowerCase()));
      return true;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (!answers.interactive) throw new CliError(error.message, EXIT_FAILED_CHECK);
      answers.note(error.message);
    }
  }
}

/**
 * Asks for shares until `complete` says that they are enough.
 *
 * @throws {CliError} if an answer is empty before
 */
export async function askShares(
  answers: Answers,
  collect: { take(share: Share): void; complete(): boolean; progress(): string },
): Promise<void> {
  for (let number = 1; !collect.complete();) {
    if (await askShare(answers, `Share ${number}: `, (share) => collect.take(share))) {
      number++;
      answers.note(collect.progress());
      continue;
    }
    const loses = answers.interactive && number > 1;
    if (!loses || await answers.confirm("Stop, and forget the shares typed so far?", false)) {
      throw new CliError(`Stopped: ${collect.progress() || "no share was given"}`, EXIT_USAGE);
    }
  }
}
