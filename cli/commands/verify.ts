/**
 * `kelid verify`: whether a signature of a file is by the person named.
 *
 * @module
 */
import { hex } from "../../lib/bytes.ts";
import { identityHash } from "../../lib/identity/identity.ts";
import { readFileSignature, verifyFile } from "../../lib/signature/file.ts";
import { openAnswers } from "../answers.ts";
import type { Context, VaultFlags } from "../context.ts";
import { CliError, EXIT_FAILED_CHECK, EXIT_FILE } from "../errors.ts";
import { readPieces, readSmallFile } from "../files.ts";
import { load } from "../load.ts";
import { openContents } from "../open_vault.ts";
import { print } from "../output.ts";
import { selfTest } from "../self_test.ts";
import { checkContact, type PersonFlags, readPerson } from "../signer.ts";

interface Flags extends VaultFlags, PersonFlags {
  readonly from: string;
  readonly statements?: string;
}

/** More than any signature file has. */
const SIGNATURE_LIMIT = 16_384;

const statements = () =>
  load<typeof import("../statements.ts")>(import.meta.resolve("../statements.ts"));

/** The command. A vault is opened only to look up a contact. */
export async function verify(
  this: Context,
  flags: Flags,
  path: string,
  signaturePath: string,
): Promise<void> {
  const pieces = readPieces(path);
  const signature = readSignature(signaturePath);
  await selfTest(this.settings, ["ml-dsa-87", "ed25519"]);
  const person = (await readPerson(flags))!;
  if (flags.statements !== undefined) {
    await (await statements()).heedStatements(flags.statements, person, flags.from);
  }
  if (flags.identity !== undefined) {
    const answers = await openAnswers(flags, path);
    try {
      checkContact(flags, person, await openContents(this.settings, flags, answers));
    } finally {
      answers.close();
    }
  }
  if (!await verifyFile(person, pieces, signature)) {
    throw new CliError(`${path} was not signed so by ${flags.from}`, EXIT_FAILED_CHECK);
  }
  const result = { valid: true, identityHash: hex(identityHash(person)) };
  print(flags, result, [`Good signature of ${path} by ${flags.from}`]);
}

function readSignature(path: string): Uint8Array {
  const bytes = readSmallFile(path, SIGNATURE_LIMIT);
  try {
    return readFileSignature(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : "it is not text";
    throw new CliError(`${path}: ${reason}`, EXIT_FILE);
  }
}
