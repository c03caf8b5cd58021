/**
 * Passphrases that `manage` makes for a script: each is on standard output before the vault that it
 * opens is saved, so that no later answer, and no output that cannot be written, loses one.
 *
 * @module
 */
import { deliver, print } from "./output.ts";

/** The result of `manage`, given out piece by piece: lines of text, or one line of JSON. */
export class ToldPassphrases {
  readonly #flags: { json: boolean };
  readonly #vault: string;
  readonly #shown: boolean;
  #told = 0;

  /**
   * A result without a passphrase so far.
   *
   * @param vault the path that the JSON names
   * @param shown whether a terminal shows them already, so that only JSON tells them again
   */
  constructor(flags: { json: boolean }, vault: string, shown: boolean) {
    this.#flags = flags;
    this.#vault = vault;
    this.#shown = shown;
  }

  /**
   * Tells one more. The vault may be saved when this returns, and not before.
   *
   * @throws {CliError} if it cannot be told
   */
  tell(generated: string): void {
    if (this.#shown && !this.#flags.json) return;
    const before = this.#told === 0 ? `{"vault":${JSON.stringify(this.#vault)},"generated":[` : ",";
    deliver(this.#flags.json ? before + JSON.stringify(generated) : generated + "\n");
    this.#told++;
  }

  /**
   * Completes the result.
   *
   * @param done whether the command did what it was asked; otherwise only what was begun is ended
   */
  end(done: boolean): void {
    if (this.#told > 0) deliver(this.#flags.json ? "]}\n" : "");
    else if (done) print(this.#flags, { vault: this.#vault, generated: [] }, []);
  }
}
