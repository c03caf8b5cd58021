/**
 * `kelid restore`: from shares to a new vault with the same identities.
 *
 * @module
 */
import { dirname } from "node:path";
import { wipe } from "../../lib/bytes.ts";
import { encodeContents, newContents } from "../../lib/vault/contents.ts";
import { ROOT_BYTES } from "../../lib/vault/keys.ts";
import { VaultSession } from "../../lib/vault/session.ts";
import { openAnswers } from "../answers.ts";
import type { CommonFlags, Context, Settings } from "../context.ts";
import { stretchWith } from "../engine.ts";
import { CliError, EXIT_FILE } from "../errors.ts";
import { fileTrouble, OutputFile, refuseExisting } from "../files.ts";
import { askNewPassphrase, KnownPassphrases } from "../new_passphrase.ts";
import { dropBeacon } from "../outbox.ts";
import { deliver, resultText, warn } from "../output.ts";
import { KEY_PRIMITIVES, selfTest, SHARE_PRIMITIVES, VAULT_PRIMITIVES } from "../self_test.ts";
import { askSecret } from "./recovery/combine.ts";
import { askRestored, NOT_RESTORED, type Restored } from "./recovery/restored_wallet.ts";

interface Flags extends CommonFlags {
  readonly outbox?: string;
  readonly sharesPassphrase: boolean;
}

/** The command. */
export async function restore(this: Context, flags: Flags, path: string): Promise<void> {
  refuseExisting(path);
  refuseMissingFolder(path);
  const answers = await openAnswers(flags);
  const known = new KnownPassphrases();
  try {
    await selfTest(this.settings, [
      ...VAULT_PRIMITIVES,
      ...KEY_PRIMITIVES,
      ...SHARE_PRIMITIVES,
      "slh-dsa-sha2-256s",
    ]);
    const secret = await askSecret(answers, flags.sharesPassphrase);
    try {
      answers.note("The shares fit together. Choose how the new vault opens.");
      const opening = await askNewPassphrase(
        answers,
        "First passphrase",
        () => undefined,
        "generate",
        this.settings.random,
      );
      known.addOpening(opening.folded);
      const restored = await askRestored(this.settings, answers, known, secret);
      const vault = await newVault(this.settings, opening.folded, restored);
      const { sessionId } = restored;
      const { generated } = opening;
      const told = answers.interactive || !generated ? [] : [generated];
      const result = resultText(flags, { vault: path, sessionId, passphrase: told[0] }, [
        `Made ${path}`,
        `Session ID: ${sessionId}`,
        ...told,
      ]);
      writeTold(path, vault, result);
      await dropBeacon(this.settings, flags, undefined);
      warn(NOT_RESTORED);
    } finally {
      wipe(secret);
    }
  } finally {
    known.wipe();
    answers.close();
  }
}

async function newVault(
  settings: Settings,
  folded: Uint8Array,
  { wallet }: Restored,
): Promise<Uint8Array<ArrayBuffer>> {
  const { geometry, random, count } = settings;
  const session = VaultSession.create({ geometry, random, count });
  const contents = encodeContents(newContents(wallet));
  const root = await stretchWith(settings)(folded, session.salt, ROOT_BYTES);
  try {
    session.add(root, contents);
    return session.save();
  } finally {
    wipe(folded, root, contents);
    session.close();
  }
}

/** A new vault, which gets its name after its passphrase was told: none is left that nobody opens. */
function writeTold(path: string, vault: Uint8Array, result: string): void {
  const file = new OutputFile(path);
  try {
    file.write(vault);
    file.sync();
    deliver(result);
    file.finish();
  } finally {
    file.discard();
  }
}

function refuseMissingFolder(path: string): void {
  try {
    if (Deno.statSync(dirname(path)).isDirectory) return;
  } catch (error) {
    throw fileTrouble("write", path, error);
  }
  throw new CliError(`Cannot write ${path}: ${dirname(path)} is not a folder`, EXIT_FILE);
}
