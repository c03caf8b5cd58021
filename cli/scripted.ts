/**
 * Answers from a script: lines of a pipe or a file, one for each question that a person would be
 * asked, in the same order.
 *
 * @module
 */
import { wipe } from "../lib/bytes.ts";
import type { Answers } from "./answers.ts";
import { CliError, EXIT_USAGE, NoMoreAnswers } from "./errors.ts";
import { fileTrouble } from "./files.ts";
import { GrowingBytes } from "./growing_bytes.ts";
import { type Choices, parseChoice, parseConfirmation, parseText } from "./replies.ts";

/** What some editors put before the first line of a file. */
const BYTE_ORDER_MARK = [0xEF, 0xBB, 0xBF];

/** Where the bytes come from. */
export interface ByteStream {
  /** What to call it in an error. */
  readonly name: string;
  /** Fills some of the buffer and gives the number of bytes, or null at the end. */
  read(buffer: Uint8Array): Promise<number | null>;
  /** Closes it; nothing happens the second time. */
  close(): void;
}

/** Answers read line by line. What was read ahead is wiped on {@linkcode close}. */
export class ScriptedAnswers implements Answers {
  readonly interactive = false;
  readonly #stream: ByteStream;
  readonly #chunk = new Uint8Array(4096);
  #next = 0;
  #filled = 0;
  #first = true;
  readonly #line = new GrowingBytes();

  /**
   * Answers from the lines of a stream.
   *
   * @param stream read only as far as the answers need, in chunks
   */
  constructor(stream: ByteStream) {
    this.#stream = stream;
  }

  async secret(question: string): Promise<Uint8Array<ArrayBuffer>> {
    for (;;) {
      const byte = await this.#byte();
      if (byte === undefined && this.#line.view.length === 0) {
        throw new NoMoreAnswers(
          `Cannot answer "${plain(question)}": ${this.#stream.name} has no more lines`,
        );
      }
      if (byte === undefined || byte === 0x0A) break;
      this.#line.push(byte);
    }
    const line = this.#line.view;
    if (line.at(-1) === 0x0D) this.#line.truncate(line.length - 1);
    const answer = this.#line.take();
    const marked = this.#first && BYTE_ORDER_MARK.every((byte, i) => byte === answer[i]);
    this.#first = false;
    return marked ? answer.subarray(BYTE_ORDER_MARK.length) : answer;
  }

  async line(question: string): Promise<string> {
    const line = await this.secret(question);
    const text = parseText(line);
    wipe(line);
    if (text === undefined) throw unusable(question, "it is not UTF-8 text");
    return text;
  }

  async choose<T extends string>(question: string, choices: Choices<T>): Promise<T> {
    const choice = parseChoice(await this.line(question), choices);
    if (choice !== undefined) return choice;
    throw unusable(question, `it is none of ${choices.map(([key]) => key).join(", ")}`);
  }

  async confirm(question: string, otherwise: boolean): Promise<boolean> {
    const confirmed = parseConfirmation(await this.line(question), otherwise);
    if (confirmed !== undefined) return confirmed;
    throw unusable(question, "it is neither y nor n");
  }

  note(): void {}

  close(): void {
    wipe(this.#chunk, this.#line.take());
    this.#next = this.#filled = 0;
    this.#stream.close();
  }

  async #byte(): Promise<number | undefined> {
    if (this.#next === this.#filled) {
      const read = await this.#fill();
      if (read === undefined) return undefined;
      this.#next = 0;
      this.#filled = read;
    }
    const byte = this.#chunk[this.#next];
    this.#chunk[this.#next++] = 0;
    return byte;
  }

  async #fill(): Promise<number | undefined> {
    try {
      return await this.#stream.read(this.#chunk) || undefined;
    } catch (error) {
      throw fileTrouble("read answers from", this.#stream.name, error);
    }
  }
}

/** The answer itself is not shown: lines out of step would show a passphrase. */
function unusable(question: string, reason: string): CliError {
  return new CliError(`Cannot use the answer to "${plain(question)}": ${reason}`, EXIT_USAGE);
}

/** A question without the sign and the space at its end. */
function plain(question: string): string {
  return question.replace(/[:\s]+$/, "");
}
