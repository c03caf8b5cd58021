/**
 * The whole story with real processes: an owner with a real and a decoy wallet of the same words, and
 * five guardians in two groups, of whom three must come together (two of four, and one alone).
 */
import assert from "node:assert/strict";
import { hex, utf8 } from "../../lib/bytes.ts";
import { decodeIdentity, identityHash, type PublicIdentity } from "../../lib/identity/identity.ts";
import { sessionId } from "../../lib/identity/session_id.ts";
import { MESSAGE_BYTES } from "../../lib/recovery/message.ts";
import { done, json, type Outcome } from "../cli/kelid.ts";
import { openBytes } from "../cli/world.ts";
import { Person, Village } from "./people.ts";

const REAL_WALLET = "amber saddle monsoon twelve violin crane";
const DECOY_WALLET = "velvet canyon mosquito eleven ladder orbit";
const DECOY = "granite teapot whistle forty marble swan";

const all = <T, R>(list: readonly T[], act: (one: T, i: number) => Promise<R>) =>
  Promise.all(list.map(act));

/** A process that refuses: its code, nothing on standard output, and the reason. */
function refused(outcome: Outcome, reason: RegExp, code = 1): void {
  assert.equal(outcome.stdout, "");
  assert.match(outcome.stderr, reason);
  assert.equal(outcome.code, code, outcome.stderr);
}

/** The file that a person gave away, as keys. */
const identityOf = async (person: Person): Promise<PublicIdentity> =>
  await decodeIdentity(Deno.readTextFileSync(person.identity));

