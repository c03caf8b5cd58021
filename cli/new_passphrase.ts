/**
 * Asking for passphrases that will open or make something: generated or typed twice, with their
 * strength, and never one that the session has already used for something else.
 *
 * @module
 */
import { equalBytes, utf8, wipe } from "../lib/bytes.ts";
import { foldPassphrase } from "../lib/passphrase/fold.ts";
import { generatePassphrase } from "../lib/passphrase/generate.ts";
import type { RandomSource } from "../lib/random.ts";
import type { Answers } from "./answers.ts";
import { CliError, EXIT_USAGE } from "./errors.ts";
import { warn } from "./output.ts";

/** The passphrases of a session, folded: those that open compartments and those of wallets. */
export class KnownPassphrases {
  readonly #opening: Uint8Array[] = [];
  readonly #wallets: Uint8Array[] = [];
  readonly #what: string;

  /** @param what a passphrase opens */
  constructor(what: "compartment" | "region" = "compartment") {
    this.#what = what;
  }

  /**
   * Remembers a passphrase that opens a compartment, or is to open one.
   *
   * @returns forgets it again, for the case that nothing came of it
   */
  addOpening(folded: Uint8Array): () => void {
    const copy = folded.slice();
    this.#opening.push(copy);
    return () => {
      const at = this.#opening.indexOf(copy);
      if (at >= 0) this.#opening.splice(at, 1);
      wipe(copy);
    };
  }

  /** Remembers the passphrase of a wallet. */
  addWallet(folded: Uint8Array): void {
    this.#wallets.push(folded.slice());
  }

  /** Why a passphrase cannot open a further compartment, or undefined. */
  refuseOpening(folded: Uint8Array): string | undefined {
    if (contains(this.#opening, folded)) return `Another ${this.#what} has this passphrase`;
    if (contains(this.#wallets, folded)) return "A wallet has this passphrase";
    return undefined;
  }

  /** Why a passphrase cannot make a wallet, or undefined. Wallets may share theirs. */
  refuseWallet(folded: Uint8Array): string | undefined {
    if (contains(this.#opening, folded)) return `A ${this.#what} opens with this passphrase`;
    return undefined;
  }

  /** Overwrites all of them. */
  wipe(): void {
    wipe(...this.#opening, ...this.#wallets);
  }
}

function contains(list: readonly Uint8Array[], folded: Uint8Array): boolean {
  return list.some((one) => equalBytes(one, folded));
}

/** What asking for a new passphrase gives. */
export interface NewPassphrase {
  /** Folded; the caller wipes it. */
  readonly folded: Uint8Array;
  /** The words, if they were generated: a terminal has shown them, a script is told in the result. */
  readonly generated?: string;
}

/** What an empty answer means. */
type IfEmpty = "generate" | "none";

/**
 * Asks for a new passphrase. At a terminal a typed one is asked for twice, a weak one may be
 * withdrawn, and an unusable one is asked for again; a script gives one line and gets an error.
 *
 * @param refuse says why a folded passphrase cannot be used, or gives undefined
 * @param ifEmpty whether an empty answer generates words or stands for no passphrase
 * @param begin begins to use a folded passphrase while its strength is estimated, and gives what takes
 *   that back if it is not used after all
 * @throws {CliError} if a script's answer cannot be used
 */
export async function askNewPassphrase(
  answers: Answers,
  question: string,
  refuse: (folded: Uint8Array) => string | undefined,
  ifEmpty: IfEmpty,
  random: RandomSource,
  begin?: (folded: Uint8Array) => () => void,
): Promise<NewPassphrase> {
  const hint = ifEmpty === "generate" ? "empty: make one for me" : "may be empty";
  for (;;) {
    const typed = await answers.secret(`${question} (${hint}): `);
    let problem: string | undefined;
    let folded: Uint8Array = new Uint8Array(0);
    let takeBack: (() => void) | undefined;
    try {
      folded = foldPassphrase(typed);
      if (folded.length === 0) {
        if (ifEmpty === "none") return { folded };
        const generated = generatePassphrase(random);
        answers.note(`Learn this passphrase, it is not shown again:\n  ${generated}`);
        return { folded: foldPassphrase(utf8(generated)), generated };
      }
      problem = refuse(folded);
      if (!problem && answers.interactive) problem = await repeated(answers, typed);
      if (!problem) {
        takeBack = begin?.(folded);
        problem = await weakness(answers, folded);
      }
    } catch (error) {
      if (error instanceof CliError) throw error;
      problem = (error as Error).message;
    } finally {
      wipe(typed);
    }
    if (!problem) return { folded };
    takeBack?.();
    wipe(folded);
    if (!answers.interactive) throw new CliError(problem, EXIT_USAGE);
    answers.note(problem);
  }
}

async function repeated(answers: Answers, typed: Uint8Array): Promise<string | undefined> {
  const again = await answers.secret("Once more: ");
  const same = equalBytes(again, typed);
  wipe(again);
  return same ? undefined : "The two differ";
}

async function weakness(answers: Answers, folded: Uint8Array): Promise<string | undefined> {
  const { estimateStrength } = await import("../lib/passphrase/strength.ts");
  const strength = await estimateStrength(new TextDecoder().decode(folded));
  if (!strength.weak) return undefined;
  const text = `This passphrase is weak (about ${
    Math.round(strength.bits)
  } bits): ${strength.reason}`;
  if (!answers.interactive) {
    warn(text);
    return undefined;
  }
  answers.note(text);
  return await answers.confirm("Use it all the same?", false) ? undefined : "Not used";
}
