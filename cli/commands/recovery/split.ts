/**
 * `kelid recovery split`: plain SLIP-39 shares that anybody's tools understand.
 *
 * @module
 */
import { unhex, utf8, wipe } from "../../../lib/bytes.ts";
import type { Paper } from "../../../lib/recovery/card.ts";
import { checkNumber, shareToBytes } from "../../../lib/recovery/share_bytes.ts";
import { checkShares } from "../../../lib/slip39/check.ts";
import { type Share, shareToWords } from "../../../lib/slip39/share.ts";
import { checkScheme, type Scheme, splitIntoShares } from "../../../lib/slip39/split.ts";
import { type Answers, openAnswers } from "../../answers.ts";
import type { Context, VaultFlags } from "../../context.ts";
import { CliError, EXIT_USAGE } from "../../errors.ts";
import { load } from "../../load.ts";
import { print } from "../../output.ts";
import { selfTest, SHARE_PRIMITIVES } from "../../self_test.ts";
import { OutputFolder } from "./output_folder.ts";
import { type GroupFlags, groupsFromFlags, policyFrom, warnOfRisks } from "./policy_input.ts";
import { usage, usageOf } from "../../usage.ts";
import { WITHOUT_PASSPHRASE } from "./wording.ts";

interface Flags extends VaultFlags, GroupFlags {
  readonly hex: boolean;
  readonly withoutPassphrase: boolean;
  readonly exponent: number;
  readonly cards?: string;
  readonly paper: Paper;
}

/** The command. */
export async function split(this: Context, flags: Flags): Promise<void> {
  if (flags.hex && (flags.withoutPassphrase || flags.vault !== undefined)) {
    throw new CliError("Give only one of --hex and a wallet", EXIT_USAGE);
  }
  const given = groupsFromFlags(flags, checkScheme);
  const folder = flags.cards === undefined
    ? undefined
    : new OutputFolder(flags.cards, this.settings.random);
  const piped = flags.hex && flags.passphraseFd === undefined &&
    flags.passphraseFile === undefined && !Deno.stdin.isTerminal();
  // Beside the work where nothing is asked: nothing is shown or written before it has passed.
  const tested = selfTest(this.settings, SHARE_PRIMITIVES);
  if (piped && given) tested.catch(() => {});
  else await tested;
  const answers = piped && given ? undefined : await openAnswers(flags);
  try {
    const secret = piped ? secretFromPipe() : await askSecret(this, flags, answers!);
    try {
      const policy = given ?? await policyFrom(answers!, checkScheme);
      warnOfRisks(policy);
      const scheme: Scheme = { ...policy, iterationExponent: flags.exponent };
      usage(() => checkScheme(scheme));
      const shares = await usageOf(() => splitIntoShares(secret, scheme, this.settings.random));
      try {
        await checkShares(shares, secret);
        await tested;
        await show(flags, shares, folder);
      } finally {
        wipe(...shares.flat().map(({ value }) => value));
      }
    } finally {
      wipe(secret);
    }
  } finally {
    folder?.discard();
    answers?.close();
  }
}

async function askSecret(context: Context, flags: Flags, answers: Answers): Promise<Uint8Array> {
  if (flags.hex) return fromHex(await answers.secret("Secret in hexadecimal: "));
  const { askWalletSecret } = await load<typeof import("./wallet_secret.ts")>(
    import.meta.resolve("./wallet_secret.ts"),
  );
  if (flags.withoutPassphrase) answers.note(WITHOUT_PASSPHRASE);
  const kind = flags.withoutPassphrase ? "seed" : "entropy";
  return await askWalletSecret(context, flags, answers, kind);
}

/** Standard input to its end: a secret of at most 64 bytes, with white space around it. */
function secretFromPipe(): Uint8Array {
  const buffer = new Uint8Array(1024);
  let length = 0;
  for (;;) {
    const read = Deno.stdin.readSync(buffer.subarray(length));
    if (read === null) break;
    length += read;
    if (length === buffer.length) {
      wipe(buffer);
      throw new CliError("Cannot read the secret: standard input is too long", EXIT_USAGE);
    }
  }
  return fromHex(buffer.subarray(0, length));
}

function fromHex(typed: Uint8Array): Uint8Array {
  try {
    return usage(() => unhex(new TextDecoder().decode(typed).replace(/\s/g, "")));
  } finally {
    wipe(typed);
  }
}

async function show(flags: Flags, shares: Share[][], folder?: OutputFolder): Promise<void> {
  const told: { group: number; member: number; check: string; words?: string; page?: string }[] =
    [];
  for (const share of shares.flat()) {
    const bytes = shareToBytes(share);
    const place = { group: share.groupIndex + 1, member: share.memberIndex + 1 };
    const check = await checkNumber(bytes);
    wipe(bytes);
    if (folder) {
      const { shareCard } = await load<typeof import("../../../lib/recovery/card.ts")>(
        import.meta.resolve("../../../lib/recovery/card.ts"),
      );
      const page = folder.write(utf8(await shareCard(share, flags.paper)), ".html");
      told.push({ ...place, check, page });
    } else told.push({ ...place, check, words: shareToWords(share) });
  }
  const several = shares.length > 1;
  folder?.finish();
  print(
    flags,
    { shares: told },
    told.map(({ group, member, words, page }) =>
      `${several ? `group ${group}, ` : ""}share ${member}: ${words ?? page}`
    ),
  );
}
