import assert from "node:assert/strict";
import { stretchAt } from "../../lib/argon2/argon2id.ts";
import { utf8 } from "../../lib/bytes.ts";
import { deriveKeys } from "../../lib/wallet/keys.ts";
import { importedWallet, ownWallet } from "../../lib/wallet/make.ts";
import { walletSeed } from "../../lib/wallet/seed.ts";
import { slhPublicKey } from "../../lib/wallet/slh_dsa.ts";
import { seeded } from "../seeded.ts";

const light = stretchAt({ memoryKiB: 64, passes: 1, lanes: 4 });
const master = seeded("make")(32);

Deno.test("one master secret makes as many wallets as there are passphrases", async () => {
  const wallets = await Promise.all(
    ["", "garden", "garden gate"].map((passphrase) => ownWallet(master, utf8(passphrase), light)),
  );
  assert.deepEqual(wallets.map(({ passphraseText }) => passphraseText.length), [0, 48, 48]);
  for (const wallet of wallets) {
    assert.equal(wallet.source, "own");
    assert.equal(wallet.path, 6133);
    assert.deepEqual(wallet.entropy, master);
    const seed = await walletSeed(wallet.entropy, wallet.passphraseText);
    const { slhdsa256s } = deriveKeys(seed, 0);
    assert.deepEqual(wallet.slhPublicKey, await slhPublicKey(slhdsa256s));
  }
  assert.equal(new Set(wallets.map(({ slhPublicKey: key }) => key.toHex())).size, 3);
});

Deno.test("a wallet keeps its own copy of the secret, and inputs are left as they are", async () => {
  const given = Uint8Array.from(master);
  const folded = utf8("garden");
  const wallet = await ownWallet(given, folded, light);
  assert.deepEqual(given, master);
  assert.deepEqual(folded, utf8("garden"));
  given.fill(0);
  assert.deepEqual(wallet.entropy, master);
});

Deno.test("an imported passphrase is taken as it was typed, to the byte", async () => {
  const entropy = seeded("import")(20);
  for (const typed of ["", "TREZOR", "  two  spaces ", "\ufeffmark", "كي ي ٤"]) {
    const wallet = await importedWallet(entropy, utf8(typed), 60);
    assert.equal(wallet.passphraseText, typed);
    assert.equal(wallet.source, "imported");
    assert.equal(wallet.path, 60);
  }
});

Deno.test("a master secret, entropy or passphrase that cannot be right is refused", async () => {
  const refused = async (name: string, make: () => Promise<unknown>) =>
    await assert.rejects(make, { name });
  const none = utf8("");
  await refused("TypeError", () => ownWallet(master.subarray(1), none, light));
  await refused("RangeError", () => importedWallet(master.subarray(1), none, 60));
  await refused("RangeError", () => importedWallet(master, none, 61 as 60));
  await refused("RangeError", () => importedWallet(master, new Uint8Array(257).fill(0x61), 60));
  await refused("SyntaxError", () => importedWallet(master, Uint8Array.of(0xff), 60));
});
