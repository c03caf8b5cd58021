/**
 * `kelid deadman alive`: moves the deadline. Nothing else does.
 *
 * @module
 */
import { deadline, verdictAt } from "../../../lib/deadman/state.ts";
import type { Context } from "../../context.ts";
import { print } from "../../output.ts";
import { clockTrouble, replaceStateFile, withStateFile } from "./state_file.ts";
import { timeText } from "./wording.ts";

/** The command. */
export async function alive(
  this: Context,
  flags: { readonly json: boolean; readonly state: string },
): Promise<void> {
  await withStateFile(flags.state, (state) => {
    const now = Math.floor(this.settings.clock() / 1000) * 1000;
    if (verdictAt(state, now) === "clock") throw clockTrouble(flags.state, state, now);
    const moved = { ...state, alive: now, seen: now };
    replaceStateFile(flags.state, moved);
    const end = timeText(deadline(moved));
    print(flags, { alive: timeText(now), deadline: end }, [
      `Wiped after ${end} unless you say so again`,
    ]);
  });
}
