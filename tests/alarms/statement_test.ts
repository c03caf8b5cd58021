import assert from "node:assert/strict";
import { hex, utf8 } from "../../lib/bytes.ts";
import { standingOf } from "../../lib/statement/standing.ts";
import {
  MAX_STATEMENT_NUMBER,
  readStatement,
  signStatement,
  type Statement,
  STATEMENT_FILE_MAX_BYTES,
  type StatementKind,
  statementsIn,
} from "../../lib/statement/statement.ts";
import { nobleSlhDsa, slhDsa, webCryptoSlhDsa } from "../../lib/statement/slh_signature.ts";
import { armoured } from "../hybrid/oracle.ts";
import { done, failed, json, shell } from "../cli/kelid.ts";
import { REAL } from "../cli/world.ts";
import { seeded } from "../seeded.ts";
import { Place, WATCHER } from "./world.ts";

const own = seeded("own")(32);
const other = seeded("other")(32);
const third = seeded("third")(32);

function says(kind: StatementKind, number = 1, named?: Uint8Array): Statement {
  const unnamed = kind === "revoke" ? own : new Uint8Array(32);
  return { kind, number, identityHash: own, other: named ?? unnamed };
}

Deno.test("an identity stands as the gravest of its statements says, in whatever order they come", () => {
  const cases: [Statement[], string][] = [
    [[], "good"],
    [[says("freeze")], "frozen"],
    [[says("unfreeze")], "good"],
    [[says("freeze"), says("unfreeze")], "good"],
    [[says("freeze", 2), says("unfreeze", 1)], "frozen"],
    [[says("freeze", 1), says("unfreeze", 2)], "good"],
    [[says("freeze", 3), says("unfreeze", 2), says("freeze", 1)], "frozen"],
    [[says("revoke", 1, other)], "good"],
    [[says("succeed", 1, other), says("freeze"), says("unfreeze")], "handed over"],
    [[says("revoke"), says("succeed", 1, other), says("unfreeze", 9)], "revoked"],
  ];
  for (const [statements, expected] of cases) {
    for (const order of [statements, [...statements].reverse(), [...statements, ...statements]]) {
      assert.equal(standingOf(order, own).standing, expected, JSON.stringify(statements));
    }
  }
});

Deno.test("successors and devices are named once each", () => {
  const all = [
    says("succeed", 1, other),
    says("succeed", 2, third),
    says("succeed", 3, other),
    says("revoke", 1, third),
  ];
  const { successors, devices } = standingOf(all, own);
  assert.deepEqual(successors, [hex(other), hex(third)].sort());
  assert.deepEqual(devices, [hex(third)]);
});

Deno.test("a statement that cannot be is neither signed nor read", async () => {
  const seed = seeded("seed")(96), key = new Uint8Array(64);
  key.set(seed.subarray(64));
  const sign = (statement: Partial<Statement>) =>
    signStatement({ ...says("freeze"), ...statement }, seed, key);
  await assert.rejects(sign({ number: 0 }), RangeError);
  await assert.rejects(sign({ number: MAX_STATEMENT_NUMBER + 1 }), RangeError);
  await assert.rejects(sign({ other }), RangeError);
  await assert.rejects(sign({ kind: "succeed" }), RangeError);
  await assert.rejects(sign({ kind: "succeed", other: own }), RangeError);
  await assert.rejects(sign({ identityHash: own.subarray(1) }), TypeError);
  await assert.rejects(signStatement(says("freeze"), seed, new Uint8Array(64)), TypeError);
  assert.throws(() => readStatement("text"), SyntaxError);
  assert.throws(() => readStatement(armoured("KELID STATEMENT", new Uint8Array(9))), SyntaxError);
  const longest = armoured("KELID STATEMENT", new Uint8Array(69 + 29_792)).replaceAll("\n", "\r\n");
  assert.equal(longest.length, STATEMENT_FILE_MAX_BYTES);
});

Deno.test("both implementations take each other's signatures, and refuse a changed message", async () => {
  const file = new URL("../../vectors/statement.json", import.meta.url);
  const { values, cases } = JSON.parse(Deno.readTextFileSync(file));
  const bytes = Uint8Array.fromHex(values.statement);
  const key = Uint8Array.fromHex(cases[0].publicKey);
  const message = new Uint8Array([...utf8("kelid statement v1\0"), ...bytes.subarray(0, 69)]);
  const changed = message.slice();
  changed[30] ^= 1;
  for (const one of [webCryptoSlhDsa, nobleSlhDsa]) {
    assert.equal(await one.verify(key, message, bytes.subarray(69)), true, one.implementation);
    assert.equal(await one.verify(key, changed, bytes.subarray(69)), false, one.implementation);
  }
  assert.equal(slhDsa.implementation, "WebCrypto");
});

