/**
 * `kelid recovery collect`: opens released shares, and when they are enough puts the restored wallet
 * into the compartment that asked for them.
 *
 * @module
 */
import { wipe } from "../../../lib/bytes.ts";
import { Collection, openRelease } from "../../../lib/recovery/collection.ts";
import { Refusal } from "../../../lib/recovery/refusal.ts";
import type { Contents } from "../../../lib/vault/contents.ts";
import { type Answers, openAnswers } from "../../answers.ts";
import type { Context, VaultFlags } from "../../context.ts";
import { CliError, EXIT_FAILED_CHECK, EXIT_LOCKED, EXIT_USAGE } from "../../errors.ts";
import { KnownPassphrases } from "../../new_passphrase.ts";
import { decodeOrNothing, storeContents } from "../../compartment.ts";
import { askFolded, LOCKED, OpenVault, vaultPath } from "../../open_vault.ts";
import { dropBeacon } from "../../outbox.ts";
import { print, warn } from "../../output.ts";
import { MESSAGE_PRIMITIVES, selfTest, SHARE_PRIMITIVES } from "../../self_test.ts";
import { VaultFile } from "../../vault_file.ts";
import { REPLACES_WALLET } from "../../wallet_setup.ts";
import { progressOf } from "./combine.ts";
import { askRestored, NOT_RESTORED } from "./restored_wallet.ts";
import { askShare } from "./share_input.ts";
import { type NamedFile, readAllMessages } from "./taking_in.ts";

/** The command. */
export async function collect(this: Context, flags: VaultFlags, ...paths: string[]): Promise<void> {
  const path = vaultPath(flags);
  if (flags.readOnly) {
    throw new CliError("Cannot change the vault with --read-only", EXIT_USAGE);
  }
  VaultFile.inspect(path, this.settings.geometry);
  const files = readAllMessages(paths);
  const answers = await openAnswers(flags);
  const known = new KnownPassphrases();
  const collection = new Collection();
  let vault: OpenVault | undefined;
  try {
    await selfTest(this.settings, [...MESSAGE_PRIMITIVES, ...SHARE_PRIMITIVES]);
    const folded = await askFolded(answers, "Passphrase: ");
    known.addOpening(folded);
    const opened = await OpenVault.open(this.settings, path, false, folded);
    vault = opened.vault;
    const contents = opened.compartment && decodeOrNothing(opened.compartment.content);
    if (vault.save(false)) await dropBeacon(this.settings, flags, contents?.beacon);
    if (!opened.compartment || !contents) throw new CliError(LOCKED, EXIT_LOCKED);
    await gather(answers, contents, files, collection);
    answers.note(REPLACES_WALLET);
    if (!await answers.confirm("Replace it?", false)) {
      throw new CliError(
        "Nothing was restored, and nothing is lost: collect again, or with the shares make a new" +
          " vault (restore)",
        EXIT_USAGE,
      );
    }
    const secret = await collection.state.combine();
    try {
      const { wallet, sessionId } = await askRestored(this.settings, answers, known, secret);
      const { request: _, deal: __, ...rest } = contents;
      storeContents(vault.session, opened.compartment.slot, { ...rest, wallet });
      await vault.saveAgain();
      warn(NOT_RESTORED);
      print(flags, { vault: path, sessionId }, [
        `Restored into ${path}: the compartment that asked has the wallet now`,
        `Session ID: ${sessionId}`,
      ]);
    } finally {
      wipe(secret);
    }
  } finally {
    collection.wipe();
    vault?.close();
    known.wipe();
    answers.close();
  }
}

/**
 * Takes in the files, then shares on paper, until they are enough.
 *
 * @throws {CliError} if they are not
 */
async function gather(
  answers: Answers,
  contents: Contents,
  files: readonly NamedFile[],
  collection: Collection,
): Promise<void> {
  if (!contents.request) {
    throw new CliError("No request was made from this compartment", EXIT_USAGE);
  }
  const releases: { path: string; release: Awaited<ReturnType<typeof openRelease>> }[] = [];
  for (const { path, bytes } of files) {
    try {
      releases.push({ path, release: await openRelease(bytes, contents.request) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      warn(`${path}: ${error.message}`);
    }
  }
  const results = await collection.takeReleases(releases.map(({ release }) => release));
  for (const [i, { refusal }] of results.entries()) {
    if (refusal) warn(`${releases[i].path}: ${refusal.message}`);
  }
  const { state } = collection;
  answers.note(progressOf(state));
  while (!state.complete) {
    const question = `Share on paper ${state.size + 1} (empty: no more): `;
    const given = await askShare(answers, question, async (share) => {
      await collection.takePaper(share);
    });
    if (!given) break;
    answers.note(progressOf(state));
  }
  if (state.complete) return;
  throw new CliError(
    `Not enough yet: ${progressOf(state) || "no share has come"}; nothing is lost, collect again` +
      " with more files",
    EXIT_FAILED_CHECK,
  );
}
