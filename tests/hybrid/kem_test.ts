import assert from "node:assert/strict";
import { concat, unhex } from "../../lib/bytes.ts";
import {
  decapsulateHybrid,
  encapsulateHybrid,
  HYBRID_CIPHERTEXT_BYTES,
  hybridKemPublicKeys,
} from "../../lib/hybrid/kem.ts";
import { passesModulusCheck } from "../../lib/hybrid/mlkem1024.ts";
import { systemRandom } from "../../lib/random.ts";
import { seeded } from "../seeded.ts";
import { decapsulate, encapsulate, person } from "./oracle.ts";

const { agreementSecret: secretKeys, agreementPublic: publicKeys } = person("receiver");
const other = person("another receiver");

Deno.test("ciphertexts and secrets are those of a second implementation, both ways", async () => {
  for (let i = 0; i < 3; i++) {
    const ours = await encapsulateHybrid(publicKeys, seeded(`kem ${i}`));
    assert.deepEqual(ours, encapsulate(publicKeys, seeded(`kem ${i}`)));
    assert.equal(ours.ciphertext.length, HYBRID_CIPHERTEXT_BYTES);
    assert.equal(ours.ciphertext.length, 1600);
    assert.deepEqual(await decapsulateHybrid(secretKeys, publicKeys, ours.ciphertext), ours.secret);
    assert.deepEqual(decapsulate(secretKeys, ours.ciphertext), ours.secret);
  }
});

Deno.test("with the system's generator the engine encapsulates, and it fits too", async () => {
  const { ciphertext, secret } = await encapsulateHybrid(publicKeys, systemRandom);
  assert.deepEqual(decapsulate(secretKeys, ciphertext), secret);
  assert.notDeepEqual((await encapsulateHybrid(publicKeys, systemRandom)).ciphertext, ciphertext);
});

Deno.test("public keys come from their secrets as in the second implementation", async () => {
  assert.deepEqual(await hybridKemPublicKeys(secretKeys), publicKeys);
});

Deno.test("every byte of the ciphertext and of both public keys counts", async () => {
  const { ciphertext, secret } = await encapsulateHybrid(publicKeys, seeded("bound"));
  const differs = async (keys: typeof publicKeys, text: Uint8Array) => {
    const got = await decapsulateHybrid(secretKeys, keys, text);
    assert.ok(got && got.length === 32);
    assert.notDeepEqual(got, secret);
  };
  // The top bit of the ephemeral key too, which X25519 itself ignores.
  for (const place of [0, 31, 32, 700, 1599]) {
    const changed = ciphertext.slice();
    changed[place] ^= 0x80;
    await differs(publicKeys, changed);
  }
  for (const place of [0, 31]) {
    const x25519 = publicKeys.x25519.slice();
    x25519[place] ^= 0x80;
    await differs({ ...publicKeys, x25519 }, ciphertext);
  }
  for (const place of [0, 1567]) {
    const mlkem1024 = publicKeys.mlkem1024.slice();
    mlkem1024[place] ^= 1;
    await differs({ ...publicKeys, mlkem1024 }, ciphertext);
  }
});

Deno.test("each half of the secret key is needed", async () => {
  const { ciphertext, secret } = await encapsulateHybrid(publicKeys, seeded("halves"));
  for (
    const keys of [
      { ...secretKeys, x25519: other.agreementSecret.x25519 },
      { ...secretKeys, mlkem1024: other.agreementSecret.mlkem1024 },
    ]
  ) assert.notDeepEqual(await decapsulateHybrid(keys, publicKeys, ciphertext), secret);
});

/** Canonical and other spellings of the points of small order (RFC 7748; Bernstein's list). */
const SMALL_ORDER = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

Deno.test("an ephemeral key of small order opens nothing, one in a public key is refused", async () => {
  const { ciphertext } = await encapsulateHybrid(publicKeys, seeded("small"));
  for (const point of SMALL_ORDER.map(unhex)) {
    const bad = concat(point, ciphertext.subarray(32));
    assert.equal(await decapsulateHybrid(secretKeys, publicKeys, bad), undefined);
    await assert.rejects(
      encapsulateHybrid({ ...publicKeys, x25519: point }, seeded("to small")),
      { name: "RangeError", message: "Cannot encapsulate: the X25519 key is of small order" },
    );
  }
});

Deno.test("an ML-KEM key with one coefficient of 3329 or more is refused, wherever it stands", async () => {
  for (const place of [0, 1, 2, 511, 512, 1022, 1023]) {
    for (const value of [3328, 3329, 4095]) {
      const key = publicKeys.mlkem1024.slice();
      const at = 3 * (place >> 1);
      if (place % 2 === 0) {
        key[at] = value & 0xff;
        key[at + 1] = key[at + 1] & 0xf0 | value >> 8;
      } else {
        key[at + 1] = key[at + 1] & 0x0f | (value & 0x0f) << 4;
        key[at + 2] = value >> 4;
      }
      assert.equal(passesModulusCheck(key), value === 3328);
      if (value === 3328) continue;
      await assert.rejects(
        encapsulateHybrid({ ...publicKeys, mlkem1024: key }, seeded("modulus")),
        { name: "RangeError", message: /modulus check/ },
      );
    }
  }
});

Deno.test("wrong lengths: of a ciphertext nothing opens, of a key a caller's mistake", async () => {
  const { ciphertext } = await encapsulateHybrid(publicKeys, seeded("lengths"));
  for (
    const wrong of [
      ciphertext.subarray(1),
      concat(ciphertext, new Uint8Array(1)),
      new Uint8Array(0),
    ]
  ) {
    assert.equal(await decapsulateHybrid(secretKeys, publicKeys, wrong), undefined);
  }
  const short = new Uint8Array(31);
  const random = seeded("unused");
  await assert.rejects(encapsulateHybrid({ ...publicKeys, x25519: short }, random), TypeError);
  await assert.rejects(encapsulateHybrid({ ...publicKeys, mlkem1024: short }, random), TypeError);
  await assert.rejects(hybridKemPublicKeys({ ...secretKeys, mlkem1024: short }), TypeError);
  await assert.rejects(
    decapsulateHybrid({ ...secretKeys, x25519: short }, publicKeys, ciphertext),
    TypeError,
  );
  await assert.rejects(
    decapsulateHybrid(secretKeys, { ...publicKeys, mlkem1024: short }, ciphertext),
    TypeError,
  );
});

Deno.test("the random bytes of an encapsulation are wiped, also when it fails", async () => {
  for (const x25519 of [publicKeys.x25519, unhex(SMALL_ORDER[1])]) {
    const drawn: Uint8Array[] = [];
    const random = seeded("wiped");
    await encapsulateHybrid({ ...publicKeys, x25519 }, (length) => {
      const bytes = random(length);
      drawn.push(bytes);
      return bytes;
    }).catch(() => {});
    assert.ok(drawn.length > 0);
    assert.ok(drawn.every((bytes) => bytes.every((byte) => byte === 0)));
  }
});