const whole = armoured(
  "KELID STATEMENT",
  new Uint8Array([3, 0, 0, 0, 1, ...own, ...own, ...seeded("signature")(29_792)]),
);
const BEGIN = "-----BEGIN KELID STATEMENT-----", END = "-----END KELID STATEMENT-----";

Deno.test("a statement is read whatever mail and editors add around it", () => {
  const [expected] = statementsIn(utf8(whole));
  assert.equal(expected.statement.kind, "revoke");
  const carried: [string, string][] = [
    ["no final line feed", whole.trimEnd()],
    ["a further line feed", whole + "\n"],
    ["blanks at the ends of lines", whole.replaceAll("\n", "  \t\n")],
    ["a blank at the very end", whole + " "],
    ["the line endings of Windows", whole.replaceAll("\n", "\r\n")],
    ["mixed line endings", whole.replace("\n", "\r\n")],
    ["the line endings of old Macs", whole.replaceAll("\n", "\r")],
    ["a byte order mark", "\uFEFF" + whole],
    ["a letter around it", "Dear Roya,\n\nهنوز\n" + whole + "-- \nYours"],
  ];
  for (const [what, text] of carried) assert.deepEqual(statementsIn(utf8(text)), [expected], what);
  const two = whole + "And once more\n" + whole;
  assert.deepEqual(statementsIn(utf8(two)), [expected, expected]);
  assert.deepEqual(statementsIn(utf8(whole.replaceAll("STATEMENT", "SIGNATURE"))), []);
  assert.deepEqual(statementsIn(seeded("noise")(10_000)), []);
});

Deno.test("a trace of a statement that cannot be read is never taken for none", () => {
  const line = whole.split("\n")[200];
  const utf16 = new Uint8Array(new Uint16Array([...whole].map((c) => c.charCodeAt(0))).buffer);
  const spoilt: [string, Uint8Array][] = [
    ["quoted in a mail", utf8(whole.replaceAll(/^/gm, "> "))],
    ["indented", utf8(whole.replaceAll(/^/gm, "    "))],
    ["cut off", utf8(whole.slice(0, 20_000))],
    ["without its first line", utf8(whole.slice(whole.indexOf("\n") + 1))],
    ["without its last line", utf8(whole.replace(END, ""))],
    ["a line missing", utf8(whole.replace(line + "\n", ""))],
    ["a blank line within", utf8(whole.replace(line, line + "\n"))],
    ["lines joined", utf8(whole.replace(line + "\n", line))],
    ["a letter that is not base64", utf8(whole.replace(line, "!" + line.slice(1)))],
    ["other dashes", utf8(whole.replaceAll("-----", "\u2014"))],
    ["small letters", utf8(whole.replace(BEGIN, BEGIN.toLowerCase()))],
    ["its first line broken", utf8(whole.replace(BEGIN, "-----BEGIN KELID\nSTATEMENT-----"))],
    ["UTF-16", utf16],
    ["another one within", utf8(whole.replace(line, BEGIN))],
    ["a good one and one cut off", utf8(whole + whole.slice(0, 20_000))],
    ["an unknown kind", utf8(armoured("KELID STATEMENT", new Uint8Array(29_861).fill(9)))],
  ];
  for (const [what, bytes] of spoilt) {
    assert.throws(() => statementsIn(bytes), SyntaxError, what);
  }
});

