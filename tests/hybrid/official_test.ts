import assert from "node:assert/strict";
import { unhex } from "../../lib/bytes.ts";
import { nobleEd25519, webCryptoEd25519 } from "../../lib/hybrid/ed25519.ts";
import { nobleMlDsa87, webCryptoMlDsa87 } from "../../lib/hybrid/mldsa87.ts";
import { nobleMlKem1024, passesModulusCheck } from "../../lib/hybrid/mlkem1024.ts";
import { nobleX25519, webCryptoX25519 } from "../../lib/hybrid/x25519.ts";
import { officialTest, officialText } from "../official.ts";

const parsed = (path: string) => JSON.parse(officialText(path));

for (const implementation of [webCryptoX25519, nobleX25519]) {
  officialTest(
    `X25519 of ${implementation.implementation} passes every case of Wycheproof`,
    async () => {
      let cases = 0;
      let zeros = 0;
      for (const { tests } of parsed("wycheproof/x25519_test.json").testGroups) {
        for (const test of tests) {
          cases++;
          const zero = /^0*$/.test(test.shared);
          zeros += Number(zero);
          const shared = await implementation.shared(unhex(test.private), unhex(test.public));
          assert.deepEqual(shared, zero ? undefined : unhex(test.shared), `case ${test.tcId}`);
        }
      }
      assert.equal(cases, 518);
      assert.ok(zeros > 10);
    },
  );
}

for (const implementation of [webCryptoEd25519, nobleEd25519]) {
  const name = `Ed25519 of ${implementation.implementation}`;

  officialTest(`${name} passes every case of Wycheproof`, async () => {
    let cases = 0;
    for (const group of parsed("wycheproof/ed25519_test.json").testGroups) {
      const key = unhex(group.publicKey.pk);
      for (const test of group.tests) {
        cases++;
        const valid = await implementation.verify(key, unhex(test.msg), unhex(test.sig));
        assert.equal(valid, test.result === "valid", `case ${test.tcId}`);
      }
    }
    assert.equal(cases, 151);
  });

  officialTest(
    `${name} accepts of the edge cases only mixed-order keys in RFC 8032's exact equation`,
    async () => {
      const accepted: number[] = [];
      for (const [i, test] of parsed("rfc/ed25519-edge-cases.json").entries()) {
        const [key, message, signature] = [test.pub_key, test.message, test.signature].map(unhex);
        if (await implementation.verify(key, message, signature)) accepted.push(i);
      }
      assert.deepEqual(accepted, [2, 3]);
    },
  );

  officialTest(
    `${name} accepts no signature under a small-order key, canonical or not`,
    async () => {
      const cases = parsed("rfc/ed25519-zip215.json");
      assert.equal(cases.length, 196);
      for (const { vk_bytes, sig_bytes } of cases) {
        const message = new TextEncoder().encode("Zcash");
        assert.equal(
          await implementation.verify(unhex(vk_bytes), message, unhex(sig_bytes)),
          false,
        );
      }
    },
  );
}

for (const implementation of [webCryptoMlDsa87, nobleMlDsa87]) {
  officialTest(
    `ML-DSA-87 of ${implementation.implementation} passes Wycheproof's cases of the right lengths without context`,
    async () => {
      let cases = 0;
      for (const group of parsed("wycheproof/mldsa_87_verify_test.json").testGroups) {
        const key = unhex(group.publicKey);
        for (const test of group.tests) {
          const signature = unhex(test.sig);
          if (test.ctx || key.length !== 2592 || signature.length !== 4627) continue;
          cases++;
          const valid = await implementation.verify(key, unhex(test.msg), signature);
          assert.equal(valid, test.result === "valid", `case ${test.tcId}`);
        }
      }
      assert.ok(cases > 200, `${cases} cases`);
    },
  );
}

officialTest(
  "ML-KEM-1024 encapsulates as Wycheproof says, and every key over the modulus is refused",
  async () => {
    let refused = 0;
    let made = 0;
    for (const { tests } of parsed("wycheproof/mlkem_1024_encaps_test.json").testGroups) {
      for (const test of tests) {
        const key = unhex(test.ek);
        assert.equal(passesModulusCheck(key), test.result === "valid", `case ${test.tcId}`);
        if (test.result !== "valid") {
          refused++;
          continue;
        }
        const { ciphertext, secret } = await nobleMlKem1024.encapsulate(key, () => unhex(test.m));
        assert.deepEqual(ciphertext, unhex(test.c), `case ${test.tcId}`);
        assert.deepEqual(secret, unhex(test.K), `case ${test.tcId}`);
        made++;
      }
    }
    assert.equal(refused + made, 269);
    assert.ok(refused > 0 && made > 0);
  },
);
