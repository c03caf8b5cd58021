import assert from "node:assert/strict";
import { concat } from "../../lib/bytes.ts";
import {
  BEACON_BYTES,
  hourOf,
  makeBeacon,
  nobodysBeacon,
  openBeacon,
  sealBeacon,
} from "../../lib/beacon/beacon.ts";
import { HYBRID_CIPHERTEXT_BYTES, hybridKemPublicKeys } from "../../lib/hybrid/kem.ts";
import { prepareDecapsulation } from "../../lib/hybrid/prepared_kem.ts";
import { systemRandom } from "../../lib/random.ts";
import { seeded } from "../seeded.ts";

async function watchers(name: string) {
  const random = seeded(name);
  const secret = { x25519: random(32), mlkem1024: random(64) };
  const decapsulate = await prepareDecapsulation(secret);
  return { secret, keys: await hybridKemPublicKeys(secret), decapsulate };
}

const token = seeded("token")(32);

Deno.test("a beacon gives its token and hour to the watchers and nothing to others", async () => {
  const [ours, others] = [await watchers("ours"), await watchers("others")];
  const own = { token, watchers: ours.keys };
  const beacon = await makeBeacon(own, 525_960, systemRandom);
  assert.equal(beacon.length, BEACON_BYTES);
  assert.deepEqual(await openBeacon(beacon, ours.decapsulate), { token, hour: 525_960 });
  assert.equal(await openBeacon(beacon, others.decapsulate), undefined);
  const again = await makeBeacon(own, 525_960, systemRandom);
  const alike = beacon.filter((byte, i) => byte === again[i]).length;
  assert.ok(alike < 40, `${alike} bytes are the same in two beacons of one hour`);
});

Deno.test("a dummy is of the same length and asks for the same random bytes", async () => {
  const { keys, decapsulate } = await watchers("ours");
  const drawn = async (own?: { token: Uint8Array; watchers: typeof keys }) => {
    const lengths: number[] = [];
    const random = seeded("draws");
    const beacon = await makeBeacon(own, 1, (length) => {
      lengths.push(length);
      return random(length);
    });
    return { lengths, beacon };
  };
  const real = await drawn({ token, watchers: keys });
  const dummy = await drawn();
  assert.deepEqual(real.lengths, [32, 64, 32, 32, 32]);
  assert.deepEqual(dummy.lengths, real.lengths);
  assert.equal(dummy.beacon.length, real.beacon.length);
  assert.equal(await openBeacon(dummy.beacon, decapsulate), undefined);
});

Deno.test("a beacon with any part changed, cut off or added to does not open", async () => {
  const { keys, decapsulate } = await watchers("ours");
  const beacon = await sealBeacon(keys, { token, hour: 7 }, systemRandom);
  // The first bit of the ephemeral key, of the lattice ciphertext, of the sealed bytes, of the tag.
  for (const at of [0, 31, 32, 1599, HYBRID_CIPHERTEXT_BYTES, 1700, BEACON_BYTES - 16, 2047]) {
    const changed = beacon.slice();
    changed[at] ^= 1;
    assert.equal(await openBeacon(changed, decapsulate), undefined, `byte ${at}`);
  }
  assert.equal(await openBeacon(beacon.subarray(1), decapsulate), undefined);
  assert.equal(await openBeacon(concat(beacon, Uint8Array.of(0)), decapsulate), undefined);
  assert.equal(await openBeacon(new Uint8Array(BEACON_BYTES), decapsulate), undefined);
});

Deno.test("what cannot be a beacon is refused with its reason", async () => {
  const { keys } = await watchers("ours");
  const seal = (content: { token: Uint8Array; hour: number }) =>
    sealBeacon(keys, content, systemRandom);
  await assert.rejects(seal({ token: token.subarray(1), hour: 1 }), TypeError);
  for (const hour of [-1, 0.5, NaN, 2 ** 53]) {
    await assert.rejects(seal({ token, hour }), RangeError, String(hour));
  }
  const bad = { x25519: keys.x25519, mlkem1024: new Uint8Array(1568).fill(255) };
  await assert.rejects(sealBeacon(bad, { token, hour: 1 }, systemRandom), RangeError);
});

Deno.test("an hour begins with its first millisecond", () => {
  assert.equal(hourOf(0), 0);
  assert.equal(hourOf(3_599_999), 0);
  assert.equal(hourOf(3_600_000), 1);
});

Deno.test("what is nobody's looks like somebody's, and is another every time", async () => {
  const [one, other] = [await nobodysBeacon(systemRandom), await nobodysBeacon(systemRandom)];
  assert.deepEqual([one.token.length, one.watchers.x25519.length], [32, 32]);
  assert.equal(one.watchers.mlkem1024.length, 1568);
  assert.notDeepEqual(one.token, other.token);
  assert.notDeepEqual(one.watchers.x25519, other.watchers.x25519);
});

Deno.test("a prepared key opens what the plain one opens, and refuses what it refuses", async () => {
  const { decapsulateHybrid, encapsulateHybrid } = await import("../../lib/hybrid/kem.ts");
  const { secret, keys, decapsulate } = await watchers("ours");
  const { ciphertext, secret: shared } = await encapsulateHybrid(keys, systemRandom);
  assert.deepEqual(await decapsulate(ciphertext), shared);
  const changed = ciphertext.slice();
  changed[40] ^= 1;
  const plain = await decapsulateHybrid(secret, keys, changed);
  assert.notDeepEqual(plain, shared);
  assert.deepEqual(await decapsulate(changed), plain);
  const zero = concat(new Uint8Array(32), ciphertext.subarray(32));
  for (const bad of [zero, ciphertext.subarray(1)]) {
    assert.equal(await decapsulateHybrid(secret, keys, bad), undefined);
    assert.equal(await decapsulate(bad), undefined);
  }
});
