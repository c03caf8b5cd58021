/**
 * Stands in for cli/self_test.ts where a benchmark asks what the self-test takes: nothing is tested.
 *
 * @module
 */

/** As in the program. */
export const VAULT_PRIMITIVES: readonly string[] = [];
/** As in the program. */
export const KEY_PRIMITIVES: readonly string[] = [];
/** As in the program. */
export const MESSAGE_PRIMITIVES: readonly string[] = [];
/** As in the program. */
export const SHARE_PRIMITIVES: readonly string[] = [];

/** Tests nothing. */
export function selfTest(): Promise<void> {
  return Promise.resolve();
}
