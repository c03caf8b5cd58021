/**
 * `kelid beacon send`: a beacon by hand. With an outbox it does what every other command does, and
 * nothing else; without one it writes to a file.
 *
 * @module
 */
import type { Contents } from "../../../lib/vault/contents.ts";
import { openAnswers } from "../../answers.ts";
import type { Context, VaultFlags } from "../../context.ts";
import { CliError, EXIT_LOCKED, EXIT_USAGE } from "../../errors.ts";
import { fileTrouble, refuseExisting } from "../../files.ts";
import { LOCKED, openContents } from "../../open_vault.ts";
import { beaconNow, outboxPath, writeBeacon } from "../../outbox.ts";
import { print } from "../../output.ts";

interface Flags extends VaultFlags {
  readonly output?: string;
}

/** The command. The file is written whatever opened: a wrong passphrase makes a dummy. */
export async function send(this: Context, flags: Flags): Promise<void> {
  const { output } = flags;
  if (output === undefined && (outboxPath(flags) === undefined || flags.readOnly)) {
    throw new CliError("Nowhere to send: give --outbox, KELID_OUTBOX or --output", EXIT_USAGE);
  }
  if (output !== undefined) refuseExisting(output);
  const answers = await openAnswers(flags);
  let contents: Contents | undefined;
  let locked: unknown;
  try {
    contents = await openContents(this.settings, flags, answers);
  } catch (error) {
    if (!(error instanceof CliError) || error.exitCode !== EXIT_LOCKED) throw error;
    locked = error;
  } finally {
    answers.close();
  }
  if (output !== undefined) {
    const { bytes, hour } = await beaconNow(this.settings, contents?.beacon);
    try {
      writeBeacon(output, bytes, hour);
    } catch (error) {
      throw fileTrouble("write", output, error);
    }
  }
  if (locked) throw new CliError(LOCKED, EXIT_LOCKED);
  print(flags, { written: output ?? null }, [output === undefined ? "Sent" : `Wrote ${output}`]);
}
