/**
 * `kelid recovery drill answer`: a guardian shows that the share is there, and nothing of it.
 *
 * @module
 */
import { answerDrill } from "../../../lib/recovery/drill.ts";
import { openAnswers } from "../../answers.ts";
import type { Context, VaultFlags } from "../../context.ts";
import { print } from "../../output.ts";
import { checkPseudonym } from "../../wallet_keys.ts";
import { readMessageFile } from "./message_file.ts";
import { OutputFolder } from "./output_folder.ts";
import { changing, openIncoming } from "./vault.ts";

interface Flags extends VaultFlags {
  readonly folder: string;
  readonly pseudonym: number;
}

/** The command. */
export async function drillAnswer(this: Context, flags: Flags, path: string): Promise<void> {
  checkPseudonym(flags.pseudonym);
  const folder = new OutputFolder(flags.folder, this.settings.random);
  const file = readMessageFile(path);
  const answers = await openAnswers(flags);
  try {
    const files = await changing(this, flags, answers, async (contents) => {
      const { message } = await openIncoming(file, contents, flags.pseudonym);
      const { held, files } = await answerDrill(contents.held, message, this.settings.random);
      contents.held = held;
      return files.map((bytes) => folder.write(bytes));
    });
    folder.finish();
    print(flags, { files }, files);
  } finally {
    folder.discard();
    answers.close();
  }
}
