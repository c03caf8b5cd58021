/**
 * Counting what a session does, so that a test can show that it does the same for everybody.
 *
 * @module
 */

/** The kinds of work that a lock must do in equal number whatever it finds. */
export type Operation =
  | "argon2id"
  | "unit compared"
  | "row read"
  | "row written"
  | "row refreshed"
  | "aead opened"
  | "aead sealed"
  | "file read"
  | "file written";

/** Is told of every operation. The program itself ignores it. */
export type Count = (operation: Operation, times: number) => void;

/** Counts nothing. */
export const uncounted: Count = () => {};
