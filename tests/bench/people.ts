/**
 * What several parts of the benchmark work with: a folder, and a vault in it with an identity file.
 *
 * @module
 */
import { entryCommand, run } from "./measure.ts";

/** The entry whose costs and vaults are light. */
export const LIGHT = "tests/light_main.ts";
/** The shipped entry. */
export const SHIPPED = "cli/main.ts";

const PASSPHRASE = "a passphrase for benchmarks only";

/** A vault of one compartment, made by the program itself. */
export interface Owner {
  /** The entry that made the vault, and can open it. */
  readonly entry: string;
  readonly vault: string;
  /** A file with the answers of every later command. */
  readonly answers: string;
  /** The public identity file. */
  readonly identity: string;
}

/** Makes a vault and an identity file in a folder. */
export async function makeOwner(entry: string, folder: string): Promise<Owner> {
  const owner = {
    entry,
    vault: `${folder}/vault`,
    answers: `${folder}/answers`,
    identity: `${folder}/identity`,
  };
  const first = [PASSPHRASE, "", "", "enough", "n", ""].join("\n");
  await Deno.writeTextFile(owner.answers, first);
  await run(entryCommand(entry, "init", owner.vault, "--passphrase-file", owner.answers));
  await Deno.writeTextFile(owner.answers, PASSPHRASE + "\n");
  await run(ownerCommand(owner, "identity", "--output", owner.identity));
  return owner;
}

/** A command with the vault and the answers of an owner. */
export function ownerCommand(owner: Owner, name: string, ...args: string[]) {
  const { entry, vault, answers } = owner;
  return entryCommand(entry, name, "--vault", vault, "--passphrase-file", answers, ...args);
}

/** Lends a folder that is removed afterwards. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "kelid-bench-" });
  try {
    return await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
