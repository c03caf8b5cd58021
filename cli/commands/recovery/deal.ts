/**
 * `kelid recovery deal`: shares of this wallet to guardians, each in a sealed file, or on paper.
 *
 * Everything is asked, so that no guardian's name and no choice stands in a shell history. No file
 * has its name before the compartment that remembers the deal is saved, and the deal of a saved one
 * can be handed out again: its shares and its cancel key come from what it keeps.
 *
 * @module
 */
import { equalBytes, hex, utf8, wipe } from "../../../lib/bytes.ts";
import { identityHash, type PublicIdentity } from "../../../lib/identity/identity.ts";
import { ownIdentity } from "../../../lib/identity/own_identity.ts";
import type { Paper } from "../../../lib/recovery/card.ts";
import { compareWords } from "../../../lib/recovery/compare_words.ts";
import {
  checkDealSize,
  type Dealt,
  makeDeal,
  rebuildDeal,
  sealShare,
  wipeDealt,
} from "../../../lib/recovery/deal.ts";
import type { DealRecord } from "../../../lib/recovery/deal_record.ts";
import { membersOf, type Policy } from "../../../lib/recovery/policy.ts";
import { checkNumber, shareToBytes } from "../../../lib/recovery/share_bytes.ts";
import { shareToWords } from "../../../lib/slip39/share.ts";
import type { Contents } from "../../../lib/vault/contents.ts";
import { wordsOf } from "../../../lib/wallet/words.ts";
import { type Answers, openAnswers } from "../../answers.ts";
import type { Context, VaultFlags } from "../../context.ts";
import { CliError, EXIT_FILE, EXIT_USAGE } from "../../errors.ts";
import { load } from "../../load.ts";
import { deliver, resultText } from "../../output.ts";
import { readIdentity } from "../../signer.ts";
import { withSeed } from "../../wallet_keys.ts";
import { OutputFolder } from "./output_folder.ts";
import { rebuilt, withSigner } from "./own_deal.ts";
import { policyFrom, warnOfRisks } from "./policy_input.ts";
import { usageOf } from "../../usage.ts";
import { changing, nameOf, placeOf, policyText, readGuardian } from "./vault.ts";
import { lending, secretOf } from "./wallet_secret.ts";
import { NO_PASSPHRASE, OLD_SHARES, REHEARSE, WITHOUT_PASSPHRASE } from "./wording.ts";

interface Flags extends VaultFlags {
  readonly folder: string;
  readonly withoutPassphrase: boolean;
  readonly paper: Paper;
}

/** What was agreed before anything leaves. */
interface Agreed {
  readonly deal: DealRecord;
  readonly dealt: Dealt;
  readonly guardians: readonly (PublicIdentity | null)[];
  /** What to call each member. */
  readonly names: readonly string[];
  /** The member who can cancel alone. */
  readonly veto: number | undefined;
  readonly onPaper: "pages" | "words";
}

/** The command. */
export async function deal(this: Context, flags: Flags): Promise<void> {
  const folder = new OutputFolder(flags.folder, this.settings.random);
  const answers = await openAnswers(flags);
  try {
    const { handed, seed } = await changing(this, flags, answers, async (contents) => {
      const agreed = await new Negotiation(this, flags, answers, contents).agree();
      try {
        const handed = await handOut(this, flags, agreed, folder);
        contents.deal = agreed.deal;
        return { handed, seed: agreed.deal.seed };
      } finally {
        wipeDealt(agreed.dealt);
      }
    });
    wipe(seed);
    afterwards(() => folder.finish());
    const { words, files, cancel } = handed;
    const lines = [
      ...files.flatMap(({ title, told }) =>
        "file" in told ? [`${title}: ${told.file}`] : paperLines(answers, title, told)
      ),
      ...paperLines(answers, "cancel key", cancel),
      `Words to compare: ${words}`,
      REHEARSE,
    ];
    const result = { words, files: files.map(({ told }) => told), cancel };
    afterwards(() => deliver(resultText(flags, result, lines)));
  } finally {
    folder.discard();
    answers.close();
  }
}

/** What is left to do when the deal is saved: if it fails, the deal can be handed out again. */
function afterwards(act: () => void): void {
  try {
    act();
  } catch (error) {
    throw new CliError(
      `${(error as Error).message}. The deal is saved: deal again and choose "same"`,
      EXIT_FILE,
    );
  }
}

class Negotiation {
  readonly #context: Context;
  readonly #flags: Flags;
  readonly #answers: Answers;
  readonly #contents: Contents;

  constructor(context: Context, flags: Flags, answers: Answers, contents: Contents) {
    this.#context = context;
    this.#flags = flags;
    this.#answers = answers;
    this.#contents = contents;
  }

