/**
 * `kelid volume create`: a new volume, and a region for each passphrase that the user wants.
 *
 * @module
 */
import { wipe } from "../../../lib/bytes.ts";
import { ROOT_BYTES } from "../../../lib/vault/geometry.ts";
import { createVolume, newSalt } from "../../../lib/volume/create.ts";
import { type Layout, layoutOf } from "../../../lib/volume/geometry.ts";
import { later } from "../../../lib/volume/pipeline.ts";
import type { VolumeStorage } from "../../../lib/volume/storage.ts";
import { type Answers, openAnswers } from "../../answers.ts";
import type { CommonFlags, Context, Settings } from "../../context.ts";
import { stretchWith } from "../../engine.ts";
import { CliError, EXIT_USAGE } from "../../errors.ts";
import { OutputFile, refuseExisting } from "../../files.ts";
import { askNewPassphrase, KnownPassphrases, type NewPassphrase } from "../../new_passphrase.ts";
import { deliver, resultText } from "../../output.ts";
import { selfTest } from "../../self_test.ts";
import { VOLUME_PRIMITIVES } from "../../volume_open.ts";
import { Progress } from "../../volume_progress.ts";
import { parseSize, sizeText } from "../../volume_sizes.ts";

interface Flags extends CommonFlags {
  readonly size: string;
}

/** The command. */
export async function create(this: Context, flags: Flags, path: string): Promise<void> {
  const { settings } = this;
  const layout = layoutFor(flags.size, settings);
  refuseExisting(path);
  const output = new OutputFile(path);
  try {
    await selfTest(settings, VOLUME_PRIMITIVES);
    const answers = await openAnswers(flags);
    let asked: NewPassphrase[];
    {
      const salt = newSalt(settings.random);
      using roots = new RootsAhead(settings, salt);
      try {
        asked = await askAll(answers, layout, settings, roots);
      } finally {
        // From here on a signal is the output file's, which removes what was written.
        answers.close();
      }
      await fill(output, layout, salt, asked.map(({ folded }) => roots.of(folded)), settings);
    }
    output.sync();
    const { capacity, passphrases } = {
      capacity: layout.dataBlocks * layout.payloadBytes,
      passphrases: asked.map(({ generated }) =>
        (answers.interactive ? undefined : generated) ?? null
      ),
    };
    const result = resultText(flags, { volume: path, size: layout.length, capacity, passphrases }, [
      `Made ${path}: ${sizeText(layout.length)}, of which a passphrase opens ${sizeText(capacity)}`,
      ...passphrases.filter((one) => one !== null),
    ]);
    // Before the file gets its name: no volume is left whose passphrases were not told.
    deliver(result);
    output.finish();
  } finally {
    output.discard();
  }
}

function layoutFor(size: string, { volume }: Settings): Layout {
  try {
    return layoutOf(parseSize(size), volume);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`Cannot use the size ${size}: ${(error as Error).message}`, EXIT_USAGE);
  }
}

async function askAll(
  answers: Answers,
  layout: Layout,
  { random }: Settings,
  roots: RootsAhead,
): Promise<NewPassphrase[]> {
  const { regions } = layout.geometry;
  const known = new KnownPassphrases("region");
  const asked: NewPassphrase[] = [];
  answers.note(
    `Every volume has ${regions} regions. A passphrase opens one; a region without a passphrase is` +
      " random bytes, and nobody can tell which of them are.",
  );
  try {
    do {
      const one = await askNewPassphrase(
        answers,
        asked.length === 0 ? "First passphrase" : "Its passphrase",
        (folded) => known.refuseOpening(folded),
        "generate",
        random,
        (folded) => roots.begin(folded),
      );
      known.addOpening(one.folded);
      asked.push(one);
    } while (
      asked.length < regions && await answers.confirm("A region for another passphrase?", false)
    );
    return asked;
  } finally {
    known.wipe();
  }
}

async function fill(
  output: OutputFile,
  layout: Layout,
  salt: Uint8Array,
  begun: readonly Promise<Uint8Array>[],
  { random, clock }: Settings,
): Promise<void> {
  const progress = new Progress("Filling with random bytes", layout.length, clock);
  try {
    const roots = await Promise.all(begun);
    await createVolume(storageOf(output, layout), layout, salt, roots, random, progress.add);
  } finally {
    progress.end();
  }
}

/** Argon2id of passphrases, one after another, beside the questions that follow. */
class RootsAhead {
  readonly #stretch: (folded: Uint8Array) => Promise<Uint8Array>;
  readonly #begun = new Map<Uint8Array, Promise<Uint8Array>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(settings: Settings, salt: Uint8Array) {
    const stretch = stretchWith(settings);
    this.#stretch = (folded) => stretch(folded, salt, ROOT_BYTES);
  }

  /**
   * Begins with a folded passphrase, which is taken over.
   *
   * @returns takes it back: what has to wait for others does not begin then
   */
  begin(folded: Uint8Array): () => void {
    const root = later(this.#last.then(() => {
      if (!this.#begun.has(folded)) throw new Error("A passphrase was taken back");
      return this.#stretch(folded);
    }));
    this.#last = root.catch(() => {});
    this.#begun.set(folded, root);
    return () => this.#takeBack(folded);
  }

  /** What comes of a folded passphrase, begun with before or not: 64 bytes. */
  of(folded: Uint8Array): Promise<Uint8Array> {
    if (!this.#begun.has(folded)) this.begin(folded);
    return this.#begun.get(folded)!;
  }

  /** Takes all of them back, and wipes what came of them. */
  [Symbol.dispose](): void {
    for (const folded of [...this.#begun.keys()]) this.#takeBack(folded);
  }

  #takeBack(folded: Uint8Array): void {
    this.#begun.get(folded)?.then((root) => wipe(root), () => {});
    this.#begun.delete(folded);
    wipe(folded);
  }
}

/** A new file is written from its first byte to its last, and made durable when it gets its name. */
function storageOf(output: OutputFile, { length }: Layout): VolumeStorage {
  return {
    length,
    read: () => new Uint8Array(0),
    write: (_, bytes) => output.write(bytes),
    sync: () => {},
  };
}
