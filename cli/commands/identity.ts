/**
 * `kelid identity`: what to give away, and its other forms.
 *
 * @module
 */
import { utf8 } from "../../lib/bytes.ts";
import { didDocument } from "../../lib/identity/did.ts";
import { encodeIdentity } from "../../lib/identity/identity.ts";
import { ownIdentity } from "../../lib/identity/own_identity.ts";
import { openAnswers } from "../answers.ts";
import type { Context, VaultFlags } from "../context.ts";
import { CliError, EXIT_USAGE } from "../errors.ts";
import { refuseExisting, writeNewFile } from "../files.ts";
import { openContents } from "../open_vault.ts";
import { print, toStdout } from "../output.ts";
import { checkPseudonym, withKeys, withSeed } from "../wallet_keys.ts";

interface Flags extends VaultFlags {
  readonly pseudonym: number;
  readonly did: boolean;
  readonly legacy: boolean;
  readonly output?: string;
  readonly overwrite: boolean;
}

/** The command. */
export async function identity(this: Context, flags: Flags): Promise<void> {
  checkPseudonym(flags.pseudonym);
  if (flags.did && flags.legacy) {
    throw new CliError("Give only one of --did and --legacy", EXIT_USAGE);
  }
  const output = flags.output === "-" ? undefined : flags.output;
  if (output && !flags.overwrite) refuseExisting(output);
  const answers = await openAnswers(flags);
  let text: string;
  try {
    const { wallet } = await openContents(this.settings, flags, answers);
    if (flags.legacy) {
      answers.note(
        "This file holds secret keys: whoever has it is that identity. Give it to nobody.",
      );
      if (!await answers.confirm("Is nobody looking?", false)) {
        throw new CliError("Nothing written", EXIT_USAGE);
      }
    }
    text = await withSeed(wallet, async (seed) => {
      if (flags.legacy) {
        const { daemonIdentity } = await import("../../lib/identity/daemon_identity.ts");
        return daemonIdentity(seed, flags.pseudonym).json;
      }
      const own = await ownIdentity(seed, wallet, flags.pseudonym);
      if (flags.did) return JSON.stringify(didDocument(own, "session"), null, 2) + "\n";
      return await withKeys(wallet, flags.pseudonym, (keys) => encodeIdentity(own, keys));
    });
  } finally {
    answers.close();
  }
  if (output) {
    writeNewFile(output, utf8(text), flags.overwrite);
    print(flags, { written: output }, [`Wrote ${output}`]);
  } else if (flags.json && !flags.did && !flags.legacy) {
    print(flags, { identity: text }, []);
  } else toStdout(text);
}
