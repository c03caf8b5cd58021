import assert from "node:assert/strict";
import { VERSION } from "../../cli/version.ts";
import { done, failed, Folder, json, kelid, LIGHT, LOCKED, shell } from "./kelid.ts";
import { DECOY, Place, REAL, WRONG } from "./world.ts";

Deno.test("version and help go to standard output", async () => {
  assert.equal(done(await kelid(["--version"])), `${VERSION}\n`);
  const help = done(await kelid(["--help"]));
  for (const name of ["init", "show", "words", "refresh", "identity", "sign", "verify"]) {
    assert.match(help, new RegExp(`^  ${name} +[A-Z]`, "m"));
  }
  assert.match(done(await kelid(["decrypt", "--help"])), /--output/);
});

Deno.test("a command line that makes no sense is a usage error on standard error", async () => {
  for (
    const args of [
      ["nonsense"],
      ["init"],
      ["init", ""],
      ["init", "a", "b"],
      ["show", "--nonsense"],
      ["show", "--vault"],
      ["show", "--vault", "a", "--vault", "b"],
      ["sign"],
      ["verify", "file", "signature"],
      ["encrypt", "file"],
      ["decrypt", "file"],
      ["hash", "--memory", "much"],
      ["show", "--passphrase-fd", "x"],
    ]
  ) {
    const { code, stdout, stderr } = await kelid(args);
    assert.deepEqual([code, stdout], [2, ""], args.join(" "));
    assert.match(stderr, /^[^\n]+\n$/, args.join(" "));
  }
});

Deno.test("the vault is named by the flag, or else by the environment", async () => {
  using place = await Place.make();
  const args = ["show", "--json", "--read-only"];
  const run = (env: Record<string, string>, ...flags: string[]) =>
    kelid([...args, ...flags], { env, answers: [REAL] });
  const missing = "No vault named: give --vault PATH or set KELID_VAULT";
  failed(await run({}), 2, missing);
  failed(await run({ KELID_VAULT: "" }), 2, missing);
  json(await run({ KELID_VAULT: place.vault }));
  json(await run({ KELID_VAULT: place.at("none") }, "--vault", place.vault));
  failed(
    await run({ KELID_VAULT: place.at("none") }),
    4,
    `Cannot open ${place.at("none")}: no such file or folder`,
  );
});

Deno.test("answers come from standard input, another pipe or a file", async () => {
  using place = await Place.make();
  const file = place.write("answers", `${REAL}\n`);
  const program = LIGHT.map((word) => `'${word}'`).join(" ");
  const show = `${program} show --json --read-only --vault "$1"`;
  const outputs = new Set<string>();
  for (
    const script of [
      `printf '%s\\n' "$2" | ${show} --passphrase-fd 0`,
      `printf '%s' "$2" | ${show} --passphrase-fd 3 3<&0 </dev/null`,
      `printf '%s\\r\\n' "$2" | ${show} --passphrase-fd 9 9<&0 </dev/null`,
      `${show} --passphrase-fd 0 < "$3"`,
      `${show} --passphrase-file "$3" </dev/null`,
    ]
  ) {
    outputs.add(json(await shell(script, place.vault, REAL, file)).sessionId);
  }
  assert.equal(outputs.size, 1);
});

Deno.test("answers that cannot be had are one error, and nothing is changed", async () => {
  using place = await Place.make();
  const before = place.bytes();
  const show = (...flags: string[]) => kelid(["show", "--vault", place.vault, ...flags]);
  failed(
    await show("--passphrase-fd", "0", "--passphrase-file", place.at("real.id")),
    2,
    "Give only one of --passphrase-fd and --passphrase-file",
  );
  failed(
    await show(),
    2,
    "Cannot ask: standard error is not a terminal; give --passphrase-fd or --passphrase-file",
  );
  failed(
    await show("--passphrase-fd", "0"),
    2,
    'Cannot answer "Passphrase": standard input has no more lines',
  );
  failed(
    await show("--passphrase-fd", "1"),
    2,
    "Cannot read answers from descriptor 1: it must be 0, or 3 or more",
  );
  failed(
    await show("--passphrase-fd", "17"),
    2,
    "Cannot read answers from descriptor 17: it is not an open pipe (for a file, --passphrase-file)",
  );
  failed(
    await show("--passphrase-file", place.at("none")),
    4,
    `Cannot read answers from ${place.at("none")}: no such file or folder`,
  );
  failed(await place.run(["show"], ""), 2, "The passphrase is empty");
  failed(await place.run(["show"], " \u200c "), 2, "The passphrase is empty");
  const latin = await kelid(["show", "--vault", place.vault, "--passphrase-fd", "0"], {
    stdin: new Uint8Array([0xe9, 0x0a]),
  });
  failed(latin, 2, /^error: Cannot .*UTF-8/);
  assert.deepEqual(place.bytes(), before);
});

Deno.test("no error shows an answer", async () => {
  using place = await Place.make();
  for (const answers of [[REAL, REAL], [REAL, "label", REAL], [REAL, "open", WRONG]]) {
    const { stderr } = await place.run(["manage"], ...answers);
    assert.match(stderr, /^error: /);
    assert.ok(!stderr.includes("velvet") && !stderr.includes("nobody"), stderr);
  }
});

Deno.test("each exit code means what the documentation says", async () => {
  using place = await Place.make();
  const file = place.write("file", "text");
  const code = async (args: readonly string[], ...answers: string[]) =>
    (await place.run(args, ...answers)).code;
  assert.equal(await code(["sign", file], REAL), 0);
  assert.equal(
    await code(["verify", place.vault, `${file}.sig`, "--from", place.at("real.id")]),
    1,
  );
  assert.equal(await code(["words"], REAL, "n"), 2);
  failed(await place.run(["show"], WRONG), 3, LOCKED);
  assert.equal(await code(["sign", place.at("none")], REAL), 4);
});

Deno.test("a reader that goes away is no error", async () => {
  using place = await Place.make();
  const program = LIGHT.map((word) => `'${word}'`).join(" ");
  const script =
    `{ ${program} show --vault "$1" --passphrase-file "$2"; echo "code $?" >&2; } | true`;
  const { stderr } = await shell(script, place.vault, place.write("answers", DECOY));
  assert.equal(stderr, "code 0\n");
});

Deno.test("nothing is written but what was named", async () => {
  using place = await Place.make();
  using home = new Folder();
  const env = { HOME: home.path, XDG_CONFIG_HOME: home.path, XDG_DATA_HOME: home.path };
  // The runtime's own cache is not the program's.
  const cache = Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
  const before = place.names();
  const run = { answers: [REAL], cwd: home.path, env: { ...env, DENO_DIR: cache } };
  done(await kelid(["show", "--vault", place.vault], run));
  assert.deepEqual(place.names(), before);
  assert.deepEqual(home.names(), []);
});
