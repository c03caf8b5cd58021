/**
 * What others send about a request: approvals and cancellations, taken in file by file. One that is
 * refused is named with its reason, and the others count.
 *
 * @module
 */
import { equalBytes } from "../../../lib/bytes.ts";
import { decodeContent, type RequestContent } from "../../../lib/recovery/contents.ts";
import { takeApproval, takeCancellation } from "../../../lib/recovery/held.ts";
import type { HeldShare } from "../../../lib/recovery/held_record.ts";
import { keyHash } from "../../../lib/recovery/keys.ts";
import { Refusal } from "../../../lib/recovery/refusal.ts";
import { decodeTerms, indexOfKey } from "../../../lib/recovery/terms.ts";
import type { Contents } from "../../../lib/vault/contents.ts";
import { warn } from "../../output.ts";
import { readMessageFile } from "./message_file.ts";
import { type Incoming, openIncoming } from "./vault.ts";

/** What became of the files of one command. */
export interface Taken {
  /** How many approvals and cancellations were taken in. */
  readonly taken: number;
  /** Paths of files that were refused, with the reasons. */
  readonly refused: readonly { readonly file: string; readonly reason: string }[];
  /** The requests among the files. */
  readonly requests: readonly RequestContent[];
}

/** Files that were read before anything was asked. */
export interface NamedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Reads all files, so that a mistyped path is told first. */
export function readAllMessages(paths: readonly string[]): NamedFile[] {
  return paths.map((path) => ({ path, bytes: readMessageFile(path) }));
}

/** Takes in files and changes the held shares in `contents`. Cancellations go first. */
export async function takeIn(
  files: readonly NamedFile[],
  contents: Contents,
  pseudonym: number,
  now: number,
): Promise<Taken> {
  const refused: { file: string; reason: string }[] = [];
  const requests: RequestContent[] = [];
  const opened: { path: string; incoming: Incoming }[] = [];
  let taken = 0;
  const attempt = async (path: string, act: () => void | Promise<void>) => {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused.push({ file: path, reason: error.message });
    }
  };
  for (const { path, bytes } of files) {
    await attempt(path, async () => {
      opened.push({ path, incoming: await openIncoming(bytes, contents, pseudonym) });
    });
  }
  const isCancellation = ({ incoming }: typeof opened[number]) =>
    incoming.message.kind === "cancellation";
  const inOrder = [
    ...opened.filter(isCancellation),
    ...opened.filter((one) => !isCancellation(one)),
  ];
  for (const { path, incoming } of inOrder) {
    await attempt(path, () => {
      const { kind } = incoming.message;
      if (kind === "request") requests.push(decodeContent("request", incoming.message));
      else {
        if (kind === "cancellation") apply(contents, incoming, now, takeCancellation);
        else apply(contents, incoming, now, takeApproval);
        taken++;
      }
    });
  }
  return { taken, refused, requests };
}

/**
 * Applies a message to every held share that it is about: those whose circle it was sealed to; if it
 * was sealed to this wallet, those whose terms have its signer.
 *
 * @throws {Refusal} if none takes it, with the reason of the first
 */
function apply(
  contents: Contents,
  { message, circles }: Incoming,
  now: number,
  take: (held: HeldShare, message: Incoming["message"], now: number) => HeldShare,
): void {
  const places = [...contents.held.keys()];
  const signer = message.signer && keyHash(message.signer);
  const members = signer
    ? places.filter((place) => indexOfKey(decodeTerms(contents.held[place].terms), signer) >= 0)
    : [];
  const meant = circles.length > 0 ? circles : members.length > 0 ? members : places;
  let first: unknown;
  let done = false;
  for (const place of meant) {
    try {
      contents.held[place] = take(contents.held[place], message, now);
      done = true;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      first ??= error;
    }
  }
  if (done) return;
  throw first ?? new Refusal("deal", "Cannot use the file: no share is held");
}

/** Says on standard error what was refused. */
export function warnOfRefused({ refused }: Taken): void {
  for (const { file, reason } of refused) warn(`${file}: ${reason}`);
}

/** The distinct deals among held shares: places of their shares, in order. */
export function placesByDeal(held: readonly HeldShare[]): number[][] {
  const deals: number[][] = [];
  held.forEach((one, place) => {
    const known = deals.find(([first]) => equalBytes(held[first].dealKeyHash, one.dealKeyHash));
    if (known) known.push(place);
    else deals.push([place]);
  });
  return deals;
}
