/**
 * `kelid deadman begin`: makes the state file of a dead man's switch.
 *
 * @module
 */
import { resolve } from "node:path";
import { hex, utf8 } from "../../../lib/bytes.ts";
import { MAX_DAYS, MAX_GRACE_HOURS } from "../../../lib/beacon/watch.ts";
import {
  deadline,
  type DeadManState,
  type Trusted,
  writeState,
} from "../../../lib/deadman/state.ts";
import { SWITCH_ID_BYTES } from "../../../lib/deadman/order.ts";
import { identityHash } from "../../../lib/identity/identity.ts";
import type { Context } from "../../context.ts";
import { CliError, EXIT_USAGE } from "../../errors.ts";
import { writeNewFile } from "../../files.ts";
import { print } from "../../output.ts";
import { readIdentity } from "../../signer.ts";
import { timeText } from "./wording.ts";

interface Flags {
  readonly json: boolean;
  readonly state: string;
  readonly days: number;
  readonly grace: number;
  readonly orders?: string;
  readonly trust?: readonly string[];
}

/** The command. */
export async function begin(this: Context, flags: Flags, ...paths: string[]): Promise<void> {
  const { settings } = this;
  if (flags.days < 1 || flags.days > MAX_DAYS || flags.grace > MAX_GRACE_HOURS) {
    throw new CliError(
      `There can be 1 to ${MAX_DAYS} days and up to ${MAX_GRACE_HOURS} hours of grace`,
      EXIT_USAGE,
    );
  }
  const trust = flags.trust ?? [];
  if ((flags.orders === undefined) !== (trust.length === 0)) {
    throw new CliError(
      "Orders need both a folder (--orders) and whom to trust (--trust)",
      EXIT_USAGE,
    );
  }
  const trusted: Trusted[] = [];
  for (const path of trust) {
    trusted.push({ identity: resolve(path), hash: hex(identityHash(await readIdentity(path))) });
  }
  const now = Math.floor(settings.clock() / 1000) * 1000;
  const state: DeadManState = {
    id: hex(settings.random(SWITCH_ID_BYTES)),
    days: flags.days,
    graceHours: flags.grace,
    alive: now,
    seen: now,
    wipe: paths.map((path) => resolve(path)),
    ...flags.orders === undefined ? {} : { orders: resolve(flags.orders) },
    trusted,
  };
  writeNewFile(flags.state, utf8(writeState(state)));
  const end = timeText(deadline(state));
  print(flags, { state: flags.state, id: state.id, deadline: end }, [
    `Wrote ${flags.state}`,
    `Wiped after ${end} unless kelid deadman alive is run before`,
    ...trusted.length > 0 ? [`For a wipe order: ${state.id}`] : [],
    "Everybody who can read that file sees what is wiped and when. Something must run",
    "kelid deadman tick: see kelid deadman unit.",
  ]);
}
