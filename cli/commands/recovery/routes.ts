/**
 * The recovery commands: names, flags and one sentence each.
 *
 * @module
 */
import { buildCommand } from "@stricli/core";
import {
  commonFlags,
  outboxFlag,
  pathArgument,
  pathFlag,
  switchFlag,
  vaultFlags,
  wholeNumber,
} from "../../flags.ts";
import type { Group } from "../../group.ts";
import { load } from "../../load.ts";

const folder = pathFlag("The folder for what is written, under random names", false);

const pseudonym = {
  kind: "parsed",
  parse: wholeNumber,
  brief: "The persona of this wallet that is the guardian, from 0",
  placeholder: "N",
  default: "0",
} as const;

const paper = {
  kind: "enum",
  values: ["A4", "letter"],
  brief: "Paper size of pages to print",
  default: "A4",
} as const;

const sharesPassphrase = switchFlag(
  "Ask for the passphrase that another program's shares were made with",
);

const withoutPassphrase = switchFlag(
  "Share the wallet's seed instead of its words: no passphrase is needed to restore this wallet",
);

const file = (brief: string) =>
  ({ kind: "tuple", parameters: [pathArgument(brief, "FILE")] }) as const;

const files = (brief: string) =>
  ({ kind: "array", parameter: pathArgument(brief, "FILE") }) as const;

const split = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./split.ts")>(import.meta.resolve("./split.ts"))).split,
    parameters: {
      flags: {
        ...vaultFlags,
        groups: {
          kind: "parsed",
          parse: String,
          brief: "Groups such as 3of5 or 2of3,3of5; a number takes the proposed threshold",
          placeholder: "GROUPS",
          optional: true,
        },
        groupThreshold: {
          kind: "parsed",
          parse: wholeNumber,
          brief: "How many groups are needed",
          placeholder: "N",
          optional: true,
        },
        hex: switchFlag("Split a secret in hexadecimal from standard input"),
        withoutPassphrase,
        exponent: {
          kind: "parsed",
          parse: wholeNumber,
          brief: "Iteration exponent of the shares, 0 to 15",
          placeholder: "E",
          default: "1",
        },
        cards: pathFlag("Write pages to print into this folder instead of printing words", true),
        paper,
      },
    },
    docs: { brief: "Split a wallet's secret into SLIP-39 shares for anybody's tools" },
  });

const combine = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./combine.ts")>(import.meta.resolve("./combine.ts"))).combine,
    parameters: {
      flags: {
        ...commonFlags,
        words: switchFlag("Print the secret as BIP-39 words instead of hexadecimal"),
        sharesPassphrase,
      },
    },
    docs: { brief: "Combine SLIP-39 shares, one at a time" },
  });

const card = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./card.ts")>(import.meta.resolve("./card.ts"))).card,
    parameters: { flags: { ...commonFlags, folder, paper } },
    docs: { brief: "Write a page to print for each share that is typed" },
  });

const deal = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./deal.ts")>(import.meta.resolve("./deal.ts"))).deal,
    parameters: { flags: { ...vaultFlags, folder, withoutPassphrase, paper } },
    docs: { brief: "Deal shares of this wallet to guardians, in sealed files or on paper" },
  });

const accept = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./accept.ts")>(import.meta.resolve("./accept.ts"))).accept,
    parameters: {
      flags: { ...vaultFlags, pseudonym },
      positional: file("The file that was dealt"),
    },
    docs: { brief: "Take on a share as a guardian" },
  });

const held = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./held.ts")>(import.meta.resolve("./held.ts"))).held,
    parameters: {
      flags: {
        ...vaultFlags,
        pseudonym,
        change: switchFlag("Forget a request, rename a share or give it up: asked inside"),
      },
      positional: files("An approval or a cancellation to take in"),
    },
    docs: { brief: "List what is held for others and dealt to others, without showing any share" },
  });

const ask = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./drill_ask.ts")>(import.meta.resolve("./drill_ask.ts"))).drillAsk,
    parameters: { flags: { ...vaultFlags, folder } },
    docs: { brief: "Ask the guardians whether they have their shares" },
  });

const answer = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./drill_answer.ts")>(import.meta.resolve("./drill_answer.ts")))
        .drillAnswer,
    parameters: {
      flags: { ...vaultFlags, folder, pseudonym },
      positional: file("The question that came"),
    },
    docs: { brief: "Show that a share is there, and nothing of it" },
  });

const review = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./drill_review.ts")>(import.meta.resolve("./drill_review.ts")))
        .drillReview,
    parameters: { flags: vaultFlags, positional: files("An answer that came") },
    docs: { brief: "See which guardians have answered rightly" },
  });

const request = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./request.ts")>(import.meta.resolve("./request.ts"))).request,
    parameters: { flags: { ...vaultFlags, folder } },
    docs: { brief: "From a new vault, ask the guardians of a lost one" },
  });

const approve = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./approve.ts")>(import.meta.resolve("./approve.ts"))).approve,
    parameters: {
      flags: { ...vaultFlags, folder, pseudonym },
      positional: file("The request that came"),
    },
    docs: { brief: "Say as a guardian that a request is genuine" },
  });

const release = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./release.ts")>(import.meta.resolve("./release.ts"))).release,
    parameters: {
      flags: { ...vaultFlags, folder, pseudonym },
      positional: files("The request, and approvals and cancellations that came"),
    },
    docs: { brief: "Release a share, once enough have approved and 48 hours have passed" },
  });

const cancel = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./cancel.ts")>(import.meta.resolve("./cancel.ts"))).cancel,
    parameters: { flags: { ...vaultFlags, folder } },
    docs: { brief: "Stop a request, from the cancel page or from the owner's vault" },
  });

const veto = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./veto.ts")>(import.meta.resolve("./veto.ts"))).veto,
    parameters: { flags: { ...vaultFlags, folder } },
    docs: { brief: "Stop a request as the guardian who was given a veto" },
  });

const collect = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./collect.ts")>(import.meta.resolve("./collect.ts"))).collect,
    parameters: { flags: vaultFlags, positional: files("A release that came") },
    docs: { brief: "Restore the wallet from released shares, where they were asked for" },
  });

/** `kelid restore`. */
export const restoreCommand = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("../restore.ts")>(import.meta.resolve("../restore.ts"))).restore,
    parameters: {
      flags: { ...commonFlags, ...outboxFlag, sharesPassphrase },
      positional: { kind: "tuple", parameters: [pathArgument("The vault to make", "VAULT")] },
    },
    docs: { brief: "Make a new vault from shares, with the same identities" },
  });

/** `kelid recovery`. */
export const recoveryRoutes: Group = {
  routes: {
    split,
    combine,
    card,
    deal,
    accept,
    held,
    drill: {
      routes: { ask, answer, review },
      brief: "Rehearse: ask, answer, review",
    },
    request,
    approve,
    release,
    cancel,
    veto,
    collect,
  },
  brief: "Shares: plain ones for any tool, and guardians on top of them",
};
