import assert from "node:assert/strict";
import { armour } from "../../lib/armour.ts";
import { HYBRID_SIGNATURE_BYTES } from "../../lib/hybrid/signature.ts";
import { slotBytes } from "../../lib/vault/geometry.ts";
import { uncounted } from "../../lib/vault/operations.ts";
import { VaultSession } from "../../lib/vault/session.ts";
import { systemRandom } from "../../lib/random.ts";
import type { Account } from "./counting_main.ts";
import { counting, failed, kelid, LOCKED, mode, sharesNothing } from "./kelid.ts";
import { DECOY, DURESS, GEOMETRY, Place, REAL, slotOffset, world, WRONG } from "./world.ts";

const ROW = 64;
const MAIN_ROWS = GEOMETRY.rows - 4;

/** A vault file and a passphrase to try on it. */
interface Case {
  readonly vault: Uint8Array;
  readonly passphrase: string;
  readonly opens: boolean;
}

/** Every state in which somebody may meet a lock. */
async function cases(): Promise<Record<string, Case>> {
  const { vault } = await world();
  const offset = await slotOffset(vault, DECOY);
  const damaged = (row: number) => {
    const bytes = vault.slice();
    bytes[offset + row * ROW + 7] ^= 0x10;
    return { vault: bytes, passphrase: DECOY, opens: false };
  };
  const destroyed = vault.slice();
  destroyed.fill(0, offset, offset + slotBytes(GEOMETRY));
  using place = await Place.make();
  await place.run(["show"], DURESS);
  const options = { geometry: GEOMETRY, random: systemRandom, count: uncounted };
  return {
    "a wrong passphrase": { vault, passphrase: WRONG, opens: false },
    "a vault that keeps nothing": {
      vault: VaultSession.create(options).save(),
      passphrase: DECOY,
      opens: false,
    },
    "random bytes": {
      vault: Uint8Array.from({ length: vault.length }, () => systemRandom(1)[0]),
      passphrase: DECOY,
      opens: false,
    },
    "a damaged unit row": damaged(0),
    "a damaged outer part": damaged(1),
    "damaged contents": damaged(MAIN_ROWS - 1),
    "a destroyed slot": { vault: destroyed, passphrase: DECOY, opens: false },
    "an ended compartment": { vault: place.bytes(), passphrase: REAL, opens: false },
    "a decoy": { vault, passphrase: DECOY, opens: true },
    "a duress compartment": { vault, passphrase: DURESS, opens: true },
    "a compartment with a dependency": { vault, passphrase: REAL, opens: true },
    "a damaged nonce cell, which only dependents need": { ...damaged(MAIN_ROWS + 1), opens: true },
  };
}

/** Runs one command on one case and gives everything that it shows and does. */
async function tried(one: Case, name: string, args: readonly string[], answers: string[] = []) {
  using place = await Place.make();
  Deno.writeFileSync(place.vault, one.vault);
  place.write("file", "text");
  // A well-formed one, of nobody: a contact is looked up before it is checked.
  place.write("signature", armour("KELID SIGNATURE", new Uint8Array(HYBRID_SIGNATURE_BYTES)));
  const before = place.names();
  const account = Deno.makeTempFileSync();
  const outcome = await kelid([name, "--vault", "vault", ...args], {
    program: counting(account),
    answers: [one.passphrase, ...answers],
    cwd: place.path,
  });
  const { totals, accesses } = JSON.parse(Deno.readTextFileSync(account)) as Account;
  Deno.removeSync(account);
  return {
    outcome,
    totals,
    // Absolute paths lead into a folder whose name is drawn.
    accesses: accesses.map((line) => line.replaceAll(place.path, "")),
    saved: sharesNothing(place.bytes(), one.vault),
    files: [before.join(), place.names().join(), mode(place.vault)],
  };
}

Deno.test("at the lock everybody is told the same after the same work on the same files", async () => {
  let expected: Awaited<ReturnType<typeof tried>> | undefined;
  await Promise.all(
    Object.entries(await cases()).map(async ([name, one]) => {
      const found = await tried(one, "show", []);
      if (one.opens) assert.deepEqual([found.outcome.code, found.outcome.stderr], [0, ""], name);
      else failed(found.outcome, 3, LOCKED);
      assert.ok(found.saved, name);
      const work = { totals: found.totals, accesses: found.accesses, files: found.files };
      expected ??= found;
      assert.deepEqual(
        work,
        { totals: expected.totals, accesses: expected.accesses, files: expected.files },
        name,
      );
    }),
  );
  // The numbers themselves, so that a count that counts nothing is not equal for everybody.
  assert.deepEqual(expected!.totals, {
    "file read": 1,
    argon2id: 1,
    "row refreshed": 6 * 48,
    "unit compared": 6 + 2 * 6,
    "row read": 43 + 3 + 2 * 3,
    "aead opened": 2 + 1 + 2,
    "aead sealed": 1,
    "row written": 4,
    "file written": 1,
  });
  for (const call of ["file.tryLockSync true", 'renameSync "/vault.kelid-save" "/vault"']) {
    assert.ok(expected!.accesses.includes(call), expected!.accesses.join("\n"));
  }
});

Deno.test("every command that opens a vault meets the same lock", async () => {
  const all = await cases();
  const locked = ["a wrong passphrase", "an ended compartment"];
  const commands: [string, string[], string[]][] = [
    ["words", [], ["y"]],
    ["identity", ["--output", "me.id"], []],
    ["sign", ["file"], []],
    ["verify", ["file", "signature", "--from", "Roya", "--identity", "real.id"], []],
    ["encrypt", ["file", "--sign", "--to", "real.id"], []],
    ["decrypt", ["file", "--output", "out"], []],
    ["manage", [], ["label", "1", "name", "done"]],
    ["show", ["--read-only"], []],
  ];
  await Promise.all(commands.map(async ([command, args, answers]) => {
    const found = [];
    for (const name of locked) found.push(await tried(all[name], command, args, answers));
    for (const one of found) {
      failed(one.outcome, 3, LOCKED);
      assert.deepEqual(one, found[0], command);
    }
    assert.equal(found[0].files[0], found[0].files[1], `${command} leaves no file`);
    assert.equal(found[0].saved, !args.includes("--read-only"), command);
  }));
});

Deno.test("a further passphrase meets the same lock as the first", async () => {
  const { vault } = await world();
  const damaged = vault.slice();
  damaged[await slotOffset(vault, REAL) + 5 * ROW] ^= 1;
  using place = await Place.make();
  await place.run(["show"], DURESS);
  const tries: [Uint8Array, string][] = [[vault, WRONG], [damaged, REAL], [place.bytes(), REAL]];
  const found = [];
  for (const [bytes, passphrase] of tries) {
    const one = { vault: bytes, passphrase: DECOY, opens: true };
    found.push(await tried(one, "manage", [], ["open", passphrase]));
  }
  for (const one of found) {
    failed(one.outcome, 3, LOCKED);
    assert.deepEqual(one, found[0]);
  }
});
