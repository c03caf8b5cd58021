/**
 * `kelid recovery held`: what this compartment keeps for others, and what it has dealt itself, without
 * showing any share. Files that others sent are taken in first.
 *
 * @module
 */
import { hex } from "../../../lib/bytes.ts";
import { compareWords } from "../../../lib/recovery/compare_words.ts";
import type { DealRecord } from "../../../lib/recovery/deal_record.ts";
import { describeApprovals, forgetRequest, utc, WAIT_SECONDS } from "../../../lib/recovery/held.ts";
import type { HeldShare } from "../../../lib/recovery/held_record.ts";
import { membersOf } from "../../../lib/recovery/policy.ts";
import { shareFromBytes } from "../../../lib/recovery/share_bytes.ts";
import { decodeTerms, indexOfShare } from "../../../lib/recovery/terms.ts";
import { checkName, type Contents } from "../../../lib/vault/contents.ts";
import { type Answers, openAnswers } from "../../answers.ts";
import type { Context, VaultFlags } from "../../context.ts";
import { CliError, EXIT_FAILED_CHECK, EXIT_USAGE } from "../../errors.ts";
import { openContents } from "../../open_vault.ts";
import { print } from "../../output.ts";
import { checkPseudonym } from "../../wallet_keys.ts";
import { askDeal } from "./approve.ts";
import { readAllMessages, takeIn, type Taken, warnOfRefused } from "./taking_in.ts";
import { usage } from "../../usage.ts";
import { changing, nameOf, placeOf, policyText, seconds } from "./vault.ts";
import { REHEARSE } from "./wording.ts";

interface Flags extends VaultFlags {
  readonly pseudonym: number;
  readonly change: boolean;
}

/** The command. It changes the compartment only if files are given or a change is asked for. */
export async function held(this: Context, flags: Flags, ...paths: string[]): Promise<void> {
  checkPseudonym(flags.pseudonym);
  const files = readAllMessages(paths);
  const answers = await openAnswers(flags);
  try {
    if (files.length === 0 && !flags.change) {
      show(flags, await openContents(this.settings, flags, answers));
      return;
    }
    const { contents, taken } = await changing(this, flags, answers, async (contents) => {
      const taken = await takeIn(files, contents, flags.pseudonym, seconds(this));
      if (flags.change) await change(answers, contents);
      return { contents, taken };
    });
    const { requests } = taken;
    warnOfRefused(taken);
    show(flags, contents, taken);
    if (requests.length > 0) {
      throw new CliError("A request is among the files: answer it with approve", EXIT_USAGE);
    }
    if (taken.refused.length > 0) {
      throw new CliError(
        `${taken.refused.length} of ${files.length} files were refused`,
        EXIT_FAILED_CHECK,
      );
    }
  } finally {
    answers.close();
  }
}

async function change(answers: Answers, contents: Contents): Promise<void> {
  const places = await askDeal(answers, contents);
  const action = await answers.choose("What shall be done with it?", [
    ["forget", "Forget the request, so that another one can be approved; its wait starts anew"],
    ["name", "Give it another name"],
    ["give-up", "Give the share up for ever, once its owner has dealt anew"],
    ["nothing", "Nothing"],
  ]);
  if (action === "forget") {
    for (const place of places) contents.held[place] = forgetRequest(contents.held[place]);
  } else if (action === "name") {
    const typed = await answers.line("Your name for it (may be empty): ");
    const name = typed.trim() === "" ? "" : usage(() => checkName(typed));
    for (const place of places) contents.held[place] = { ...contents.held[place], name };
  } else if (action === "give-up") {
    answers.note("If its owner still counts on it, fewer may be left than are needed.");
    if (!await answers.confirm("Give it up?", false)) return;
    contents.held = contents.held.filter((_, place) => !places.includes(place));
  }
}

function show(flags: Flags, contents: Contents, taken?: Taken): void {
  const shares = contents.held.map(describe);
  const dealt = contents.deal && describeDeal(contents, contents.deal);
  const request = contents.request !== undefined;
  print(
    flags,
    {
      held: shares.map(({ json }) => json),
      dealt: dealt?.json ?? null,
      requested: request,
      ...taken ? { taken: taken.taken, refused: taken.refused } : {},
    },
    [
      ...shares.length === 0
        ? ["No share is held for others"]
        : shares.flatMap(({ lines }) => lines),
      ...dealt ? dealt.lines : ["This wallet has not been dealt"],
      ...request ? ["A request was made from this compartment: recovery collect"] : [],
    ],
  );
}

function describe(held: HeldShare, place: number) {
  const terms = decodeTerms(held.terms);
  const share = shareFromBytes(held.share);
  const index = indexOfShare(terms, share);
  share.value.fill(0);
  const { request } = held;
  const json = {
    share: place + 1,
    name: held.name,
    words: compareWords(held.dealKeyHash),
    policy: policyText(terms),
    place: index < 0 ? "" : placeOf(terms, index),
    veto: held.veto,
    cancellations: held.round,
    pausedUntil: held.pausedUntil === 0 ? null : utc(held.pausedUntil),
    request: request
      ? {
        words: compareWords(request.id),
        approvals: describeApprovals(held),
        waitEnds: request.approvedAt === 0 ? null : utc(request.approvedAt + WAIT_SECONDS),
        released: request.released,
      }
      : null,
  };
  const lines = [
    `Share ${json.share}${held.name ? `, ${held.name}` : ""}: ${json.place} of ${json.policy}` +
    `${held.veto ? ", with a veto" : ""}`,
    `  of the deal: ${json.words}`,
  ];
  if (held.round > 0) {
    lines.push(
      `  cancelled ${held.round} of 2 times; nothing is approved until ${json.pausedUntil}`,
    );
  }
  if (json.request) {
    lines.push(`  request: ${json.request.words}`);
    lines.push(`  approved: ${json.request.approvals.join(", ")}`);
    if (json.request.waitEnds) lines.push(`  the wait ends ${json.request.waitEnds}`);
    if (json.request.released) lines.push("  released");
  }
  return { json, lines };
}

function describeDeal(contents: Contents, deal: DealRecord) {
  const guardians = membersOf(deal).map((_, index) => {
    const guardian = deal.guardians[index];
    return {
      place: placeOf(deal, index),
      guardian: guardian ? nameOf(contents, guardian.identityHash) : "paper",
      identityHash: guardian ? hex(guardian.identityHash) : null,
      commitment: guardian ? hex(guardian.commitment) : null,
    };
  });
  const asked = deal.drill === 0 ? null : utc(deal.asked);
  return {
    json: { policy: policyText(deal), secret: deal.secret, signer: deal.signer, guardians, asked },
    lines: [
      `Dealt ${policyText(deal)}${deal.secret === "seed" ? ", without passphrase" : ""}:`,
      ...guardians.map(({ place, guardian }) => `  ${place}: ${guardian}`),
      asked ? `  last drill: number ${deal.drill}, asked ${asked}` : "  never rehearsed",
      REHEARSE,
    ],
  };
}
