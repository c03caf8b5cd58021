import assert from "node:assert/strict";
import Slip39 from "slip39";
import { hex, unhex } from "../../lib/bytes.ts";
import { systemRandom } from "../../lib/random.ts";
import { MESSAGE_BYTES } from "../../lib/recovery/message.ts";
import { combineShares } from "../../lib/slip39/combine.ts";
import { walletSeed } from "../../lib/wallet/seed.ts";
import { entropyOf } from "../../lib/wallet/words.ts";
import { done, failed, json, kelid, type Outcome } from "../cli/kelid.ts";
import { decodeContents } from "../../lib/vault/contents.ts";
import { openBytes } from "../cli/world.ts";
import { type Person, Village } from "./people.ts";

const WALLET = "amber saddle monsoon twelve violin crane";
const SECRET = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/** One village for all tests, with an owner and two guardians whose vaults are copied back. */
const village = new Village();
const people = Promise.all([
  village.person("owner", WALLET),
  village.person("one"),
  village.person("two"),
]);
addEventListener("unload", () => village[Symbol.dispose]());

/** The people with their vaults as they were at first. */
async function fresh(): Promise<[Person, Person, Person]> {
  const all = await people;
  for (const { vault } of all) {
    try {
      Deno.copyFileSync(`${vault}.first`, vault);
    } catch {
      Deno.copyFileSync(vault, `${vault}.first`);
    }
  }
  return all;
}

const contentsOf = async ({ vault, passphrase }: Person) =>
  decodeContents((await openBytes(Deno.readFileSync(vault), passphrase))!.content);

const words = (outcome: Outcome): string[] =>
  json(outcome).shares.map((share: { words: string }) => share.words);

const restore = (name: string, ...answers: string[]) =>
  village.run(["restore", village.at(name), "--json"], answers);

Deno.test("plain shares of hex on standard input are understood by another program, and back", async () => {
  const made = await kelid(["recovery", "split", "--hex", "--groups", "3of5", "--json"], {
    stdin: new TextEncoder().encode(`${SECRET}\n`),
  });
  const shares = words(made);
  assert.equal(shares.length, 5);
  assert.deepEqual(Slip39.recoverSecret(shares.slice(1, 4), ""), [...unhex(SECRET)]);
  const combined = await village.run(["recovery", "combine"], [shares[4], shares[0], shares[2]]);
  assert.equal(done(combined), `${SECRET}\n`);
  const asWords = await village.run(["recovery", "combine", "--words"], shares.slice(0, 3));
  assert.equal(hex(entropyOf(new TextEncoder().encode(done(asWords)))), SECRET);
});

Deno.test("groups, their threshold, the exponent and the risks are as the flags say", async () => {
  const flags = ["--groups", "2of3,1of1", "--group-threshold", "2", "--exponent", "0", "--json"];
  const made = await village.run(["recovery", "split", "--hex", ...flags], [SECRET]);
  assert.equal(made.stderr, "warning: the loss of a single holder can lock you out for ever\n");
  const { shares } = JSON.parse(made.stdout);
  assert.deepEqual(
    shares.map(({ group, member }: Record<string, number>) => [group, member]),
    [[1, 1], [1, 2], [1, 3], [2, 1]],
  );
  const [a, , c, d] = shares.map((share: { words: string }) => share.words);
  assert.equal(hex(await combineShares([a, c, d])), SECRET);
  const alone = await village.run(
    ["recovery", "split", "--hex", "--groups", "1of1,2of3", "--group-threshold", "1"],
    [SECRET],
  );
  assert.match(alone.stderr, /^warning: one holder alone can restore the secret$/m);
});

Deno.test("without flags the groups are asked for, and a number takes the proposal", async () => {
  const made = await village.run(["recovery", "split", "--hex", "--json"], [SECRET, "7"]);
  const shares = words(made);
  assert.equal(shares.length, 7);
  assert.equal(hex(await combineShares(shares.slice(3))), SECRET, "4 of 7");
});

