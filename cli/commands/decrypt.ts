/**
 * `kelid decrypt`: a file that was encrypted to this wallet.
 *
 * @module
 */
import { concat, equalBytes, hex } from "../../lib/bytes.ts";
import { ENVELOPE_HEADER_BYTES } from "../../lib/envelope/header.ts";
import { EnvelopeDamaged, OpenedEnvelope } from "../../lib/envelope/open.ts";
import { type SenderClaim, verifySender } from "../../lib/envelope/sender.ts";
import { decapsulateHybrid, hybridKemPublicKeys } from "../../lib/hybrid/kem.ts";
import { identityHash, type PublicIdentity } from "../../lib/identity/identity.ts";
import { release } from "../../lib/pieces.ts";
import type { Contents } from "../../lib/vault/contents.ts";
import { openAnswers } from "../answers.ts";
import type { Context, VaultFlags } from "../context.ts";
import { CliError, EXIT_FAILED_CHECK, EXIT_FILE, EXIT_LOCKED } from "../errors.ts";
import { readPieces, Sink } from "../files.ts";
import { openContents } from "../open_vault.ts";
import { print } from "../output.ts";
import { checkContact, readPerson } from "../signer.ts";
import { checkPseudonym, withKeys } from "../wallet_keys.ts";

interface Flags extends VaultFlags {
  readonly pseudonym: number;
  readonly from?: string;
  readonly identity?: string;
  readonly output: string;
  readonly overwrite: boolean;
}

/** The command. To a file, the plaintext appears whole and checked, or not at all. */
export async function decrypt(this: Context, flags: Flags, path: string): Promise<void> {
  checkPseudonym(flags.pseudonym);
  const person = await readPerson(flags);
  const pieces = readPieces(path);
  const answers = await openAnswers(flags, path);
  const sink = new Sink(flags.output, flags.overwrite);
  let claim: SenderClaim | undefined, contents: Contents;
  try {
    contents = await openContents(this.settings, flags, answers);
    // Before a long file is read: Ctrl-C is a key to a terminal that answers, and would wait.
    answers.close();
    if (person && flags.identity !== undefined) checkContact(flags, person, contents);
    claim = await open(contents, flags.pseudonym, path, pieces, sink);
    if (person) await requireSender(person, claim);
    sink.finish();
  } finally {
    answers.close();
    sink.discard();
  }
  if (flags.output === "-") return;
  const sender = describe(claim, person !== undefined, contents);
  print(flags, { written: flags.output, sender: sender.json }, [
    `Wrote ${flags.output}`,
    sender.text,
  ]);
}

async function open(
  contents: Contents,
  pseudonym: number,
  path: string,
  pieces: Generator<Uint8Array<ArrayBuffer>>,
  sink: Sink,
): Promise<SenderClaim | undefined> {
  const [header, rest] = takeHeader(pieces);
  if (header.length < ENVELOPE_HEADER_BYTES) {
    throw new CliError(`Cannot decrypt ${path}: too short for an envelope`, EXIT_FILE);
  }
  const envelope = await withKeys(contents.wallet, pseudonym, async (keys) => {
    const own = await hybridKemPublicKeys(keys);
    return await OpenedEnvelope.open(header, (c) => decapsulateHybrid(keys, own, c));
  });
  if (!envelope) {
    throw new CliError(
      `Cannot decrypt ${path}: not encrypted to this wallet, or damaged`,
      EXIT_LOCKED,
    );
  }
  try {
    for await (const piece of envelope.plaintext(rest)) {
      sink.write(piece);
      release(piece);
    }
  } catch (error) {
    if (error instanceof EnvelopeDamaged) {
      throw new CliError(`Cannot decrypt ${path}: it was cut off, changed or added to`, EXIT_FILE);
    }
    throw error;
  }
  return envelope.sender();
}

/** The first bytes of a file, and an iterator over the others. */
function takeHeader(
  pieces: Generator<Uint8Array<ArrayBuffer>>,
): [Uint8Array, Iterable<Uint8Array>] {
  let start = new Uint8Array(0);
  while (start.length < ENVELOPE_HEADER_BYTES) {
    const { done, value } = pieces.next();
    if (done) break;
    start = concat(start, value);
  }
  const rest = function* () {
    yield start.subarray(ENVELOPE_HEADER_BYTES);
    yield* pieces;
  };
  return [start.subarray(0, ENVELOPE_HEADER_BYTES), rest()];
}

async function requireSender(person: PublicIdentity, claim?: SenderClaim): Promise<void> {
  const named = claim && equalBytes(claim.identityHash, identityHash(person));
  if (claim && named && await verifySender(person, claim)) return;
  throw new CliError("The sender named by --from did not sign this", EXIT_FAILED_CHECK);
}

function describe(claim: SenderClaim | undefined, verified: boolean, contents: Contents) {
  if (!claim) return { json: null, text: "It does not say who sent it" };
  const contact = contents.contacts.find(({ identityHash }) =>
    equalBytes(identityHash, claim.identityHash)
  );
  const identity = hex(claim.identityHash);
  const name = contact ? `${contact.name} (${identity})` : identity;
  return {
    json: { identityHash: identity, contact: contact?.name ?? null, verified },
    text: verified
      ? `Sent by ${name}: verified`
      : `It says that it was sent by ${name}: not verified, give --from with the identity file`,
  };
}
