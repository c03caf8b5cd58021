/**
 * `kelid kat`: known-answer tests, over the figures built into the program, or over publishers' own
 * files.
 *
 * @module
 */
import { type BuiltInRow, runBuiltIn } from "../../lib/kat/built_in.ts";
import {
  type FileReport,
  type OfficialFile,
  officialFile,
  runOfficial,
} from "../../lib/kat/official.ts";
import { CHECKS, selectChecks } from "../../lib/kat/registry.ts";
import type { Row, Skipped } from "../../lib/kat/report.ts";
import { builtInVectors } from "../../lib/kat/vector_files.ts";
import type { Context } from "../context.ts";
import { CliError, EXIT_DONE, EXIT_FAILED_CHECK, EXIT_FILE, EXIT_USAGE } from "../errors.ts";
import { fileTrouble } from "../files.ts";
import { toStderr, toStdout } from "../output.ts";

/** The command. */
export async function kat(
  this: Context,
  flags: Omit<KatOptions, "paths" | "only"> & { readonly only?: readonly string[] },
  ...paths: string[]
): Promise<void> {
  const shown = Deno.stderr.isTerminal() && !flags.json;
  const code = await runKat({ ...flags, only: flags.only ?? [], paths }, {
    print: (line) => toStdout(`${line}\n`),
    progress: shown ? (text) => toStderr(`\r\x1b[K${text}`) : undefined,
    clock: this.settings.clock,
  });
  if (code !== EXIT_DONE) throw new CliError("Not every known answer was met", code);
}

/** What a person asks for. */
export interface KatOptions {
  /** Publishers' files and folders; none for the built-in figures. */
  readonly paths: readonly string[];
  /** Names of algorithms or checks; none for all. */
  readonly only: readonly string[];
  /** One line of JSON instead of a table. */
  readonly json: boolean;
  /** Only say what there is. */
  readonly list: boolean;
  /** Also the cases that take seconds. */
  readonly slow: boolean;
}

/** Where the command writes, and its clock. */
export interface KatIo {
  /** Writes a line of the result. */
  print(line: string): void;
  /** Shows what runs next, on a terminal; "" takes it away again. */
  readonly progress?: (text: string) => void;
  /** Milliseconds from any origin. */
  readonly clock: () => number;
}

/**
 * Runs the command.
 *
 * @returns the exit code: 0 only if something ran and everything that ran passed
 * @throws {CliError} if a name fits no check or a path cannot be read
 */
export async function runKat(options: KatOptions, io: KatIo): Promise<number> {
  let checks;
  try {
    checks = selectChecks(CHECKS, options.only);
  } catch (error) {
    throw new CliError((error as Error).message, EXIT_USAGE);
  }
  if (options.list) return await list(checks.filter((check) => check.builtIn), options, io);
  const { slow } = options;
  const { clock, progress } = io;
  if (options.paths.length > 0) {
    const files = options.paths.flatMap((path) => filesAt(path));
    const reports = await runOfficial(files, {
      checks: CHECKS,
      selected: new Set(checks),
      slow,
      clock,
      onProgress: (done, total, file) => progress?.(`${done + 1} of ${total}: ${file}`),
    });
    progress?.("");
    return reportFiles(reports, options, io);
  }
  const rows = await runBuiltIn({
    checks,
    slow,
    clock,
    onProgress: (done, total, check) => progress?.(`${done + 1} of ${total}: ${check.name}`),
  });
  progress?.("");
  return reportBuiltIn(rows, options, io);
}

async function list(
  checks: ReturnType<typeof selectChecks>,
  { json }: KatOptions,
  { print }: KatIo,
): Promise<number> {
  const entries = [];
  for (const { name, algorithm, implementation, subject } of checks) {
    const { standard, source, cases } = await builtInVectors(subject);
    entries.push({ name, algorithm, implementation, standard, source, cases: cases.length });
  }
  if (json) print(JSON.stringify(entries));
  else {
    for (const { name, standard, cases } of entries) {
      print(`${name.padEnd(30)} ${String(cases).padStart(4)} cases  ${standard}`);
    }
  }
  return EXIT_DONE;
}

/**
 * Every file at a path: the file, or all files of the folder and those in it, in order of name.
 * What cannot be read in a folder is a failure of its own, beside which all else still runs.
 *
 * @param above the folders that this one is in, if a person named another
 * @throws {CliError} if the path that a person named cannot be read
 */
function filesAt(path: string, above: readonly string[] = []): OfficialFile[] {
  const named = above.length === 0;
  try {
    const { isDirectory, isFile } = Deno.statSync(path);
    if (isDirectory) {
      const real = Deno.realPathSync(path);
      if (above.includes(real)) {
        return [{ name: path, named, error: "it is a link back to a folder that it is in" }];
      }
      const names = [...Deno.readDirSync(path)].map(({ name }) => name).sort();
      const inside = [...above, real];
      return names.flatMap((name) => filesAt(`${path.replace(/\/$/, "")}/${name}`, inside));
    }
    // Reading a pipe that happens to be there would wait for ever.
    if (!named && !isFile) return [{ name: path, named, error: "it is not a file" }];
    return [officialFile(path, Deno.readFileSync(path), named)];
  } catch (error) {
    const { message } = fileTrouble("read", path, error);
    if (named) throw new CliError(message, EXIT_FILE);
    return [{ name: path, named, error: message.slice(`Cannot read ${path}: `.length) }];
  }
}

