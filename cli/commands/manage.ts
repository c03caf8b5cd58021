/**
 * `kelid manage`: the one menu for everything that changes a vault. What is done is chosen inside,
 * so that a shell history shows the same line for everybody.
 *
 * @module
 */
import { equalBytes, wipe } from "../../lib/bytes.ts";
import { identityHash } from "../../lib/identity/identity.ts";
import { safetyNumber } from "../../lib/identity/fingerprint.ts";
import {
  checkName,
  type Contents,
  encodeContents,
  MAX_CONTACTS,
  MAX_LABELS,
  newContents,
} from "../../lib/vault/contents.ts";
import { sameWallet, type WalletRecord } from "../../lib/wallet/record.ts";
import { type Answers, openAnswers } from "../answers.ts";
import { decodeOrNothing, storeContents } from "../compartment.ts";
import type { Context, Settings, VaultFlags } from "../context.ts";
import { CliError, EXIT_LOCKED, EXIT_USAGE } from "../errors.ts";
import { askNewPassphrase, KnownPassphrases } from "../new_passphrase.ts";
import { askFolded, LOCKED, OpenVault, vaultPath } from "../open_vault.ts";
import { dropBeacon } from "../outbox.ts";
import { latinDigits } from "../replies.ts";
import { readIdentity } from "../signer.ts";
import { ToldPassphrases } from "../told_passphrases.ts";
import {
  askBackup,
  askImportedWallet,
  askOwnWallet,
  knowImported,
  REPLACES_WALLET,
} from "../wallet_setup.ts";
import { checkPseudonym } from "../wallet_keys.ts";
import { VaultFile } from "../vault_file.ts";

const MENU = [
  ["passphrase", "Change the passphrase of this compartment"],
  ["contact", "Keep a contact: a name and the hash of an identity file"],
  ["forget", "Forget a contact"],
  ["label", "Name a pseudonym, or take its name away"],
  ["wallet", "Replace this compartment's wallet with one from BIP-39 words"],
  ["open", "Type the passphrase of another compartment, to work on it too"],
  ["switch", "Work on another compartment whose passphrase was typed"],
  ["renew", "Renew this compartment as an opening of its own does, so that it looks used"],
  ["add", "Add a compartment with a wallet of its own"],
  ["twin", "Make another compartment equal to this one"],
  ["remove", "Remove this compartment"],
  ["tripwire", "Let the opening of other compartments end this one, or stop that"],
  ["done", "Leave"],
] as const;

type Action = typeof MENU[number][0];

/** A compartment whose passphrase was typed, numbered in the order of typing. */
interface Known {
  readonly slot: number;
  contents: Contents;
  /** Forgets its passphrase, which may then be used again. */
  forget: () => void;
}

/** The command. */
export async function manage(this: Context, flags: VaultFlags): Promise<void> {
  const path = vaultPath(flags);
  if (flags.readOnly) {
    throw new CliError("Cannot change the vault with --read-only", EXIT_USAGE);
  }
  VaultFile.inspect(path, this.settings.geometry);
  const answers = await openAnswers(flags);
  const passphrases = new KnownPassphrases();
  let vault: OpenVault | undefined;
  try {
    const folded = await askFolded(answers, "Passphrase: ");
    const forget = passphrases.addOpening(folded);
    const opened = await OpenVault.open(this.settings, path, false, folded);
    vault = opened.vault;
    const contents = opened.compartment && decodeOrNothing(opened.compartment.content);
    if (vault.save(false)) await dropBeacon(this.settings, flags, contents?.beacon);
    if (!opened.compartment || !contents) throw new CliError(LOCKED, EXIT_LOCKED);
    const known = [{ slot: opened.compartment.slot, contents, forget }];
    knowImported(passphrases, contents.wallet);
    const told = new ToldPassphrases(flags, path, answers.interactive);
    const menu = new Menu(this.settings, answers, passphrases, vault, known, told);
    let left = false;
    try {
      await menu.run();
      left = true;
    } finally {
      told.end(left);
    }
  } finally {
    vault?.close();
    passphrases.wipe();
    answers.close();
  }
}

