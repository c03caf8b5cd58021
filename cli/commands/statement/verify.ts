/**
 * `kelid statement verify`: whether an identity has really said so. Offline, without a vault.
 *
 * @module
 */
import { hex } from "../../../lib/bytes.ts";
import { identityHash } from "../../../lib/identity/identity.ts";
import { type Statement, verifyStatement } from "../../../lib/statement/statement.ts";
import type { Context } from "../../context.ts";
import { CliError, EXIT_FAILED_CHECK } from "../../errors.ts";
import { print } from "../../output.ts";
import { selfTest } from "../../self_test.ts";
import { readIdentity } from "../../signer.ts";
import { readStatementFile } from "../../statements.ts";

interface Flags {
  readonly json: boolean;
  readonly from: string;
}

/** The command. */
export async function verify(this: Context, flags: Flags, path: string): Promise<void> {
  const signed = readStatementFile(path);
  const identity = await readIdentity(flags.from);
  await selfTest(this.settings, ["slh-dsa-sha2-256s"]);
  const hash = identityHash(identity);
  if (!await verifyStatement(signed, hash, identity.slhdsa256s)) {
    throw new CliError(`${path} is no statement of ${flags.from}`, EXIT_FAILED_CHECK);
  }
  const { kind, number, other } = signed.statement;
  print(
    flags,
    { valid: true, kind, number, identityHash: hex(hash), other: hex(other) },
    [`A statement of ${flags.from}: ${meaning(signed.statement)}`],
  );
}

function meaning({ kind, number, identityHash, other }: Statement): string {
  switch (kind) {
    case "freeze":
      return `it is frozen (number ${number})`;
    case "unfreeze":
      return `freezes up to number ${number} are over`;
    case "succeed":
      return `it is handed over to the identity ${hex(other)}`;
    case "revoke":
      return hex(other) === hex(identityHash)
        ? "it is revoked"
        : `the device with the identity ${hex(other)} is revoked`;
  }
}