  async agree(): Promise<Agreed> {
    const answers = this.#answers;
    const { wallet } = this.#contents;
    const same = this.#contents.deal && await this.#askWhichDeal(this.#contents.deal);
    if (this.#flags.withoutPassphrase) answers.note(WITHOUT_PASSPHRASE);
    else if (wallet.passphraseText === "") answers.note(NO_PASSPHRASE);
    const policy = same ?? await policyFrom(answers, checkDealSize);
    const guardians = same ? await this.#askSame(same) : await this.#askGuardians(policy);
    const hashes = guardians.map((guardian) => guardian && identityHash(guardian));
    const names = hashes.map((hash, index) =>
      hash ? nameOf(this.#contents, hash) : `paper ${index + 1}`
    );
    const signer = same?.signer ?? await this.#askSigner();
    const veto = await this.#askVeto(policy, guardians, names);
    const onPaper = await answers.choose("How do shares and the cancel key get on paper?", [
      ["pages", "As pages to print, written to the folder: delete them when they are printed"],
      ["words", "As words to copy by hand"],
    ]);
    const persons = hashes.map((hash, index) =>
      hash ? hashes.findIndex((other) => other && equalBytes(other, hash)) : index
    );
    warnOfRisks(policy, persons, (person) => names[person]);
    const question = same ? "Hand it out once more?" : `Deal ${policyText(policy)} now?`;
    if (!await answers.confirm(question, false)) {
      throw new CliError("Nothing was dealt", EXIT_USAGE);
    }
    if (same) {
      const dealt = await rebuilt(this.#contents, same);
      return { deal: same, dealt, guardians, names, veto, onPaper };
    }
    const kind = this.#flags.withoutPassphrase ? "seed" : "entropy";
    return await lending(
      await secretOf(wallet, kind),
      (secret) =>
        withSigner(wallet, signer, async (identityKeys) => {
          const plan = { ...policy, secret, kind, guardians, identityKeys } as const;
          const deal = await usageOf(() => makeDeal(plan, this.#context.settings.random));
          const dealt = await rebuildDeal(deal, secret, identityKeys);
          return { deal, dealt, guardians, names, veto, onPaper };
        }),
    );
  }

  /** The deal that was made before, where it is to be handed out again. */
  async #askWhichDeal(before: DealRecord): Promise<DealRecord | undefined> {
    this.#answers.note(OLD_SHARES);
    const way = await this.#answers.choose("This wallet has been dealt before. Deal again?", [
      ["again", "The same words: for a lost share, or further guardians"],
      ["same", "The same shares, for whom a file or a page did not reach"],
      ["new", "Other words, which end the old shares: this stops here and says how"],
      ["stop", "No"],
    ]);
    if (way === "again") return undefined;
    if (way === "same") {
      if (this.#flags.withoutPassphrase === (before.secret === "seed")) return before;
      throw new CliError(
        before.secret === "seed"
          ? "This wallet was dealt without passphrase: give --without-passphrase"
          : "This wallet was not dealt without passphrase: leave --without-passphrase away",
        EXIT_USAGE,
      );
    }
    throw new CliError(
      way === "stop"
        ? "Nothing was dealt"
        : "Nothing was dealt: add a compartment with new words (manage, add, own), move to its" +
          " wallet, and deal that one",
      EXIT_USAGE,
    );
  }

  /** The guardians of the deal that was made before. */
  async #askSame(deal: DealRecord): Promise<(PublicIdentity | null)[]> {
    const answers = this.#answers;
    const guardians: (PublicIdentity | null)[] = [];
    for (const [index, guardian] of deal.guardians.entries()) {
      if (!guardian) {
        guardians.push(null);
        continue;
      }
      const name = nameOf(this.#contents, guardian.identityHash);
      const question = `Identity file of ${name}, ${placeOf(deal, index)}: `;
      for (;;) {
        try {
          const path = (await answers.line(question)).trim();
          guardians.push(await readGuardian(path, guardian.identityHash));
          break;
        } catch (error) {
          if (!answers.interactive || !(error instanceof CliError)) throw error;
          answers.note(error.message);
        }
      }
    }
    return guardians;
  }

  async #askGuardians(policy: Policy): Promise<(PublicIdentity | null)[]> {
    const answers = this.#answers;
    const { wallet } = this.#contents;
    const own = identityHash(await withSeed(wallet, (seed) => ownIdentity(seed, wallet, 0)));
    answers.note(
      "A guardian is an identity file, or, if the answer is empty, a person with paper.",
    );
    const guardians: (PublicIdentity | null)[] = [];
    const seen: { group: number; hash: Uint8Array }[] = [];
    for (const [index, { group }] of membersOf(policy).entries()) {
      for (;;) {
        try {
          const path = (await answers.line(`Identity file for ${placeOf(policy, index)}: `)).trim();
          const guardian = path === "" ? null : await readIdentity(path);
          if (guardian) {
            const hash = identityHash(guardian);
            if (equalBytes(hash, own)) {
              throw new CliError("This is the identity that is dealt itself", EXIT_USAGE);
            }
            if (seen.some((other) => other.group === group && equalBytes(other.hash, hash))) {
              throw new CliError("This guardian is in the group already", EXIT_USAGE);
            }
            seen.push({ group, hash });
          }
          guardians.push(guardian);
          break;
        } catch (error) {
          if (!answers.interactive || !(error instanceof CliError)) throw error;
          answers.note(error.message);
        }
      }
    }
    return guardians;
  }

  async #askSigner(): Promise<DealRecord["signer"]> {
    const answers = this.#answers;
    const signer = await answers.choose("Which key signs the deal?", [
      ["deal", "One made for it: you read each guardian eight words to compare"],
      ["identity", "This wallet's identity, which guardians may know"],
    ]);
    if (signer === "deal") return signer;
    answers.note(
      "Then every guardian's vault ties the share to this identity, and whoever seizes one and has" +
        " this identity's file finds it. Do not do this with an identity that is to stay hidden.",
    );
    if (await answers.confirm("Sign with the identity all the same?", false)) return signer;
    return "deal";
  }

  async #askVeto(
    policy: Policy,
    guardians: readonly (PublicIdentity | null)[],
    names: readonly string[],
  ): Promise<number | undefined> {
    const able = guardians.flatMap((guardian, index) => guardian ? [index] : []);
    const members = membersOf(policy);
    // Not a plain number: with one among the words, numbers would stand for no lines.
    const keyOf = (index: number) => `${members[index].group + 1}.${members[index].member + 1}`;
    if (able.length === 0) return undefined;
    const answer = await this.#answers.choose(
      "The key that cancels a recovery is for paper. Who shall have it as well?",
      [
        ["nobody", "The paper alone"],
        ...able.map((index) =>
          [keyOf(index), `${names[index]} (${placeOf(policy, index)}): a veto`] as const
        ),
      ],
    );
    return able.find((index) => keyOf(index) === answer);
  }
}