Deno.test("impossible splits are refused before a secret is asked for", async () => {
  const split = (...flags: string[]) => village.run(["recovery", "split", "--hex", ...flags]);
  const cases: [string[], RegExp][] = [
    [["--groups", "3of"], /the groups: "3of" is not of the form 3of5, nor a number$/m],
    [["--groups", "6of5"], /group 1 needs 6 members of 5$/m],
    [["--groups", "1of3"], /needs one of 3 members/],
    [["--groups", "2of3,2of3"], /Give the number of groups needed, of 2, with --group-threshold$/m],
    [["--groups", "2of3", "--group-threshold", "2"], /2 groups needed of 1$/m],
    [["--group-threshold", "2"], /Give the groups with --groups$/m],
    [["--groups", "2of17"], /there can be 1 to 16$/m],
    [["--groups", "2of3", "--cards", "/nowhere"], /Cannot write to \/nowhere: no such file/],
    [["--groups", "2of3", "--without-passphrase"], /Give only one of --hex and a wallet$/m],
  ];
  await Promise.all(cases.map(async ([flags, reason]) => {
    const outcome = await split(...flags);
    assert.match(outcome.stderr, reason, flags.join(" "));
    assert.equal(outcome.stdout, "");
    assert.ok([2, 4].includes(outcome.code));
  }));
  const bad: [string, RegExp][] = [
    ["", /a secret of 0 bytes/],
    ["00", /a secret of 1 bytes/],
    ["xyz", /hexadecimal/],
    [SECRET + SECRET + "0001", /a secret of 66 bytes/],
  ];
  await Promise.all(bad.map(async ([secret, reason]) => {
    const outcome = await village.run(["recovery", "split", "--hex", "--groups", "2of3"], [secret]);
    failed(outcome, 2, reason);
  }));
});

Deno.test("a script's bad share ends combining with the reason, the share and the word", async () => {
  const good = words(
    await village.run(["recovery", "split", "--hex", "--groups", "2of3", "--json"], [SECRET]),
  );
  const other = words(
    await village.run(["recovery", "split", "--hex", "--groups", "2of3", "--json"], [SECRET]),
  );
  const list = good[1].split(" ");
  const cases: [string[], RegExp, number][] = [
    [[good[0], list.with(6, "acidd").join(" ")], /^error: Cannot read share 2: word 7 /, 1],
    [[good[0], list.with(6, list[6] === "acid" ? "acne" : "acid").join(" ")], /checksum/, 1],
    [[good[0], list.slice(1).join(" ")], /Cannot read share 2: it has 32 words|checksum/, 1],
    [[good[0], good[0]], /^error: Cannot use share 2: it is share 1 again$/m, 1],
    [[good[0], other[1]], /so they are of two sets$/m, 1],
    [[good[0], ""], /^error: Stopped: group 1: 1 of 2$/m, 2],
    [[""], /^error: Stopped: no share was given$/m, 2],
    [[good[0]], /has no more lines$/m, 2],
  ];
  await Promise.all(cases.map(async ([answers, reason, code]) => {
    failed(await village.run(["recovery", "combine"], answers), code, reason);
  }));
  const spread = `  1. ${list.join(" \t2) ").toUpperCase()} `;
  const short = good[0].split(" ").map((word) => word.slice(0, 4)).join(" ");
  assert.equal(done(await village.run(["recovery", "combine"], [spread, short])), `${SECRET}\n`);
});

Deno.test("a wallet's shares restore the same identities in a new vault", async () => {
  const [owner] = await fresh();
  const shares = words(await owner.run(["recovery", "split", "--groups", "2of3", "--json"]));
  const opening = "walnut meadow thunder seven ribbon otter";
  const back = await restore("restored", shares[2], shares[0], opening, "own", WALLET, "yes");
  assert.match(back.stderr, /^warning: What compartments held besides .* comes back from a copy/);
  const id = await owner.sessionId();
  assert.deepEqual(JSON.parse(back.stdout), { vault: village.at("restored"), sessionId: id });
  const run = (...args: string[]) =>
    village.run([...args, "--vault", village.at("restored")], [opening]);
  done(await run("identity", "--output", village.at("restored.id")));
  assert.equal(
    Deno.readTextFileSync(village.at("restored.id")),
    Deno.readTextFileSync(owner.identity),
  );
});

