/**
 * From a path and an answer to an opened region: the one way in for every command on volumes.
 *
 * @module
 */
import { wipe } from "../lib/bytes.ts";
import { ROOT_BYTES } from "../lib/vault/geometry.ts";
import { type RandomSource, systemRandom } from "../lib/random.ts";
import type { BlockCipher } from "../lib/volume/block.ts";
import type { Region } from "../lib/volume/region.ts";
import { type Answers, openAnswers } from "./answers.ts";
import type { CommonFlags, Settings } from "./context.ts";
import { stretchWith } from "./engine.ts";
import { CliError, EXIT_FILE, EXIT_LOCKED, EXIT_USAGE } from "./errors.ts";
import { load } from "./load.ts";
import { askFolded } from "./open_vault.ts";
import { warn } from "./output.ts";
import { selfTest } from "./self_test.ts";
import { type Access, VolumeFile } from "./volume_file.ts";
import { Progress } from "./volume_progress.ts";
import type { BlockThreads } from "./volume_threads.ts";

/** What everybody is told whose passphrase opens nothing, for whatever reason. */
export const NOTHING_OPENED = "No region opened: wrong passphrase, or the file is damaged";

/** What volumes are read and written with. */
export const VOLUME_PRIMITIVES = ["argon2id", "xchacha20-poly1305-own", "hkdf-sha-512"] as const;

/** What a command works with. */
export interface OpenVolume {
  readonly file: VolumeFile;
  readonly region: Region;
  readonly answers: Answers;
  /** For a further region; without it, it works in this thread. */
  readonly cipher?: BlockCipher;
}

/** What {@linkcode withVolume} is told. */
export interface VolumeUse<Before> {
  /** The path of the volume. */
  readonly path: string;
  readonly access: Access;
  /** Whether contents of files are going to be read or written. */
  readonly bulk?: boolean;
  /** What else standard input is needed for, as in {@linkcode openAnswers}. */
  readonly input?: string;
  /** Looks at everything that can be wrong before a passphrase is asked for. */
  readonly before?: (file: VolumeFile) => Before;
}

/**
 * Opens a volume and a region in it, and closes both when the work is done or failed.
 *
 * @throws {CliError} as {@linkcode VolumeFile.open} does; with {@linkcode NOTHING_OPENED} if no
 *   region opens; if the file was cut off and is to be changed
 */
export async function withVolume<Result, Before = undefined>(
  settings: Settings,
  flags: CommonFlags,
  use: VolumeUse<Before>,
  work: (open: OpenVolume, before: Before) => Promise<Result>,
): Promise<Result> {
  const file = VolumeFile.open(use.path, settings.volume, use.access);
  let answers: Answers | undefined, region: Region | undefined, threads: BlockThreads | undefined;
  try {
    const before = use.before?.(file) as Before;
    answers = await openAnswers(flags, use.input);
    const folded = await askFolded(answers, "Passphrase: ");
    region = await openFolded(settings, file, folded, async () => {
      if (use.bulk) threads = await startThreads(settings, file);
      return threads;
    });
    if (use.access === "write") await settle(region, settings);
    return await work({ file, region, answers, cipher: threads }, before);
  } catch (error) {
    throw inWords(error, use.path);
  } finally {
    region?.close();
    threads?.close();
    answers?.close();
    file.close();
  }
}

/** Below this they would cost more than they save. */
const THREADS_FROM_BYTES = 64 * 2 ** 20;

/** Threads for a volume large enough; they draw random bytes from the system only. */
async function startThreads(
  { random, volume }: Settings,
  file: VolumeFile,
): Promise<BlockThreads | undefined> {
  if (random !== (systemRandom as RandomSource) || file.length < THREADS_FROM_BYTES) return;
  const { BlockThreads } = await load<typeof import("./volume_threads.ts")>(
    import.meta.resolve("./volume_threads.ts"),
  );
  return new BlockThreads(volume.blockBytes);
}

/**
 * Opens the region of a folded passphrase, which is wiped. The code for it is loaded, and tests
 * itself, while Argon2id runs.
 *
 * @param startCipher gives what seals and opens blocks, if it is not to be done in this thread
 * @throws {CliError} with {@linkcode NOTHING_OPENED} if there is none
 */
export async function openFolded(
  settings: Settings,
  file: VolumeFile,
  folded: Uint8Array,
  startCipher?: () => Promise<BlockCipher | undefined>,
): Promise<Region> {
  try {
    const salt = await loadSalt(file);
    // Argon2id first: every thread that starts holds this one up.
    const [root, cipher, { Region }] = await Promise.all([
      stretchWith(settings)(folded, salt, ROOT_BYTES),
      startCipher?.(),
      load<typeof import("../lib/volume/region.ts")>(
        import.meta.resolve("../lib/volume/region.ts"),
      ),
      selfTest(settings, VOLUME_PRIMITIVES),
    ]);
    try {
      const { volume: geometry, random, count } = settings;
      count("file read", 1);
      count("aead opened", 2 * geometry.regions);
      const region = await Region.open(file, root, { geometry, random, cipher });
      if (!region) throw new CliError(NOTHING_OPENED, EXIT_LOCKED);
      refuseCutOff(region, file);
      return region;
    } finally {
      wipe(root);
    }
  } finally {
    wipe(folded);
  }
}

/** Argon2id of a folded passphrase, which is wiped, and the volume's salt: 64 bytes. */
export async function volumeRoot(
  settings: Settings,
  file: VolumeFile,
  folded: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await stretchWith(settings)(folded, await loadSalt(file), ROOT_BYTES);
  } finally {
    wipe(folded);
  }
}

async function loadSalt(file: VolumeFile): Promise<Uint8Array> {
  const { readSalt, SALT_HEADER_BYTES } = await load<
    typeof import("../lib/volume/head.ts")
  >(import.meta.resolve("../lib/volume/head.ts"));
  return readSalt(file.read(0, SALT_HEADER_BYTES));
}

/** A file cut off can still be read as far as it goes. */
function refuseCutOff(region: Region, file: VolumeFile): void {
  if (region.complete) return;
  const text = `${file.path} was ${region.layout.length} bytes long and has ${file.length} now`;
  if (file.writable) throw new CliError(`Cannot change the volume: ${text}`, EXIT_FILE);
  warn(`the volume was cut off or added to: ${text}`);
}

async function settle(region: Region, { clock }: Settings): Promise<void> {
  const progress = new Progress("Cleaning up after an interrupted change", 0, clock);
  try {
    await region.settle(progress.add);
  } finally {
    progress.end();
  }
}

/** Errors of the library in the words and with the code of a command line. */
export function inWords(error: unknown, path: string): unknown {
  if (error instanceof CliError || !(error instanceof Error)) return error;
  if (error instanceof RangeError) return new CliError(error.message, EXIT_FILE);
  if (error instanceof SyntaxError) return new CliError(error.message, EXIT_USAGE);
  if (error instanceof Deno.errors.NotFound) {
    return new CliError(`Cannot use ${path}: ${error.message}`, EXIT_FILE);
  }
  return error;
}
