/**
 * Shares that belong together: what a set and a group must have in common, and what is missing.
 *
 * @module
 */
import { equalBytes, wipe } from "../bytes.ts";
import type { Share } from "./share.ts";
import { ShareError, type ShareErrorKind } from "./share_error.ts";

/** The fields that all shares of a set have in common, and how an error speaks of each. */
const COMMON: readonly [ShareErrorKind, (share: Share) => unknown, string][] = [
  ["identifier", (share) => share.identifier, "their identifiers differ, so they are of two sets"],
  ["extendable", (share) => share.extendable, "only one of them has the extendable flag"],
  ["exponent", (share) => share.iterationExponent, "their iteration exponents differ"],
  ["group-threshold", (share) => share.groupThreshold, "they ask for different numbers of groups"],
  ["group-count", (share) => share.groupCount, "they tell different numbers of groups"],
  ["size", (share) => share.value.length, "they are of secrets of different lengths"],
];

/** Shares of one set, by group index and in the order in which they came. */
export class ShareSet {
  /** The shares of each group that has any, by group index. */
  readonly groups: Map<number, Share[]> = new Map();
  #all: Share[] = [];

  /** How many shares there are. */
  get size(): number {
    return this.#all.length;
  }

  /** The first share, which tells what all have in common. */
  get first(): Share | undefined {
    return this.#all[0];
  }

  /**
   * Takes a share in, which from then on belongs to the set. One that is refused stays the
   * caller's, and the set is as it was.
   *
   * @throws {ShareError} as {@linkcode ShareSet.check}
   */
  add(share: Share): void {
    this.check(share);
    this.groups.set(share.groupIndex, [...this.groups.get(share.groupIndex) ?? [], share]);
    this.#all.push(share);
  }

  /**
   * Checks a share against those in the set. Errors call it by the number it would get.
   *
   * @throws {ShareError} of kind `identifier`, `extendable`, `exponent`, `group-threshold`,
   *   `group-count`, `size`, `member-threshold`, `duplicate` or `conflict`
   */
  check(share: Share): void {
    const name = `share ${this.size + 1}`;
    for (const [kind, field, reason] of COMMON) {
      if (this.first !== undefined && field(share) !== field(this.first)) {
        throw new ShareError(kind, `Cannot use ${name} with share 1: ${reason}`);
      }
    }
    for (const other of this.groups.get(share.groupIndex) ?? []) {
      const otherName = `share ${this.#all.indexOf(other) + 1}`;
      if (other.memberThreshold !== share.memberThreshold) {
        throw new ShareError(
          "member-threshold",
          `Cannot use ${name} with ${otherName}: both are of group ${
            share.groupIndex + 1
          } and ask for different numbers of its members`,
        );
      }
      if (other.memberIndex !== share.memberIndex) continue;
      if (equalBytes(other.value, share.value)) {
        throw new ShareError("duplicate", `Cannot use ${name}: it is ${otherName} again`);
      }
      throw new ShareError(
        "conflict",
        `Cannot use ${name}: it is member ${share.memberIndex + 1} of group ${
          share.groupIndex + 1
        }, as ${otherName} is, with other contents`,
      );
    }
  }

  /** Overwrites the values of all shares and forgets them. */
  wipe(): void {
    wipe(...this.#all.map((share) => share.value));
    this.#all = [];
    this.groups.clear();
  }
}
