/**
 * Files that cannot be written, or are lost before anybody has them: no vault remembers what never
 * left, and everything can be written once more.
 */
import assert from "node:assert/strict";
import { systemRandom } from "../../lib/random.ts";
import { decodeContents } from "../../lib/vault/contents.ts";
import { OutputFolder } from "../../cli/commands/recovery/output_folder.ts";
import { failed, Folder, type Outcome } from "../cli/kelid.ts";
import { openBytes } from "../cli/world.ts";
import { type Person, Village } from "./people.ts";

/** Without these capabilities even root meets file permissions. */
const UNPRIVILEGED = Deno.uid() === 0
  ? ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--"]
  : [];

/** Standard output on a full disk. */
const FULL = ["sh", "-c", 'exec "$@" >/dev/full', "sh"];

const contentsOf = async ({ vault, passphrase }: Person) =>
  decodeContents((await openBytes(Deno.readFileSync(vault), passphrase))!.content);

/** Runs a command whose files can be written nowhere, and checks that no vault remembers it. */
async function tryInVain(person: Person, command: string, files: string[], ...answers: string[]) {
  const before = await contentsOf(person);
  const closed = person.village.at("closed");
  const args = ["recovery", ...command.split(" "), "--folder", closed, ...files];
  const outcome: Outcome = await person.village.run(
    [...args, "--vault", person.vault],
    [person.passphrase, ...answers],
    UNPRIVILEGED,
  );
  assert.match(
    outcome.stderr,
    /^error: Cannot write \S*closed\/\w{16}: permission denied$/m,
    command,
  );
  assert.deepEqual([outcome.code, outcome.stdout], [4, ""], command);
  assert.deepEqual(await contentsOf(person), before, command);
  assert.deepEqual([...Deno.readDirSync(closed)], [], command);
}

Deno.test("what cannot be written is forgotten, and what was lost is written again", async () => {
  using village = new Village();
  Deno.mkdirSync(village.at("closed"), { mode: 0o500 });
  const [owner, one, two] = await Promise.all(
    ["owner", "one", "two"].map((name) => village.person(name)),
  );

  const deal = ["2of2", one.identity, two.identity, "deal", "1.1", "words", "y"];
  await tryInVain(owner, "deal", [], ...deal);
  const dealt = JSON.parse((await owner.recovery("deal", ["--json"], ...deal)).stdout);
  await tryInVain(owner, "deal", [], "again", ...deal);

  const same = ["same", one.identity, two.identity, "1.1", "words", "y"];
  const handing = [...owner.recoveryArgs("deal", []), "--vault", owner.vault];
  const untold = await village.run(handing, [owner.passphrase, ...same], FULL);
  assert.match(
    untold.stderr,
    /^error: Cannot write .*: the disk is full\. The deal is saved: deal again and choose "same"$/m,
  );
  assert.equal(untold.code, 4);
  await tryInVain(owner, "deal", [], ...same);
  const repeated = await owner.recovery("deal", ["--json"], ...same);
  const handed = JSON.parse(repeated.stdout);
  assert.deepEqual([handed.words, handed.cancel], [dealt.words, dealt.cancel]);
  assert.notEqual(handed.files[0].file, dealt.files[0].file);
  await one.does("accept", [handed.files[0].file], "y", "");
  await two.does("accept", [dealt.files[1].file], "y", "");
  assert.match(
    (await owner.recovery("deal", [], "same", two.identity)).stderr,
    /is not the identity that the share was dealt to$/m,
  );
  assert.match(
    (await owner.recovery("deal", ["--without-passphrase"], "same")).stderr,
    /^error: This wallet was not dealt without passphrase: leave --without-passphrase away$/m,
  );

  await tryInVain(owner, "drill ask", [], one.identity, two.identity);
  const drill = await owner.does("drill ask", [], one.identity, two.identity);
  assert.equal(drill.drill, 1);
  const question = [drill.files[0].file];
  await tryInVain(one, "drill answer", question);
  await one.does("drill answer", question);
  const answer = await one.does("drill answer", question);
  const review = await owner.recovery("drill review", [...answer.files, "--json"]);
  assert.equal(JSON.parse(review.stdout).members[0].answer, "right");

  const asked = [one.identity, two.identity, "", ""];
  await tryInVain(owner, "request", [], ...asked);
  const request = await owner.does("request", [], ...asked);
  await tryInVain(owner, "request", [], "new", ...asked);
  const files: string[] = request.files.map(({ file }: { file: string }) => file);
  await tryInVain(two, "approve", [files[1]], "y");
  const ofTwo = await two.does("approve", [files[1]], "y");
  await one.does("approve", [files[0]], "y");
  await one.recovery("release", [files[0], ...ofTwo.files]);
  village.pass(48);
  await tryInVain(one, "release", [files[0]]);
  assert.equal((await one.does("release", [files[0]])).files.length, 1);

  await tryInVain(one, "veto", [], "y");
  const first = await one.does("veto", [], "y");
  village.pass(1);
  const before = await contentsOf(one);
  const again = await one.does("veto", [], "again");
  assert.deepEqual([first.number, again.number, again.files.length], [1, 1, 1]);
  assert.deepEqual(await contentsOf(one), before);
  await two.does("held", again.files);
  const [own] = before.held, [theirs] = (await contentsOf(two)).held;
  assert.deepEqual([theirs.round, theirs.pausedUntil], [1, own.pausedUntil], "no longer a pause");
  await tryInVain(one, "veto", [], "next", "y");
  assert.equal((await one.does("veto", [], "next", "y")).number, 2);
});

Deno.test("pages appear together or not at all, and a wrong share leaves none", async () => {
  using village = new Village();
  const out = village.at("pages");
  Deno.mkdirSync(out);
  const split = await village.run(
    ["recovery", "split", "--hex", "--groups", "2of3", "--json"],
    ["000102030405060708090a0b0c0d0e0f"],
  );
  const [{ words }] = JSON.parse(split.stdout).shares;
  failed(
    await village.run(["recovery", "card", "--folder", out], [words, `${words} more`]),
    1,
    /^error: Cannot read share 2: /,
  );
  assert.deepEqual([...Deno.readDirSync(out)], []);
});

Deno.test("files have no name before all are durable, then one time, and are gone if discarded", () => {
  using place = new Folder();
  const folder = new OutputFolder(place.path, systemRandom);
  const paths = [folder.write(new Uint8Array(20)), folder.write(new Uint8Array(30), ".html")];
  const inFolder = (all: string[]) => all.map((path) => path.slice(place.path.length + 1)).sort();
  assert.deepEqual(place.names(), inFolder(paths.map((path) => `${path}.kelid-part`)));
  folder.finish();
  folder.discard();
  assert.deepEqual(place.names(), inFolder(paths));
  for (const path of paths) {
    const { mtime, mode } = Deno.statSync(path);
    assert.deepEqual([mtime?.getTime(), mode! & 0o777], [Date.UTC(2000, 0, 1), 0o600]);
  }
  const other = new OutputFolder(place.path, systemRandom);
  other.write(new Uint8Array(20));
  other.discard();
  assert.deepEqual(place.names(), inFolder(paths));
});
