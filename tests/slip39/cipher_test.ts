import assert from "node:assert/strict";
import fc from "fast-check";
import { utf8 } from "../../lib/bytes.ts";
import { decryptSecret, encryptSecret } from "../../lib/slip39/cipher.ts";
import { seeded } from "../seeded.ts";
import { feistel } from "./naive.ts";

const parameters = fc.record({
  identifier: fc.integer({ min: 0, max: 0x7fff }),
  extendable: fc.boolean(),
  iterationExponent: fc.constantFrom(0, 0, 0, 0, 1),
});
const passphrase = fc.string({
  unit: fc.integer({ min: 32, max: 126 }).map((c) => String.fromCharCode(c)),
});
const secret = fc.integer({ min: 8, max: 32 }).chain((pairs) =>
  fc.uint8Array({ minLength: 2 * pairs, maxLength: 2 * pairs })
);

Deno.test("encryption agrees with Node's PBKDF2 in a plain Feistel network, and comes undone", async () => {
  await fc.assert(
    fc.asyncProperty(secret, passphrase, parameters, async (secret, passphrase, parameters) => {
      const { iterationExponent, identifier, extendable } = parameters;
      const wanted = feistel(secret, passphrase, iterationExponent, identifier, extendable);
      const encrypted = await encryptSecret(secret, utf8(passphrase), parameters);
      assert.deepEqual(encrypted, wanted);
      const back = await decryptSecret(encrypted, utf8(passphrase), parameters);
      assert.deepEqual([...back], [...secret]);
    }),
    { numRuns: 200 },
  );
});

Deno.test("iteration exponents up to 6 double the iterations each time", async () => {
  const secret = seeded("secret")(16);
  for (let iterationExponent = 0; iterationExponent <= 6; iterationExponent++) {
    const parameters = { identifier: 0x1234, extendable: false, iterationExponent };
    assert.deepEqual(
      await encryptSecret(secret, utf8("TREZOR"), parameters),
      feistel(secret, "TREZOR", iterationExponent, 0x1234, false),
    );
  }
});

Deno.test("the identifier matters without the extendable flag, and not with it", async () => {
  const secret = seeded("secret")(16);
  const encrypt = (identifier: number, extendable: boolean) =>
    encryptSecret(secret, utf8(""), { identifier, extendable, iterationExponent: 0 });
  assert.notDeepEqual(await encrypt(1, false), await encrypt(2, false));
  assert.notDeepEqual(await encrypt(1, false), await encrypt(0x101, false));
  assert.deepEqual(await encrypt(1, true), await encrypt(2, true));
});

Deno.test("every passphrase decrypts to something, each to something else", async () => {
  const parameters = { identifier: 1, extendable: true, iterationExponent: 0 };
  const encrypted = await encryptSecret(seeded("secret")(16), utf8("right"), parameters);
  const opened = await Promise.all(
    ["right", "wrong", "", "Right", "right "].map(async (passphrase) =>
      String(await decryptSecret(encrypted, utf8(passphrase), parameters))
    ),
  );
  assert.equal(opened[0], String(seeded("secret")(16)));
  assert.equal(new Set(opened).size, 5);
});

Deno.test("a passphrase that is not printable ASCII is refused", async () => {
  const parameters = { identifier: 1, extendable: true, iterationExponent: 0 };
  for (const passphrase of ["گذرواژه", "tab\t", "\x7f", "new\nline", "é"]) {
    await assert.rejects(
      encryptSecret(new Uint8Array(16), utf8(passphrase), parameters),
      new RangeError("Cannot use the passphrase: SLIP-39 allows only printable ASCII in it"),
    );
  }
  await encryptSecret(new Uint8Array(16), utf8(" ~"), parameters);
});

Deno.test("encryption leaves secret and passphrase as they were", async () => {
  const secret = seeded("secret")(16);
  const passphrase = utf8("TREZOR");
  const parameters = { identifier: 1, extendable: true, iterationExponent: 0 };
  const encrypted = await encryptSecret(secret, passphrase, parameters);
  const copy = new Uint8Array(encrypted);
  await decryptSecret(encrypted, passphrase, parameters);
  assert.deepEqual(encrypted, copy);
  assert.deepEqual(secret, seeded("secret")(16));
  assert.deepEqual(passphrase, utf8("TREZOR"));
});
