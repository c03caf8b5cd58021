/**
 * Other people's identities: read from a file, and checked against a contact where one is named.
 *
 * @module
 */
import { equalBytes } from "../lib/bytes.ts";
import {
  decodeIdentity,
  IDENTITY_FILE_MAX_BYTES,
  identityHash,
  type PublicIdentity,
} from "../lib/identity/identity.ts";
import type { Contents } from "../lib/vault/contents.ts";
import { CliError, EXIT_FAILED_CHECK, EXIT_FILE, EXIT_USAGE } from "./errors.ts";
import { readSmallFile } from "./files.ts";

/**
 * The identity in a file.
 *
 * @throws {CliError} if the file cannot be read or is not an identity
 */
export async function readIdentity(path: string): Promise<PublicIdentity> {
  const bytes = readSmallFile(path, IDENTITY_FILE_MAX_BYTES);
  try {
    return await decodeIdentity(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : "it is not text";
    throw new CliError(`${path}: ${reason}`, EXIT_FILE);
  }
}

/** How a person is named on the command line. */
export interface PersonFlags {
  /** An identity file; with `identity`, the name of a contact. */
  readonly from?: string;
  /** The identity file of that contact. */
  readonly identity?: string;
}

/**
 * Reads the identity that the flags name, before anything is asked.
 *
 * @throws {CliError} if it cannot be read, or `identity` is given without `from`
 */
export async function readPerson(flags: PersonFlags): Promise<PublicIdentity | undefined> {
  if (flags.from === undefined) {
    if (flags.identity === undefined) return undefined;
    throw new CliError("Give the contact's name with --from", EXIT_USAGE);
  }
  if (flags.identity !== undefined) return await readIdentity(flags.identity);
  try {
    Deno.statSync(flags.from);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new CliError(
        `Cannot read ${flags.from}: no such file; for a contact, also give --identity FILE`,
        EXIT_FILE,
      );
    }
  }
  return await readIdentity(flags.from);
}

/**
 * Checks that an identity is the one a contact stands for.
 *
 * @throws {CliError} if there is no such contact, or the file is another identity
 */
export function checkContact(
  flags: PersonFlags,
  identity: PublicIdentity,
  contents: Contents,
): void {
  const name = flags.from?.normalize("NFC").trim();
  const contact = contents.contacts.find((contact) => contact.name === name);
  if (!contact) throw new CliError(`No contact has the name ${flags.from}`, EXIT_USAGE);
  if (!equalBytes(contact.identityHash, identityHash(identity))) {
    throw new CliError(
      `${flags.identity} is not the identity that ${contact.name} was kept with`,
      EXIT_FAILED_CHECK,
    );
  }
}
