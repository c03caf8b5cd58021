/**
 * `kelid recovery card`: a page to print for each share that is typed.
 *
 * @module
 */
import { utf8, wipe } from "../../../lib/bytes.ts";
import { type Paper, shareCard } from "../../../lib/recovery/card.ts";
import { openAnswers } from "../../answers.ts";
import type { CommonFlags, Context } from "../../context.ts";
import { print } from "../../output.ts";
import { selfTest } from "../../self_test.ts";
import { OutputFolder } from "./output_folder.ts";
import { askShare } from "./share_input.ts";

interface Flags extends CommonFlags {
  readonly folder: string;
  readonly paper: Paper;
}

/** The command. */
export async function card(this: Context, flags: Flags): Promise<void> {
  const folder = new OutputFolder(flags.folder, this.settings.random);
  const answers = await openAnswers(flags);
  try {
    await selfTest(this.settings, ["slip39"]);
    const pages: string[] = [];
    for (;;) {
      const question = `Share ${pages.length + 1} (empty: no more): `;
      const given = await askShare(answers, question, async (share) => {
        pages.push(folder.write(utf8(await shareCard(share, flags.paper)), ".html"));
        wipe(share.value);
      });
      if (!given) break;
    }
    folder.finish();
    print(flags, { pages }, [...pages, ...pages.length > 0 ? [DELETE] : []]);
  } finally {
    folder.discard();
    answers.close();
  }
}

const DELETE = "Print the pages and delete them: whoever reads one has the share.";