Deno.test("a wrong wallet passphrase is found by its Session ID, and nothing is written on the way", async () => {
  const [owner] = await fresh();
  const shares = words(
    await owner.run(["recovery", "split", "--groups", "2of2", "--json"]).then(
      (outcome) => ({ ...outcome, stderr: "" }),
    ),
  );
  const opening = "walnut meadow thunder seven ribbon otter";
  const [tried, stopped, refused] = await Promise.all([
    restore("tried", ...shares, "", "own", "wrong", "again", WALLET, "yes"),
    restore("stopped", ...shares, opening, "own", "wrong", "stop"),
    restore("refused", ...shares, WALLET, "own", WALLET, "yes"),
  ]);
  const { sessionId, passphrase } = JSON.parse(tried.stdout);
  assert.equal(sessionId, await owner.sessionId());
  assert.match(passphrase, /^([a-z]+ ){6}[a-z]+$/, "the opening passphrase was generated");
  failed(stopped, 2, "Stopped: nothing was written");
  failed(
    refused,
    2,
    "A compartment opens with this passphrase: choose another one to open with, and restore again",
  );
  for (const name of ["stopped", "refused"]) {
    assert.throws(() => Deno.statSync(village.at(name)), Deno.errors.NotFound);
  }
  failed(await restore("tried"), 4, /it exists already$/m);
});

Deno.test("words of another program come back with their passphrase and path", async () => {
  const entropy = systemRandom(16);
  const flags = ["recovery", "split", "--hex", "--groups", "2of2", "--json"];
  const shares = words({ ...await village.run(flags, [hex(entropy)]), stderr: "" });
  const opening = "walnut meadow thunder seven ribbon otter";
  const back = await restore("imported", ...shares, opening, "TREZOR", "60", "yes");
  assert.equal(back.code, 0, back.stderr);
  const { wallet } = decodeContents(
    (await openBytes(Deno.readFileSync(village.at("imported")), opening))!.content,
  );
  assert.equal(wallet.source, "imported");
  assert.deepEqual([wallet.passphraseText, wallet.path], ["TREZOR", 60]);
  assert.deepEqual(wallet.entropy, entropy);
  // It is stored as it was typed, and words prints it: so it must not open the vault.
  failed(
    await restore("same", ...shares, opening, ` ${opening}`, "60", "yes"),
    2,
    "A compartment opens with this passphrase: choose another one to open with, and restore again",
  );
  assert.throws(() => Deno.statSync(village.at("same")), Deno.errors.NotFound);
});

Deno.test("without passphrase the seed is shared: 59 words, and no passphrase is asked", async () => {
  const [owner] = await fresh();
  const made = await owner.run(
    ["recovery", "split", "--without-passphrase", "--groups", "2of3", "--json"],
  );
  const shares = words(made);
  for (const share of shares) assert.equal(share.split(" ").length, 59);
  const { wallet } = await contentsOf(owner);
  const seed = await walletSeed(wallet.entropy, wallet.passphraseText);
  const combined = await village.run(["recovery", "combine"], shares.slice(1));
  assert.equal(done(combined), `${hex(seed)}\n`);

  const opening = "walnut meadow thunder seven ribbon otter";
  const back = await restore("heirs", shares[0], shares[2], opening, "6133", "yes");
  assert.equal(JSON.parse(back.stdout).sessionId, await owner.sessionId());
  const vault = village.at("heirs");
  done(
    await village.run(["identity", "--vault", vault, "--output", village.at("heirs.id")], [
      opening,
    ]),
  );
  assert.equal(
    Deno.readTextFileSync(village.at("heirs.id")),
    Deno.readTextFileSync(owner.identity),
  );
  failed(
    await village.run(["words", "--vault", vault], [opening, "y"]),
    2,
    "This wallet was restored from its seed, so it has no words",
  );
});

Deno.test("cards are written for shares that are typed, and by split and deal", async () => {
  const [owner, one] = await fresh();
  const shares = words(
    await village.run(["recovery", "split", "--hex", "--groups", "2of3", "--json"], [SECRET]),
  );
  const { pages } = json(
    await village.run(["recovery", "card", "--folder", owner.out, "--json"], [...shares, ""]),
  );
  const split = json(
    await owner.run(["recovery", "split", "--groups", "2of3", "--cards", owner.out, "--json"]),
  );
  const answers = ["2of3", one.identity, "", "", "deal", "nobody", "pages", "y"];
  const dealt = await owner.does("deal", ["--paper", "letter"], ...answers);
  const written: string[] = [
    ...pages,
    ...split.shares.map(({ page }: { page: string }) => page),
    ...dealt.files.flatMap(({ page }: { page?: string }) => page ?? []),
    dealt.cancel.page,
  ];
  assert.equal(written.length, 3 + 3 + 2 + 1);
  for (const page of written) {
    assert.match(page, /\/[0-9a-f]{16}\.html$/);
    assert.equal((Deno.statSync(page).mode! & 0o777).toString(8), "600");
    const html = Deno.readTextFileSync(page);
    assert.match(html, /<html lang="en">/);
    assert.ok(html.includes(
      dealt.files.some((f: { page?: string }) => f.page === page) ||
        page === dealt.cancel.page
        ? "size:letter"
        : "size:A4",
    ));
  }
  assert.ok(!JSON.stringify(split).includes("words"), "words are on the page only");
});

