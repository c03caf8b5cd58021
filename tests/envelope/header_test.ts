import assert from "node:assert/strict";
import { concat } from "../../lib/bytes.ts";
import {
  ENVELOPE_HEADER_BYTES,
  openHeader,
  sealHeader,
  shuffledPlaces,
  STANZA_BYTES,
  STANZAS,
} from "../../lib/envelope/header.ts";
import { headerMac, stanzaKey } from "../../lib/envelope/keys.ts";
import { sealChaCha } from "../../lib/aead/chacha20poly1305.ts";
import { person, stream } from "../hybrid/oracle.ts";
import { seeded } from "../seeded.ts";
import { alice, bob, carol, decapsulating, type Person } from "./common.ts";
import { makeHeader } from "./oracle.ts";

const { header, fileKey, places } = makeHeader(
  [alice.agreementPublic, bob.agreementPublic],
  stream("header"),
);

/** Names of all cryptographic operations that the engine was asked for meanwhile, sorted. */
async function operations(action: () => Promise<unknown>): Promise<string[]> {
  const names: string[] = [];
  const prototype = Object.getPrototypeOf(crypto.subtle);
  const originals = Object.getOwnPropertyDescriptors(prototype);
  for (const [name, { value }] of Object.entries(originals)) {
    if (typeof value !== "function" || name === "constructor") continue;
    prototype[name] = function (...given: unknown[]) {
      names.push(name);
      return value.apply(this, given);
    };
  }
  try {
    await action();
  } finally {
    Object.defineProperties(prototype, originals);
  }
  return names.sort();
}

/** Opens a header and says how the keys were asked for meanwhile. */
async function opening(who: Person, bytes: Uint8Array<ArrayBuffer>) {
  const asked: Uint8Array[] = [];
  let key: Uint8Array | undefined;
  const done = await operations(async () => {
    key = await openHeader(bytes, (ciphertext) => {
      asked.push(ciphertext.slice());
      return decapsulating(who)(ciphertext);
    });
  });
  return { asked, key, done };
}

/** The header with the stanza at one place moved to another, under a MAC that is right. */
async function moved(from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
  const stanzas = Array.from(
    { length: STANZAS },
    (_, i) => header.subarray(i * STANZA_BYTES, (i + 1) * STANZA_BYTES),
  );
  stanzas.splice(to, 0, ...stanzas.splice(from, 1));
  const all = concat(...stanzas);
  return concat(all, await headerMac(fileKey, all));
}

Deno.test("every stanza is tried, in order, wherever the reader's own is, or if there is none", async () => {
  const mine = places[0];
  const damagedMac = header.slice();
  damagedMac[ENVELOPE_HEADER_BYTES - 1] ^= 1;
  const damagedTag = header.slice();
  damagedTag[(mine + 1) * STANZA_BYTES - 1] ^= 1;
  const runs: [Person, Uint8Array<ArrayBuffer>, boolean][] = [
    [alice, header, true],
    [bob, header, true],
    [carol, header, false],
    [alice, damagedMac, false],
    [alice, damagedTag, false],
  ];
  for (let to = 0; to < STANZAS; to++) runs.push([alice, await moved(mine, to), true]);
  const { done: usual } = await opening(alice, header);
  assert.ok(usual.length > 10 * STANZAS);
  for (const [who, bytes, opens] of runs) {
    const { asked, key, done } = await opening(who, bytes);
    assert.deepEqual(key, opens ? fileKey : undefined);
    assert.equal(asked.length, STANZAS);
    for (const [i, ciphertext] of asked.entries()) {
      const at = i * STANZA_BYTES;
      assert.deepEqual(ciphertext, bytes.subarray(at, at + 1600));
    }
    assert.deepEqual(done, usual);
  }
});

Deno.test("places are drawn uniformly, and independently of each other", () => {
  const random = seeded("places");
  const rounds = 4_000;
  const firsts = new Array(16).fill(0);
  const pairs = new Array(256).fill(0);
  for (let i = 0; i < rounds; i++) {
    const order = shuffledPlaces(random);
    assert.deepEqual(order.toSorted((a, b) => a - b), [...order.keys()]);
    firsts[order[0]]++;
    pairs[16 * order[1] + order[15]]++;
  }
  const chi = (counts: number[], expected: number) =>
    counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // 99.9 % of uniform draws stay below: 37.7 with 15, 311 with 239 degrees of freedom.
  assert.ok(chi(firsts, rounds / 16) < 37.7);
  const apart = pairs.filter((_, i) => i % 17 !== 0);
  assert.ok(chi(apart, rounds / 240) < 311);
});

/** Whether u is the coordinate of a point of Curve25519 and not of its twist. */
function onCurve(u: Uint8Array): boolean {
  const p = 2n ** 255n - 19n;
  const x = BigInt("0x" + u.slice().reverse().toHex());
  let base = (x ** 3n + 486662n * x ** 2n + x) % p;
  let power = 1n;
  for (let e = (p - 1n) / 2n; e > 0n; e >>= 1n) {
    if (e & 1n) power = power * base % p;
    base = base * base % p;
  }
  return power === 1n;
}

/** The share of coefficients of an ML-KEM ciphertext that two numbers below q compress to. */
function doubles(ciphertext: Uint8Array): number {
  const preimages = new Array(2048).fill(0);
  for (let x = 0; x < 3329; x++) preimages[Math.round(x * 2048 / 3329) % 2048]++;
  const bits = Array.from(
    ciphertext.subarray(0, 1408),
    (byte) => byte.toString(2).padStart(8, "0").split("").reverse().join(""),
  ).join("");
  let count = 0;
  for (let at = 0; at < bits.length; at += 11) {
    const value = parseInt(bits.slice(at, at + 11).split("").reverse().join(""), 2);
    count += Number(preimages[value] === 2);
  }
  return count / 1024;
}

