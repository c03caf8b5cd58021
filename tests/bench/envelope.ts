/**
 * Encrypting and decrypting a file against `age`, whole processes on one disk. kelid syncs what it
 * writes before it gives it its name; age does not, so it is also timed with a `sync` behind it.
 *
 * Decrypting opens a vault. Its Argon2id is not counted: what it takes alone, in the same rounds, is
 * subtracted.
 *
 * @module
 */
import {
  entryCommand,
  inTurn,
  processTime,
  progress,
  randomFile,
  replacing,
  reportedTime,
  synced,
} from "./measure.ts";
import { inFolder, makeOwner, ownerCommand, SHIPPED } from "./people.ts";
import type { Table } from "./table.ts";

const ROUNDS = 9;
const MEBIBYTES = 256;

/** One recipient, one sender, no signature. */
export async function bench(table: Table): Promise<void> {
  progress(`encrypting and decrypting ${MEBIBYTES} MiB`);
  await inFolder(async (folder) => {
    const owner = await makeOwner(SHIPPED, folder);
    const at = (name: string) => `${folder}/${name}`;
    randomFile(at("file"), MEBIBYTES * 2 ** 20);
    const what = `a file of ${MEBIBYTES} MiB`;
    const recipient = await ageRecipient(at("age-key"));
    if (recipient === undefined) {
      table.skip(`encrypting and decrypting ${what}`, "age is not installed");
      return;
    }
    const out = at("out");
    const sealing = entryCommand(
      SHIPPED,
      ...["encrypt", at("file"), "--to", owner.identity, "--output"],
    );
    const sealed = (path: string) => [sealing[0], [...sealing[1], path]] as const;
    const age = ["-r", recipient, "-o"];
    const encrypting = await inTurn(ROUNDS, {
      kelid: replacing(out, processTime(sealed(out))),
      age: replacing(out, processTime(["age", [...age, out, at("file")]])),
      synced: replacing(out, synced(["age", [...age, out, at("file")]], out)),
    });
    table.time(`encrypting ${what}`, encrypting.kelid, ["age", encrypting.age], 1);
    table.time(`encrypting ${what}`, encrypting.kelid, [
      "age, its output synced",
      encrypting.synced,
    ]);

    await processTime(sealed(at("sealed")))();
    await processTime(["age", [...age, at("sealed-by-age"), at("file")]])();
    const opening = ownerCommand(owner, "decrypt", at("sealed"), "--output", out);
    const ageOpening = ["-d", "-i", at("age-key"), "-o", out, at("sealed-by-age")];
    const decrypting = await inTurn(ROUNDS, {
      argon2id: reportedTime(entryCommand("tests/bench/argon2id_alone.ts")),
      kelid: replacing(out, processTime(opening)),
      age: replacing(out, processTime(["age", ageOpening])),
      synced: replacing(out, synced(["age", ageOpening], out)),
    });
    const alone = decrypting.kelid - decrypting.argon2id;
    const name = `decrypting ${what}, without Argon2id`;
    table.time(name, alone, ["age -d", decrypting.age], 1);
    table.time(name, alone, ["age -d, its output synced", decrypting.synced]);
  });
}

/** Makes an age key; the recipient that belongs to it, or undefined if there is no age. */
async function ageRecipient(keyPath: string): Promise<string | undefined> {
  const command = new Deno.Command("age-keygen", { args: ["-o", keyPath], stderr: "piped" });
  const output = await command.output().catch(() => undefined);
  const text = output && new TextDecoder().decode(output.stderr);
  return text?.match(/age1[a-z0-9]+/)?.[0];
}
