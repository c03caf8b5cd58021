/**
 * Sentences that several recovery commands say.
 *
 * @module
 */

/** What dealing the seed means. */
export const WITHOUT_PASSPHRASE =
  "These shares restore this one wallet with no passphrase asked: enough of their holders have it" +
  " at any time. They restore no words, and no other wallet of the same words.";

/** What dealing the words of a wallet without passphrase means. */
export const NO_PASSPHRASE =
  "This wallet has no passphrase, so enough holders of shares have it at any time.";

/** Printed, never stored. */
export const REHEARSE =
  "Rehearse once a year with recovery drill, and deal anew when a guardian changes.";

/** What a new deal does not do. */
export const OLD_SHARES =
  "A new deal does not end the old one: as long as the words are the same, old shares still work" +
  " together.";
