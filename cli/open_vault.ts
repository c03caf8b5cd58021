/**
 * From a path and an answer to an opened compartment: the one way in for every command. Whatever
 * the passphrase opens, the vault is saved before anything is said.
 *
 * @module
 */
import { wipe } from "../lib/bytes.ts";
import { foldPassphrase } from "../lib/passphrase/fold.ts";
import { HEADER_BYTES, ROOT_BYTES } from "../lib/vault/geometry.ts";
import { vaultSalt } from "../lib/vault/salt.ts";
import type { Compartment, VaultSession } from "../lib/vault/session.ts";
import type { Contents } from "../lib/vault/contents.ts";
import type { Answers } from "./answers.ts";
import type { Settings, VaultFlags } from "./context.ts";
import { refreshBeside, refreshWith, stretchWith } from "./engine.ts";
import { CliError, EXIT_FILE, EXIT_LOCKED, EXIT_USAGE } from "./errors.ts";
import { load } from "./load.ts";
import { warn } from "./output.ts";
import { usage } from "./usage.ts";
import { VaultFile } from "./vault_file.ts";

/** What everybody is told whose passphrase opens nothing, for whatever reason. */
export const LOCKED = "No compartment opened: wrong passphrase, or the file is damaged";

/** The path of the vault: the flag, or the environment variable. */
export function vaultPath(flags: { vault?: string }): string {
  const path = flags.vault ?? Deno.env.get("KELID_VAULT");
  if (!path) {
    throw new CliError("No vault named: give --vault PATH or set KELID_VAULT", EXIT_USAGE);
  }
  return path;
}

/**
 * A passphrase as it opens: asked for, folded, never empty.
 *
 * @throws {CliError} if it is empty or not valid text
 */
export async function askFolded(answers: Answers, question: string): Promise<Uint8Array> {
  const typed = await answers.secret(question);
  try {
    const folded = foldTyped(typed);
    if (folded.length > 0) return folded;
  } finally {
    wipe(typed);
  }
  throw new CliError("The passphrase is empty", EXIT_USAGE);
}

/** Folds what was typed, with the error of a command line. */
export function foldTyped(typed: Uint8Array): Uint8Array {
  try {
    return foldPassphrase(typed);
  } catch (error) {
    throw new CliError((error as Error).message, EXIT_USAGE);
  }
}

const loadSession = () =>
  load<typeof import("../lib/vault/session.ts")>(import.meta.resolve("../lib/vault/session.ts"));
const loadContents = () =>
  load<typeof import("./compartment.ts")>(import.meta.resolve("./compartment.ts"));

async function testPrimitives(settings: Settings): Promise<void> {
  const { KEY_PRIMITIVES, selfTest, VAULT_PRIMITIVES } = await load<
    typeof import("./self_test.ts")
  >(import.meta.resolve("./self_test.ts"));
  await selfTest(settings, [...VAULT_PRIMITIVES, ...KEY_PRIMITIVES]);
}

/** A vault file and a session on it. */
export class OpenVault {
  readonly #settings: Settings;
  readonly #file: VaultFile;
  readonly #readOnly: boolean;
  readonly session: VaultSession;

  private constructor(
    settings: Settings,
    file: VaultFile,
    readOnly: boolean,
    session: VaultSession,
  ) {
    this.#settings = settings;
    this.#file = file;
    this.#readOnly = readOnly;
    this.session = session;
  }

  /**
   * Locks and reads a vault and opens the compartment of a passphrase, which it wipes. Argon2id,
   * re-randomising, the loading of what is needed next and the self-test run side by side.
   *
   * @returns the open vault, not yet saved, and the compartment if there is one
   * @throws {CliError} if the file cannot be opened or read, or the self-test fails
   */
  static async open(
    settings: Settings,
    path: string,
    readOnly: boolean,
    folded: Uint8Array,
  ): Promise<{ vault: OpenVault; compartment: Compartment | undefined }> {
    const { geometry, random, count } = settings;
    const file = await VaultFile.open(path, geometry, readOnly, count).catch((error) => {
      wipe(folded);
      throw error;
    });
    try {
      const salt = await vaultSalt(file.bytes);
      const read = file.bytes.slice(HEADER_BYTES);
      const [root, slots, { VaultSession }] = await Promise.all([
        stretchWith(settings)(folded, salt, ROOT_BYTES),
        readOnly ? read : refreshBeside(settings, read),
        loadSession(),
        loadContents(),
        testPrimitives(settings),
      ]);
      const session = new VaultSession({ salt, slots }, { geometry, random, count });
      let compartment: Compartment | undefined;
      try {
        compartment = session.open(root);
      } finally {
        wipe(root);
      }
      return { vault: new OpenVault(settings, file, readOnly, session), compartment };
    } catch (error) {
      file.close();
      throw error;
    } finally {
      wipe(folded);
    }
  }