Deno.test("deal asks on in its order, warns, and refuses before anything is dealt", async () => {
  const [owner, one, two] = await fresh();
  const names = () => [...Deno.readDirSync(owner.out)].length;
  const before = names();
  const cases: [string[], RegExp][] = [
    [["8"], /^error: Cannot deal to 8: a compartment keeps 7 guardians$/m],
    [["1of3"], /needs one of 3 members/],
    [["2of3", owner.identity], /^error: This is the identity that is dealt itself$/m],
    [["2of3", one.identity, one.identity], /^error: This guardian is in the group already$/m],
    [["2of3", one.identity, village.at("none")], /^error: Cannot read .*no such file/m],
    [["2of2", one.identity, "", "deal", "nobody", "words", "n"], /^error: Nothing was dealt$/m],
  ];
  await Promise.all(cases.map(async ([answers, reason], i) => {
    const copy = Object.assign(Object.create(owner), { vault: village.at(`copy ${i}`) }) as Person;
    Deno.copyFileSync(owner.vault, copy.vault);
    const outcome = await copy.recovery("deal", [], ...answers);
    assert.equal(outcome.stdout, "");
    assert.match(outcome.stderr, reason);
    assert.equal((await contentsOf(copy)).deal, undefined);
  }));
  assert.equal(names(), before, "no file was written");

  const answers = ["2of2,2of2", "1", one.identity, two.identity, one.identity, "", "deal", "1.1"];
  const dealt = await owner.recovery("deal", ["--json"], ...answers, "words", "y");
  const name = `identity ${JSON.parse(dealt.stdout).files[0].identityHash.slice(0, 8)}`;
  assert.equal(
    dealt.stderr,
    `warning: ${name} holds shares of more than one group, and so counts in each\n` +
      "warning: the loss of a single holder can lock you out for ever\n",
  );
  assert.match((await owner.recovery("deal", [], "stop")).stderr, /^error: Nothing was dealt$/m);
  assert.match(
    (await owner.recovery("deal", [], "new")).stderr,
    /^error: Nothing was dealt: add a compartment with new words/m,
  );
});

Deno.test("a deal signed with the identity says what that means, and may be taken back", async () => {
  const [owner, one, two] = await fresh();
  const answers = (
    signer: string[],
  ) => ["2of2", one.identity, two.identity, ...signer, "nobody", "words", "y"];
  const own = await owner.recovery("deal", ["--json"], ...answers(["identity", "y"]));
  const back = await owner.recovery("deal", ["--json"], "again", ...answers(["identity", "n"]));
  const deal = (await contentsOf(owner)).deal!;
  assert.equal(deal.signer, "deal");
  assert.notEqual(JSON.parse(own.stdout).words, JSON.parse(back.stdout).words);
  const third = await owner.recovery("deal", ["--json"], "again", ...answers(["identity", "y"]));
  assert.equal(JSON.parse(third.stdout).words, JSON.parse(own.stdout).words, "the same key");
  const drill = await owner.does("drill ask", [], one.identity, "");
  const [file] = JSON.parse(third.stdout).files;
  await one.does("accept", [file.file], "y", "");
  const answer = await one.does("drill answer", [drill.files[0].file]);
  const review = await owner.recovery("drill review", [...answer.files, "--json"]);
  assert.equal(JSON.parse(review.stdout).members[0].answer, "right");
});

