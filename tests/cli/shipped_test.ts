import assert from "node:assert/strict";
import { done, failed, Folder, kelid, LOCKED, sharesNothing, SHIPPED } from "./kelid.ts";
import { Place, REAL, WRONG } from "./world.ts";

/** Runs what is shipped: the compiled binary where `KELID_BIN` names one. Argon2id takes its time. */
const shipped = (args: readonly string[], ...answers: string[]) =>
  kelid(args, { program: SHIPPED, answers });

Deno.test("the shipped program makes, opens and uses a vault of format version 1", async () => {
  using folder = new Folder();
  const vault = ["--vault", folder.at("vault")], id = folder.at("me.id");
  const made = await shipped(["init", vault[1]], REAL, "", "", "enough", "n");
  assert.equal(done(made), `Made ${vault[1]}\n`);
  const before = Deno.readFileSync(vault[1]);
  assert.equal(before.length, 98_336);
  failed(await shipped(["show", ...vault], WRONG), 3, LOCKED);
  assert.ok(sharesNothing(Deno.readFileSync(vault[1]), before));
  done(await shipped(["identity", ...vault, "--output", id], REAL));
  const file = folder.write("file", "a text");
  done(await shipped(["sign", file, ...vault], REAL));
  done(await shipped(["verify", file, `${file}.sig`, "--from", id]));
  const sealed = folder.at("sealed");
  done(await shipped(["encrypt", file, "--to", id, "--output", sealed]));
  const opened = await shipped(["decrypt", sealed, ...vault, "--output", "-"], REAL);
  assert.equal(done(opened), "a text");
  const refreshed = Deno.readFileSync(vault[1]);
  done(await shipped(["refresh", vault[1]]));
  assert.ok(sharesNothing(Deno.readFileSync(vault[1]), refreshed));
  assert.deepEqual(folder.names(), ["file", "file.sig", "me.id", "sealed", "vault"]);
});

Deno.test("the shipped program takes no vault of another size", async () => {
  using place = await Place.make();
  failed(
    await shipped(["show", "--vault", place.vault], REAL),
    4,
    `Cannot open ${place.vault}: not a vault (18464 bytes, a vault has 98336)`,
  );
});

Deno.test("a hash has the costs of format version 1 unless others are asked for", async () => {
  const phc = done(await shipped(["hash"], "correct horse"));
  assert.match(phc, /^\$argon2id\$v=19\$m=262144,t=3,p=4\$[\w+/]{22}\$[\w+/]{43}\n$/);
});
