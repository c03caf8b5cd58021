/**
 * Runs one case and compares: the part that decides "passed", kept small so that it can be read.
 *
 * @module
 */
import {
  BrokenCase,
  type Case,
  type Expected,
  Inputs,
  NotRun,
  type Operations,
  type Output,
  spelled,
} from "./case.ts";

/** What became of a case. The reasons of failures quote at most a few bytes. */
export type Outcome =
  | { readonly status: "passed" }
  | { readonly status: "failed"; readonly reason: string }
  | { readonly status: "not run"; readonly reason: string };

const digest = (): Promise<typeof import("./digest.ts")> =>
  import(import.meta.resolve("./digest.ts"));

const PASSED: Outcome = { status: "passed" };

/** Runs a case with an implementation's operations. Never throws. */
export async function runCase(operations: Operations, case_: Case): Promise<Outcome> {
  const name = case_.operation ?? "check";
  if (!Object.hasOwn(operations, name)) {
    return { status: "not run", reason: `this implementation does not offer ${name}` };
  }
  let output: Output;
  let refusal = "it was refused";
  let error = "no error";
  try {
    output = await operations[name](new Inputs(case_));
  } catch (thrown) {
    if (thrown instanceof NotRun) return { status: "not run", reason: thrown.message };
    refusal = thrown instanceof Error ? thrown.message : String(thrown);
    if (thrown instanceof BrokenCase) return { status: "failed", reason: refusal };
    if (thrown instanceof Error) error = thrown.name;
  }
  const refused = output === undefined || output === false;
  if (case_.result === "invalid") {
    if (!refused) return { status: "failed", reason: "it was accepted and must be refused" };
    if (error === (case_.error ?? error)) return PASSED;
    return { status: "failed", reason: `it was refused with ${error}, expected ${case_.error}` };
  }
  if (refused) return { status: "failed", reason: refusal };
  if (case_.expected === undefined) {
    if (case_.result === "valid") return PASSED;
    return { status: "failed", reason: "the case has neither an expected value nor a result" };
  }
  const difference = await compare(case_.expected, output, "the output");
  return difference === undefined ? PASSED : { status: "failed", reason: difference };
}

/** Says where an output differs from what is expected, or undefined where it does not. */
async function compare(
  expected: Expected,
  output: Output,
  what: string,
): Promise<string | undefined> {
  if (Array.isArray(expected)) {
    if (!Array.isArray(output) || output.length !== expected.length) {
      return `${what} is not a list of ${expected.length}`;
    }
    return await firstOf(
      expected.map((item, i) => () => compare(item, output[i], `${what} ${i + 1}`)),
    );
  }
  if (typeof expected === "object") {
    const parts = expected as { readonly [part: string]: Expected };
    if (typeof parts.sha256 === "string" && output instanceof Uint8Array) {
      const { digestOf } = await digest();
      return await compare(parts.sha256, digestOf(output), `the SHA-256 of ${what}`);
    }
    if (!isParts(output)) return `${what} has no parts`;
    const shown = Object.keys(parts).filter((part) =>
      !(part in output) || output[part] !== undefined
    );
    if (shown.length === 0) return `${what} has nothing to compare`;
    return await firstOf(shown.map((part) => () => compare(parts[part], output[part], part)));
  }
  if (spelled(output) === String(expected)) return undefined;
  return `${what} is ${shortened(spelled(output))}, expected ${shortened(String(expected))}`;
}

function isParts(output: Output): output is { [part: string]: Output } {
  return typeof output === "object" && !(output instanceof Uint8Array) && !Array.isArray(output);
}

async function firstOf(
  differences: (() => Promise<string | undefined>)[],
): Promise<string | undefined> {
  for (const difference of differences) {
    const found = await difference();
    if (found !== undefined) return found;
  }
  return undefined;
}

function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 32)}...`;
}
