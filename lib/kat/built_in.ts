/**
 * Runs the built-in known answers through every check: no file, no permission.
 *
 * @module
 */
import { titleOf } from "./case.ts";
import type { Check } from "./check.ts";
import { runCase } from "./judge.ts";
import { type Row, Tally } from "./report.ts";
import { builtInVectors, resolveCases, type VectorSource } from "./vector_files.ts";

/** A line of the table, with what the vectors say of themselves. */
export interface BuiltInRow extends Row {
  /** The standard and the clauses. */
  readonly standard: string;
  /** Where the expected values come from. */
  readonly source: string;
}

/** How to run. */
export interface BuiltInOptions {
  /** The checks, from the registry. Those for publishers' files only are left out. */
  readonly checks: readonly Check[];
  /** Whether the cases that take seconds run too. */
  readonly slow: boolean;
  /** The time in milliseconds, from any origin. */
  readonly clock: () => number;
  /** Told before each check what runs next. */
  readonly onProgress?: (done: number, total: number, next: Check) => void;
  /** The vectors; those built in unless a test gives others. */
  readonly vectors?: VectorSource;
}

/** Why a slow case did not run. */
export const SLOW = "it takes seconds, and slow cases were not asked for";

/**
 * Runs every case of every check and counts.
 *
 * @throws {RangeError} if a check has no vectors
 */
export async function runBuiltIn(options: BuiltInOptions): Promise<BuiltInRow[]> {
  const { slow, clock, onProgress, vectors = builtInVectors } = options;
  const checks = options.checks.filter((check) => check.builtIn);
  const rows: BuiltInRow[] = [];
  for (const [i, check] of checks.entries()) {
    onProgress?.(i, checks.length, check);
    const file = await vectors(check.subject);
    const operations = await check.load();
    const tally = new Tally();
    const start = clock();
    for (const case_ of resolveCases(file)) {
      const skipped = case_.slow === true && !slow;
      tally.add(
        titleOf(case_),
        skipped ? { status: "not run", reason: SLOW } : await runCase(operations, case_),
      );
    }
    const row = tally.row(check, clock() - start);
    rows.push({ ...row, standard: file.standard, source: file.source });
  }
  return rows;
}
