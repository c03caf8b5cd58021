/**
 * `deno task demo`: the whole story without a terminal, on real input and with the real program. It
 * says what it does, checks every step, and ends with an exit code of 1 if one fails.
 *
 * @module
 */
import { ROOT, runProgram } from "./program.ts";

const REAL = "river marble anchor violet candle orbit timber";
const DECOY = "window garden copper lemon planet saddle forest";
const DURESS = "mirror basket engine walnut harbor ticket silver";

const folder = await Deno.makeTempDir({ prefix: "kelid-demo-" });
const vault = `${folder}/box`;
const readme = `${ROOT}/README.md`;
const decoder = new TextDecoder();
let failures = 0;

function say(text: string): void {
  console.log(text);
}

function check(claim: string, holds: boolean): void {
  say(`  ${holds ? "ok    " : "FAILED"} ${claim}`);
  if (!holds) failures++;
}

/** Runs `kelid`, shows the command, and gives its result. */
async function kelid(args: string[], answers?: string[]) {
  say(`$ kelid ${args.map((arg) => arg.replace(`${folder}/`, "").replace(ROOT, "")).join(" ")}`);
  const { code, stdout, stderr } = await runProgram(args, {
    answers,
    env: { KELID_VAULT: vault },
  });
  return { code, text: decoder.decode(stdout), stderr };
}

function differing(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((count, byte, i) => count + Number(byte !== b[i]), 0);
}

async function story(): Promise<void> {
  say("\n1. A vault with three compartments. Every choice is an answer, none an argument.");
  const made = await kelid(["init", vault], [
    ...[REAL, "", "the wallet passphrase of the real wallet"],
    ...["decoy", DECOY, ""],
    ...["duress", "own", DURESS, "", "on", "1", "backup"],
    ...["enough", "n", "n", "n"],
  ]);
  check("the vault is made", made.code === 0);
  check("it is 98,336 bytes, as every vault", Deno.statSync(vault).size === 98_336);
  const again = await kelid(["init", vault], []);
  check("a second init overwrites nothing", again.code === 4);

  say("\n2. Each passphrase opens a complete wallet, which signs README.md.");
  const ids = new Set<string>();
  for (const [name, passphrase] of [["real", REAL], ["decoy", DECOY]]) {
    await signAndVerify(name, passphrase, ids);
  }
  const backup = Deno.readFileSync(vault);

  say("\n3. The decoy's wallet writes to the real one; the file names neither.");
  const sealed = `${folder}/README.sealed`;
  const to = ["--to", `${folder}/real.id`];
  const encrypted = await kelid(
    ["encrypt", readme, ...to, "--sign", "--output", sealed],
    [DECOY],
  );
  check("encrypted and signed inside", encrypted.code === 0);
  const opened = `${folder}/README.opened`;
  const from = ["--from", `${folder}/decoy.id`];
  const decrypted = await kelid(["decrypt", sealed, ...from, "--output", opened], [REAL]);
  check("the real wallet opens it and knows the sender", decrypted.code === 0);
  check(
    "byte for byte",
    decoder.decode(Deno.readFileSync(opened)) === Deno.readTextFileSync(readme),
  );
  const other = await kelid(["decrypt", sealed, "--output", `${folder}/none`], [DECOY]);
  check("the decoy's wallet does not", other.code === 3);

  say("\n4. Under force: the duress passphrase. It opens its own wallet, and ends the real one.");
  await signAndVerify("duress", DURESS, ids);
  check("three different people, to anybody who looks", ids.size === 3);
  const ended = await kelid(["show"], [REAL]);
  const wrong = await kelid(["show"], ["no passphrase at all"]);
  check("the real passphrase opens nothing any more", ended.code === 3);
  check(
    "and the program says what it says to any wrong one",
    ended.code === wrong.code && ended.stderr === wrong.stderr && ended.text === wrong.text,
  );
  const decoy = await kelid(["show", "--json"], [DECOY]);
  check("the decoy goes on", decoy.code === 0 && JSON.parse(decoy.text).sessionId.startsWith("05"));

  say("\n5. What a coercer sees who has every copy.");
  const before = Deno.readFileSync(vault);
  await kelid(["refresh", vault]);
  const after = Deno.readFileSync(vault);
  const share = differing(before, after) / before.length;
  say(`  a refresh, which needs no passphrase, changed ${(100 * share).toFixed(1)} % of all bytes`);
  check("as many as fresh random bytes would (99.6 %)", Math.abs(share - 255 / 256) < 0.003);
  const since = differing(backup, after) / after.length;
  say(`  all sessions since the backup changed ${(100 * since).toFixed(1)} %`);
  check("which is the same", Math.abs(since - 255 / 256) < 0.003);
  check(
    "the length never changed",
    before.length === after.length && backup.length === after.length,
  );
  check("nothing else lies beside the vault", !exists(`${vault}.kelid-save`));

  say("\n6. A tripwire does nothing to a copy made before it.");
  Deno.writeFileSync(vault, backup);
  const restored = await kelid(["show", "--json"], [REAL]);
  check("the backup still opens with the real passphrase", restored.code === 0);
}

async function signAndVerify(name: string, passphrase: string, ids: Set<string>): Promise<void> {
  const shown = await kelid(["show", "--json"], [passphrase]);
  const sessionId = shown.code === 0 ? JSON.parse(shown.text).sessionId : "nothing";
  say(`  Session ID ${sessionId}`);
  ids.add(sessionId);
  const id = `${folder}/${name}.id`, signature = `${folder}/${name}.sig`;
  const gave = await kelid(["identity", "--output", id], [passphrase]);
  const signed = await kelid(["sign", readme, "--output", signature], [passphrase]);
  const verified = await kelid(["verify", readme, signature, "--from", id]);
  check("identity written, file signed", gave.code === 0 && signed.code === 0);
  check("the signature verifies", verified.code === 0);
  const changed = `${folder}/changed.md`;
  Deno.writeTextFileSync(changed, Deno.readTextFileSync(readme) + " ");
  const refused = await kelid(["verify", changed, signature, "--from", id]);
  check("and not for a file with one more byte", refused.code === 1);
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

say("kelid, from a new vault to what a coercer sees. Argon2id takes its time at every passphrase.");
try {
  await story();
} finally {
  await Deno.remove(folder, { recursive: true });
}
say(failures === 0 ? "\nEvery step held." : `\n${failures} steps failed.`);
Deno.exit(failures === 0 ? 0 : 1);
