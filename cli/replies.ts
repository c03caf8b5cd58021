/**
 * What an answer means, at a terminal and in a script alike.
 *
 * @module
 */

/** A key, and the sentence that explains it. */
export type Choices<T extends string> = ReadonlyArray<readonly [T, string]>;

/** The key of the choice that an answer names, by its key or by its number from 1. */
export function parseChoice<T extends string>(answer: string, choices: Choices<T>): T | undefined {
  const wanted = answer.trim();
  const byKey = choices.find(([key]) => key === wanted);
  if (byKey) return byKey[0];
  return /^[1-9][0-9]?$/.test(wanted) ? choices[Number(wanted) - 1]?.[0] : undefined;
}

/** Yes, no, or undefined for neither; an empty answer is `otherwise`. */
export function parseConfirmation(answer: string, otherwise: boolean): boolean | undefined {
  const word = answer.trim().toLowerCase();
  if (word === "") return otherwise;
  if (word === "y" || word === "yes") return true;
  if (word === "n" || word === "no") return false;
  return undefined;
}

/** The text of an answer, or undefined if it is not UTF-8. */
export function parseText(answer: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(answer);
  } catch {
    return undefined;
  }
}
