/**
 * Saves a vault over and over until it is killed, or once until it kills itself.
 *
 * Arguments: the vault, then two files of a vault's length. With a number after them it saves the
 * second one of them once, and ends before its nth access to a file, as if it had been killed there.
 *
 * @module
 */
import { VaultFile } from "../../cli/vault_file.ts";
import { systemRandom } from "../../lib/random.ts";
import { uncounted } from "../../lib/vault/operations.ts";
import { watchFiles } from "./watch.ts";

/** The exit code of a process that ended itself before an access. */
export const CRASHED = 86;

if (import.meta.main) {
  const [vault, ...rest] = Deno.args;
  const [one, other] = rest.slice(0, 2).map((path) => Deno.readFileSync(path));
  const geometry = { slots: 6, rows: 48 };
  const save = async (bytes: Uint8Array<ArrayBuffer>) => {
    const file = await VaultFile.open(vault, geometry, false, uncounted);
    file.save(bytes, systemRandom);
    file.close();
  };
  if (rest.length === 3) {
    let left = Number(rest[2]);
    watchFiles(() => --left === 0 && Deno.exit(CRASHED));
    await save(other);
  } else {
    for (let saves = 0;; saves++) {
      await save(saves % 2 === 0 ? other : one);
      if (saves === 0) console.log("saving");
    }
  }
}
