/**
 * What a compartment has room for: at the limit a command refuses before anything is dealt or held.
 */
import assert from "node:assert/strict";
import { decodeContents } from "../../lib/vault/contents.ts";
import { failed } from "../cli/kelid.ts";
import { openBytes } from "../cli/world.ts";
import { type Person, Village } from "./people.ts";

const contentsOf = async ({ vault, passphrase }: Person) =>
  decodeContents((await openBytes(Deno.readFileSync(vault), passphrase))!.content);

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("five shares are held and a sixth is refused, and a full compartment deals nothing", async () => {
  using village = new Village();
  const [owner, one] = await Promise.all([village.person("owner"), village.person("one")]);
  const files: string[] = [];
  while (files.length < 6) {
    const way = files.length > 0 ? ["again"] : [];
    const answers = [...way, "1of1", one.identity, "deal", "nobody", "words", "y"];
    const dealt = await owner.recovery("deal", ["--json"], ...answers);
    assert.equal(dealt.code, 0, dealt.stderr);
    files.push(JSON.parse(dealt.stdout).files[0].file);
  }
  for (const [i, file] of files.slice(0, 5).entries()) {
    assert.equal((await one.does("accept", [file], "y", "")).share, i + 1);
  }
  const full = await contentsOf(one);
  assert.equal(full.held.length, 5);
  failed(
    await one.recovery("accept", [files[5]], "y", ""),
    1,
    "Cannot accept the share: 5 are held, and no more fit",
  );
  assert.deepEqual(await contentsOf(one), full);

  // The small vault of the tests has no room for seven guardians besides.
  const before = namesIn(one.out);
  const guardians = Array<string>(7).fill(owner.identity);
  const groups = Array<string>(7).fill("1of1").join(",");
  const answers = [groups, "4", ...guardians, "deal", "nobody", "words", "y"];
  const refused = await one.recovery("deal", ["--json"], ...answers);
  assert.equal(refused.stdout, "");
  assert.match(refused.stderr, /^error: Cannot store [^\n]*$/m);
  assert.equal(refused.code, 2);
  assert.deepEqual([await contentsOf(one), namesIn(one.out)], [full, before], "nothing was dealt");
});
