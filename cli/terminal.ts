/**
 * Answers from a person at a terminal: questions on standard error, keys in raw mode.
 *
 * Keys are read from the first question to {@linkcode TerminalAnswers.close}, also between
 * questions: what is typed or pasted ahead is neither echoed by the terminal nor left for the
 * shell, and Ctrl-C works while the program computes.
 *
 * `node:tty` reads standard input and standard error alike. `Deno.stdin` cannot read the latter,
 * which is the terminal when standard input is a pipe, and a read of it cannot be called off;
 * /dev/tty would need every permission.
 *
 * @module
 */
import { ReadStream } from "node:tty";
import { utf8, wipe } from "../lib/bytes.ts";
import type { Answers, Complete } from "./answers.ts";
import { type CliError, EXIT_INTERRUPTED, NoMoreAnswers } from "./errors.ts";
import { LineEditor } from "./line_editor.ts";
import { type Choices, isNumbered, parseChoice, parseConfirmation, parseText } from "./replies.ts";

/** Signals that end a program, and would leave the terminal without echo. */
const ENDING = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

/** Ways out that pass by the caller's `finally`. Deno restores only what `Deno.stdin` has set. */
const LEAVING = ["unload", "error", "unhandledrejection"] as const;

const CTRL_C = 0x03, TAB = 0x09;

/** A question that waits for its answer. */
interface Question {
  text: string;
  secret: boolean;
  /** What the tabulator key does. */
  complete: Complete | undefined;
  /** What of a line is shown so far. */
  shown: string;
  resolve(line: Uint8Array<ArrayBuffer>): void;
  reject(error: unknown): void;
}

