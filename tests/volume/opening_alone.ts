/**
 * Opens the region of a passphrase and measures what is not Argon2id: loading what is needed, trying
 * the heads and reading the table; then how long all files take to be listed. Prints both in
 * milliseconds. Arguments: the volume, and a file whose first line is the passphrase.
 *
 * @module
 */
import { SHIPPED } from "../../cli/context.ts";
import { foldTyped } from "../../cli/open_vault.ts";
import { describeAll } from "../../cli/volume_listing.ts";
import { VolumeFile } from "../../cli/volume_file.ts";
import { volumeRoot } from "../../cli/volume_open.ts";

const [path, answers] = Deno.args;
const [line] = Deno.readTextFileSync(answers).split("\n");
const file = VolumeFile.open(path, SHIPPED.volume, "read");
const root = await volumeRoot(SHIPPED, file, foldTyped(new TextEncoder().encode(line)));

const start = performance.now();
const { Region } = await import("../../lib/volume/region.ts");
const { volume: geometry, random } = SHIPPED;
const region = await Region.open(file, root, { geometry, random });
const opened = performance.now();
if (!region) throw new Error("Cannot measure: nothing opened");
const { walk } = await import("../../lib/volume/tree.ts");
describeAll([...walk(region.root)]);
const listed = performance.now();

console.log(JSON.stringify({ opened: opened - start, listed: listed - start }));
Deno.exit(0);
