import assert from "node:assert/strict";
import { CliError, EXIT_FAILED_CHECK, reported } from "../../cli/errors.ts";
import { programCommand } from "../program.ts";
import { done, failed, Folder, json, kelid, LIGHT, start } from "./kelid.ts";
import { DECOY, held, Place, REAL, WRONG } from "./world.ts";

/** Standard output on a disk that is full, and one that nobody reads any more. */
const FULL = ["sh", "-c", 'exec "$@" >/dev/full', "sh"];
const GONE = ["sh", "-c", 'exec 3<"$0"; rm "$0"; { sleep 0.1; exec "$@" <&3 3<&-; } | true'];

const MESSAGE = "Cannot write standard output: the disk is full";

Deno.test("a generated passphrase is told whatever goes wrong after it was saved", async () => {
  const mistakes: [string[], number][] = [
    [[], 2],
    [["mistyped"], 2],
    [["open", WRONG], 3],
    [["passphrase", REAL], 2],
    [["contact", "Friend", "nowhere"], 4],
  ];
  await Promise.all(mistakes.map(async ([answers, code]) => {
    using place = await Place.make();
    const { wallet } = (await held(place.vault, DECOY))!;
    const generate = [DECOY, "passphrase", ""];
    const plain = await place.run(["manage"], ...generate, ...answers);
    assert.equal(plain.code, code, answers.join());
    assert.match(plain.stdout, /^([a-z]+ ){6}[a-z]+\n$/, answers.join());
    const words = plain.stdout.trim();
    assert.deepEqual((await held(place.vault, words))!.wallet, wallet, answers.join());

    const twice = [words, "passphrase", "", "passphrase", ""];
    const told = await place.run(["manage", "--json"], ...twice, ...answers);
    assert.equal(told.code, code, answers.join());
    assert.match(told.stdout, /^[^\n]+\n$/);
    const { vault, generated } = JSON.parse(told.stdout);
    assert.deepEqual([vault, generated.length], [place.vault, 2]);
    assert.ok(await place.opens(generated[1]), answers.join());
  }));
});

Deno.test("a passphrase that cannot be told is not saved", async () => {
  using place = await Place.make();
  const args = ["manage", "--vault", place.vault];
  const answers = [DECOY, "label", "1", "before", "passphrase", "", "done"];
  for (const flags of [[], ["--json"]]) {
    failed(await kelid([...args, ...flags], { answers, under: FULL }), 4, MESSAGE);
    assert.equal((await held(place.vault, DECOY))?.labels.get(1), "before");
  }
  // Whoever reads may be gone as well: here that is no reason to go on.
  const file = place.write("answers", answers.map((line) => line + "\n").join(""));
  const command = [...args, "--passphrase-fd", "0"];
  const { stderr } = await kelid(command, { under: [...GONE, file] });
  assert.match(stderr, /^error: Cannot write standard output: /);
  assert.ok(await place.opens(DECOY));
});

Deno.test("a vault whose passphrase cannot be told is not made", async () => {
  using folder = new Folder();
  for (const answers of [["", "", "", "enough", "n"], [REAL, "", "", "enough", "y"]]) {
    failed(await kelid(["init", folder.at("vault")], { answers, under: FULL }), 4, MESSAGE);
    assert.deepEqual(folder.names(), []);
  }
  using place = await Place.make();
  const split = ["recovery", "split", "--groups", "2of3", "--json", "--vault", place.vault];
  const { shares } = json(await kelid(split, { answers: [REAL] }));
  const answers = [shares[0].words, shares[2].words, "", "own", "", "yes"];
  failed(await kelid(["restore", folder.at("vault")], { answers, under: FULL }), 4, MESSAGE);
  assert.deepEqual(folder.names(), []);
});

Deno.test("no volume is left under a passphrase that cannot be told", async () => {
  using folder = new Folder();
  const create = ["volume", "create", "--size", "256KiB", folder.at("box")];
  failed(await kelid(create, { answers: ["", "n"], under: FULL }), 4, MESSAGE);
  assert.deepEqual(folder.names(), []);
  done(await kelid(create, { answers: [REAL, "n"] }));
  const change = ["volume", "passphrase", folder.at("box")];
  failed(await kelid(change, { answers: [REAL, ""], under: FULL }), 4, MESSAGE);
  done(await kelid(["volume", "list", folder.at("box")], { answers: [REAL] }));
});

Deno.test("a result that cannot be written is trouble with a file, not a failed check", async () => {
  using place = await Place.make();
  const file = place.write("file", "a text");
  done(await place.run(["sign", file], REAL));
  const verify = ["verify", file, `${file}.sig`, "--from", place.at("real.id")];
  done(await kelid(verify));
  for (const args of [verify, ["--version"], ["--help"], ["show", "--help"], ["kat", "--list"]]) {
    failed(await kelid(args, { under: FULL }), 4, MESSAGE);
  }
  done(await kelid(["encrypt", file, "--to", place.at("real.id"), "--output", `${file}.enc`]));
  const decrypt = ["decrypt", `${file}.enc`, "--vault", place.vault, "--output", "-"];
  failed(await kelid(decrypt, { answers: [REAL], under: FULL }), 4, MESSAGE);
});

Deno.test("a reader who has enough, and a standard error on a full disk, change no exit code", async () => {
  using place = await Place.make();
  const piped = ["sh", "-c", '{ "$@"; echo $? >"$0"; } | true', place.at("code")];
  assert.equal((await kelid(["--help"], { under: piped })).stderr, "");
  assert.equal(Deno.readTextFileSync(place.at("code")), "0\n");
  const mute = ["sh", "-c", 'exec "$@" 2>/dev/full', "sh"];
  const wrong = await kelid(["show", "--vault", place.vault], { answers: [WRONG], under: mute });
  assert.deepEqual([wrong.code, wrong.stdout, wrong.stderr], [3, "", ""]);
});

Deno.test("an error that nobody foresaw has a code of its own", async () => {
  assert.deepEqual(reported(new TypeError("what")), {
    line: "error: internal error: what",
    exitCode: 70,
  });
  assert.deepEqual(reported("thrown").exitCode, 70);
  assert.deepEqual(reported(new CliError("No", EXIT_FAILED_CHECK)), {
    line: "error: No",
    exitCode: 1,
  });
  // A program that lacks a part of itself, which it may not read.
  const [deno, ...args] = LIGHT;
  const blind = [
    deno,
    ...args.map((arg) => arg === "--allow-read" ? "--allow-read=/nowhere" : arg),
  ];
  const process = start(["show", "--vault", "/nowhere"], { program: blind });
  assert.equal((await process.end()).code, 70);
});

Deno.test("what goes wrong where nobody waits for it has that code too, and leaves nothing", async () => {
  using place = new Folder();
  const program = programCommand("tests/cli/stray_main.ts").flat();
  // Large enough to be filled in many turns, between which the engine tells of it.
  const create = ["volume", "create", place.at("box"), "--size", "96MiB"];
  const { code, stdout, stderr } = await kelid(create, { answers: ["", "n"], program });
  assert.deepEqual([code, stdout, stderr], [70, "", "error: internal error: stray\n"]);
  assert.deepEqual(place.names(), []);
});
