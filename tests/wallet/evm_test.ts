import assert from "node:assert/strict";
import { HDKey } from "@scure/bip32";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import fc from "fast-check";
import { deriveEvmKey, evmAddress, formatAddress } from "../../lib/wallet/evm.ts";
import { walletSeed } from "../../lib/wallet/seed.ts";
import { entropyOf } from "../../lib/wallet/words.ts";
import { utf8 } from "../../lib/bytes.ts";
import { officialTest, officialText } from "../official.ts";
import * as oracle from "./oracle.ts";

const official = (path: string) => JSON.parse(officialText(path));
const key = (text: string) => Uint8Array.fromHex(text.slice(2));

officialTest("the well-known test phrase gives the well-known account", async () => {
  const file = official("evm/bip44-anvil-accounts.json");
  const seed = await walletSeed(entropyOf(utf8(file.mnemonic)), file.passphrase);
  assert.equal(seed.toHex(), file.seed);
  assert.equal(file.accounts[0].path, "m/44'/60'/0'/0/0");
  const { privateKey, publicKey } = deriveEvmKey(seed, 60, 0);
  assert.equal(`0x${privateKey.toHex()}`, file.accounts[0].privateKey);
  assert.equal(evmAddress(publicKey), file.accounts[0].address);
  for (const account of file.accounts) {
    const other = await oracle.evm(seed, account.path);
    assert.equal(`0x${other.privateKey.toHex()}`, account.privateKey);
    assert.equal(evmAddress(other.publicKey), account.address);
  }
});

officialTest("all published accounts have their addresses, from either form of the key", () => {
  const accounts = official("evm/ethers-accounts.json");
  assert.equal(accounts.length, 259);
  for (const { name, privateKey, address } of accounts) {
    for (const compressed of [true, false]) {
      const publicKey = secp256k1.getPublicKey(key(privateKey), compressed);
      assert.equal(evmAddress(publicKey), address, name);
    }
  }
});

officialTest("EIP-55's examples are written as they stand there", () => {
  const { eip55 } = official("evm/eip-vectors.json");
  assert.equal(eip55.length, 8);
  for (const address of eip55) assert.equal(formatAddress(key(address)), address);
});

officialTest(
  "BIP-32's own chains come out of the library and the second implementation",
  async () => {
    const { valid } = official("bip32/bip32.json");
    let steps = 0;
    for (const { seed, chains } of valid) {
      for (const { path, xprv } of chains) {
        const expected = HDKey.fromExtendedKey(xprv).privateKey!.toHex();
        const library = HDKey.fromMasterSeed(Uint8Array.fromHex(seed)).derive(path);
        assert.equal(library.privateExtendedKey, xprv);
        const other = await oracle.evm(Uint8Array.fromHex(seed), path);
        assert.equal(other.privateKey.toHex(), expected);
        steps++;
      }
    }
    assert.equal(steps, 17);
  },
);

officialTest("the root keys of BIP-39's vectors come out of the library", () => {
  const { english } = official("bip39/vectors.json");
  for (const [, , seed, xprv] of english) {
    assert.equal(HDKey.fromMasterSeed(Uint8Array.fromHex(seed)).privateExtendedKey, xprv);
  }
});

Deno.test("a pseudonym's key is the same as by the second implementation", async () => {
  const seeds = fc.uint8Array({ minLength: 64, maxLength: 64 });
  const coins = fc.constantFrom(6133 as const, 60 as const);
  await fc.assert(
    fc.asyncProperty(seeds, coins, fc.nat(2 ** 31 - 1), async (seed, coin, pseudonym) => {
      const expected = await oracle.evm(seed, `m/44'/${coin}'/${pseudonym}'/0/0`);
      const { privateKey, publicKey } = deriveEvmKey(seed, coin, pseudonym);
      assert.deepEqual(Uint8Array.from(privateKey), expected.privateKey);
      assert.deepEqual(Uint8Array.from(publicKey), expected.publicKey);
      assert.equal(evmAddress(publicKey), expected.address);
    }),
    { numRuns: 20 },
  );
});

Deno.test("what is no point, no address, no seed or no pseudonym is refused", () => {
  const seed = new Uint8Array(64);
  for (const wrong of [new Uint8Array(33), new Uint8Array(32).fill(2), new Uint8Array(65)]) {
    assert.throws(() => evmAddress(wrong), { name: "RangeError" });
  }
  assert.throws(() => formatAddress(new Uint8Array(19)), { name: "TypeError" });
  assert.throws(() => deriveEvmKey(seed.subarray(1), 60, 0), { name: "TypeError" });
  for (const pseudonym of [-1, 2 ** 31, 0.5, NaN]) {
    assert.throws(() => deriveEvmKey(seed, 6133, pseudonym), { name: "RangeError" });
  }
});
