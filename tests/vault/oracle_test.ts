import assert from "node:assert/strict";
import { argon2id } from "../../lib/argon2/argon2id.ts";
import { utf8 } from "../../lib/bytes.ts";
import { systemRandom } from "../../lib/random.ts";
import { formatVault, parseVault } from "../../lib/vault/file.ts";
import { uncounted } from "../../lib/vault/operations.ts";
import { VaultSession } from "../../lib/vault/session.ts";
import { refreshSlots } from "../../lib/vault/slot.ts";
import vectors from "../../vectors/vault.json" with { type: "json" };
import { readVault, writeVault } from "./oracle.ts";
import { vaultVectors } from "./vectors.ts";

const SIZE = { slots: 3, rows: 14, memory: 64, passes: 1, lanes: 2 };
const OPTIONS = { geometry: SIZE, random: systemRandom, count: uncounted };
const rootOf = (passphrase: string, salt: Uint8Array) =>
  argon2id(utf8(passphrase), salt, { memoryKiB: 64, passes: 1, lanes: 2 }, 64);

Deno.test("the second reader reads what the vault writes", async () => {
  const session = VaultSession.create(OPTIONS);
  const real = session.add(await rootOf("real", session.salt), utf8("one"));
  const other = session.add(await rootOf("other", session.salt), utf8("two"));
  session.setPeers(real.slot, [other.slot]);
  const file = session.save();
  assert.deepEqual(readVault(file, "real", SIZE), utf8("one"));
  assert.deepEqual(readVault(file, "other", SIZE), utf8("two"));
  assert.equal(readVault(file, "neither", SIZE), undefined);
  const parts = parseVault(file, SIZE);
  const refreshed = formatVault(
    { salt: parts.salt, slots: refreshSlots(parts.slots, SIZE, systemRandom, uncounted) },
    systemRandom,
  );
  assert.deepEqual(readVault(refreshed, "real", SIZE), utf8("one"));
});

Deno.test("the vault reads what the second writer writes", async () => {
  const file = writeVault(
    [
      { slot: 1, passphrase: "a", contents: utf8("first"), dependsOn: [2] },
      { slot: 2, passphrase: "b", contents: utf8("second") },
    ],
    SIZE,
    systemRandom,
  );
  const parts = parseVault(file, SIZE);
  for (const [passphrase, content, peers] of [["a", "first", [2]], ["b", "second", []]] as const) {
    const session = new VaultSession(parts, OPTIONS);
    const opened = session.open(await rootOf(passphrase, parts.salt));
    assert.deepEqual(opened?.content, utf8(content));
    assert.deepEqual(opened?.peers, peers);
    if (passphrase === "a") session.close();
  }
});

Deno.test("the vectors are what the second writer makes", () => {
  assert.deepEqual(JSON.parse(JSON.stringify(vaultVectors())), vectors);
});