Deno.test("unused stanzas have the marks of real ones: points on the curve, coefficients of ciphertexts", async () => {
  const many = Array.from({ length: 16 }, (_, i) => person(`recipient ${i}`).agreementPublic);
  for (const to of [many.slice(0, 1), many]) {
    const sealed = await sealHeader(to, seeded(`marks ${to.length}`));
    assert.equal(sealed.header.length, 26_432);
    const seen = new Set<string>();
    for (let place = 0; place < STANZAS; place++) {
      const stanza = sealed.header.subarray(place * STANZA_BYTES, (place + 1) * STANZA_BYTES);
      assert.ok(onCurve(stanza.subarray(0, 32)), `place ${place} of ${to.length}`);
      // 77 % of a ciphertext's coefficients, 63 % of random ones: 5 standard deviations apart.
      assert.ok(doubles(stanza.subarray(32, 1600)) > 0.7, `place ${place} of ${to.length}`);
      seen.add(stanza.subarray(0, 32).toHex());
    }
    assert.equal(seen.size, 16);
  }
  // The marks are marks: random bytes do not have them.
  const random = seeded("no marks");
  const noise = Array.from({ length: 40 }, () => random(1600));
  for (const stanza of noise) stanza[31] &= 0x7f;
  assert.ok(noise.some((stanza) => !onCurve(stanza.subarray(0, 32))));
  assert.ok(noise.every((stanza) => doubles(stanza.subarray(32)) < 0.7));
});

Deno.test("a header that gives two recipients two file keys opens for one of them at most", async () => {
  const stanzas = header.slice(0, -64);
  const mine = places[1] * STANZA_BYTES;
  const secret = (await decapsulating(bob)(stanzas.subarray(mine, mine + 1600)))!;
  const other = seeded("other file key")(32);
  const resealed = sealChaCha(await stanzaKey(secret), new Uint8Array(12), other);
  stanzas.set(resealed, mine + 1600);
  for (const [key, opensFor] of [[fileKey, alice], [other, bob]] as const) {
    const crafted = concat(stanzas, await headerMac(key, stanzas));
    for (const who of [alice, bob]) {
      const got = await openHeader(crafted, decapsulating(who));
      assert.deepEqual(got, who === opensFor ? key : undefined);
    }
  }
});

Deno.test("a stanza whose ephemeral key is of small order opens for nobody", async () => {
  const stanzas = header.slice(0, -64);
  const mine = places[0] * STANZA_BYTES;
  stanzas.fill(0, mine, mine + 32);
  const known = sealChaCha(await stanzaKey(new Uint8Array(32)), new Uint8Array(12), fileKey);
  stanzas.set(known, mine + 1600);
  const crafted = concat(stanzas, await headerMac(fileKey, stanzas));
  assert.equal(await openHeader(crafted, decapsulating(alice)), undefined);
  assert.deepEqual(await openHeader(crafted, decapsulating(bob)), fileKey);
});

Deno.test("a stanza with a wrong tag opens for nobody, even where the MAC covers it", async () => {
  const stanzas = header.slice(0, -64);
  stanzas[(places[0] + 1) * STANZA_BYTES - 1] ^= 1;
  const crafted = concat(stanzas, await headerMac(fileKey, stanzas));
  assert.equal(await openHeader(crafted, decapsulating(alice)), undefined);
  assert.deepEqual(await openHeader(crafted, decapsulating(bob)), fileKey);
});

Deno.test("a changed bit anywhere in the header locks it for everybody", async () => {
  const places = [0, 31, 32, 700, 1599, 1600, 1647, 1648, 20_000, 26_367, 26_368, 26_431];
  for (const place of places) {
    const changed = header.slice();
    changed[place] ^= 0x40;
    for (const who of [alice, bob]) {
      assert.equal(await openHeader(changed, decapsulating(who)), undefined, `byte ${place}`);
    }
  }
});

Deno.test("a header of another length is a caller's mistake", async () => {
  for (const length of [0, ENVELOPE_HEADER_BYTES - 1, ENVELOPE_HEADER_BYTES + 1]) {
    await assert.rejects(openHeader(new Uint8Array(length), decapsulating(alice)), TypeError);
  }
});

Deno.test("everything secret that was drawn for a header is wiped, but the file key it returns", async () => {
  const drawn: Uint8Array[] = [];
  const random = seeded("drawn");
  const sealed = await sealHeader([alice.agreementPublic], (length) => {
    const bytes = random(length);
    drawn.push(bytes);
    return bytes;
  });
  assert.equal(drawn[0], sealed.fileKey);
  // 15 shuffling draws of 4 bytes; 15 throw-away keys of two draws; 16 encapsulations of two.
  const secrets = drawn.slice(1).filter((bytes) => bytes.length > 4);
  assert.equal(secrets.length, 15 * 2 + 16 * 2);
  assert.ok(secrets.every((bytes) => bytes.every((byte) => byte === 0)));
});

Deno.test("the secrets of all stanzas are wiped when a header has been tried", async () => {
  for (const who of [alice, carol]) {
    const secrets: Uint8Array[] = [];
    await openHeader(header, async (ciphertext) => {
      const secret = (await decapsulating(who)(ciphertext))!;
      secrets.push(secret);
      return secret;
    });
    assert.equal(secrets.length, STANZAS);
    assert.ok(secrets.every((secret) => secret.every((byte) => byte === 0)));
  }
});