class Menu {
  readonly #settings: Settings;
  readonly #answers: Answers;
  readonly #passphrases: KnownPassphrases;
  readonly #vault: OpenVault;
  readonly #known: Known[];
  readonly #told: ToldPassphrases;
  #at = 0;
  /** Why the last change is not in the file. */
  #unsaved: unknown;

  constructor(
    settings: Settings,
    answers: Answers,
    passphrases: KnownPassphrases,
    vault: OpenVault,
    known: Known[],
    told: ToldPassphrases,
  ) {
    this.#settings = settings;
    this.#answers = answers;
    this.#passphrases = passphrases;
    this.#vault = vault;
    this.#known = known;
    this.#told = told;
  }

  /** Asks what to do until the user leaves; saves after every change. */
  async run(): Promise<void> {
    const actions: Record<Exclude<Action, "done">, () => Promise<boolean>> = {
      passphrase: () => this.#changePassphrase(),
      contact: () => this.#keepContact(),
      forget: () => this.#forgetContact(),
      label: () => this.#label(),
      wallet: () => this.#importWallet(),
      open: () => this.#open(),
      switch: () => this.#switch(),
      renew: () => Promise.resolve(this.#renew()),
      add: () => this.#add(),
      twin: () => this.#twin(),
      remove: () => this.#remove(),
      tripwire: () => this.#tripwire(),
    };
    while (this.#known.length > 0) {
      const place = this.#known.length > 1 ? ` (compartment ${this.#at + 1})` : "";
      const action = await this.#answers.choose(`What shall be done${place}?`, MENU);
      if (action === "done") break;
      try {
        if (await actions[action]()) await this.#save();
      } catch (error) {
        // A person is told and asked again; a script's later answers would no longer fit.
        if (!this.#answers.interactive || !(error instanceof CliError)) throw error;
        this.#answers.note(error.message);
      }
    }
    if (this.#unsaved) throw this.#unsaved;
  }

  /** Saves. What failed to be saved, and was not saved later, is the end of the session. */
  async #save(): Promise<void> {
    try {
      await this.#vault.saveAgain();
      this.#unsaved = undefined;
    } catch (error) {
      this.#unsaved = error;
      throw error;
    }
  }

  get #current(): Known {
    return this.#known[this.#at];
  }

  async #changePassphrase(): Promise<boolean> {
    return await this.#withOpening("New passphrase", (root, forget) => {
      usage(() => this.#vault.session.changePassphrase(this.#current.slot, root));
      this.#current.forget();
      this.#current.forget = forget;
    });
  }

  async #keepContact(): Promise<boolean> {
    const { contacts } = this.#current.contents;
    if (contacts.length >= MAX_CONTACTS) {
      throw new CliError(`A compartment keeps ${MAX_CONTACTS} contacts, and they are`, EXIT_USAGE);
    }
    const name = await this.#askName("Name: ");
    if (contacts.some((contact) => contact.name === name)) {
      throw new CliError(`There is a contact with the name ${name} already`, EXIT_USAGE);
    }
    const identity = await readIdentity(await this.#answers.line("Identity file: "));
    this.#answers.note(`Compare this number with them: ${safetyNumber(identity)}`);
    return this.#store({
      contacts: [...contacts, { name, identityHash: identityHash(identity) }],
    });
  }

  async #forgetContact(): Promise<boolean> {
    const { contacts } = this.#current.contents;
    const name = await this.#askName("Name: ");
    if (!contacts.some((contact) => contact.name === name)) {
      throw new CliError(`No contact has the name ${name}`, EXIT_USAGE);
    }
    return this.#store({ contacts: contacts.filter((contact) => contact.name !== name) });
  }

  async #label(): Promise<boolean> {
    const typed = latinDigits(await this.#answers.line("Number of the pseudonym: "));
    if (!/^\d{1,10}$/.test(typed)) {
      throw new CliError("The number of a pseudonym is a whole number from 0", EXIT_USAGE);
    }
    checkPseudonym(Number(typed));
    const label = await this.#answers.line("Its name (empty: none): ");
    const labels = new Map(this.#current.contents.labels);
    if (label.trim() === "") labels.delete(Number(typed));
    else labels.set(Number(typed), usage(() => checkName(label)));
    if (labels.size > MAX_LABELS) {
      throw new CliError(`A compartment names ${MAX_LABELS} pseudonyms, and they are`, EXIT_USAGE);
    }
    return this.#store({ labels });
  }

  async #importWallet(): Promise<boolean> {
    this.#answers.note(REPLACES_WALLET);
    if (!await this.#answers.confirm("Replace it?", false)) return false;
    return this.#store({ wallet: await askImportedWallet(this.#answers, this.#passphrases) });
  }

  async #open(): Promise<boolean> {
    const folded = await askFolded(this.#answers, "Its passphrase: ");
    const copy = folded.slice();
    const root = await this.#vault.root(folded);
    const compartment = this.#vault.session.open(root);
    wipe(root);
    const contents = compartment && decodeOrNothing(compartment.content);
    if (!compartment || !contents) {
      wipe(copy);
      await this.#save();
      throw new CliError(LOCKED, EXIT_LOCKED);
    }
    const forget = this.#passphrases.addOpening(copy);
    wipe(copy);
    const known = this.#known.findIndex(({ slot }) => slot === compartment.slot);
    knowImported(this.#passphrases, contents.wallet);
    if (known >= 0) {
      this.#at = known;
      forget();
    } else this.#at = this.#known.push({ slot: compartment.slot, contents, forget }) - 1;
    return true;
  }

  async #switch(): Promise<boolean> {
    this.#at = this.#known.indexOf(await this.#which("Which compartment?", this.#known));
    return false;
  }

  /** What an opening of its own does to the file, ending nothing that is open here. */
  #renew(): boolean {
    this.#vault.session.renew(this.#current.slot);
    return true;
  }

  async #add(): Promise<boolean> {
    if (!await this.#warnedOfLoss()) return false;
    return await this.#withOpening("Passphrase of the new compartment", async (root, forget) => {
      const wallet = await this.#askWallet();
      if (this.#known.some(({ contents }) => sameWallet(contents.wallet, wallet))) {
        throw new CliError(
          "Another compartment has this very wallet: choose another wallet passphrase, or twin",
          EXIT_USAGE,
        );
      }
      this.#addWith(root, newContents(wallet), forget);
    });
  }

  async #askWallet(): Promise<WalletRecord> {
    const secret = await this.#answers.choose("Where does its wallet come from?", [
      ["own", "New words of its own"],
      ["shared", "The words of this compartment, with another wallet passphrase"],
      ["import", "BIP-39 words of another program"],
    ]);
    if (secret === "import") return await askImportedWallet(this.#answers, this.#passphrases);
    const { wallet } = this.#current.contents;
    if (secret === "shared" && wallet.source !== "own") {
      throw new CliError("An imported wallet cannot be shared in this way", EXIT_USAGE);
    }
    const source = secret === "shared" ? { shared: wallet.entropy } : { typed: new Uint8Array(0) };
    return await askOwnWallet(this.#settings, this.#answers, this.#passphrases, source);
  }

  async #twin(): Promise<boolean> {
    const others = this.#known.filter((known) => known !== this.#current);
    const target = others.length === 0 ? "new" : await this.#answers.choose("Equal to this one:", [
      ["new", "A new compartment under a new passphrase"],
      ["open", "One whose passphrase was typed; what it holds is replaced"],
    ]);
    if (target === "open") {
      const other = await this.#which("Which one becomes equal to this?", others);
      // What it sends with stays its own: a twin under force must not send what its model does.
      const { beacon } = other.contents;
      const contents = { ...structuredClone(this.#current.contents), beacon };
      usage(() => storeContents(this.#vault.session, other.slot, contents));
      other.contents = contents;
      return true;
    }
    if (!await this.#warnedOfLoss()) return false;
    this.#answers.note(
      "Twins drift apart when one is changed: choose twin again after changes. It sends no beacon" +
        " until beacon setup is run with its passphrase too.",
    );
    const contents = structuredClone(this.#current.contents);
    return await this.#withOpening("Passphrase of the twin", (root, forget) => {
      this.#addWith(root, { ...contents, beacon: undefined }, forget);
    });
  }

  async #remove(): Promise<boolean> {
    this.#answers.note("What is in this compartment is gone then, except what its words restore.");
    if (!await this.#answers.confirm("Remove it?", false)) return false;
    this.#vault.session.remove(this.#current.slot);
    for (const { forget } of this.#known.splice(this.#at, 1)) forget();
    this.#at = 0;
    return true;
  }

  async #tripwire(): Promise<boolean> {
    const { session } = this.#vault;
    const { slot, contents } = this.#current;
    const others = this.#known.filter((known) => known !== this.#current);
    const what = await this.#answers.choose("What shall end this compartment?", [
      ["set", "The opening of another one, besides those that end it already"],
      ["clear", "Nothing: it depends on no other"],
    ]);
    if (what === "clear") {
      session.setPeers(slot, []);
      return true;
    }
    if (others.length === 0) {
      throw new CliError("Open the other compartment in this session first", EXIT_USAGE);
    }
    const trigger = await this.#which("The opening of which compartment ends this one?", others);
    if (equalBytes(trigger.contents.wallet.entropy, contents.wallet.entropy)) {
      this.#answers.note("Both have the same words: those of the other one rebuild this wallet.");
    }
    if (!await askBackup(this.#answers)) return false;
    const { peers } = session.compartments.find((one) => one.slot === slot)!;
    usage(() => session.setPeers(slot, [...new Set([...peers, trigger.slot])]));
    return true;
  }

  /** Everybody is told the same before a compartment is added, whatever the vault holds. */
  async #warnedOfLoss(): Promise<boolean> {
    this.#answers.note(
      "A new compartment may overwrite one whose passphrase was not typed in this session. Type" +
        " them all, with open, after beginning with the one you can least afford to lose; or have a" +
        " backup.",
    );
    return await this.#answers.confirm("Add it now?", false);
  }

  #addWith(root: Uint8Array, contents: Contents, forget: () => void): void {
    usage(() => {
      const bytes = encodeContents(contents);
      const { slot } = this.#vault.session.add(root, bytes);
      wipe(bytes);
      this.#at = this.#known.push({ slot, contents, forget }) - 1;
    });
  }

  /** Stretches a new opening passphrase for this vault. */
  async #askOpening(question: string) {
    const { folded, generated } = await askNewPassphrase(
      this.#answers,
      question,
      (folded) => this.#passphrases.refuseOpening(folded),
      "generate",
      this.#settings.random,
    );
    const forget = this.#passphrases.addOpening(folded);
    return { root: await this.#vault.root(folded), generated, forget };
  }

  /** Uses a new passphrase; if that fails, the session has never seen it. */
  async #withOpening(
    question: string,
    use: (root: Uint8Array, forget: () => void) => void | Promise<void>,
  ): Promise<boolean> {
    const { root, generated, forget } = await this.#askOpening(question);
    try {
      await use(root, forget);
    } catch (error) {
      forget();
      throw error;
    } finally {
      wipe(root);
    }
    // Before the save: a later answer may end a script, and its generated passphrases with it.
    if (generated) this.#told.tell(generated);
    return true;
  }

  async #askName(question: string): Promise<string> {
    const name = await this.#answers.line(question);
    return usage(() => checkName(name));
  }

  async #which(question: string, candidates: readonly Known[]): Promise<Known> {
    const key = await this.#answers.choose(
      question,
      candidates.map((one) => {
        const number = String(this.#known.indexOf(one) + 1);
        return [number, `Number ${number} in the order of typing`] as const;
      }),
    );
    return this.#known[Number(key) - 1];
  }

  #store(change: Partial<Contents>): boolean {
    const contents = { ...this.#current.contents, ...change };
    usage(() => storeContents(this.#vault.session, this.#current.slot, contents));
    this.#current.contents = contents;
    return true;
  }
}

function usage<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError((error as Error).message, EXIT_USAGE);
  }
}
