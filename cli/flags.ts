/**
 * Flags that many commands share, and how their values are read.
 *
 * @module
 */

function path(input: string): string {
  if (input === "") throw new SyntaxError("Cannot use an empty path");
  return input;
}

/** A whole number that is not negative. */
export function wholeNumber(input: string): number {
  if (!/^\d{1,15}$/.test(input)) {
    throw new SyntaxError(`Cannot read ${input}: a whole number is needed`);
  }
  return Number(input);
}

/** A flag that takes a path. */
export function pathFlag<const Optional extends boolean>(brief: string, optional: Optional) {
  return { kind: "parsed", parse: path, brief, placeholder: "PATH", optional } as const;
}

/** A flag that is there or not. */
export function switchFlag(brief: string) {
  return { kind: "boolean", brief, default: false, withNegated: false } as const;
}

/** An argument that takes a path. */
export function pathArgument(brief: string, placeholder: string) {
  return { parse: path, brief, placeholder } as const;
}

/** Flags of every command. */
export const commonFlags = {
  json: switchFlag("Print the result as one line of JSON"),
  passphraseFd: {
    kind: "parsed",
    parse: wholeNumber,
    brief: "Read answers from this file descriptor, one a line: 0, or a pipe from 3 up",
    placeholder: "N",
    optional: true,
  },
  passphraseFile: pathFlag("Read answers from this file, one a line", true),
} as const;

/** Flag of every command that saves a vault. */
export const outboxFlag = {
  outbox: pathFlag(
    "Leave a beacon in this folder after saving; otherwise KELID_OUTBOX names it",
    true,
  ),
} as const;

/** Flags of every command that opens a vault. */
export const vaultFlags = {
  ...commonFlags,
  vault: pathFlag("The vault; otherwise KELID_VAULT names it", true),
  ...outboxFlag,
  readOnly: switchFlag("Do not save the vault, which otherwise every run does"),
} as const;
