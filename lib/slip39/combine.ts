/**
 * Combines SLIP-0039 shares into the secret ("Combining the shares"), with every check that the
 * standard asks for.
 *
 * @module
 */
import { wipe } from "../bytes.ts";
import { checkPassphrase, decryptSecret } from "./cipher.ts";
import { joinBytes, type Point } from "./shamir.ts";
import { type Share, shareFromWords } from "./share.ts";
import { ShareError } from "./share_error.ts";
import { ShareSet } from "./share_set.ts";

/**
 * The secret of exactly as many shares as their groups ask for, as people typed them, in any order.
 * A wrong passphrase gives another secret, not an error.
 *
 * @param passphrase printable ASCII; empty is none
 * @returns the secret, which the caller wipes
 * @throws {ShareError} of the kind that says what is wrong with them; shares are named by their
 *   place in `texts`
 * @throws {RangeError} if the passphrase is not printable ASCII
 */
export async function combineShares(
  texts: readonly string[],
  passphrase: Uint8Array = new Uint8Array(0),
): Promise<Uint8Array<ArrayBuffer>> {
  const set = new ShareSet();
  try {
    texts.forEach((text, i) => {
      const share = shareFromWords(text, `share ${i + 1}`);
      try {
        set.add(share);
      } catch (error) {
        wipe(share.value);
        throw error;
      }
    });
    return await combineSet(set.groups, passphrase);
  } finally {
    set.wipe();
  }
}

/**
 * The secret of a consistent set: exactly as many groups as it asks for, each with exactly as many
 * members as it asks for. The shares are left as they are.
 *
 * @param groups the shares of each group, by group index, as {@linkcode ShareSet} checked them
 * @param passphrase printable ASCII; empty is none
 * @throws {ShareError} if there are too few or too many of them, or a digest is wrong
 * @throws {RangeError} if the passphrase is not printable ASCII
 */
export async function combineSet(
  groups: ReadonlyMap<number, readonly Share[]>,
  passphrase: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  checkPassphrase(passphrase);
  const first = checkCounts(groups);
  const groupPoints: Point[] = [];
  try {
    for (const [x, shares] of groups) {
      const y = await joinBytes(shares.map((share) => ({ x: share.memberIndex, y: share.value })));
      if (y === undefined) throw wrongDigest(`the shares of group ${x + 1}`);
      groupPoints.push({ x, y });
    }
    const encrypted = await joinBytes(groupPoints);
    if (encrypted === undefined) throw wrongDigest("the groups");
    try {
      return await decryptSecret(encrypted, passphrase, first);
    } finally {
      wipe(encrypted);
    }
  } finally {
    wipe(...groupPoints.map((point) => point.y));
  }
}

/** Checks the number of groups and of members in each, and gives one of the shares. */
function checkCounts(groups: ReadonlyMap<number, readonly Share[]>): Share {
  const [first] = [...groups.values()].flat();
  if (first === undefined) {
    throw new ShareError("too-few-groups", "Cannot combine: no share was given");
  }
  const needed = first.groupThreshold;
  if (groups.size > needed) {
    throw new ShareError(
      "too-many-groups",
      `Cannot combine: shares of ${groups.size} groups, and exactly ${needed} must be given`,
    );
  }
  for (const [index, shares] of groups) {
    const { memberThreshold } = shares[0];
    if (shares.length > memberThreshold) {
      throw new ShareError(
        "too-many-members",
        `Cannot combine: ${shares.length} shares of group ${
          index + 1
        }, and exactly ${memberThreshold} must be given`,
      );
    }
  }
  if (groups.size < needed) {
    throw new ShareError(
      "too-few-groups",
      `Cannot combine: shares of ${groups.size} of the ${needed} groups needed`,
    );
  }
  for (const [index, shares] of groups) {
    const { memberThreshold } = shares[0];
    if (shares.length < memberThreshold) {
      throw new ShareError(
        "too-few-members",
        `Cannot combine: ${shares.length} of the ${memberThreshold} shares needed of group ${
          index + 1
        }`,
      );
    }
  }
  return first;
}

function wrongDigest(which: string): ShareError {
  return new ShareError(
    "digest",
    `Cannot combine: ${which} do not fit together; at least one was forged, or made in another split`,
  );
}
