/**
 * `kelid beacon setup`: what each compartment's beacons shall mean is decided once, inside, and kept
 * by the watchers alone.
 *
 * @module
 */
import { wipe } from "../../../lib/bytes.ts";
import { hourOf } from "../../../lib/beacon/beacon.ts";
import { assignTokens, type BeaconRole } from "../../../lib/beacon/tokens.ts";
import {
  checkWatchText,
  DEFAULT_DAYS,
  DEFAULT_GRACE_HOURS,
  encodeWatch,
  MAX_AGREEMENT_BYTES,
  MAX_DAYS,
  MAX_GRACE_HOURS,
  MAX_WATCH_NAME_BYTES,
  type Watch,
  WATCH_SECRET_BYTES,
} from "../../../lib/beacon/watch.ts";
import { STANZAS } from "../../../lib/envelope/header.ts";
import type { PublicIdentity } from "../../../lib/identity/identity.ts";
import type { Contents } from "../../../lib/vault/contents.ts";
import { type Answers, openAnswers } from "../../answers.ts";
import { decodeOrNothing, storeContents } from "../../compartment.ts";
import type { Context, VaultFlags } from "../../context.ts";
import { CliError, EXIT_LOCKED, EXIT_USAGE } from "../../errors.ts";
import { OutputFile, refuseExisting } from "../../files.ts";
import { askFolded, foldTyped, LOCKED, OpenVault, vaultPath } from "../../open_vault.ts";
import { dropBeacon } from "../../outbox.ts";
import { print } from "../../output.ts";
import { latinDigits } from "../../replies.ts";
import { readIdentity } from "../../signer.ts";
import { sealSmall } from "../../small_envelope.ts";
import { VaultFile } from "../../vault_file.ts";
import { askUntilRight, usage } from "./asking.ts";
import { watchWords } from "./wording.ts";

interface Flags extends VaultFlags {
  readonly output: string;
}

/** A compartment whose passphrase was typed. */
interface Known {
  readonly slot: number;
  readonly contents: Contents;
}

/** The command. Writes the watch before the tokens: a token without its watch is lost. */
export async function setup(this: Context, flags: Flags): Promise<void> {
  const path = vaultPath(flags);
  const { geometry, random, clock } = this.settings;
  if (flags.readOnly) throw new CliError("Cannot change the vault with --read-only", EXIT_USAGE);
  refuseExisting(flags.output);
  VaultFile.inspect(path, geometry);
  const answers = await openAnswers(flags);
  let vault: OpenVault | undefined;
  try {
    const folded = await askFolded(answers, "Passphrase: ");
    const opened = await OpenVault.open(this.settings, path, false, folded);
    vault = opened.vault;
    const contents = opened.compartment && decodeOrNothing(opened.compartment.content);
    if (vault.save(false)) await dropBeacon(this.settings, flags, contents?.beacon);
    if (!opened.compartment || !contents) throw new CliError(LOCKED, EXIT_LOCKED);
    const known = [{ slot: opened.compartment.slot, contents }];
    await openOthers(vault, answers, known, geometry.slots);
    const watch = await askWatch(answers, random(WATCH_SECRET_BYTES), hourOf(clock()));
    try {
      const watchers = await askWatchers(answers);
      const roles = await askRoles(answers, known.length);
      const tokens = await assignTokens(watch.secret, roles, random);
      for (const [i, { slot, contents }] of known.entries()) {
        const { session } = vault;
        usage(() => storeContents(session, slot, { ...contents, beacon: tokens[i] }));
      }
      const bytes = encodeWatch(watch);
      const words = watchWords(bytes);
      const sealed = await sealSmall(watchers, bytes, random);
      wipe(bytes);
      // Durable before the vault is saved, and named after it: what can be given to a watcher is
      // what the vault sends.
      const file = new OutputFile(flags.output);
      try {
        file.write(sealed);
        file.sync();
        await vault.saveAgain();
        file.finish();
      } finally {
        file.discard();
      }
      print(flags, { written: flags.output, words }, [
        `Wrote ${flags.output}`,
        `Words to compare with each watcher: ${words}`,
      ]);
    } finally {
      wipe(watch.secret);
    }
  } finally {
    vault?.close();
    answers.close();
  }
}