/** Something on paper, or the page to print. */
type OnPaper = { readonly words: string } | { readonly page: string };

/** What is told of one member. */
type Told =
  & { readonly group: number; readonly member: number }
  & (
    | { readonly file: string; readonly identityHash: string; readonly commitment: string }
    | { readonly check: string } & OnPaper
  );

/** What is given out, and what to say of it. */
interface HandedOut {
  readonly words: string;
  readonly files: readonly { readonly title: string; readonly told: Told }[];
  readonly cancel: OnPaper;
}

async function handOut(
  context: Context,
  flags: Flags,
  agreed: Agreed,
  folder: OutputFolder,
): Promise<HandedOut> {
  const { deal, dealt, guardians, names, veto } = agreed;
  const files: HandedOut["files"][number][] = [];
  for (const [index, { group, member }] of membersOf(deal).entries()) {
    const guardian = guardians[index];
    const place = { group: group + 1, member: member + 1 };
    const title = `${placeOf(deal, index)}, ${names[index]}`;
    if (guardian) {
      const bytes = await sealShare(
        dealt,
        index,
        guardian,
        veto === index,
        context.settings.random,
      );
      const { commitment } = deal.guardians[index]!;
      const hashes = { identityHash: hex(identityHash(guardian)), commitment: hex(commitment) };
      files.push({ title, told: { ...place, file: folder.write(bytes), ...hashes } });
      continue;
    }
    const share = dealt.shares[index];
    const bytes = shareToBytes(share);
    const check = await checkNumber(bytes);
    wipe(bytes);
    const paper = await onPaper(agreed, folder, shareToWords(share).split(" "), async () => {
      const { shareCard } = await load<typeof import("../../../lib/recovery/card.ts")>(
        import.meta.resolve("../../../lib/recovery/card.ts"),
      );
      return await shareCard(share, flags.paper);
    });
    files.push({
      title: `${title}, check number ${check}`,
      told: { ...place, ...paper, check },
    });
  }
  const cancel = await onPaper(agreed, folder, wordsOf(dealt.cancel), async () => {
    const { cancelCard } = await load<typeof import("../../../lib/recovery/card.ts")>(
      import.meta.resolve("../../../lib/recovery/card.ts"),
    );
    return cancelCard(wordsOf(dealt.cancel), flags.paper);
  });
  return { words: compareWords(dealt.dealKeyHash), files, cancel };
}

async function onPaper(
  { onPaper }: Agreed,
  folder: OutputFolder,
  words: string[],
  page: () => Promise<string>,
): Promise<OnPaper> {
  if (onPaper === "words") return { words: words.join(" ") };
  return { page: folder.write(utf8(await page()), ".html") };
}

/** Words are shown at a terminal, and told to a script; they never go into a redirected output. */
function paperLines(
  answers: Answers,
  title: string,
  paper: OnPaper,
): string[] {
  if ("page" in paper) return [`${title}: ${paper.page}`];
  if (!answers.interactive) return [`${title}: ${paper.words}`];
  answers.note(`${title}:\n  ${paper.words}`);
  return [];
}
