/**
 * `kelid init`: a new vault, its compartments asked for one at a time until the user says enough.
 *
 * @module
 */
import { equalBytes, wipe } from "../../lib/bytes.ts";
import { type Contents, encodeContents, newContents } from "../../lib/vault/contents.ts";
import { ROOT_BYTES } from "../../lib/vault/keys.ts";
import { VaultSession } from "../../lib/vault/session.ts";
import type { WalletRecord } from "../../lib/wallet/record.ts";
import { wordsOf } from "../../lib/wallet/words.ts";
import { type Answers, openAnswers } from "../answers.ts";
import type { CommonFlags, Context, Settings } from "../context.ts";
import { stretchWith } from "../engine.ts";
import { CliError, EXIT_USAGE } from "../errors.ts";
import { OutputFile } from "../files.ts";
import { askNewPassphrase, KnownPassphrases } from "../new_passphrase.ts";
import { dropBeacon } from "../outbox.ts";
import { deliver, resultText } from "../output.ts";
import { KEY_PRIMITIVES, selfTest, VAULT_PRIMITIVES } from "../self_test.ts";
import { askBackup, askOwnWallet } from "../wallet_setup.ts";

/** A compartment made so far, numbered as the user made them. */
interface Made {
  readonly slot: number;
  readonly contents: Contents;
  readonly generated?: string;
}

interface Flags extends CommonFlags {
  readonly outbox?: string;
}

/** The command. */
export async function init(this: Context, flags: Flags, path: string): Promise<void> {
  // Made first: nobody learns passphrases for a vault that cannot be written.
  const file = new OutputFile(path);
  const answers = await openAnswers(flags).catch((error) => {
    file.discard();
    throw error;
  });
  const setup = new Setup(this.settings, answers);
  try {
    await setup.first();
    while (await setup.another());
    const compartments = await setup.results();
    file.write(setup.session.save());
    file.sync();
    const lines = compartments.flatMap(({ passphrase, words }) =>
      [passphrase, words].filter((line) => line !== undefined)
    );
    // Before the file gets its name: no vault is left whose passphrases were not told.
    deliver(resultText(flags, { vault: path, compartments }, [`Made ${path}`, ...lines]));
    file.finish();
    await dropBeacon(this.settings, flags, undefined);
  } finally {
    file.discard();
    setup.close();
    answers.close();
  }
}

class Setup {
  readonly #settings: Settings;
  readonly #answers: Answers;
  readonly #known = new KnownPassphrases();
  readonly #made: Made[] = [];
  #mixed: Uint8Array = new Uint8Array(0);
  readonly session: VaultSession;

  constructor(settings: Settings, answers: Answers) {
    this.#settings = settings;
    this.#answers = answers;
    const { geometry, random, count } = settings;
    this.session = VaultSession.create({ geometry, random, count });
  }

  /** The first compartment, and what the user mixes into all master secrets. */
  async first(): Promise<void> {
    const answers = this.#answers;
    await selfTest(this.#settings, [...VAULT_PRIMITIVES, ...KEY_PRIMITIVES, "slh-dsa-sha2-256s"]);
    answers.note(
      "Every passphrase opens a wallet of its own, and nobody can tell how many there are.",
    );
    const opening = await this.#askOpening("First passphrase");
    answers.note(
      "The wallet's secret is random; dice or typing mixed in can only add to it.",
    );
    this.#mixed = await answers.secret("Dice rolls or typing to mix in (may be empty): ");
    await this.#add(opening, await this.#ownWallet());
  }

  /** One further compartment, unless the user has enough. */
  async another(): Promise<boolean> {
    const answers = this.#answers;
    if (this.#made.length === this.#settings.geometry.slots) return false;
    const kind = await answers.choose("Add another compartment?", [
      ["enough", "No: write the vault"],
      ["decoy", "A wallet that you can show when you must show one"],
      ["duress", "A wallet to show under force, which can end other compartments"],
    ]);
    if (kind === "enough") return false;
    const twin = kind === "duress" && await answers.choose("Which wallet does it open?", [
          ["own", "One of its own, so that two passphrases never show two equal wallets"],
          ["twin", "The same wallet as another compartment, under this second passphrase"],
        ]) === "twin";
    const model = twin ? await this.#which("Twin of which compartment?") : undefined;
    const opening = await this.#askOpening("Its passphrase");
    const made = await this.#add(opening, model?.contents.wallet ?? await this.#ownWallet());
    if (kind === "duress") await this.#askTripwire(made);
    return true;
  }

  /** What a script is told; a terminal is shown words only if it asks for them. */
  async results(): Promise<{ passphrase?: string; words?: string }[]> {
    const results = [];
    this.#answers.note(
      "The vault is written after this question, or its like for every compartment." +
        " The command words shows the words later too.",
    );
    for (const [index, { contents, generated }] of this.#made.entries()) {
      const question = `Show the words of compartment ${index + 1} now?`;
      const shown = await this.#answers.confirm(question, false);
      const words = shown ? wordsOf(contents.wallet.entropy).join(" ") : undefined;
      if (words) this.#answers.note(words);
      if (this.#answers.interactive) continue;
      results.push({ passphrase: generated, words });
    }
    return results;
  }

  close(): void {
    wipe(this.#mixed);
    this.#known.wipe();
    this.session.close();
  }

  async #askOpening(question: string) {
    const asked = await askNewPassphrase(
      this.#answers,
      question,
      (folded) => this.#known.refuseOpening(folded),
      "generate",
      this.#settings.random,
    );
    this.#known.addOpening(asked.folded);
    return asked;
  }

  #ownWallet(): Promise<WalletRecord> {
    const source = { typed: this.#mixed };
    return askOwnWallet(this.#settings, this.#answers, this.#known, source);
  }

  async #add(
    opening: { folded: Uint8Array; generated?: string },
    wallet: WalletRecord,
  ): Promise<Made> {
    const stretch = stretchWith(this.#settings);
    const root = await stretch(opening.folded, this.session.salt, ROOT_BYTES);
    wipe(opening.folded);
    const contents = newContents(wallet);
    const { slot } = this.session.add(root, encodeContents(contents));
    wipe(root);
    const made = { slot, contents, generated: opening.generated };
    this.#made.push(made);
    return made;
  }

  async #askTripwire(made: Made): Promise<void> {
    const answers = this.#answers;
    const on = await answers.choose("Set a tripwire?", [
      ["off", "No: opening it changes nothing else"],
      ["on", "Yes: opening it ends another compartment for ever"],
    ]);
    if (on === "off") return;
    const ended = await this.#which("Which compartment does it end?", made);
    if (equalBytes(ended.contents.wallet.entropy, made.contents.wallet.entropy)) {
      answers.note("Both have the same words: this one shows the wallet that it ends.");
    }
    if (!await askBackup(answers)) return;
    const dependent = this.session.compartments.find(({ slot }) => slot === ended.slot)!;
    try {
      this.session.setPeers(ended.slot, [...dependent.peers, made.slot]);
    } catch (error) {
      const { message } = error as Error;
      if (!answers.interactive) throw new CliError(message, EXIT_USAGE);
      answers.note(`${message}. No tripwire was set.`);
    }
  }

  async #which(question: string, except?: Made): Promise<Made> {
    const candidates = this.#made.filter((made) => made !== except);
    const key = await this.#answers.choose(
      question,
      candidates.map((made) => {
        const number = String(this.#made.indexOf(made) + 1);
        return [number, `The compartment that you made as number ${number}`] as const;
      }),
    );
    return this.#made[Number(key) - 1];
  }
}
