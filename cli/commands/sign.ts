/**
 * `kelid sign`: a detached signature of a file.
 *
 * @module
 */
import { utf8 } from "../../lib/bytes.ts";
import { signFile } from "../../lib/signature/file.ts";
import type { WalletRecord } from "../../lib/wallet/record.ts";
import { openAnswers } from "../answers.ts";
import type { Context, VaultFlags } from "../context.ts";
import { readPieces, refuseExisting, writeNewFile } from "../files.ts";
import { openContents } from "../open_vault.ts";
import { print, toStdout } from "../output.ts";
import { checkPseudonym, withKeys } from "../wallet_keys.ts";

interface Flags extends VaultFlags {
  readonly pseudonym: number;
  readonly output?: string;
  readonly overwrite: boolean;
}

/** The command. */
export async function sign(this: Context, flags: Flags, path: string): Promise<void> {
  checkPseudonym(flags.pseudonym);
  const output = flags.output ?? (path === "-" ? "-" : `${path}.sig`);
  if (output !== "-" && !flags.overwrite) refuseExisting(output);
  const pieces = readPieces(path);
  const answers = await openAnswers(flags, path);
  let wallet: WalletRecord;
  try {
    ({ wallet } = await openContents(this.settings, flags, answers));
  } finally {
    // Before a long file is read: Ctrl-C is a key to a terminal that answers, and would wait.
    answers.close();
  }
  const text = await withKeys(wallet, flags.pseudonym, (keys) => signFile(keys, pieces));
  if (output === "-") return toStdout(text);
  writeNewFile(output, utf8(text), flags.overwrite);
  print(flags, { written: output }, [`Wrote ${output}`]);
}
