/**
 * Opens the region of a passphrase as the program does, which loads and tests its code while Argon2id
 * runs, and measures what comes behind Argon2id: trying the heads and reading the table; then how long
 * all files take to be listed. Prints both in milliseconds. Arguments: the volume, and a file whose
 * first line is the passphrase.
 *
 * @module
 */
import { SHIPPED } from "../../cli/context.ts";
import { foldTyped } from "../../cli/open_vault.ts";
import { selfTest } from "../../cli/self_test.ts";
import { describeAll } from "../../cli/volume_listing.ts";
import { VolumeFile } from "../../cli/volume_file.ts";
import { VOLUME_PRIMITIVES, volumeRoot } from "../../cli/volume_open.ts";

const [path, answers] = Deno.args;
const [line] = Deno.readTextFileSync(answers).split("\n");
const file = VolumeFile.open(path, SHIPPED.volume, "read");
const derived = volumeRoot(SHIPPED, file, foldTyped(new TextEncoder().encode(line)))
  .then((root) => ({ root, start: performance.now() }));
const [{ root, start }, { Region }] = await Promise.all([
  derived,
  import("../../lib/volume/region.ts"),
  selfTest(SHIPPED, VOLUME_PRIMITIVES),
]);
const { volume: geometry, random } = SHIPPED;
const region = await Region.open(file, root, { geometry, random });
const opened = performance.now();
if (!region) throw new Error("Cannot measure: nothing opened");
const { walk } = await import("../../lib/volume/tree.ts");
describeAll([...walk(region.root)]);
const listed = performance.now();

console.log(JSON.stringify({ opened: opened - start, listed: listed - start }));
Deno.exit(0);
