/**
 * What an answer means, at a terminal and in a script alike.
 *
 * @module
 */

/** A key, and the sentence that explains it. */
export type Choices<T extends string> = ReadonlyArray<readonly [T, string]>;

/** Whether keys are numbers themselves, so that no other number may stand for a line of the menu. */
export function isNumbered(choices: Choices<string>): boolean {
  return choices.some(([key]) => /^\d+$/.test(key));
}

/** The key of the choice that an answer names, by its key or by its number from 1. */
export function parseChoice<T extends string>(answer: string, choices: Choices<T>): T | undefined {
  const wanted = latinDigits(answer).trim();
  const byKey = choices.find(([key]) => key === wanted);
  if (byKey) return byKey[0];
  if (isNumbered(choices) || !/^[1-9][0-9]?$/.test(wanted)) return undefined;
  return choices[Number(wanted) - 1]?.[0];
}

/** Persian and Arabic digits as those of ASCII. */
export function latinDigits(text: string): string {
  return text.replace(/[\u06f0-\u06f9\u0660-\u0669]/g, (digit) => {
    return String(digit.charCodeAt(0) & 0xF);
  });
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
