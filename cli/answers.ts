/**
 * Where the answers to the program's questions come from: a person at a terminal, or the lines of
 * a pipe or file that a script gives. Secrets are never taken from arguments or the environment.
 *
 * @module
 */
import { CliError, EXIT_USAGE } from "./errors.ts";
import { fileTrouble } from "./files.ts";
import { load } from "./load.ts";
import type { Choices } from "./replies.ts";
import { type ByteStream, ScriptedAnswers } from "./scripted.ts";

/**
 * Completes a line: gives what can be added to its end for certain, and what it might become.
 *
 * @param line what was typed so far
 */
export type Complete = (line: string) => { readonly add: string; readonly choices: string[] };

/** Answers to the program's questions, in the order in which they are asked, one at a time. */
export interface Answers {
  /** Whether a person is asked, who can be asked again. */
  readonly interactive: boolean;

  /**
   * Asks for a secret, which is not shown.
   *
   * @param question what to print, with the sign and the space at its end
   * @returns the line as it was typed, in UTF-8, not folded; the caller wipes it
   * @throws {CliError} if there is no more input
   */
  secret(question: string): Promise<Uint8Array<ArrayBuffer>>;

  /**
   * Asks for a line that is shown. Throws as {@linkcode secret} does, and in a script if it is not
   * UTF-8.
   *
   * @param complete what the tabulator key does at a terminal; without it, it is a character
   */
  line(question: string, complete?: Complete): Promise<string>;

  /**
   * Shows a menu and takes a key of it, or its number. A person is asked again.
   *
   * @throws {CliError} if a script's answer is none of them
   */
  choose<T extends string>(question: string, choices: Choices<T>): Promise<T>;

  /**
   * Asks for y or n; an empty line is `otherwise`. A person is asked again.
   *
   * @throws {CliError} if a script's answer is neither
   */
  confirm(question: string, otherwise: boolean): Promise<boolean>;

  /** Tells a person something, on standard error; a script is told nothing. */
  note(text: string): void;

  /** Restores the terminal and wipes what was read and not asked for. May be called twice. */
  close(): void;
}

/**
 * Opens the source of answers: the descriptor, the file, or else the terminal.
 *
 * @param input what else the command reads; "-" takes standard input, which then has no answers
 * @throws {CliError} if both are given, the source cannot be read, or there is none
 */
export async function openAnswers(
  options: { passphraseFd?: number; passphraseFile?: string },
  input?: string,
): Promise<Answers> {
  const { passphraseFd, passphraseFile } = options;
  if (passphraseFd === 0 && input === "-") {
    throw new CliError(
      "Cannot read the file and the answers both from standard input",
      EXIT_USAGE,
    );
  }
  if (passphraseFd !== undefined && passphraseFile !== undefined) {
    throw new CliError("Give only one of --passphrase-fd and --passphrase-file", EXIT_USAGE);
  }
  if (passphraseFd !== undefined) return new ScriptedAnswers(await openDescriptor(passphraseFd));
  if (passphraseFile !== undefined) return new ScriptedAnswers(await openFile(passphraseFile));
  if (!Deno.stderr.isTerminal()) {
    throw new CliError(
      "Cannot ask: standard error is not a terminal; give --passphrase-fd or --passphrase-file",
      EXIT_USAGE,
    );
  }
  const { TerminalAnswers } = await load<typeof import("./terminal.ts")>(
    import.meta.resolve("./terminal.ts"),
  );
  return new TerminalAnswers(Deno.stdin.isTerminal() ? 0 : 2);
}

async function openDescriptor(descriptor: number): Promise<ByteStream> {
  if (descriptor === 0) {
    if (Deno.stdin.isTerminal()) {
      throw new CliError(
        "Cannot read answers from standard input: it is a terminal, which would show them",
        EXIT_USAGE,
      );
    }
    const read = (buffer: Uint8Array) => Deno.stdin.read(buffer);
    return { name: "standard input", read, close: () => {} };
  }
  const name = `descriptor ${descriptor}`;
  if (!Number.isInteger(descriptor) || descriptor < 3) {
    throw new CliError(`Cannot read answers from ${name}: it must be 0, or 3 or more`, EXIT_USAGE);
  }
  const path = `/dev/fd/${descriptor}`;
  // Opening a named pipe for reading waits for a writer, and the one that wrote may be gone. While
  // it is open for both it does not. Where that is not allowed, it is read as it is.
  const both = await Deno.open(path, { read: true, write: true }).catch(() => undefined);
  try {
    return stream(name, await Deno.open(path));
  } catch {
    // Deno lets only pipes through, and takes anything else for an attempt on the file system.
    throw new CliError(
      `Cannot read answers from ${name}: it is not an open pipe (for a file, --passphrase-file)`,
      EXIT_USAGE,
    );
  } finally {
    both?.close();
  }
}

async function openFile(path: string): Promise<ByteStream> {
  try {
    // A file is read at once. A pipe would keep this thread from hearing a signal.
    if (!Deno.statSync(path).isFile) return stream(path, await Deno.open(path));
    const file = Deno.openSync(path);
    return stream(path, file, (buffer) => Promise.resolve(file.readSync(buffer)));
  } catch (error) {
    throw fileTrouble("read answers from", path, error);
  }
}

function stream(
  name: string,
  file: Deno.FsFile,
  read: ByteStream["read"] = (buffer) => file.read(buffer),
): ByteStream {
  let open = true;
  return {
    name,
    read,
    close: () => {
      if (open) file.close();
      open = false;
    },
  };
}