async function openOthers(
  vault: OpenVault,
  answers: Answers,
  known: Known[],
  slots: number,
): Promise<void> {
  answers.note(
    "Type the passphrases of all compartments that shall send beacons: those sent so far are" +
      " replaced, and a compartment that is left out goes on as before, unless a tripwire ends it when" +
      " one of these is opened or changed.",
  );
  while (known.length < slots) {
    const typed = await answers.secret("Another passphrase (empty: no more): ");
    const folded = foldTyped(typed);
    wipe(typed);
    if (folded.length === 0) return;
    const root = await vault.root(folded);
    const compartment = vault.session.open(root);
    wipe(root);
    const contents = compartment && decodeOrNothing(compartment.content);
    // Also after a wrong one: what depends on the first compartment must not wait for the last answer.
    await vault.saveAgain();
    if (compartment && contents) {
      if (!known.some(({ slot }) => slot === compartment.slot)) {
        known.push({ slot: compartment.slot, contents });
      }
    } else if (!answers.interactive) throw new CliError(LOCKED, EXIT_LOCKED);
    else answers.note(LOCKED);
  }
}

async function askWatch(answers: Answers, secret: Uint8Array, since: number): Promise<Watch> {
  const name = await askUntilRight(
    answers,
    "Name that the watchers shall see for you: ",
    (typed) => {
      const name = checkWatchText(typed, MAX_WATCH_NAME_BYTES);
      if (name === "") throw new RangeError("Cannot use an empty name");
      return name;
    },
  );
  const number = (question: string, otherwise: number, least: number, most: number) =>
    askUntilRight(answers, `${question} (empty: ${otherwise}): `, (typed) => {
      const text = latinDigits(typed).trim();
      const value = text === "" ? otherwise : /^\d{1,6}$/.test(text) ? Number(text) : NaN;
      if (value >= least && value <= most) return value;
      throw new RangeError(`A whole number from ${least} to ${most} is needed`);
    });
  const days = await number(
    "Days without a sign of life until you are overdue",
    DEFAULT_DAYS,
    1,
    MAX_DAYS,
  );
  const grace = "Hours of grace after that, until the watchers act";
  const graceHours = await number(grace, DEFAULT_GRACE_HOURS, 0, MAX_GRACE_HOURS);
  const agreement = await askUntilRight(
    answers,
    "What shall they do then (may be empty): ",
    (typed) => checkWatchText(typed, MAX_AGREEMENT_BYTES),
  );
  return { name, secret, days, graceHours, since, agreement };
}

async function askWatchers(answers: Answers): Promise<PublicIdentity[]> {
  const watchers: PublicIdentity[] = [];
  while (watchers.length < STANZAS) {
    const watcher = await askUntilRight(
      answers,
      `Identity file of ${watchers.length ? "another watcher (empty: no more)" : "a watcher"}: `,
      async (typed) => typed.trim() === "" ? undefined : await readIdentity(typed.trim()),
    );
    if (watcher) watchers.push(watcher);
    else if (watchers.length > 0) break;
    else if (!answers.interactive) throw new CliError("No watcher was named", EXIT_USAGE);
  }
  return watchers;
}

async function askRoles(answers: Answers, compartments: number): Promise<BeaconRole[]> {
  answers.note(
    "A passphrase that you might ever give away must never mean that you are well: whoever has it" +
      " could say so for ever. Only the watchers will know what you choose here.",
  );
  const roles: BeaconRole[] = [];
  for (let number = 1; number <= compartments; number++) {
    const chosen = await answers.choose(
      `The passphrase that you typed as number ${number}: would you ever give it away?`,
      [
        ["might", "I might have to: its beacons are alarms"],
        ["never", "Never: its beacons are signs of life"],
        ["silent", "I use it openly: it sends what means nothing, and looks like the others"],
      ],
    );
    roles.push(({ might: "duress", never: "well", silent: "silent" } as const)[chosen]);
  }
  return roles;
}
