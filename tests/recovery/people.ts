/**
 * People with vaults, who run the program as real processes under one clock that the test sets.
 *
 * @module
 */
import { programCommand } from "../program.ts";
import { done, Folder, json, kelid, type Outcome } from "../cli/kelid.ts";

/** A passphrase that no estimate calls weak. */
const opening = (name: string) => `${name} copper lantern drizzle nine puzzle heron`;

/** A folder with everybody's files, and the time. */
export class Village extends Folder {
  readonly #clock = this.write("clock", "0");
  readonly #program: readonly string[];

  /** The time begins where it is told. */
  constructor(start = Date.UTC(2030, 0, 1)) {
    super();
    const [command, args] = programCommand("tests/recovery/clock_main.ts");
    this.#program = [command, ...args, this.#clock];
    this.setTime(start);
  }

  /** Milliseconds since 1970. */
  get time(): number {
    return Number(Deno.readTextFileSync(this.#clock));
  }

  /** Sets everybody's clock. */
  setTime(milliseconds: number): void {
    Deno.writeTextFileSync(this.#clock, String(milliseconds));
  }

  /** Moves everybody's clock. */
  pass(hours: number): void {
    this.setTime(this.time + hours * 3_600_000);
  }

  /** Runs the program; `under` is a command that runs it in its turn. */
  run(
    args: readonly string[],
    answers: readonly string[] = [],
    under: readonly string[] = [],
  ): Promise<Outcome> {
    return kelid(args, { answers, under, program: this.#program });
  }

  /** Somebody with a new vault and an identity file. */
  async person(name: string, walletPassphrase = ""): Promise<Person> {
    const person = new Person(this, name);
    done(
      await this.run(["init", person.vault], [
        person.passphrase,
        "",
        walletPassphrase,
        "enough",
        "n",
      ]),
    );
    await person.writeIdentity();
    return person;
  }
}

/** Somebody with a vault. */
export class Person {
  readonly vault: string;
  readonly identity: string;
  readonly passphrase: string;
  /** Where their commands write to. */
  readonly out: string;

  /** Makes the folder that they write to, and no vault. */
  constructor(readonly village: Village, readonly name: string) {
    this.vault = village.at(`${name}.vault`);
    this.identity = village.at(`${name}.id`);
    this.out = village.at(`${name}.out`);
    this.passphrase = opening(name);
    Deno.mkdirSync(this.out);
  }

  /** Writes the identity file of the vault's wallet. */
  async writeIdentity(path: string = this.identity): Promise<void> {
    const args = ["identity", "--vault", this.vault, "--output", path];
    done(await this.village.run(args, [this.passphrase]));
  }

  /** Runs a command on the vault; the passphrase is given first. */
  run(args: readonly string[], ...answers: string[]): Promise<Outcome> {
    return this.village.run([...args, "--vault", this.vault], [this.passphrase, ...answers]);
  }

  /** A recovery command. */
  recovery(command: string, files: readonly string[] = [], ...answers: string[]): Promise<Outcome> {
    return this.run(this.recoveryArgs(command, files), ...answers);
  }

  /** A recovery command that must do what it was asked, without a warning; its JSON. */
  // deno-lint-ignore no-explicit-any
  async does(command: string, files: readonly string[] = [], ...answers: string[]): Promise<any> {
    return json(await this.run([...this.recoveryArgs(command, files), "--json"], ...answers));
  }

  /** The arguments of a recovery command, with the folder for those that write. */
  recoveryArgs(command: string, files: readonly string[]): string[] {
    const writes = /^(deal|drill ask|drill answer|request|approve|release|cancel|veto)$/.test(
      command,
    );
    const folder = writes ? ["--folder", this.out] : [];
    return ["recovery", ...command.split(" "), ...folder, ...files];
  }

  /** What is in the wallet, as `show` tells. */
  async sessionId(): Promise<string> {
    return json(await this.run(["show", "--json"])).sessionId;
  }
}