/** Answers typed at the terminal that a descriptor is. */
export class TerminalAnswers implements Answers {
  readonly interactive = true;
  readonly #descriptor: number;
  #input: ReadStream | undefined;
  readonly #editor = new LineEditor();
  /** Read, but not yet wanted by a question. */
  #ahead: Uint8Array[] = [];
  #question: Question | undefined;
  /** Why no more answers come. */
  #ended: CliError | undefined;
  readonly #restore = () => this.#raw(false);
  readonly #interrupt = () => {
    this.close();
    write("\n");
    Deno.exit(EXIT_INTERRUPTED);
  };
  // A shell may set the modes of the terminal while the program is stopped.
  readonly #continued = () => {
    this.#raw(false);
    this.#raw(true);
  };

  /**
   * Answers from a terminal, which is left alone until the first question.
   *
   * @param descriptor 0 or 2: the one that is the terminal
   */
  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  secret(question: string): Promise<Uint8Array<ArrayBuffer>> {
    return this.#ask(question, true);
  }

  async line(question: string, complete?: Complete): Promise<string> {
    for (;;) {
      const line = await this.#ask(question, false, complete);
      const text = parseText(line);
      wipe(line);
      if (text !== undefined) return text;
      this.note("This is not UTF-8 text.");
    }
  }

  async choose<T extends string>(question: string, choices: Choices<T>): Promise<T> {
    const width = Math.max(...choices.map(([key]) => key.length));
    const numbered = isNumbered(choices);
    const menu = choices.map(([key, sentence], i) =>
      `  ${numbered ? "" : `${i + 1}  `}${key.padEnd(width)}  ${sentence}`
    );
    this.note([question, ...menu].join("\n"));
    for (;;) {
      const answer = await this.line(numbered ? "Number: " : "Number or word: ");
      const choice = parseChoice(answer, choices);
      if (choice !== undefined) return choice;
      this.note(
        numbered
          ? `Type one of ${choices.map(([key]) => key).join(", ")}.`
          : `Type a number from 1 to ${choices.length}, or one of the words.`,
      );
    }
  }

  async confirm(question: string, otherwise: boolean): Promise<boolean> {
    for (;;) {
      const answer = await this.line(`${question} ${otherwise ? "[Y/n]" : "[y/N]"} `);
      const confirmed = parseConfirmation(answer, otherwise);
      if (confirmed !== undefined) return confirmed;
      this.note("Type y for yes or n for no.");
    }
  }

  note(text: string): void {
    write(text + "\n");
  }

  close(): void {
    this.#raw(false);
    const input = this.#input;
    if (!input) return;
    this.#input = undefined;
    for (const signal of ENDING) Deno.removeSignalListener(signal, this.#interrupt);
    Deno.removeSignalListener("SIGCONT", this.#continued);
    for (const event of LEAVING) removeEventListener(event, this.#restore);
    input.destroy();
    wipe(...this.#ahead, this.#editor.take());
    this.#ahead = [];
  }

  async #ask(
    text: string,
    secret: boolean,
    complete?: Complete,
  ): Promise<Uint8Array<ArrayBuffer>> {
    this.#open();
    write(text);
    try {
      return await new Promise((resolve, reject) => {
        this.#question = { text, secret, complete, shown: "", resolve, reject };
        this.#work();
      });
    } finally {
      this.#question = undefined;
      write("\n");
    }
  }

  #open(): void {
    if (this.#input) return;
    // First, so that no signal finds the terminal raw and nobody to restore it.
    for (const signal of ENDING) Deno.addSignalListener(signal, this.#interrupt);
    Deno.addSignalListener("SIGCONT", this.#continued);
    for (const event of LEAVING) addEventListener(event, this.#restore);
    const input = new ReadStream(this.#descriptor);
    this.#input = input;
    this.#raw(true);
    input.on("data", (bytes: Uint8Array) => this.#read(bytes));
    input.on("end", () => this.#end("the terminal was closed"));
    input.on("close", () => this.#end("the terminal was closed"));
    input.on("error", () => this.#end("the terminal cannot be read"));
  }

  #raw(on: boolean): void {
    try {
      this.#input?.setRawMode(on);
    } catch {
      // The terminal is gone: nothing to restore.
    }
  }

  #read(bytes: Uint8Array): void {
    if (bytes.includes(CTRL_C)) {
      wipe(bytes);
      this.#interrupt();
    }
    this.#ahead.push(bytes);
    this.#work();
  }

  /** Feeds what was read to the question, if there is one, until it has its answer. */
  #work(): void {
    try {
      while (this.#question && this.#ahead.length > 0) {
        const bytes = this.#ahead[0];
        for (let i = 0; i < bytes.length && this.#question; i++) {
          const byte = bytes[i];
          bytes[i] = 0;
          this.#type(byte, this.#question);
          this.#ahead[0] = bytes.subarray(i + 1);
        }
        if (this.#ahead[0].length === 0) this.#ahead.shift();
      }
    } catch (error) {
      this.#question?.reject(error);
    }
    if (this.#ended) this.#question?.reject(this.#ended);
  }

  #type(byte: number, question: Question): void {
    if (byte === TAB && question.complete) return this.#complete(question, question.complete);
    const event = this.#editor.feed(byte);
    if (event === "changed" && !question.secret) this.#show(question);
    if (event === "done") {
      this.#question = undefined;
      question.resolve(this.#editor.take());
    }
    if (event === "end") this.#end("the input ended");
  }

  #complete(question: Question, complete: Complete): void {
    const { add, choices } = complete(new TextDecoder().decode(this.#editor.view));
    for (const byte of utf8(add)) this.#editor.feed(byte);
    if (add === "" && choices.length > 1) {
      write(`\n${choices.map(printable).join("  ")}\n${question.text}`);
      question.shown = "";
    }
    this.#show(question);
  }

  #end(reason: string): void {
    this.#ended ??= new NoMoreAnswers(`Cannot read an answer: ${reason}`);
    this.#question?.reject(this.#ended);
  }

  /** Brings what the terminal shows of a line up to date: only its end can have changed. */
  #show(question: Question): void {
    // A character that is not complete yet decodes to U+FFFD: it is shown when it is.
    const text = new TextDecoder().decode(this.#editor.view).replace(/\uFFFD+$/, "");
    let same = text.length;
    while (!question.shown.startsWith(text.slice(0, same))) same--;
    write("\b \b".repeat(columns(question.shown.slice(same))) + printable(text.slice(same)));
    question.shown = text;
  }
}

/** A text without what would move the cursor. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, "");
}

/** About how many columns a text takes: marks none, letters of East Asia and emoji two. */
function columns(text: string): number {
  let columns = 0;
  for (const character of printable(text)) {
    if (/\p{M}/u.test(character)) continue;
    const wide = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u;
    columns += wide.test(character) || /\p{Emoji_Presentation}/u.test(character) ? 2 : 1;
  }
  return columns;
}

function write(text: string): void {
  const bytes = utf8(text);
  for (let done = 0; done < bytes.length;) done += Deno.stderr.writeSync(bytes.subarray(done));
}
