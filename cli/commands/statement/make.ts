/**
 * `kelid statement freeze`, `unfreeze`, `revoke` and `succeed`: statements signed ahead of need, to be
 * sealed to guardians or kept on paper until somebody must publish them.
 *
 * @module
 */
import { hex, utf8 } from "../../../lib/bytes.ts";
import { identityHash, type PublicIdentity } from "../../../lib/identity/identity.ts";
import { ownIdentity } from "../../../lib/identity/own_identity.ts";
import {
  MAX_STATEMENT_NUMBER,
  signStatement,
  type StatementKind,
} from "../../../lib/statement/statement.ts";
import type { WalletRecord } from "../../../lib/wallet/record.ts";
import { openAnswers } from "../../answers.ts";
import type { Context, VaultFlags } from "../../context.ts";
import { CliError, EXIT_USAGE } from "../../errors.ts";
import { refuseExisting, writeNewFile } from "../../files.ts";
import { openContents } from "../../open_vault.ts";
import { print, toStdout } from "../../output.ts";
import { selfTest } from "../../self_test.ts";
import { readIdentity } from "../../signer.ts";
import { sealSmall } from "../../small_envelope.ts";
import { checkPseudonym, withKeys, withSeed } from "../../wallet_keys.ts";

/** Flags of every kind of statement. */
interface Flags extends VaultFlags {
  readonly pseudonym: number;
  readonly to?: readonly string[];
  readonly output?: string;
}

/** `kelid statement freeze`. */
export function freeze(this: Context, flags: Flags & { number: number }): Promise<void> {
  return make(this, flags, "freeze", flags.number);
}

/** `kelid statement unfreeze`. */
export function unfreeze(this: Context, flags: Flags & { number: number }): Promise<void> {
  return make(this, flags, "unfreeze", flags.number);
}

/** `kelid statement revoke`. */
export function revoke(this: Context, flags: Flags & { device?: string }): Promise<void> {
  return make(this, flags, "revoke", 1, flags.device);
}

/** `kelid statement succeed`. */
export function succeed(this: Context, flags: Flags & { successor: string }): Promise<void> {
  return make(this, flags, "succeed", 1, flags.successor);
}

async function make(
  context: Context,
  flags: Flags,
  kind: StatementKind,
  number: number,
  named?: string,
): Promise<void> {
  const { pseudonym } = flags;
  checkPseudonym(pseudonym);
  if (number < 1 || number > MAX_STATEMENT_NUMBER) {
    throw new CliError(`The number must be from 1 to ${MAX_STATEMENT_NUMBER}`, EXIT_USAGE);
  }
  const sealed = flags.to !== undefined && flags.to.length > 0;
  const output = flags.output === "-" ? undefined : flags.output;
  if (output) refuseExisting(output);
  else if (sealed) throw new CliError("A sealed statement needs --output", EXIT_USAGE);
  const guardians: PublicIdentity[] = [];
  for (const path of flags.to ?? []) guardians.push(await readIdentity(path));
  const other = named === undefined ? undefined : identityHash(await readIdentity(named));
  const answers = await openAnswers(flags);
  let wallet: WalletRecord;
  try {
    ({ wallet } = await openContents(context.settings, flags, answers));
  } finally {
    answers.close();
  }
  await selfTest(context.settings, ["slh-dsa-sha2-256s"]);
  const own = await withSeed(wallet, (seed) => ownIdentity(seed, wallet, pseudonym));
  const hash = identityHash(own);
  const statement = {
    kind,
    number,
    identityHash: hash,
    other: other ?? (kind === "revoke" ? hash : new Uint8Array(32)),
  };
  const text = await withKeys(wallet, pseudonym, (keys) => {
    return signStatement(statement, keys.slhdsa256s, own.slhdsa256s);
  }).catch((error) => {
    throw error instanceof RangeError ? new CliError(error.message, EXIT_USAGE) : error;
  });
  if (!output) return toStdout(text);
  const { random } = context.settings;
  writeNewFile(output, sealed ? await sealSmall(guardians, utf8(text), random) : utf8(text));
  print(flags, { written: output, kind, number, identityHash: hex(hash) }, [
    `Wrote ${output}`,
    "Whoever has it can publish it: it takes effect when people are given it, not now.",
  ]);
}
