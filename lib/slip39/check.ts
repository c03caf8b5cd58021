/**
 * Looks at shares before anybody gets them: shares that give another secret back, by a fault of the
 * program or the machine, would be noticed when it is too late.
 *
 * @module
 */
import { equalBytes, wipe } from "../bytes.ts";
import { combineSet } from "./combine.ts";
import type { Share } from "./share.ts";

/**
 * Combines as many of the shares as are needed, the last ones, which were computed and not drawn.
 * The shares are left as they are.
 *
 * @param shares by group and member, as `splitIntoShares` gives them
 * @param secret what was split
 * @param passphrase printable ASCII; empty is none
 * @throws {Error} if they do not give the secret back
 */
export async function checkShares(
  shares: readonly (readonly Share[])[],
  secret: Uint8Array,
  passphrase: Uint8Array = new Uint8Array(0),
): Promise<void> {
  const { groupThreshold } = shares[0][0];
  const enough = shares.slice(-groupThreshold).map((members) =>
    [members[0].groupIndex, members.slice(-members[0].memberThreshold)] as const
  );
  let combined: Uint8Array | undefined;
  try {
    combined = await combineSet(new Map(enough), passphrase);
  } catch {
    // Shares that do not fit together are as wrong as shares of another secret.
  }
  const right = combined !== undefined && equalBytes(combined, secret);
  if (combined) wipe(combined);
  if (!right) throw new Error("Cannot split: the shares do not give the secret back");
}
