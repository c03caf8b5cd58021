/**
 * Counting: what became of the cases of one check, and the run's verdict.
 *
 * @module
 */
import type { Check, Implementation } from "./check.ts";
import type { Outcome } from "./judge.ts";

/** A reason why cases were not run, and how many. */
export interface Skipped {
  /** Why. */
  readonly reason: string;
  /** How many cases. */
  readonly count: number;
}

/** A case that failed. */
export interface Failure {
  /** Its name. */
  readonly case: string;
  /** What differs, in at most a few bytes. */
  readonly reason: string;
}

/** One line of the table: one check over one file's cases. Times are in milliseconds. */
export interface Row {
  /** The name of the check. */
  readonly check: string;
  /** The algorithm as people call it. */
  readonly algorithm: string;
  /** Whose code ran. */
  readonly implementation: Implementation;
  /** Cases of the file that are of this check's subject. */
  readonly cases: number;
  /** Cases that were run: passed and failed. */
  readonly run: number;
  /** Cases whose answer was the expected one. */
  readonly passed: number;
  /** Cases whose answer was another. */
  readonly failed: number;
  /** How long they took together. */
  readonly milliseconds: number;
  /** Why the other cases were not run. */
  readonly notRun: readonly Skipped[];
  /** The failed cases, by name. */
  readonly failures: readonly Failure[];
}

/** Adds up the outcomes of one check. */
export class Tally {
  #passed = 0;
  #notRun = new Map<string, number>();
  #failures: Failure[] = [];

  /** Counts one case. */
  add(name: string, outcome: Outcome): void {
    if (outcome.status === "passed") this.#passed++;
    else if (outcome.status === "failed") {
      this.#failures.push({ case: name, reason: outcome.reason });
    } else this.#notRun.set(outcome.reason, (this.#notRun.get(outcome.reason) ?? 0) + 1);
  }

  /** The line of the table. */
  row(check: Check, milliseconds: number): Row {
    const failed = this.#failures.length;
    const notRun = [...this.#notRun].map(([reason, count]) => ({ reason, count }));
    const run = this.#passed + failed;
    return {
      check: check.name,
      algorithm: check.algorithm,
      implementation: check.implementation,
      cases: run + notRun.reduce((sum, { count }) => sum + count, 0),
      run,
      passed: this.#passed,
      failed,
      milliseconds,
      notRun,
      failures: this.#failures,
    };
  }
}
