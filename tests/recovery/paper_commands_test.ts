/**
 * Paper among guardians with vaults, by the commands: its approval in a request, its check number in
 * a drill, its share when all are collected.
 */
import assert from "node:assert/strict";
import { failed } from "../cli/kelid.ts";
import { Village } from "./people.ts";

const WALLET = "amber saddle monsoon twelve violin crane";

Deno.test("paper rehearses, approves and restores together with a guardian", async () => {
  using village = new Village();
  const [owner, one, fresh] = await Promise.all([
    village.person("owner", WALLET),
    village.person("one"),
    village.person("fresh"),
  ]);
  const answers = ["2of3", one.identity, "", "", "deal", "nobody", "words", "y"];
  const { files: [sealed, first, second] } = await owner.does("deal", [], ...answers);
  await one.does("accept", [sealed.file], "y", "");

  // The check numbers that the people with paper read aloud.
  const drill = await owner.does("drill ask", [], one.identity);
  assert.deepEqual([drill.files.length, drill.paper], [1, ["share 2", "share 3"]]);
  const { files: reply } = await one.does("drill answer", [drill.files[0].file]);
  const review = (...numbers: string[]) =>
    owner.recovery("drill review", [...reply, "--json"], ...numbers);
  const told = (stdout: string) => {
    const { members, enough } = JSON.parse(stdout);
    return [...members.map(({ answer }: { answer: string }) => answer), enough];
  };
  const short = await review(second.check, "");
  assert.deepEqual(told(short.stdout), ["right", "wrong", "none", false]);
  assert.equal(short.stderr, "error: 2 of 3 have not answered rightly\n");
  assert.equal(short.code, 1);
  const loud = ` ${second.check.toUpperCase().replace(" ", "")} `;
  const whole = await review(first.check, loud);
  assert.deepEqual([...told(whole.stdout), whole.stderr], ["right", "right", "right", true, ""]);

  // Whoever has the words of a share on paper approves with it.
  const { files: [{ file, approvals }] } = await fresh.does(
    "request",
    [],
    one.identity,
    "",
    first.words,
    "",
  );
  assert.equal(approvals.length, 1);
  await one.does("approve", [file], "y");
  const early = await one.recovery("release", [file, ...approvals]);
  failed(early, 1, /^error: Cannot release: the wait of 48 hours ends /);
  const again = await one.recovery("held", approvals);
  assert.match(again.stderr, /the same member has approved before$/m);
  assert.deepEqual(
    (await one.does("held")).held[0].request.approvals,
    ["group 1: 2 of 2"],
  );
  village.pass(48);
  const { files: released } = await one.does("release", [file]);

  // One released share is not enough; a share of another split is none of this deal's.
  const stranger = await village.run(
    ["recovery", "split", "--hex", "--groups", "2of2", "--json"],
    ["00".repeat(32)],
  );
  const [other] = JSON.parse(stranger.stdout).shares;
  const collect = (...more: string[]) => fresh.recovery("collect", released, ...more);
  failed(await collect(""), 1, /^error: Not enough yet: group 1: 1 of 2; nothing is lost/);
  const wrong = await collect(other.words);
  assert.deepEqual([wrong.code, wrong.stdout], [1, ""]);
  // A compartment's wallet is replaced by nothing that was not said twice.
  const before = await fresh.sessionId();
  failed(
    await collect(second.words, "n"),
    2,
    "Nothing was restored, and nothing is lost: collect again, or with the shares make a new vault" +
      " (restore)",
  );
  assert.equal(await fresh.sessionId(), before);
  const back = await collect(second.words, "y", "own", WALLET, "yes");
  assert.equal(back.code, 0, back.stderr);
  assert.equal(await fresh.sessionId(), await owner.sessionId());
});
