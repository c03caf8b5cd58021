import assert from "node:assert/strict";
import { nodeChaChaKey, webCryptoChaChaKey } from "../../lib/aead/chacha_key.ts";
import { openChaCha, sealChaCha } from "../../lib/aead/chacha20poly1305.ts";
import { openXChaCha, sealXChaCha } from "../../lib/aead/xchacha20poly1305.ts";
import { unhex } from "../../lib/bytes.ts";
import { officialTest, officialText } from "../official.ts";

interface AeadCase {
  tcId: number;
  key: string;
  iv: string;
  aad: string;
  msg: string;
  ct: string;
  tag: string;
  result: "valid" | "invalid";
}

function wycheproof(file: string): AeadCase[] {
  const { testGroups } = JSON.parse(officialText(`wycheproof/${file}`));
  return testGroups.flatMap((group: { tests: AeadCase[] }) => group.tests);
}

function runs(test: AeadCase, seal: typeof sealChaCha, open: typeof openChaCha): void {
  const [key, nonce, aad, message] = [test.key, test.iv, test.aad, test.msg].map(unhex);
  const sealed = unhex(test.ct + test.tag);
  if (test.result === "valid") {
    assert.deepEqual(seal(key, nonce, message, aad), sealed, `case ${test.tcId}`);
    assert.deepEqual(open(key, nonce, sealed, aad), message, `case ${test.tcId}`);
    return;
  }
  try {
    assert.equal(open(key, nonce, sealed, aad), undefined, `case ${test.tcId}`);
  } catch (error) {
    assert.ok(error instanceof TypeError, `case ${test.tcId}`);
    assert.notEqual(nonce.length, seal === sealChaCha ? 12 : 24, `case ${test.tcId}`);
  }
}

officialTest("ChaCha20-Poly1305 passes every case of Wycheproof", () => {
  const cases = wycheproof("chacha20_poly1305_test.json");
  assert.equal(cases.length, 325);
  for (const test of cases) runs(test, sealChaCha, openChaCha);
});

officialTest("XChaCha20-Poly1305 passes every case of Wycheproof", () => {
  const cases = wycheproof("xchacha20_poly1305_test.json");
  assert.ok(cases.length >= 300);
  for (const test of cases) runs(test, sealXChaCha, openXChaCha);
});

officialTest("XChaCha20-Poly1305 gives the draft's example", () => {
  const [test] = JSON.parse(officialText("rfc/xchacha20poly1305-draft-A.3.1.json"));
  const [key, nonce, aad, message] = [test.key, test.nonce, test.aad, test.msg].map(unhex);
  const sealed = sealXChaCha(key, nonce, message, aad);
  assert.deepEqual(sealed, unhex(test.result));
  assert.deepEqual(openXChaCha(key, nonce, sealed, aad), message);
});

for (const make of [webCryptoChaChaKey, nodeChaChaKey]) {
  officialTest(`${make.name} passes Wycheproof's cases without associated data`, async () => {
    const cases = wycheproof("chacha20_poly1305_test.json")
      .filter((test) => test.aad === "" && test.iv.length === 24);
    assert.equal(cases.length, 45);
    for (const test of cases) {
      const key = await make(unhex(test.key));
      const [nonce, message] = [test.iv, test.msg].map(unhex);
      const sealed = unhex(test.ct + test.tag);
      const opened = await key.open(nonce, sealed);
      assert.deepEqual(opened, test.result === "valid" ? message : undefined, `case ${test.tcId}`);
      if (test.result !== "valid") continue;
      assert.deepEqual(await key.seal(nonce, message), sealed, `case ${test.tcId}`);
    }
  });
}
