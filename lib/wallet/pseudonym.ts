/**
 * How many personas a wallet has, apart from the derivation of their keys.
 *
 * @module
 */

/** The highest pseudonym: hardened BIP-32 indices end there. */
export const MAX_PSEUDONYM: number = 2 ** 31 - 1;
