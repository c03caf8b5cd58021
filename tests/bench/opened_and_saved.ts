/**
 * Opens and saves a vault once, as every command does, in a process of its own, and prints the
 * milliseconds. Arguments: the vault, and a file whose first line is the passphrase.
 *
 * @module
 */
import { SHIPPED } from "../../cli/context.ts";
import { foldTyped, OpenVault } from "../../cli/open_vault.ts";

const [path, answers] = Deno.args;
const [line] = Deno.readTextFileSync(answers).split("\n");
const folded = foldTyped(new TextEncoder().encode(line));
const start = performance.now();
const { vault, compartment } = await OpenVault.open(SHIPPED, path, false, folded);
vault.save(false);
vault.close();
const end = performance.now();
if (!compartment) throw new Error("Cannot measure: nothing opened");
console.log(end - start);
Deno.exit(0);
