/**
 * Heeding statements: what a folder of them says about an identity before it is used.
 *
 * @module
 */
import { concat, equalBytes } from "../lib/bytes.ts";
import { identityHash, type PublicIdentity } from "../lib/identity/identity.ts";
import { type Standing, standingOf } from "../lib/statement/standing.ts";
import {
  mentionsStatement,
  readStatement,
  type SignedStatement,
  type Statement,
  statementsIn,
  verifyStatement,
} from "../lib/statement/statement.ts";
import { CliError, EXIT_FAILED_CHECK, EXIT_FILE } from "./errors.ts";
import { fileTrouble, readPieces, readSmallFile } from "./files.ts";
import { warn } from "./output.ts";

/** Bytes of the longest file whose statements are read: some, with the mail around them. */
const LIMIT = 1 << 20;

/** More bytes than a BEGIN or END line has: a trace of one may lie across two pieces of a file. */
const OVERLAP = 256;

/**
 * The one statement in a file, not yet verified.
 *
 * @throws {CliError} if it cannot be read, or is not one statement
 */
export function readStatementFile(path: string): SignedStatement {
  const bytes = readSmallFile(path, LIMIT);
  try {
    const found = statementsIn(bytes);
    // Its error says what is missing.
    if (found.length === 0) return readStatement(new TextDecoder().decode(bytes));
    if (found.length === 1) return found[0];
  } catch (error) {
    throw new CliError(`${path}: ${(error as Error).message}`, EXIT_FILE);
  }
  throw new CliError(`${path}: Cannot read the statement: there are several`, EXIT_FILE);
}

/**
 * Refuses an identity that a folder of statements says must not be used. Files without statements, and
 * statements of other identities, are passed over; one that names this identity and is not signed by
 * it is warned of. What cannot be read may be the revocation that counts: it is never passed over.
 *
 * @param name what to call the identity
 * @throws {CliError} if the folder or something in it cannot be read, or the identity is revoked,
 *   handed over or frozen
 */
export async function heedStatements(
  folder: string,
  identity: PublicIdentity,
  name: string,
): Promise<void> {
  const hash = identityHash(identity);
  const verified: Statement[] = [];
  const unread: string[] = [];
  for (const path of entriesOf(folder)) {
    for (const signed of tryRead(path, unread)) {
      if (!equalBytes(signed.statement.identityHash, hash)) continue;
      if (await verifyStatement(signed, hash, identity.slhdsa256s)) verified.push(signed.statement);
      else warn(`${path} is not signed by the identity that it names`);
    }
  }
  const standing = standingOf(verified, hash);
  if (standing.standing !== "good") throw refusal(standing, name);
  if (unread.length > 0) throw new CliError(unread[0], EXIT_FAILED_CHECK);
}

function entriesOf(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => `${folder}/${name}`).sort();
  } catch (error) {
    throw fileTrouble("read statements in", folder, error);
  }
}

/** The statements of an entry of the folder; why there may be others in it is added to `unread`. */
function tryRead(path: string, unread: string[]): SignedStatement[] {
  try {
    const { isFile, isDirectory, size } = Deno.statSync(path);
    if (isDirectory) warn(`${path} is a folder, which is not looked into`);
    else if (!isFile) throw new SyntaxError("it is neither a file nor a folder");
    else if (size <= LIMIT) return statementsIn(readSmallFile(path, LIMIT));
    else if (mentionedIn(path)) throw new SyntaxError("it is too long");
  } catch (error) {
    const reason = error instanceof SyntaxError ? error : fileTrouble("read", path, error);
    unread.push(`${path} cannot be read: it may concern this identity (${reason.message})`);
  }
  return [];
}

function mentionedIn(path: string): boolean {
  let end = new Uint8Array(0);
  for (const piece of readPieces(path)) {
    const bytes = concat(end, piece);
    if (mentionsStatement(bytes)) return true;
    end = bytes.slice(-OVERLAP);
  }
  return false;
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
