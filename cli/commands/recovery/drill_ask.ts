/**
 * `kelid recovery drill ask`: asks the guardians whether they still have their shares.
 *
 * @module
 */
import { wipeDealt } from "../../../lib/recovery/deal.ts";
import { askDrill, nextDrill } from "../../../lib/recovery/drill.ts";
import type { PublicIdentity } from "../../../lib/identity/identity.ts";
import { openAnswers } from "../../answers.ts";
import type { Context, VaultFlags } from "../../context.ts";
import { CliError } from "../../errors.ts";
import { print } from "../../output.ts";
import { OutputFolder } from "./output_folder.ts";
import { rebuilt, requireDeal } from "./own_deal.ts";
import { changing, nameOf, placeOf, readGuardian, seconds } from "./vault.ts";

interface Flags extends VaultFlags {
  readonly folder: string;
}

/** The command. */
export async function drillAsk(this: Context, flags: Flags): Promise<void> {
  const folder = new OutputFolder(flags.folder, this.settings.random);
  const answers = await openAnswers(flags);
  try {
    const { deal, told } = await changing(this, flags, answers, async (contents) => {
      const deal = nextDrill(requireDeal(contents), seconds(this));
      const asked: { index: number; name: string; guardian: PublicIdentity }[] = [];
      for (const [index, guardian] of deal.guardians.entries()) {
        if (!guardian) continue;
        const name = nameOf(contents, guardian.identityHash);
        const question = `Identity file of ${name}, ${placeOf(deal, index)} (empty: do not ask): `;
        for (;;) {
          const path = (await answers.line(question)).trim();
          if (path === "") break;
          try {
            asked.push({ index, name, guardian: await readGuardian(path, guardian.identityHash) });
            break;
          } catch (error) {
            if (!answers.interactive || !(error instanceof CliError)) throw error;
            answers.note(error.message);
          }
        }
      }
      const dealt = await rebuilt(contents, deal);
      try {
        const told = [];
        for (const { index, name, guardian } of asked) {
          const bytes = await askDrill(deal, dealt, guardian, this.settings.random);
          told.push({ place: placeOf(deal, index), guardian: name, file: folder.write(bytes) });
        }
        contents.deal = deal;
        return { deal, told };
      } finally {
        wipeDealt(dealt);
      }
    });
    folder.finish();
    const paper = deal.guardians.flatMap((one, index) => one ? [] : [placeOf(deal, index)]);
    print(flags, { drill: deal.drill, files: told, paper }, [
      ...told.map(({ place, guardian, file }) => `${place}, ${guardian}: ${file}`),
      ...paper.map((place) => `${place}, paper: ask for the check number on the page`),
    ]);
  } finally {
    folder.discard();
    answers.close();
  }
}
