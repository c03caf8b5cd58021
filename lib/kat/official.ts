/**
 * Runs publishers' own files, unchanged, to the last case: each case by every implementation that
 * the program has of it, and those that are not run with the reason.
 *
 * @module
 */
import { utf8 } from "../bytes.ts";
import { SLOW } from "./built_in.ts";
import type { Operations } from "./case.ts";
import type { Check } from "./check.ts";
import { acvpHalf, acvpSet, joinAcvp } from "./formats/acvp.ts";
import type { Contents, Item } from "./formats/format.ts";
import { parseContents, recognise } from "./formats/recognise.ts";
import { runCase } from "./judge.ts";
import { type Row, type Skipped, Tally } from "./report.ts";

/** A file to be run. */
export interface OfficialFile {
  /** What to call it in the report. */
  readonly name: string;
  /** The whole of it. */
  readonly text?: string;
  /** Why there is no text: the file counts as one that cannot be read. */
  readonly error?: string;
  /** Whether a person named it, rather than the folder it is in: then it must hold vectors. */
  readonly named: boolean;
}

/** Names that only vectors have: such a file is never taken for a text beside them. */
const VECTOR_NAME = /\.(?:json|vec|rsp)$/i;

/** A file as it was read. One that is empty or no text has an error with the place. */
export function officialFile(name: string, bytes: Uint8Array, named: boolean): OfficialFile {
  if (bytes.length === 0) return { name, named, error: "it is empty" };
  const zero = bytes.indexOf(0);
  if (zero >= 0) return { name, named, error: `it is no text: byte ${zero} is zero` };
  try {
    return { name, named, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { name, named, error: `it is no text: byte ${firstWrongByte(bytes)} is no UTF-8` };
  }
}

/** Where bytes that are no UTF-8 begin not to be: what a reader puts in their place differs. */
function firstWrongByte(bytes: Uint8Array): number {
  const read = utf8(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
  return read.findIndex((byte, i) => byte !== bytes[i]);
}

/** What became of a file. */
export interface FileReport {
  /** The name it was given; "prompt + expectedResults" for a joined pair. */
  readonly file: string;
  /** Publisher and kind, or undefined for a text without vectors or a file that cannot be read. */
  readonly format?: string;
  /** Cases in the file. */
  readonly cases: number;
  /** Cases that at least one implementation ran. */
  readonly run: number;
  /** Cases that none ran, with the reason. */
  readonly notRun: readonly Skipped[];
  /** One line for every check that had cases in the file. */
  readonly rows: readonly Row[];
  /** Why the file could not be read, with the place. */
  readonly error?: string;
}

/** How to run. */
export interface OfficialOptions {
  /** The checks, from the registry. */
  readonly checks: readonly Check[];
  /** Those to run; all of them if left out. */
  readonly selected?: ReadonlySet<Check>;
  /** Whether the cases that take seconds run too. */
  readonly slow: boolean;
  /** The time in milliseconds, from any origin. */
  readonly clock: () => number;
  /** Told before each file. */
  readonly onProgress?: (done: number, total: number, file: string) => void;
}

/** Runs files, prompts and expected results of ACVP together. Never throws for a bad file. */
export async function runOfficial(
  files: readonly OfficialFile[],
  options: OfficialOptions,
): Promise<FileReport[]> {
  const opened = joinHalves(files.map(open));
  const reports: FileReport[] = [];
  for (const [i, one] of opened.entries()) {
    options.onProgress?.(i, opened.length, one.file);
    reports.push(await runOne(one, options));
  }
  return reports;
}

/** A file that was read: its contents, or why it has none. */
interface Opened {
  readonly file: string;
  readonly named: boolean;
  readonly contents?: Contents;
  readonly error?: string;
}

function open({ name, text = "", error, named }: OfficialFile): Opened {
  if (error !== undefined) return { file: name, named, error };
  try {
    return { file: name, named, contents: parseContents(text) };
  } catch (error) {
    return { file: name, named, error: (error as Error).message };
  }
}

/** Joins ACVP's prompts with the expected results of the same vector set. */
function joinHalves(opened: readonly Opened[]): Opened[] {
  const answers = new Map<string, Opened>();
  const halves = opened.map((one) => {
    const set = one.contents && acvpSet(one.contents);
    if (set === undefined) return { one, half: "whole" };
    const key = ["algorithm", "mode", "revision", "vsId"]
      .map((name) => set.has(name) ? String(set.field(name).value) : "").join(" ");
    try {
      const half = acvpHalf(set);
      if (half === "expectedResults") answers.set(key, one);
      return { one, half, key, set };
    } catch (error) {
      return {
        one: { ...one, contents: undefined, error: (error as Error).message },
        half: "whole",
      };
    }
  });
  const used = new Set<Opened>();
  const joined = halves.flatMap(({ one, half, key, set }) => {
    if (half !== "prompt" || set === undefined || key === undefined) return [one];
    const other = answers.get(key);
    if (other === undefined) {
      return [{
        ...one,
        contents: undefined,
        error: "it is a prompt: its expectedResults are missing",
      }];
    }
    used.add(other);
    const file = `${one.file} + ${other.file}`;
    try {
      return [{ ...one, file, contents: joinAcvp(set, acvpSet(other.contents!)!) }];
    } catch (error) {
      return [{ ...one, file, contents: undefined, error: (error as Error).message }];
    }
  });
  return joined.filter((one) => !used.has(one)).map((one) =>
    halves.some((half) => half.one === one && half.half === "expectedResults")
      ? { ...one, contents: undefined, error: "it holds expectedResults: its prompt is missing" }
      : one
  );
}

async function runOne(
  { file, named, contents, error }: Opened,
  options: OfficialOptions,
): Promise<FileReport> {
  const nothing = { file, cases: 0, run: 0, notRun: [], rows: [] };
  if (contents === undefined) return { ...nothing, error };
  try {
    const format = recognise(contents);
    if (format !== undefined) {
      return { file, format: format.name, ...await runItems(format.read(contents), options) };
    }
  } catch (error) {
    return { ...nothing, error: (error as Error).message };
  }
  // In a folder, licences and explanations lie beside the vectors. JSON is always meant to be run,
  // and so is what has the name of vectors: cut off before its first case it looks like a text.
  if (!named && contents.json === undefined && !VECTOR_NAME.test(file)) return nothing;
  return { ...nothing, error: "it is in no format that is known" };
}

async function runItems(
  items: readonly Item[],
  { checks, selected, slow, clock }: OfficialOptions,
): Promise<Pick<FileReport, "cases" | "run" | "notRun" | "rows">> {
  const lines = new Map<Check, { operations: Operations; tally: Tally; milliseconds: number }>();
  const reasons = new Map<string, number>();
  let run = 0;
  for (const item of items) {
    let reason: string | undefined;
    if ("notRun" in item) {
      reason = item.notRun;
    } else {
      const able = checks.filter((check) => check.subject === item.subject);
      if (able.length === 0) reason = `the program does not use ${item.subject}`;
      let ran = false;
      for (const check of able) {
        if (selected?.has(check) === false) {
          reason ??= "it was not selected";
          continue;
        }
        if (!lines.has(check)) {
          lines.set(check, { operations: await check.load(), tally: new Tally(), milliseconds: 0 });
        }
        const line = lines.get(check)!;
        const start = clock();
        const outcome = item.case.slow === true && !slow
          ? { status: "not run", reason: SLOW } as const
          : await runCase(line.operations, item.case);
        line.milliseconds += clock() - start;
        line.tally.add(item.case.name, outcome);
        if (outcome.status === "not run") reason ??= outcome.reason;
        else ran = true;
      }
      if (ran) reason = undefined;
    }
    if (reason === undefined) run++;
    else reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return {
    cases: items.length,
    run,
    notRun: [...reasons].map(([reason, count]) => ({ reason, count })),
    rows: [...lines].map(([check, { tally, milliseconds }]) => tally.row(check, milliseconds)),
  };
}
