/**
 * `kelid encrypt`: a file to one or more identities.
 *
 * @module
 */
import type { EnvelopeSender } from "../../lib/envelope/sender.ts";
import { sealEnvelope } from "../../lib/envelope/seal.ts";
import { STANZAS } from "../../lib/envelope/header.ts";
import type { HybridKemPublicKeys } from "../../lib/hybrid/kem.ts";
import { prepareToEncapsulate } from "../../lib/hybrid/mlkem1024.ts";
import { type Pieces, release } from "../../lib/pieces.ts";
import type { Context, VaultFlags } from "../context.ts";
import { CliError, EXIT_USAGE } from "../errors.ts";
import { readPieces, Sink } from "../files.ts";
import { load } from "../load.ts";
import { print } from "../output.ts";
import { KEY_PRIMITIVES, selfTest } from "../self_test.ts";
import { readIdentity } from "../signer.ts";
import { checkPseudonym } from "../wallet_keys.ts";

interface Flags extends VaultFlags {
  readonly to: readonly string[];
  readonly statements?: string;
  readonly sign: boolean;
  readonly pseudonym: number;
  readonly output?: string;
  readonly overwrite: boolean;
}

const statements = () =>
  load<typeof import("../statements.ts")>(import.meta.resolve("../statements.ts"));

/** The command. Without `--sign` no vault is opened. */
export async function encrypt(this: Context, flags: Flags, path: string): Promise<void> {
  checkPseudonym(flags.pseudonym);
  if (flags.to.length > STANZAS) {
    throw new CliError(`Cannot encrypt to more than ${STANZAS} identities`, EXIT_USAGE);
  }
  const output = flags.output ?? (path === "-" ? "-" : `${path}.sealed`);
  prepareToEncapsulate();
  const to: HybridKemPublicKeys[] = [];
  for (const recipient of flags.to) {
    const identity = await readIdentity(recipient);
    if (flags.statements !== undefined) {
      await (await statements()).heedStatements(flags.statements, identity, recipient);
    }
    to.push(identity);
  }
  const pieces = readPieces(path);
  const sink = new Sink(output, flags.overwrite);
  try {
    if (flags.sign) {
      const { withSender } = await load<typeof import("../envelope_sender.ts")>(
        import.meta.resolve("../envelope_sender.ts"),
      );
      await withSender(
        this.settings,
        flags,
        path,
        (sender) => seal(this, pieces, to, sink, undefined, sender),
      );
    } else {
      await seal(this, pieces, to, sink, selfTest(this.settings, KEY_PRIMITIVES));
    }
    sink.finish();
  } finally {
    sink.discard();
  }
  if (output !== "-") print(flags, { written: output }, [`Wrote ${output}`]);
}

/** @param tested the self-test, if it is under way: nothing is written before it has passed */
async function seal(
  context: Context,
  pieces: Pieces,
  to: readonly HybridKemPublicKeys[],
  sink: Sink,
  tested: Promise<void> | undefined,
  sender?: EnvelopeSender,
): Promise<void> {
  // Whatever fails first is told; the other must not end the program on its own.
  tested?.catch(() => {});
  try {
    for await (const piece of sealEnvelope(to, pieces, context.settings.random, sender)) {
      if (tested) await tested;
      tested = undefined;
      sink.write(piece);
      release(piece);
    }
  } catch (error) {
    if (error instanceof RangeError) throw new CliError(error.message, EXIT_USAGE);
    throw error;
  }
}