Deno.test("statements are signed, sealed to a guardian, verified offline and heeded", async () => {
  using place = await Place.make();
  Deno.removeSync(place.vault);
  done(await place.kelid(["init", "vault"], [REAL, "", "", "enough", "n"]));
  Deno.removeSync(place.at("real.id"));
  done(await place.kelid(["identity", "--vault", "vault", "--output", "me.id"], [REAL]));
  done(await place.kelid(["sign", "me.id", "--vault", "vault", "--output", "sig"], [REAL]));
  place.write("text", "some text");

  const make = (args: string[], output: string) =>
    place.kelid(["statement", ...args, "--vault", "vault", "--output", output], [REAL]);
  const made = await Promise.all([
    make(["freeze", "--number", "7"], "freeze"),
    make(["unfreeze", "--number", "7", "--json"], "unfreeze"),
    make(["revoke", "--to", "watcher.id"], "revoke.sealed"),
    make(["succeed", "--successor", "watcher.id"], "succeed"),
  ]);
  for (const outcome of made) done(outcome);
  const open = ["decrypt", "revoke.sealed", "--vault", "watcher", "--output", "revoke"];
  done(await place.kelid(open, [WATCHER]));

  const verify = (file: string, from = "me.id") =>
    place.kelid(["statement", "verify", file, "--from", from, "--json"]);
  for (const kind of ["freeze", "unfreeze", "revoke", "succeed"]) {
    const { valid, kind: said, number } = json(await verify(kind));
    assert.deepEqual([valid, said, number], [true, kind, kind.endsWith("freeze") ? 7 : 1]);
  }
  failed(await verify("freeze", "watcher.id"), 1, "freeze is no statement of watcher.id");
  failed(await verify("me.id"), 4, /^error: me\.id: Cannot read armour/);
  const heeded = async (folder: string, ...files: string[]) => {
    Deno.mkdirSync(place.at(folder));
    for (const file of files) Deno.copyFileSync(place.at(file), place.at(`${folder}/${file}`));
    const statements = ["--statements", folder];
    const verified = await place.kelid([
      "verify",
      "me.id",
      "sig",
      "--from",
      "me.id",
      ...statements,
    ]);
    const args = ["encrypt", "text", "--to", "watcher.id", "--to", "me.id", "--output"];
    const encrypted = await place.kelid([...args, `${folder}/out`, ...statements]);
    return { verified, encrypted };
  };
  const refused: [string[], string][] = [
    [["freeze"], "me.id is frozen: ask its owner in another way"],
    [["freeze", "unfreeze", "succeed"], "me.id is handed over to the identity "],
    [["freeze", "unfreeze", "revoke"], "me.id is revoked"],
  ];
  for (const [files, message] of refused) {
    const { verified, encrypted } = await heeded(`of ${files}`, ...files, "text", "watcher.id");
    const begins = new RegExp(`^error: ${message}[0-9a-f]*\n$`);
    failed(verified, 1, begins);
    failed(encrypted, 1, begins);
    assert.throws(() => Deno.statSync(place.at(`of ${files}/out`)), Deno.errors.NotFound);
  }
  const good = await heeded("good", "freeze", "unfreeze", "sig");
  assert.match(done(good.verified), /^Good signature/);
  done(good.encrypted);

  const args = ["verify", "me.id", "sig", "--from", "me.id", "--statements"];
  const revoke = Deno.readTextFileSync(place.at("revoke"));
  const mail = `Dear all,\n\n${revoke.replaceAll("\n", " \r\n")}\nYours\n`;
  for (const text of [revoke + "\n", revoke.trimEnd(), mail]) {
    const folder = Deno.makeTempDirSync({ dir: place.path });
    Deno.writeTextFileSync(`${folder}/mail`, text);
    failed(await place.kelid([...args, folder]), 1, "me.id is revoked");
    assert.equal(json(await verify(`${folder}/mail`)).kind, "revoke");
  }
  const unread: [string, (path: string) => unknown, RegExp][] = [
    ["cut", (path) => Deno.writeTextFileSync(path, revoke.slice(0, -100)), /lines of its own/],
    ["long", (path) => Deno.writeTextFileSync(path, " ".repeat(2 ** 20) + revoke), /too long/],
    ["link", (path) => Deno.symlinkSync("nowhere", path), /no such file or folder/],
    ["pipe", (path) => shell('mkfifo "$1"', path), /neither a file nor a folder/],
  ];
  for (const [name, make, reason] of unread) {
    Deno.mkdirSync(place.at(name));
    Deno.copyFileSync(place.at("watcher.id"), place.at(`${name}/watcher.id`));
    await make(place.at(`${name}/${name}`));
    const outcome = await place.kelid([...args, name]);
    failed(outcome, 1, reason);
    const said = `error: ${name}/${name} cannot be read: it may concern this identity (`;
    assert.ok(outcome.stderr.startsWith(said), outcome.stderr);
  }
  Deno.mkdirSync(place.at("holding/folder"), { recursive: true });
  place.write("holding/large", new Uint8Array(2 ** 21));
  const holding = await place.kelid([...args, "holding"]);
  assert.match(holding.stdout, /^Good signature/);
  assert.match(
    holding.stderr,
    /^warning: holding\/folder is a folder, which is not looked into\n$/,
  );

  const forged = Deno.readTextFileSync(place.at("revoke"));
  const line = forged.split("\n")[300];
  const text = forged.replace(line, line.split("").reverse().join(""));
  Deno.mkdirSync(place.at("forged"));
  place.write("forged/revoke", text);
  const outcome = await place.kelid([...args, "forged"]);
  assert.match(outcome.stdout, /^Good signature/);
  assert.equal(
    outcome.stderr,
    "warning: forged/revoke is not signed by the identity that it names\n",
  );
  failed(
    await place.kelid([...args, "missing"]),
    4,
    /^error: Cannot read statements in missing: no/,
  );
});
