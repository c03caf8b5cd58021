/**
 * A check: an algorithm as one implementation computes it, ready to be run over known answers.
 *
 * @module
 */
import type { Operations } from "./case.ts";

/** Whose code computes. "kelid" is this repository's own. */
export type Implementation =
  | "noble"
  | "WebCrypto"
  | "node:crypto"
  | "hash-wasm"
  | "scure"
  | "kelid";

/** One algorithm in one implementation. */
export interface Check {
  /** Unique: the subject, a slash, the implementation in lower case. */
  readonly name: string;
  /** The file in `vectors/` that it runs, and the publishers' cases that it takes. */
  readonly subject: string;
  /** The algorithm as people call it. */
  readonly algorithm: string;
  /** Whose code it is. */
  readonly implementation: Implementation;
  /**
   * False for a variant that the program does not use and the library offers: it runs publishers'
   * files only, where it tests code that the program shares.
   */
  readonly builtIn: boolean;
  /** Loads the implementation. Nothing of it is loaded before. */
  load(): Promise<Operations>;
}

/** Makes a check of a subject. */
export function check(
  subject: string,
  algorithm: string,
  implementation: Implementation,
  load: () => Promise<Operations>,
): Check {
  return {
    name: `${subject}/${implementation.toLowerCase()}`,
    subject,
    algorithm,
    implementation,
    builtIn: true,
    load,
  };
}

/** Makes a check that runs publishers' files only. */
export function fileCheck(...of: Parameters<typeof check>): Check {
  return { ...check(...of), builtIn: false };
}
