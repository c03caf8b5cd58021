/**
 * `kelid deadman order`: a trusted contact signs that another person's files shall be wiped now.
 *
 * @module
 */
import { unhex, utf8 } from "../../../lib/bytes.ts";
import { signOrder } from "../../../lib/deadman/order.ts";
import type { WalletRecord } from "../../../lib/wallet/record.ts";
import { openAnswers } from "../../answers.ts";
import type { Context, VaultFlags } from "../../context.ts";
import { CliError, EXIT_USAGE } from "../../errors.ts";
import { refuseExisting, writeNewFile } from "../../files.ts";
import { openContents } from "../../open_vault.ts";
import { print, toStdout } from "../../output.ts";
import { checkPseudonym, withKeys } from "../../wallet_keys.ts";

interface Flags extends VaultFlags {
  readonly pseudonym: number;
  readonly output?: string;
}

/** The command. */
export async function order(this: Context, flags: Flags, id: string): Promise<void> {
  checkPseudonym(flags.pseudonym);
  if (!/^[0-9a-f]{32}$/.test(id)) {
    throw new CliError("The number of a wipe order has 32 hexadecimal digits", EXIT_USAGE);
  }
  const output = flags.output === "-" ? undefined : flags.output;
  if (output) refuseExisting(output);
  const answers = await openAnswers(flags);
  let wallet: WalletRecord;
  try {
    ({ wallet } = await openContents(this.settings, flags, answers));
  } finally {
    answers.close();
  }
  const text = await withKeys(wallet, flags.pseudonym, (keys) => signOrder(keys, unhex(id)));
  if (!output) return toStdout(text);
  writeNewFile(output, utf8(text));
  print(flags, { written: output }, [
    `Wrote ${output}`,
    "Whoever puts it into the other's folder has their files wiped: keep it until it is time.",
  ]);
}