  /** Argon2id of a passphrase for this vault; the passphrase is wiped. */
  async root(folded: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    try {
      return await stretchWith(this.#settings)(folded, this.session.salt, ROOT_BYTES);
    } finally {
      wipe(folded);
    }
  }

  /**
   * Saves. Where nothing can be written it warns that nothing was renewed.
   *
   * @param changed whether there is something that must not be lost
   * @returns whether the vault was saved
   * @throws {CliError} if it cannot be saved, or nothing can be written there though it must
   */
  save(changed: boolean): boolean {
    if (this.#readOnly) return false;
    if (this.#file.save(this.session.save(), this.#settings.random)) return true;
    if (changed) {
      throw new CliError("Cannot change the vault: it cannot be written there", EXIT_FILE);
    }
    warn("the vault cannot be written there, so it was not renewed");
    return false;
  }

  /** Re-randomises every slot again and saves: for a session that saves more than once. */
  async saveAgain(): Promise<void> {
    this.session.replaceSlots(await refreshWith(this.#settings, this.session.slots));
    this.save(true);
  }

  /** Wipes what the session knows and releases the file. */
  close(): void {
    this.session.close();
    this.#file.close();
  }
}

/** A compartment in a vault that was saved when it was opened. */
interface OpenContents {
  readonly vault: OpenVault;
  readonly slot: number;
  readonly contents: Contents;
}

/**
 * Asks for a passphrase, opens, saves and leaves a beacon, whatever it opens.
 *
 * @param prepare is done before the passphrase is asked for
 * @throws {CliError} with {@linkcode LOCKED} if nothing opens
 */
async function openAndSave(
  settings: Settings,
  flags: VaultFlags,
  answers: Answers,
  prepare?: () => Promise<void>,
): Promise<OpenContents> {
  const path = vaultPath(flags);
  VaultFile.inspect(path, settings.geometry);
  await prepare?.();
  const folded = await askFolded(answers, "Passphrase: ");
  const { vault, compartment } = await OpenVault.open(settings, path, flags.readOnly, folded);
  try {
    const { decodeOrNothing } = await loadContents();
    const contents = compartment && decodeOrNothing(compartment.content);
    if (vault.save(false)) {
      const { dropBeacon } = await load<typeof import("./outbox.ts")>(
        import.meta.resolve("./outbox.ts"),
      );
      await dropBeacon(settings, flags, contents?.beacon);
    }
    if (!compartment || !contents) throw new CliError(LOCKED, EXIT_LOCKED);
    return { vault, slot: compartment.slot, contents };
  } catch (error) {
    vault.close();
    throw error;
  }
}

/**
 * The contents behind the passphrase that is asked for.
 *
 * @throws {CliError} with {@linkcode LOCKED} if nothing opens
 */
export async function openContents(
  settings: Settings,
  flags: VaultFlags,
  answers: Answers,
): Promise<Contents> {
  const { vault, contents } = await openAndSave(settings, flags, answers);
  vault.close();
  return contents;
}

/**
 * Opens a compartment, lets `work` change its contents, and saves.
 *
 * The vault is saved before `work` asks anything, as it is when a passphrase opens nothing: whoever
 * goes away in the middle of the questions has left what every opening leaves.
 *
 * @param prepare is done before the passphrase is asked for
 * @returns what `work` gives, once it is saved; nothing is changed if it throws
 * @throws {CliError} with {@linkcode LOCKED} if nothing opens
 */
export async function changeContents<T>(
  settings: Settings,
  flags: VaultFlags,
  answers: Answers,
  work: (contents: Contents) => Promise<T>,
  prepare?: () => Promise<void>,
): Promise<T> {
  if (flags.readOnly) {
    throw new CliError("Cannot change the vault with --read-only", EXIT_USAGE);
  }
  const { vault, slot, contents } = await openAndSave(settings, flags, answers, prepare);
  try {
    const value = await work(contents);
    const { storeContents } = await loadContents();
    usage(() => storeContents(vault.session, slot, contents));
    await vault.saveAgain();
    return value;
  } finally {
    vault.close();
  }
}
