/**
 * Lines of the prompt as words: white space separates, quotes and backslashes keep it.
 *
 * @module
 */
import { CliError, EXIT_USAGE } from "./errors.ts";

/** A line taken apart. */
export interface Words {
  readonly words: string[];
  /** The quote that is still open at the end, if one is. */
  readonly quote: "" | '"' | "'";
  /** Whether the last word may go on: the line does not end with white space outside quotes. */
  readonly unfinished: boolean;
}

/** Takes a line apart as far as it goes. */
export function splitWords(line: string): Words {
  const words: string[] = [];
  let quote: Words["quote"] = "";
  let word: string | undefined;
  for (let i = 0; i < line.length; i++) {
    const letter = line[i];
    if (letter === "\\" && quote !== "'" && i + 1 < line.length) word = (word ?? "") + line[++i];
    else if (quote !== "" && letter === quote) quote = "";
    else if (quote !== "") word = (word ?? "") + letter;
    else if (letter === '"' || letter === "'") {
      quote = letter;
      word ??= "";
    } else if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + letter;
  }
  if (word !== undefined) words.push(word);
  return { words, quote, unfinished: word !== undefined };
}

/**
 * The words of a whole line.
 *
 * @throws {CliError} if a quote is not closed
 */
export function wholeWords(line: string): string[] {
  const { words, quote } = splitWords(line);
  if (quote !== "") throw new CliError("A quote is not closed", EXIT_USAGE);
  return words;
}

/** A text as it is typed within a word, whose quote may be open. */
export function quoted(text: string, quote: Words["quote"]): string {
  if (quote === "'") return text.replaceAll("'", `'"'"'`);
  return text.replace(quote === '"' ? /["\\]/g : /[\s"'\\]/g, "\\$&");
}
