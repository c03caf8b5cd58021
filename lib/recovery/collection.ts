/**
 * What comes back to who made a request: releases and shares on paper, held against the terms of
 * their deal before they are combined, so that a forged share is named. FORMAT.md, "Collecting".
 *
 * @module
 */
import { equalBytes, hex, wipe } from "../bytes.ts";
import { RecoveryState } from "../slip39/recovery_state.ts";
import type { Share } from "../slip39/share.ts";
import { decodeContent, type ReleaseContent } from "./contents.ts";
import { approvalKeyHash, keyHash, sealingKeys, wipeKeys } from "./keys.ts";
import { type Message, openMessage } from "./message.ts";
import { Refusal } from "./refusal.ts";
import { shareFromBytes, shareToBytes } from "./share_bytes.ts";
import { decodeTerms, indexOfShare, type Terms } from "./terms.ts";

/** What became of one file. */
export interface Collected {
  /** The member index of the share, if it was taken in. */
  readonly index?: number;
  /** Why it was not. */
  readonly refusal?: Error;
}

/**
 * Opens a release with the secret of the request.
 *
 * @throws {Refusal} if it is sealed to another request, altered, forged or another kind
 */
export async function openRelease(
  file: Uint8Array,
  requestSecret: Uint8Array,
): Promise<{ message: Message; content: ReleaseContent }> {
  const keys = await sealingKeys(requestSecret, "request");
  const message = await openMessage(file, keys).finally(() => wipeKeys(keys));
  if (!message) {
    throw new Refusal(
      "unopened",
      "Cannot read the release: it answers another request, or was altered on the way",
    );
  }
  return { message, content: decodeContent("release", message) };
}

/**
 * Collects the shares of one deal. Where releases are of several deals, the deal that most of them
 * are of is meant: one that was forged or is older cannot shut out the others by coming first.
 */
export class Collection {
  /** How far it is. The shares in it are wiped by {@linkcode Collection.wipe}. */
  readonly state: RecoveryState = new RecoveryState();
  #terms: Terms | undefined;

  /** Takes in all releases and says of each what became of it. */
  async takeReleases(
    releases: readonly { message: Message; content: ReleaseContent }[],
  ): Promise<Collected[]> {
    const deals = releases.map(({ content }) => hex(content.dealKeyHash) + hex(content.terms));
    const times = (deal: string) => deals.filter((other) => other === deal).length;
    const meant = [...deals].sort((a, b) => times(b) - times(a)).at(0);
    const results: Collected[] = [];
    for (const [i, { message, content }] of releases.entries()) {
      try {
        if (deals[i] !== meant) {
          throw new Refusal(
            "deal",
            "Cannot use the share: it is of another deal than the others, perhaps an older one",
          );
        }
        this.#terms ??= decodeTerms(content.terms);
        results.push({ index: await this.#take(content.share, keyHash(message.signer!)) });
      } catch (error) {
        results.push({ refusal: error as Error });
      }
    }
    return results;
  }

  /**
   * Takes in a share from paper, already read.
   *
   * @returns its member index, or undefined if nothing is known of the deal yet
   * @throws {Refusal} as {@linkcode Collection.takeReleases} reports
   * @throws {ShareError} if it does not fit those before it
   */
  async takePaper(share: Share): Promise<number | undefined> {
    const bytes = shareToBytes(share);
    try {
      if (this.#terms) return await this.#take(bytes);
      this.state.addShare(share);
      return undefined;
    } finally {
      wipe(bytes);
    }
  }

  async #take(bytes: Uint8Array, signerHash?: Uint8Array): Promise<number> {
    const share = shareFromBytes(bytes);
    try {
      return await this.#check(bytes, share, signerHash);
    } catch (error) {
      wipe(share.value);
      throw error;
    }
  }

  async #check(bytes: Uint8Array, share: Share, signerHash?: Uint8Array): Promise<number> {
    const index = indexOfShare(this.#terms!, share);
    const own = await approvalKeyHash(bytes);
    if (index < 0 || !equalBytes(own, this.#terms!.approvers[index])) {
      throw new Refusal(
        "forged",
        "Cannot use the share: it is not the one that was dealt to this member",
      );
    }
    if (signerHash && !equalBytes(signerHash, own)) {
      throw new Refusal("forged", "Cannot use the share: another member has signed its release");
    }
    this.state.addShare(share);
    return index;
  }

  /** Overwrites and forgets the shares. */
  wipe(): void {
    this.state.wipe();
  }
}
