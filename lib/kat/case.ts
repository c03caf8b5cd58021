/**
 * What a known-answer case is: an operation, its inputs, and either the output that a publisher says
 * it has or the verdict it must come to. The same shape serves the figures that are built into the
 * program (`vectors/`) and the cases read from publishers' own files.
 *
 * @module
 */
import { hex, unhex } from "../bytes.ts";

/**
 * An expected output: hexadecimal bytes or a text, the SHA-256 of long bytes, a number, a truth value,
 * a list, or named parts of these.
 */
export type Expected =
  | string
  | number
  | boolean
  | readonly Expected[]
  | { readonly [part: string]: Expected };

/** One known-answer case. Inputs stand beside these members, under their own names. */
export interface Case {
  /** What is tried, in plain words; unique within its file. */
  readonly name: string;
  /** Whose figures these are: publisher, document or file, number of the case. */
  readonly source: string;
  /** Which of a check's operations runs; "check" where it is left out. */
  readonly operation?: string;
  /** True for a case that takes seconds. */
  readonly slow?: boolean;
  /** One bit of an input, counted from the lowest bit of its first byte, that is inverted first. */
  readonly fault?: { readonly field: string; readonly bit: number };
  /** The output. Either this or {@linkcode result} is there. */
  readonly expected?: Expected;
  /** The verdict: whether the inputs must be accepted or refused. */
  readonly result?: "valid" | "invalid";
  /** The class of the error that must refuse the inputs, where it matters: "SyntaxError". */
  readonly error?: string;
  /** The inputs, each under its own name. */
  readonly [input: string]: unknown;
}

/** What a case is called in a report: with its operation, where the name does not begin with that. */
export function titleOf({ name, operation = name }: Case): string {
  return name.startsWith(operation) ? name : `${operation}: ${name}`;
}

/** One file of `vectors/`. */
export interface VectorFile {
  /** The name of this schema. */
  readonly format: "kelid vectors v1";
  /** The name of the file without its ending, and of the checks that run it. */
  readonly subject: string;
  /** The standard and the clauses. */
  readonly standard: string;
  /** Where the expected values come from: publishers, or which second implementation. */
  readonly source: string;
  /** Long inputs that several cases share; an input "@name" stands for the value of that name. */
  readonly values?: { readonly [name: string]: string };
  /** The cases, in the order in which they run. */
  readonly cases: readonly Case[];
}

/** A case that lacks what its operation needs: the fault of the file, never a passed refusal. */
export class BrokenCase extends Error {
  /** Always the name of the class. */
  override readonly name = "BrokenCase";
}

/** A case that an implementation has no way to run; the message is the reason. */
export class NotRun extends Error {
  /** Always the name of the class. */
  override readonly name = "NotRun";
}

/** The inputs of a case, read with their types checked. */
export class Inputs {
  readonly #case: Case;

  /**
   * Reads the inputs of a case.
   *
   * @param case_ the case, with its "@name" inputs already replaced
   */
  constructor(case_: Case) {
    this.#case = case_;
  }

  /** Whether the case has the input. */
  has(field: string): boolean {
    return this.#case[field] !== undefined;
  }

  /**
   * The bytes of an input, with the bit inverted that the case names.
   *
   * @throws {BrokenCase} if the input is missing or not hexadecimal
   */
  bytes(field: string): Uint8Array<ArrayBuffer> {
    const text = this.text(field);
    let bytes;
    try {
      bytes = unhex(text);
    } catch {
      throw new BrokenCase(`the input ${field} is not hexadecimal`);
    }
    const { fault } = this.#case;
    if (fault?.field === field) {
      if (!(fault.bit < 8 * bytes.length)) throw new BrokenCase(`${field} has no bit ${fault.bit}`);
      bytes[fault.bit >> 3] ^= 1 << (fault.bit & 7);
    }
    return bytes;
  }

  /** The bytes of an input, or none where the case does not have it. */
  bytesOrNone(field: string): Uint8Array<ArrayBuffer> {
    return this.has(field) ? this.bytes(field) : new Uint8Array(0);
  }

  /**
   * A text.
   *
   * @throws {BrokenCase} if the input is missing or not a text
   */
  text(field: string): string {
    const value = this.#case[field];
    if (typeof value !== "string") throw new BrokenCase(`the input ${field} is missing`);
    return value;
  }

  /**
   * A number.
   *
   * @throws {BrokenCase} if the input is missing or not a number
   */
  number(field: string): number {
    const value = this.#case[field];
    if (!Number.isFinite(value)) throw new BrokenCase(`the input ${field} is missing`);
    return value as number;
  }

  /**
   * A list of texts.
   *
   * @throws {BrokenCase} if the input is missing or not a list of texts
   */
  texts(field: string): string[] {
    const value = this.#case[field];
    if (!Array.isArray(value) || value.some((item) => typeof item !== "string")) {
      throw new BrokenCase(`the input ${field} is missing`);
    }
    return value;
  }
}

/**
 * What an operation gives: bytes, a text, a number, a list, named parts, or a verdict. An operation
 * that throws, or gives undefined or false, refuses. A part that is undefined is one that the
 * implementation does not show; it is not compared.
 */
export type Output =
  | Uint8Array
  | string
  | number
  | boolean
  | undefined
  | Output[]
  | { [part: string]: Output };

/** The operations of an algorithm, by name, as one implementation computes them. */
export interface Operations {
  /** One operation: from inputs to an output. */
  readonly [operation: string]: (inputs: Inputs) => Output | Promise<Output>;
}

/** An output in the words of an expected value: bytes as lower-case hexadecimal digits. */
export function spelled(output: Output): string {
  if (output instanceof Uint8Array) return hex(output);
  return typeof output === "string" ? output : JSON.stringify(output) ?? "nothing";
}
