/**
 * What can be wrong with shares that somebody typed.
 *
 * Who asks for shares one at a time goes on after some of these (a word mistyped, a share given
 * twice) and not after others (the set is damaged), so they are one class with a kind.
 *
 * @module
 */

/**
 * What is wrong, by the stage that found it.
 *
 * Reading one share: `word` a word that is not in the list, `length` an impossible number of
 * words, `checksum`, `padding` bits that are not zero, `scheme` a group threshold above the number
 * of groups, `group` a group beyond their number.
 *
 * Against the shares before it: `identifier`, `extendable` flag, iteration `exponent`,
 * `group-threshold`, `group-count` and `size` of the secret, which a whole set has in common;
 * `member-threshold`, which a group has in common; `duplicate` the same share again, `conflict`
 * another share with the same place.
 *
 * Combining: `too-few-groups`, `too-many-groups`, `too-few-members`, `too-many-members`, and
 * `digest` shares that each read well and do not fit together.
 */
export type ShareErrorKind =
  | "word"
  | "length"
  | "checksum"
  | "padding"
  | "scheme"
  | "group"
  | "identifier"
  | "extendable"
  | "exponent"
  | "group-threshold"
  | "group-count"
  | "size"
  | "member-threshold"
  | "duplicate"
  | "conflict"
  | "too-few-groups"
  | "too-many-groups"
  | "too-few-members"
  | "too-many-members"
  | "digest";

/**
 * Shares that cannot be read or combined. The message names the share and, where one is known, the
 * word by its number; of the share's words it repeats only one that is not in the list.
 */
export class ShareError extends Error {
  /** What is wrong. */
  readonly kind: ShareErrorKind;
  /** The number of the word that is wrong, from 1, where one is known. */
  readonly word: number | undefined;

  /** An error of a kind, with its whole text. */
  constructor(kind: ShareErrorKind, message: string, word?: number) {
    super(message);
    this.name = "ShareError";
    this.kind = kind;
    this.word = word;
  }
}
