/**
 * Combining step by step: shares come one at a time, each is checked when it comes, and what is
 * still missing can be told at any moment.
 *
 * @module
 */
import { wipe } from "../bytes.ts";
import { combineSet } from "./combine.ts";
import { type Share, shareFromWords } from "./share.ts";
import { ShareError } from "./share_error.ts";
import { ShareSet } from "./share_set.ts";

/** How far one group is. */
export interface GroupProgress {
  /** The group's number, from 1. */
  group: number;
  /** How many of its shares have come. */
  have: number;
  /** How many it needs: unknown before its first share. */
  need: number | undefined;
}

/** How far a recovery is, known from its first share on. */
export interface RecoveryProgress {
  /** How many groups must be complete. */
  groupsNeeded: number;
  /** How many are. */
  groupsComplete: number;
  /** Every group of the set, in order. */
  groups: GroupProgress[];
}

/** Collects the shares of one secret. */
export class RecoveryState {
  #set = new ShareSet();

  /** How many shares have come. */
  get size(): number {
    return this.#set.size;
  }

  /** Whether enough shares have come to combine them. */
  get complete(): boolean {
    const { first } = this.#set;
    return first !== undefined && this.#completeGroups().length >= first.groupThreshold;
  }

  /** What has come and what is missing; undefined before the first share. */
  get progress(): RecoveryProgress | undefined {
    const { first, groups } = this.#set;
    if (first === undefined) return undefined;
    return {
      groupsNeeded: first.groupThreshold,
      groupsComplete: this.#completeGroups().length,
      groups: Array.from({ length: first.groupCount }, (_, index) => {
        const shares = groups.get(index) ?? [];
        return { group: index + 1, have: shares.length, need: shares[0]?.memberThreshold };
      }),
    };
  }

  /**
   * Takes in the next share, as somebody typed it. One that is refused changes nothing, and the
   * next one has its number.
   *
   * @throws {ShareError} if it cannot be read, does not fit those before it, or is not needed: its
   *   group is complete (`too-many-members`), or enough groups are (`too-many-groups`)
   */
  add(text: string): void {
    const share = shareFromWords(text, `share ${this.size + 1}`);
    try {
      this.addShare(share);
    } catch (error) {
      wipe(share.value);
      throw error;
    }
  }

  /**
   * Takes in the next share, already read, which from then on belongs to this state. One that is
   * refused stays the caller's.
   *
   * @throws {ShareError} as {@linkcode RecoveryState.add}
   */
  addShare(share: Share): void {
    // First what is wrong with it: a share given twice is a duplicate also when none is needed.
    this.#set.check(share);
    const name = `share ${this.size + 1}`;
    if (isComplete(this.#set.groups.get(share.groupIndex) ?? [])) {
      throw new ShareError(
        "too-many-members",
        `Cannot use ${name}: group ${share.groupIndex + 1} is complete without it`,
      );
    }
    if (this.complete) {
      throw new ShareError(
        "too-many-groups",
        `Cannot use ${name}: enough groups are complete without it`,
      );
    }
    this.#set.add(share);
  }

  /**
   * The secret, from the complete groups; shares of incomplete ones are left aside. A wrong
   * passphrase gives another secret, not an error.
   *
   * @param passphrase printable ASCII; empty is none
   * @returns the secret, which the caller wipes
   * @throws {ShareError} if shares are missing or do not fit together
   * @throws {RangeError} if the passphrase is not printable ASCII
   */
  async combine(passphrase: Uint8Array = new Uint8Array(0)): Promise<Uint8Array<ArrayBuffer>> {
    const { progress } = this;
    if (progress !== undefined && !this.complete) {
      throw new ShareError(
        this.#set.groups.size < progress.groupsNeeded ? "too-few-groups" : "too-few-members",
        `Cannot combine: shares are missing (${describeProgress(progress).join(", ")})`,
      );
    }
    return await combineSet(new Map(this.#completeGroups()), passphrase);
  }

  /** Overwrites and forgets the shares that have come. */
  wipe(): void {
    this.#set.wipe();
  }

  #completeGroups(): [number, Share[]][] {
    return [...this.#set.groups].filter(([, shares]) => isComplete(shares));
  }
}

/**
 * The progress in words, a line for each group: `group 1: 2 of 3`, or `group 2: none yet`.
 */
export function describeProgress({ groups }: RecoveryProgress): string[] {
  return groups.map(({ group, have, need }) =>
    need === undefined ? `group ${group}: none yet` : `group ${group}: ${have} of ${need}`
  );
}

function isComplete(shares: readonly Share[]): boolean {
  return shares.length > 0 && shares.length === shares[0].memberThreshold;
}
