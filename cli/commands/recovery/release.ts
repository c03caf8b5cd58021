/**
 * `kelid recovery release`: a guardian's share to who asked, once enough have approved and the wait
 * is over. Every run takes in what others sent; the wait begins with the approval that makes them
 * enough.
 *
 * @module
 */
import { equalBytes } from "../../../lib/bytes.ts";
import { type RequestContent, requestId } from "../../../lib/recovery/contents.ts";
import { release as releaseShare } from "../../../lib/recovery/held.ts";
import type { HeldShare } from "../../../lib/recovery/held_record.ts";
import { writeRelease } from "../../../lib/recovery/member_messages.ts";
import { Refusal } from "../../../lib/recovery/refusal.ts";
import type { Contents } from "../../../lib/vault/contents.ts";
import { openAnswers } from "../../answers.ts";
import type { Context, VaultFlags } from "../../context.ts";
import { CliError, EXIT_FAILED_CHECK, EXIT_USAGE } from "../../errors.ts";
import { print } from "../../output.ts";
import { checkPseudonym } from "../../wallet_keys.ts";
import { OutputFolder } from "./output_folder.ts";
import { readAllMessages, takeIn, type Taken, warnOfRefused } from "./taking_in.ts";
import { changing, seconds } from "./vault.ts";

interface Flags extends VaultFlags {
  readonly folder: string;
  readonly pseudonym: number;
}

/** What a run came to. What was taken in is kept even where nothing is released. */
interface Result {
  readonly taken: Taken;
  readonly files: readonly string[];
  readonly trouble?: Error;
}

/** The command. */
export async function release(this: Context, flags: Flags, ...paths: string[]): Promise<void> {
  checkPseudonym(flags.pseudonym);
  const folder = new OutputFolder(flags.folder, this.settings.random);
  const messages = readAllMessages(paths);
  const answers = await openAnswers(flags);
  try {
    const result = await changing(this, flags, answers, async (contents): Promise<Result> => {
      const taken = await takeIn(messages, contents, flags.pseudonym, seconds(this));
      try {
        const request = theRequest(taken.requests);
        const released = releaseAll(contents, requestId(request), seconds(this));
        const files: string[] = [];
        for (const share of released.values()) {
          files.push(folder.write(await sealed(share, request, this)));
        }
        for (const [place, share] of released) contents.held[place] = share;
        return { taken, files };
      } catch (error) {
        return { taken, files: [], trouble: error as Error };
      }
    });
    warnOfRefused(result.taken);
    if (result.trouble) throw result.trouble;
    folder.finish();
    const { files, taken: { refused } } = result;
    print(flags, { files, refused }, files);
  } finally {
    folder.discard();
    answers.close();
  }
}

async function sealed(share: HeldShare, request: RequestContent, context: Context) {
  try {
    return await writeRelease(share, request, context.settings.random);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CliError(
      "Cannot release: the request's key is one known to be bad",
      EXIT_FAILED_CHECK,
    );
  }
}

function theRequest(requests: readonly RequestContent[]): RequestContent {
  const [first, ...others] = requests;
  if (!first) {
    throw new CliError(
      "Cannot release: give the file of the request as well, to which the share is sealed",
      EXIT_USAGE,
    );
  }
  if (others.some((other) => !equalBytes(requestId(other), requestId(first)))) {
    throw new CliError("Cannot release: give one request at a time", EXIT_USAGE);
  }
  return first;
}

/** Every share with which the request was approved, released, by its place. */
function releaseAll({ held }: Contents, id: Uint8Array, now: number): Map<number, HeldShare> {
  if (held.length === 0) throw new Refusal("deal", "Cannot release: no share is held");
  const places = [...held.keys()].filter((place) => {
    const { request } = held[place];
    return request && equalBytes(request.id, id);
  });
  if (places.length === 0) {
    // None fits, so each says why: a pause says more than that nothing was approved.
    const paused = held.find(({ pausedUntil }) => now < pausedUntil);
    const asked = held.find(({ request }) => request);
    releaseShare(paused ?? asked ?? held[0], id, now);
  }
  return new Map(places.map((place) => [place, releaseShare(held[place], id, now)]));
}
