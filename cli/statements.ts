/**
 * Heeding statements: what a folder of them says about an identity before it is used.
 *
 * @module
 */
import { equalBytes } from "../lib/bytes.ts";
import { identityHash, type PublicIdentity } from "../lib/identity/identity.ts";
import { type Standing, standingOf } from "../lib/statement/standing.ts";
import {
  readStatement,
  type SignedStatement,
  type Statement,
  STATEMENT_FILE_MAX_BYTES,
  verifyStatement,
} from "../lib/statement/statement.ts";
import { CliError, EXIT_FAILED_CHECK, EXIT_FILE } from "./errors.ts";
import { fileTrouble, readSmallFile } from "./files.ts";
import { warn } from "./output.ts";

/**
 * The statement in a file, not yet verified.
 *
 * @throws {CliError} if it cannot be read or is none
 */
export function readStatementFile(path: string): SignedStatement {
  const bytes = readSmallFile(path, STATEMENT_FILE_MAX_BYTES);
  try {
    return readStatement(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : "it is not text";
    throw new CliError(`${path}: ${reason}`, EXIT_FILE);
  }
}

/**
 * Refuses an identity that a folder of statements says must not be used. Files that are no
 * statements, or of other identities, are passed over; one that names this identity and is not
 * signed by it is warned of.
 *
 * @param name what to call the identity
 * @throws {CliError} if the folder cannot be read, or the identity is revoked, handed over or frozen
 */
export async function heedStatements(
  folder: string,
  identity: PublicIdentity,
  name: string,
): Promise<void> {
  const hash = identityHash(identity);
  const verified: Statement[] = [];
  for (const path of filesIn(folder)) {
    const signed = tryRead(path);
    if (!signed || !equalBytes(signed.statement.identityHash, hash)) continue;
    if (await verifyStatement(signed, hash, identity.slhdsa256s)) verified.push(signed.statement);
    else warn(`${path} is not signed by the identity that it names`);
  }
  const standing = standingOf(verified, hash);
  if (standing.standing !== "good") throw refusal(standing, name);
}

function filesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => `${folder}/${name}`).sort();
  } catch (error) {
    throw fileTrouble("read statements in", folder, error);
  }
}

/** A folder may hold anything: only files of the right length are read. */
function tryRead(path: string): SignedStatement | undefined {
  try {
    return Deno.statSync(path).isFile ? readStatementFile(path) : undefined;
  } catch {
    return undefined;
  }
}

function refusal({ standing, successors }: Standing, name: string): CliError {
  const reason = standing === "revoked"
    ? "is revoked"
    : standing === "frozen"
    ? "is frozen: ask its owner in another way"
    : successors.length === 1
    ? `is handed over to the identity ${successors[0]}`
    : `is handed over to ${successors.length} identities, so somebody else signs for it`;
  return new CliError(`${name} ${reason}`, EXIT_FAILED_CHECK);
}
