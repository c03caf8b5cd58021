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
} from "../../lib/statement/statement.ts";
import { nobleSlhDsa, slhDsa, webCryptoSlhDsa } from "../../lib/statement/slh_signature.ts";
import { armoured } from "../hybrid/oracle.ts";
import { done, failed, json } from "../cli/kelid.ts";
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

  const forged = Deno.readTextFileSync(place.at("revoke"));
  const line = forged.split("\n")[300];
  const text = forged.replace(line, line.split("").reverse().join(""));
  Deno.mkdirSync(place.at("forged"));
  place.write("forged/revoke", text);
  const args = ["verify", "me.id", "sig", "--from", "me.id", "--statements"];
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