Deno.test("five guardians, a drill, a loss, an impostor, a cancellation, and the way back", async () => {
  using village = new Village();
  const [owner, ...guardians] = await all(
    ["owner", "anahita", "behnam", "cyra", "darius", "elham"],
    (name) => village.person(name, name === "owner" ? REAL_WALLET : ""),
  );
  const [anahita, behnam, cyra, darius, elham] = guardians;

  // The decoy: another wallet of the same words, in a compartment of its own.
  done(
    await owner.run(["manage"], "add", "y", DECOY, "shared", DECOY_WALLET, "done"),
  );
  const decoy = json(
    await village.run(["show", "--vault", owner.vault, "--json"], [DECOY]),
  ).sessionId;
  const real = await owner.sessionId();
  assert.notEqual(real, decoy);
  const oldIdentity = await identityOf(owner);
  assert.equal(sessionId(oldIdentity.mldsa87), real);

  // The deal.
  const paths = guardians.map(({ identity }) => identity);
  const dealt = await owner.recovery(
    "deal",
    ["--json"],
    "2of4,1of1",
    "2",
    ...paths,
    "deal",
    "nobody",
    "words",
    "y",
  );
  assert.equal(dealt.stderr, "warning: the loss of a single holder can lock you out for ever\n");
  const deal = JSON.parse(dealt.stdout);
  const files: string[] = deal.files.map(({ file }: { file: string }) => file);
  for (const file of files) {
    assert.equal(Deno.statSync(file).size, MESSAGE_BYTES);
    assert.equal(Deno.statSync(file).mtime!.getTime(), Date.UTC(2000, 0, 1));
    assert.match(file, /\/[0-9a-f]{16}$/);
  }
  await all(guardians, async (guardian, i) => {
    const accepted = await guardian.does("accept", [files[i]], "y", "");
    assert.equal(accepted.words, deal.words, "what the owner reads aloud");
  });
  refused(await anahita.recovery("accept", [files[0]], "y", ""), /it is held already$/m);
  refused(await anahita.recovery("accept", [files[1]], "y", ""), /sealed neither to this wallet/);

  // The drill, in which one fails: Cyra has given the share up, and says nothing.
  done(await cyra.recovery("held --change", [], "give-up", "y"));
  const drill = await owner.does("drill ask", [], ...paths);
  assert.deepEqual(drill.files.length, 5);
  const replies = await all(guardians, async (guardian, i) => {
    const question = [drill.files[i].file];
    if (guardian !== cyra) return (await guardian.does("drill answer", question)).files as string[];
    refused(await guardian.recovery("drill answer", question), /no share of its deal is held/);
    return [];
  });
  const review = await owner.recovery("drill review", ["--json", ...replies.flat()]);
  assert.equal(review.code, 1);
  assert.equal(review.stderr, "error: 1 of 5 have not answered rightly\n");
  const { members, enough } = JSON.parse(review.stdout);
  assert.deepEqual(
    members.map(({ answer }: { answer: string }) => answer),
    ["right", "right", "none", "right", "right"],
  );
  assert.equal(enough, true);
  const next = await owner.does("drill ask", [], anahita.identity, "", "", "", "");
  await anahita.does("drill answer", [next.files[0].file]);
  refused(
    await anahita.recovery("drill answer", [drill.files[0].file]),
    /it is number 1, and number 2 was answered already/,
  );

  // A coerced guardian, alone: whoever forces her has her vault, her passphrase and all her files.
  const impostor = await village.person("impostor");
  const forced = await impostor.does("request", [], anahita.identity, "", "");
  const forcedRequest = forced.files[0].file;
  const herApprovals: string[] = (await anahita.does("approve", [forcedRequest], "y")).files;
  assert.equal(herApprovals.length, 4, "one for each other member, none like another");
  for (const later of [0, 48, 10_000]) {
    village.pass(later);
    const attempt = await anahita.recovery("release", [forcedRequest, ...herApprovals]);
    refused(
      attempt,
      /^error: Cannot release: too few have approved \(group 1: 1 of 2, group 2: 0 of 1,/m,
    );
    assert.match(attempt.stderr, /the same member has approved before/);
  }
  village.pass(-20_000);
  refused(await anahita.recovery("release", [forcedRequest]), /the clock shows .* been recorded/);
  village.pass(20_000);
  done(await anahita.recovery("held --change", [], "forget"));

  // The vault and the device are gone.
  await Deno.remove(owner.vault);

  // An impostor deceives three guardians; the owner has the paper, and reaches them in time.
  const asked = [anahita, behnam, elham];
  const wrong = await impostor.does(
    "request",
    [],
    "new",
    ...asked.map(({ identity }) => identity),
    "",
    "",
  );
  const wrongRequests: string[] = wrong.files.map(({ file }: { file: string }) => file);
  const wrongApprovals = await all(
    asked,
    async (guardian, i) =>
      (await guardian.does("approve", [wrongRequests[i]], "y")).files as string[],
  );
  await all(asked, async (guardian, i) => {
    const [one, two] = wrongApprovals.filter((_, other) => other !== i);
    refused(
      await guardian.recovery("release", [wrongRequests[i], one[i], two[i]]),
      /^error: Cannot release: the wait of 48 hours ends/,
    );
  });
  village.pass(40);
  const cancelled = json(
    await village.run(
      ["recovery", "cancel", "--folder", owner.out, "--json"],
      [deal.cancel.words, "1"],
    ),
  );
  assert.equal(cancelled.files.length, 7);
  await all([...asked, darius], async (guardian, i) => {
    const taken = await guardian.does("held", [cancelled.files[i]]);
    assert.equal(taken.held[0].cancellations, 1);
    assert.equal(taken.held[0].request, null);
  });
  const again = await darius.recovery("held", [cancelled.files[4]]);
  assert.match(again.stderr, /number 1 of the deal is known already/);
  assert.equal(again.code, 1);
  village.pass(8);
  await all(asked, async (guardian, i) => {
    refused(
      await guardian.recovery("release", [wrongRequests[i]]),
      /^error: Cannot go on: cancellation 1 of the deal stops requests until/,
    );
  });

  // The owner on a new device asks in person. Before the 7 days are over nobody can approve.
  const fresh = await village.person("fresh");
  const request = await fresh.does(
    "request",
    [],
    ...asked.map(({ identity }) => identity),
    "",
    "",
  );
  const requests: string[] = request.files.map(({ file }: { file: string }) => file);
  refused(
    await anahita.recovery("approve", [requests[0]], "y"),
    /cancellation 1 of the deal stops requests until/,
  );
  village.pass(7 * 24 - 8);
  refused(
    await anahita.recovery("approve", [requests[0]], "n"),
    /^error: Not approved: a request with other words was altered on the way, or is not theirs$/m,
  );
  const approvals = await all(
    asked,
    async (guardian, i) => (await guardian.does("approve", [requests[i]], "y")).files as string[],
  );

  // Every guardian verifies that the threshold has approved; approvals from before count no more.
  await all(asked, async (guardian, i) => {
    const [one, two] = approvals.filter((_, other) => other !== i);
    const old = wrongApprovals[(i + 1) % 3][3];
    const attempt = await guardian.recovery("release", [requests[i], one[i], old]);
    refused(attempt, /^error: Cannot release: too few have approved/m);
    assert.match(attempt.stderr, /Cannot count the approval: it is of another request/);
    refused(
      await guardian.recovery("release", [requests[i], two[i]]),
      /^error: Cannot release: the wait of 48 hours ends/,
    );
  });
  const [seen] = (await behnam.does("held")).held;
  assert.deepEqual(
    seen.request.approvals,
    ["group 1: 2 of 2", "group 2: 1 of 1", "groups needed: 2 of 2"],
  );
  assert.equal(seen.request.words, request.words);

  village.pass(47);
  await all(asked, async (guardian, i) => {
    refused(await guardian.recovery("release", [requests[i]]), /the wait of 48 hours ends/);
  });
  village.pass(1);
  const released = (await all(
    asked,
    async (guardian, i) => (await guardian.does("release", [requests[i]])).files as string[],
  )).flat();
  assert.equal(released.length, 3);

  // The impostor's request gets nothing out of them.
  refused(
    await impostor.recovery("collect", released, ""),
    /^error: Not enough yet: no share has come; nothing is lost/m,
  );

  // The restored person, forced to show what came back, gives the decoy's wallet passphrase.
  const shown = new Person(village, "shown");
  Deno.copyFileSync(fresh.vault, shown.vault);
  const asDecoy = await village.run(
    ["recovery", "collect", ...released, "--vault", shown.vault],
    [fresh.passphrase, "y", "own", DECOY_WALLET, "yes"],
  );
  assert.equal(asDecoy.code, 0, asDecoy.stderr);
  assert.match(asDecoy.stdout, new RegExp(decoy));
  assert.ok(!(asDecoy.stdout + asDecoy.stderr).includes(real));
  const compartment = await openBytes(Deno.readFileSync(shown.vault), fresh.passphrase);
  const inside = hex(compartment!.content);
  for (const trace of tracesOf(oldIdentity)) assert.ok(!inside.includes(trace));

  // The owner gives the right one, tries a wrong one first, and signs as before.
  const short = await fresh.recovery("collect", released.slice(1), "");
  refused(
    short,
    /^error: Not enough yet: group 1: 1 of 2, group 2: 1 of 1 \(1 of 2 groups complete\)/m,
  );
  const back = await fresh.recovery(
    "collect",
    ["--json", ...released],
    "y",
    "own",
    "a wrong one",
    "again",
    REAL_WALLET,
    "yes",
  );
  assert.equal(JSON.parse(back.stdout).sessionId, real);
  assert.equal(await fresh.sessionId(), real);
  const letter = village.write("letter", "It is me again.\n");
  done(await fresh.run(["sign", letter]));
  done(await village.run(["verify", letter, `${letter}.sig`, "--from", owner.identity]));
  await fresh.writeIdentity(village.at("restored.id"));
  assert.equal(
    Deno.readTextFileSync(village.at("restored.id")),
    Deno.readTextFileSync(owner.identity),
    "the same identity, byte for byte",
  );

  // A seized guardian: what is in the opened compartment names neither the owner nor the others.
  const seized = await openBytes(Deno.readFileSync(behnam.vault), behnam.passphrase);
  const content = hex(seized!.content);
  const told = (await behnam.recovery("held", ["--json"])).stdout;
  for (const other of [owner, anahita, cyra, darius, elham, fresh, impostor]) {
    for (const trace of tracesOf(await identityOf(other))) {
      assert.ok(!content.includes(trace) && !told.includes(trace), other.name);
    }
    assert.ok(!content.includes(hex(utf8(other.name))) && !told.includes(other.name));
  }
});

/** What would tie bytes to an identity. */
function tracesOf(identity: PublicIdentity): string[] {
  const keys = Object.values(identity).map((key) => hex(key.subarray(0, 32)));
  const id = sessionId(identity.mldsa87);
  return [hex(identityHash(identity)), id.slice(2), hex(utf8(id)), ...keys];
}
