/**
 * Rehearsal: the owner asks, guardians answer with a keyed digest of their share, and the owner makes
 * the shares again to compare. Nothing of a share is revealed. FORMAT.md, "Drills".
 *
 * @module
 */
import { concat, equalBytes, utf8, wipe } from "../bytes.ts";
import { hybridKemPublicKeys } from "../hybrid/kem.ts";
import type { PublicIdentity } from "../identity/identity.ts";
import type { RandomSource } from "../random.ts";
import { decodeContent, encodeContent } from "./contents.ts";
import type { DealRecord } from "./deal_record.ts";
import type { Dealt } from "./deal.ts";
import type { HeldShare } from "./held_record.ts";
import { derive, drillSecret, keyHash, sealingKeys, signingKeys, wipeKeys } from "./keys.ts";
import { type Message, openMessage, sealMessage, signMessage } from "./message.ts";
import { Refusal } from "./refusal.ts";
import { shareToBytes } from "./share_bytes.ts";
import { indexOfKey } from "./terms.ts";

const MOST_DRILLS = 65_535;

/**
 * The record of a deal when the next drill is asked.
 *
 * @param now seconds since 1970
 * @throws {Refusal} of kind `limit` after 65,535 drills
 */
export function nextDrill(deal: DealRecord, now: number): DealRecord {
  if (deal.drill === MOST_DRILLS) {
    throw new Refusal("limit", "Cannot ask: this deal has had all its drills; deal anew");
  }
  return { ...deal, drill: deal.drill + 1, asked: now };
}

/** The file that asks one guardian. `deal` is the record of {@linkcode nextDrill}. */
export async function askDrill(
  deal: DealRecord,
  dealt: Dealt,
  guardian: PublicIdentity,
  random: RandomSource,
): Promise<Uint8Array<ArrayBuffer>> {
  const { secret, keys, key } = await drillKeys(deal);
  try {
    const reply = await hybridKemPublicKeys(keys);
    const content = encodeContent("drill", { number: deal.drill, key, reply });
    const signed = await signMessage("drill", content, dealt.signing, guardian);
    return await sealMessage(signed, guardian, random);
  } finally {
    wipe(secret);
    wipeKeys(keys);
  }
}

async function drillKeys(deal: DealRecord) {
  const secret = await drillSecret(deal.seed, deal.drill);
  return {
    secret,
    keys: await sealingKeys(secret, "drill"),
    key: await derive(secret, "drill digest key"),
  };
}

/** HMAC-SHA-256 of a share's bytes under a drill's key (32 bytes): 32 bytes. */
export async function digestOf(key: Uint8Array, share: Uint8Array): Promise<Uint8Array> {
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", Uint8Array.from(key), hmac, false, [
    "sign",
  ]);
  const message = concat(utf8("kelid recovery v1 digest"), Uint8Array.of(0), share);
  try {
    return new Uint8Array(await crypto.subtle.sign("HMAC", imported, message));
  } finally {
    wipe(message);
  }
}

/**
 * Answers a drill with every share that is held of its deal.
 *
 * @param held all records of the guardian
 * @returns the records as they are then, and a file for each share that answered
 * @throws {Refusal} of kind `deal` if no share of that deal is held, `replay` if a later drill was
 *   answered already
 */
export async function answerDrill(
  held: readonly HeldShare[],
  message: Message,
  random: RandomSource,
): Promise<{ held: HeldShare[]; files: Uint8Array<ArrayBuffer>[] }> {
  const { number, key, reply } = decodeContent("drill", message);
  const dealKeyHash = keyHash(message.signer!);
  const ofDeal = held.filter((one) => equalBytes(one.dealKeyHash, dealKeyHash));
  if (ofDeal.length === 0) {
    throw new Refusal(
      "deal",
      "Cannot answer the drill: no share of its deal is held; one of an older deal may be",
    );
  }
  // The last one may be answered again: the first answer may not have come to be written.
  const due = ofDeal.filter((one) => one.drill <= number);
  if (due.length === 0) {
    const last = Math.max(...ofDeal.map(({ drill }) => drill));
    throw new Refusal(
      "replay",
      `Cannot answer the drill: it is number ${number}, and number ${last} was answered already`,
    );
  }
  const files: Uint8Array<ArrayBuffer>[] = [];
  for (const { share } of due) {
    const digest = await digestOf(key, share);
    const keys = await signingKeys(share, "approval");
    const content = encodeContent("answer", { dealKeyHash, number, digest });
    files.push(
      await sealMessage(await signMessage("answer", content, keys, reply), reply, random),
    );
    wipeKeys(keys);
  }
  return {
    held: held.map((one) => due.includes(one) ? { ...one, drill: number } : one),
    files,
  };
}

/** Reads the answers to the last drill of a deal. */
export class DrillReview {
  readonly #deal: DealRecord;
  readonly #dealt: Dealt;
  readonly #answered = new Set<number>();

  /**
   * A review without answers.
   *
   * @param dealt from `rebuildDeal`; the caller wipes it
   */
  constructor(deal: DealRecord, dealt: Dealt) {
    this.#deal = deal;
    this.#dealt = dealt;
  }

  /** Whether the member with an index has answered rightly. */
  has(index: number): boolean {
    return this.#answered.has(index);
  }

  /**
   * Takes in an answer.
   *
   * @param file the whole file
   * @returns the index of the member who has answered rightly
   * @throws {Refusal} of kind `unopened`: to another drill or altered; `deal`; `forged`: of a key or
   *   share that was not dealt; `twice`
   */
  async take(file: Uint8Array): Promise<number> {
    const { secret, keys, key } = await drillKeys(this.#deal);
    try {
      const message = await openMessage(file, keys);
      if (!message) {
        throw new Refusal(
          "unopened",
          `Cannot read the answer: it is not one to drill ${this.#deal.drill}, or was altered`,
        );
      }
      const content = decodeContent("answer", message);
      const index = indexOfKey(this.#dealt.terms, keyHash(message.signer!));
      if (!equalBytes(content.dealKeyHash, this.#dealt.dealKeyHash)) {
        throw new Refusal(
          "deal",
          "Cannot count the answer: it is of another deal, perhaps an older",
        );
      }
      if (index < 0) {
        throw new Refusal("forged", "Cannot count the answer: it comes from no share of this deal");
      }
      const share = shareToBytes(this.#dealt.shares[index]);
      const expected = await digestOf(key, share);
      wipe(share);
      if (!equalBytes(expected, content.digest) || content.number !== this.#deal.drill) {
        throw new Refusal("forged", "Cannot count the answer: its digest is wrong");
      }
      if (this.#answered.has(index)) {
        throw new Refusal("twice", "Cannot count the answer: the same member has answered before");
      }
      this.#answered.add(index);
      return index;
    } finally {
      wipe(secret, key);
      wipeKeys(keys);
    }
  }
}
