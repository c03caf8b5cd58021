/**
 * Two worlds, compared by what real processes say and leave. What their files hold is compared in
 * tests/vault/two_worlds_test.ts.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Folder, kelid, mode } from "./kelid.ts";
import { DECOY, DURESS, NEW, REAL, someWallet, vaultOf, WRONG } from "./world.ts";

/** One run of the program: its arguments, with `VAULT` for the path, and its answers. */
type Run = readonly [args: string, ...answers: string[]];

/** A coercer's run, or what happens between two of them: where something is hidden, and where not. */
type Step = Run | { readonly hidden: Run; readonly sole: Run };

const MISTYPED: Run = ["show --vault VAULT", WRONG];

const STORY: readonly Step[] = [
  ["show --vault VAULT", DECOY],
  { hidden: ["show --vault VAULT", REAL], sole: MISTYPED },
  ["show --vault VAULT --json", DECOY],
  MISTYPED,
  {
    hidden: ["manage --vault VAULT", REAL, "label", "1", "work", "passphrase", NEW, "done"],
    sole: ["refresh VAULT"],
  },
  ["manage --vault VAULT", DECOY, "label", "7", "shown", "mistyped"],
  ["words --vault VAULT", DECOY, "y"],
  {
    hidden: ["manage --vault VAULT", NEW, "open", DURESS, "renew", "remove", "y", "done"],
    sole: MISTYPED,
  },
  ["identity --vault VAULT", DECOY],
  ["refresh VAULT"],
  { hidden: ["show --vault VAULT", NEW], sole: ["refresh VAULT"] },
  ["show --vault VAULT --read-only", DECOY],
  ["sign VAULT --vault VAULT --output out.sig --json", DECOY],
];

/** Everything in a folder that can be seen without opening it. Random names are told by number. */
function listing(folder: Folder): unknown {
  const look = (name: string) => {
    const { isFile, size, nlink, uid, gid } = Deno.lstatSync(folder.at(name));
    return { isFile, size, nlink, uid, gid, mode: mode(folder.at(name)) };
  };
  const outbox = [...Deno.readDirSync(folder.at("outbox"))];
  return {
    files: folder.names().filter((name) => name !== "outbox").map((name) => [name, look(name)]),
    outbox: outbox.map(({ name }) => [name.length, look(`outbox/${name}`)]),
  };
}

/** All that somebody sees who runs the coercer's steps and looks at the folder after every step. */
async function seen(
  vault: Uint8Array,
  hidden: boolean,
  leak: (folder: Folder) => void,
): Promise<unknown[]> {
  using folder = new Folder();
  folder.write("vault", vault);
  Deno.chmodSync(folder.at("vault"), 0o600);
  Deno.mkdirSync(folder.at("outbox"));
  const record: unknown[] = [listing(folder)];
  for (const step of STORY) {
    const own = !("hidden" in step);
    const [args, ...answers] = own ? step : hidden ? step.hidden : step.sole;
    const words = args.split(" ");
    // Relative names and a folder of its own: both worlds have the same paths.
    const run = { cwd: folder.path, env: { KELID_OUTBOX: "outbox" } };
    const line = words.map((word) => word === "VAULT" ? "vault" : word);
    const { code, stdout, stderr } = await kelid(
      line,
      words[0] === "refresh" ? run : { ...run, answers },
    );
    if (!own && hidden) leak(folder);
    record.push(own ? [args, { code, stdout, stderr }, listing(folder)] : listing(folder));
    // What was mistyped ends as it should, everything else does what it was asked.
    const expected = answers.includes(WRONG) ? 3 : answers.includes("mistyped") ? 2 : 0;
    assert.equal(code, expected, args + stderr);
  }
  return record;
}

const decoy = someWallet();
const hiddenVault = () =>
  vaultOf([[REAL, someWallet()], [DECOY, decoy], [DURESS, someWallet()]], true);
const soleVault = () => vaultOf([[DECOY, decoy]], false);

Deno.test("processes say and leave the same whether or not something is hidden", async () => {
  const [hidden, sole, leaky] = await Promise.all([
    seen(await hiddenVault(), true, () => {}),
    seen(await soleVault(), false, () => {}),
    seen(await hiddenVault(), true, (folder) => Deno.chmodSync(folder.at("vault"), 0o640)),
  ]);
  assert.equal(hidden.length, STORY.length + 1);
  assert.deepEqual(hidden, sole);
  assert.throws(() => assert.deepEqual(leaky, sole), "the comparison sees a mode that changed");
});
