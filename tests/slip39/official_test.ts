import assert from "node:assert/strict";
import { HDKey } from "@scure/bip32";
import { hex, utf8 } from "../../lib/bytes.ts";
import { combineShares } from "../../lib/slip39/combine.ts";
import { RecoveryState } from "../../lib/slip39/recovery_state.ts";
import { shareFromWords, shareToWords } from "../../lib/slip39/share.ts";
import { ShareError, type ShareErrorKind } from "../../lib/slip39/share_error.ts";
import { officialTest, officialText } from "../official.ts";

/** SatoshiLabs' `vectors.json`: description, mnemonics, secret or nothing, BIP-32 root key. */
type Case = [description: string, mnemonics: string[], secret: string, rootKey: string];

const PASSPHRASE = utf8("TREZOR");

/** Why each case without a secret must fail, by its number. */
const REASONS: Record<number, ShareErrorKind> = {
  2: "checksum",
  3: "padding",
  5: "too-few-members",
  6: "identifier",
  7: "exponent",
  8: "group-threshold",
  9: "group-count",
  10: "scheme",
  11: "conflict",
  12: "member-threshold",
  13: "digest",
  14: "too-few-groups",
  15: "too-few-groups",
  16: "too-few-members",
  21: "checksum",
  22: "padding",
  24: "too-few-members",
  25: "identifier",
  26: "exponent",
  27: "group-threshold",
  28: "group-count",
  29: "scheme",
  30: "conflict",
  31: "member-threshold",
  32: "digest",
  33: "too-few-groups",
  34: "too-few-groups",
  35: "too-few-members",
  39: "length",
  40: "length",
};

const cases = (): Case[] => JSON.parse(officialText("slip39/vectors.json"));

/** Combines as somebody does who types one share after the other, in short words. */
async function combineTyped(mnemonics: string[]): Promise<Uint8Array> {
  const state = new RecoveryState();
  for (const mnemonic of mnemonics) {
    state.add(mnemonic.split(" ").map((word) => ` ${word.slice(0, 4).toUpperCase()}\n`).join(""));
  }
  return await state.combine(PASSPHRASE);
}

officialTest("all 45 official cases give their secret, or fail for their own reason", async () => {
  let failed = 0;
  const all = cases();
  for (const [i, [description, mnemonics, secret, rootKey]] of all.entries()) {
    if (secret === "") {
      failed++;
      for (const combine of [(texts: string[]) => combineShares(texts, PASSPHRASE), combineTyped]) {
        await assert.rejects(combine(mnemonics), (error) => {
          assert.ok(error instanceof ShareError, description);
          assert.equal(error.kind, REASONS[i + 1], `${description}: ${error.message}`);
          return true;
        });
      }
      continue;
    }
    assert.equal(REASONS[i + 1], undefined);
    const combined = await combineShares(mnemonics, PASSPHRASE);
    assert.equal(hex(combined), secret, description);
    assert.equal(hex(await combineShares([...mnemonics].reverse(), PASSPHRASE)), secret);
    assert.equal(hex(await combineTyped(mnemonics)), secret, description);
    assert.equal(HDKey.fromMasterSeed(combined).privateExtendedKey, rootKey, description);
  }
  assert.equal(all.length, 45);
  assert.equal(failed, 30);
});

officialTest("every official mnemonic that reads well is written the same again", () => {
  let written = 0;
  for (const mnemonic of new Set(cases().flatMap(([, mnemonics]) => mnemonics))) {
    try {
      assert.equal(shareToWords(shareFromWords(mnemonic)), mnemonic);
      written++;
    } catch (error) {
      assert.ok(error instanceof ShareError);
    }
  }
  assert.ok(written > 60, `only ${written} were read`);
});

officialTest("a secret is combined from no fewer shares than an official case has", async () => {
  for (const [description, mnemonics, secret] of cases()) {
    if (secret === "") continue;
    for (let left = 0; left < mnemonics.length; left++) {
      const fewer = mnemonics.filter((_, i) => i !== left);
      await assert.rejects(combineShares(fewer, PASSPHRASE), (error) => {
        assert.ok(error instanceof ShareError, description);
        assert.match(error.kind, /^too-few-/);
        return true;
      });
    }
  }
});