/** Sums of several lines. */
function totals(rows: readonly Row[]): { run: number; passed: number; failed: number } {
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0);
  return {
    run: sum((row) => row.run),
    passed: sum((row) => row.passed),
    failed: sum((row) => row.failed),
  };
}

function line(row: Row): string {
  const counts = `${String(row.run).padStart(6)} run ${String(row.passed).padStart(6)} passed ` +
    `${String(row.failed).padStart(4)} failed`;
  const time = `${row.milliseconds.toFixed(0)} ms`.padStart(9);
  const rest = row.cases - row.run;
  return `  ${row.implementation.padEnd(12)}${counts}${time}${
    rest > 0 ? `   ${rest} not run` : ""
  }`;
}

function printFailures(rows: readonly Row[], before: string, { print }: KatIo): void {
  for (const row of rows) {
    for (const { case: name, reason } of row.failures) {
      print(`FAILED ${before}${row.check}: ${name}: ${reason}`);
    }
  }
}

function printReasons(skipped: readonly Skipped[], { print }: KatIo): void {
  const reasons = new Map<string, number>();
  for (const { reason, count } of skipped) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  if (reasons.size > 0) print("Not run:");
  for (const [reason, count] of reasons) print(`${String(count).padStart(6)}  ${reason}`);
}

function reportBuiltIn(rows: readonly BuiltInRow[], { json }: KatOptions, io: KatIo): number {
  const sums = totals(rows);
  const passed = sums.failed === 0 && rows.length > 0 && rows.every((row) => row.run > 0);
  const milliseconds = rows.reduce((sum, row) => sum + row.milliseconds, 0);
  if (json) {
    io.print(JSON.stringify({ ...sums, milliseconds, ok: passed, rows }));
    return passed ? EXIT_DONE : EXIT_FAILED_CHECK;
  }
  let algorithm = "";
  for (const row of rows) {
    if (row.algorithm !== algorithm) {
      algorithm = row.algorithm;
      io.print(`${algorithm} (${row.standard})`);
      // Of a long text, what says whose figures they are; how they were made is in the JSON.
      io.print(`  ${row.source.length > 160 ? row.source.split(/[.:] /)[0] : row.source}`);
    }
    io.print(line(row));
    if (row.run === 0) io.print(`FAILED ${row.check}: none of its cases was run`);
  }
  printReasons(rows.flatMap((row) => row.notRun), io);
  printFailures(rows, "", io);
  io.print(
    `${sums.run} cases run in ${(milliseconds / 1000).toFixed(1)} s: ` +
      `${sums.passed} passed, ${sums.failed} failed`,
  );
  return passed ? EXIT_DONE : EXIT_FAILED_CHECK;
}

function reportFiles(reports: readonly FileReport[], { json }: KatOptions, io: KatIo): number {
  const rows = reports.flatMap((report) => report.rows);
  const { failed } = totals(rows);
  const sum = (of: (report: FileReport) => number) =>
    reports.reduce((total, report) => total + of(report), 0);
  const count = (which: (report: FileReport) => boolean) => reports.filter(which).length;
  const summary = {
    files: count((report) => report.format !== undefined),
    withoutVectors: count((report) => report.format === undefined && report.error === undefined),
    unreadable: count((report) => report.error !== undefined),
    cases: sum((report) => report.cases),
    run: sum((report) => report.run),
    notRun: sum((report) => report.cases - report.run),
    failed,
  };
  const passed = failed === 0 && summary.unreadable === 0 && summary.run > 0;
  if (json) {
    io.print(JSON.stringify({ ...summary, ok: passed, reports }));
    return passed ? EXIT_DONE : EXIT_FAILED_CHECK;
  }
  for (const report of reports) {
    if (report.error !== undefined) io.print(`FAILED Cannot read ${report.file}: ${report.error}`);
    else if (report.format === undefined) io.print(`${report.file}: a text without vectors`);
    else {
      io.print(`${report.file} (${report.format}): ${report.run} of ${report.cases} cases run`);
      for (const row of report.rows) {
        if (row.run > 0) io.print(`  ${row.algorithm.padEnd(20)}${line(row)}`);
      }
    }
  }
  printReasons(reports.flatMap((report) => report.notRun), io);
  for (const report of reports) printFailures(report.rows, `${report.file}, `, io);
  io.print(
    `${summary.files} files, ${summary.cases} cases: ${summary.run} run, ${summary.notRun} not run, ` +
      `${failed} failed; ${summary.unreadable} files that cannot be read`,
  );
  return passed ? EXIT_DONE : EXIT_FAILED_CHECK;
}