Deno.test("shares are held under the names that they are given, and files of other kinds are named", async () => {
  const [owner, one, two] = await fresh();
  const answers = ["2of2", one.identity, two.identity, "deal", "1.2", "words", "y"];
  const files: string[] = [];
  let last: { files: { file: string }[] } | undefined;
  for (let i = 0; i < 2; i++) {
    const dealt = await owner.recovery("deal", ["--json"], ...i > 0 ? ["again"] : [], ...answers);
    last = JSON.parse(dealt.stdout);
    files.push(...last!.files.map(({ file }) => file));
  }
  const accepted = await one.does("accept", [files[0]], "y", "  From a friend ");
  assert.equal(accepted.share, 1);
  refusedBy(await one.recovery("accept", [files[1]], "y", ""), /sealed neither to this wallet/);
  refusedBy(
    await one.recovery("accept", [files[2]], "n"),
    /^error: Not accepted: the share may be/m,
  );
  assert.equal((await contentsOf(one)).held[0].name, "From a friend");

  const short = village.write("short", "too short");
  failed(
    await one.recovery("accept", [short], "y", ""),
    4,
    `Cannot read ${short}: not a recovery file (9 bytes, one has ${MESSAGE_BYTES})`,
  );
  const drill = await owner.does("drill ask", [], one.identity, "");
  refusedBy(
    await one.recovery("accept", [drill.files[0].file], "y", ""),
    /^error: Cannot use the file: it is a drill, not a deal$/m,
  );
  refusedBy(
    await one.recovery("drill answer", [drill.files[0].file]),
    /no share of its deal is held; one of an older deal may be$/m,
  );
  const noise = village.write("noise", systemRandom(MESSAGE_BYTES));
  refusedBy(await one.recovery("accept", [noise], "y", ""), /sealed neither to this wallet/);

  const vetoed = await two.does("accept", [files[3]], "y", "");
  assert.equal(vetoed.veto, true);
  refusedBy(await one.recovery("veto", [], "y"), /no share for this is held/);
  const stopped = await two.does("veto", [], "y");
  assert.deepEqual([stopped.number, stopped.files.length], [1, 1]);
  await one.does("accept", [files[2]], "y", "");
  const { held } = await one.does("held", stopped.files);
  assert.deepEqual(held.map((share: { cancellations: number }) => share.cancellations), [0, 1]);
  const named = await one.does("held --change", [], "share-2", "name", "Second");
  assert.deepEqual(
    named.held.map(({ name }: { name: string }) => name),
    ["From a friend", "Second"],
  );
  await two.does("veto", [], "next", "y");
  refusedBy(
    await two.recovery("veto", [], "next"),
    /both cancellations of this deal have been used/,
  );
});

Deno.test("a request altered on the way, or another one, gets no approval and no share", async () => {
  const [owner, one, two] = await fresh();
  const answers = ["2of2", one.identity, two.identity, "deal", "nobody", "words", "y"];
  const dealt = await owner.recovery("deal", ["--json"], ...answers);
  const { files, cancel } = JSON.parse(dealt.stdout);
  await one.does("accept", [files[0].file], "y", "");
  await two.does("accept", [files[1].file], "y", "");
  const ask = (...more: string[]) =>
    owner.does("request", [], ...more, one.identity, two.identity, "", "");
  const first = await ask();
  const same = await owner.does("request", [], "same", one.identity, "", "");
  assert.equal(same.words, first.words);
  const altered = Deno.readFileSync(first.files[0].file);
  altered[7000] ^= 4;
  refusedBy(
    await one.recovery("approve", [village.write("altered", altered)], "y"),
    /or it was altered on the way$/m,
  );
  const approval = await one.does("approve", [same.files[0].file], "y");
  const second = await ask("new");
  assert.notEqual(second.words, first.words);
  refusedBy(
    await one.recovery("approve", [second.files[0].file], "y"),
    /another request is being answered with this share/,
  );
  refusedBy(
    await one.recovery("release", [second.files[0].file]),
    /the request is not the one that was approved/,
  );
  refusedBy(
    await one.recovery("release", approval.files),
    /give the file of the request as well/,
    2,
  );
  refusedBy(
    await one.recovery("release", [first.files[0].file, second.files[0].file]),
    /give one request at a time/,
    2,
  );
  const fromVault = await village.run(
    ["recovery", "cancel", "--folder", owner.out, "--vault", owner.vault, "--json"],
    ["", owner.passphrase, "2"],
  );
  const { held } = await one.does("held", [json(fromVault).files[0]]);
  assert.equal(held[0].cancellations, 2);
  const list = cancel.words.split(" ");
  failed(
    await village.run(["recovery", "cancel", "--folder", owner.out], [
      list.slice(1).join(" "),
      "1",
    ]),
    2,
    /^error: Cannot read the words: /,
  );
});

/** A process that refuses: nothing on standard output, the reason, a code. */
function refusedBy(outcome: Outcome, reason: RegExp, code = 1): void {
  assert.equal(outcome.stdout, "");
  assert.match(outcome.stderr, reason);
  assert.equal(outcome.code, code, outcome.stderr);
}
