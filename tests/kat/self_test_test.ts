import assert from "node:assert/strict";
import type { Case, VectorFile } from "../../lib/kat/case.ts";
import {
  checkRandomSource,
  PROPORTION_CUTOFF,
  PROPORTION_WINDOW,
  REPETITION_CUTOFF,
} from "../../lib/kat/random_health.ts";
import { PRIMITIVES, selfTest } from "../../lib/kat/self_test.ts";
import { builtInVectors } from "../../lib/kat/vector_files.ts";
import { type RandomSource, systemRandom } from "../../lib/random.ts";
import { seeded } from "../seeded.ts";

Deno.test("the self-test passes with the system's random bytes, for everything it knows", async () => {
  await selfTest({ primitives: PRIMITIVES, random: systemRandom });
});

Deno.test("a primitive whose known answer is not met is named, with its implementation", async () => {
  const file = await builtInVectors("self-test");
  const named =
    /^Error: Self-test failed: \S.* \((?:noble|WebCrypto|node:crypto|hash-wasm|kelid)\)$/;
  for (const primitive of PRIMITIVES) {
    const cases = file.cases.map((case_): Case => {
      if (case_.primitive !== primitive) return case_;
      if (case_.expected === undefined) return { ...case_, result: "invalid" };
      const digits = String(case_.expected);
      return { ...case_, expected: (digits[0] === "0" ? "1" : "0") + digits.slice(1) };
    });
    if (!cases.some((case_) => case_.primitive === primitive)) {
      // SLH-DSA's case is in a file of its own; here it is given a wrong one.
      const { cases: own } = await builtInVectors(primitive);
      const valid = own.find((one) => one.operation === "verify" && one.result === "valid")!;
      cases.push({ ...valid, primitive, signature: "00", result: "valid" });
    }
    const vectors: VectorFile = { ...file, cases };
    const options = { random: systemRandom, vectors };
    await assert.rejects(selfTest({ ...options, primitives: [primitive] }), named);
    const others = PRIMITIVES.filter((other) => other !== primitive);
    await selfTest({ ...options, primitives: others });
  }
});

Deno.test("a random source that is stuck, repeats itself or favours a byte is found", async () => {
  const good = seeded("good");
  const once = good(32);
  const sources: { readonly [name: string]: RandomSource } = {
    zeros: (length) => new Uint8Array(length),
    "one byte for ever": (length) => new Uint8Array(length).fill(0xa5),
    "the same answer to every call": () => once.slice(),
    "two answers in turn":
      ((turn = 0) => (length: number) =>
        Uint8Array.from({ length }, (_, i) => 7 * i + (turn++ >> 5 & 1)))(),
    "too short an answer": (length) => good(length - 1),
    "a byte that comes too often": (length) =>
      good(length).map((byte, i) => i % 8 === 0 ? 3 : byte),
    "six equal bytes in a row": (length) => good(length).fill(9, 4, 10),
  };
  for (const [name, random] of Object.entries(sources)) {
    assert.throws(
      () => checkRandomSource(random),
      /^Error: Self-test failed: the random source/,
      name,
    );
    await assert.rejects(selfTest({ primitives: [], random }), /the random source/, name);
  }
});

Deno.test("good random sources are not refused, and their bytes are wiped after the look", () => {
  for (let i = 0; i < 200; i++) checkRandomSource(seeded(`source ${i}`));
  const given: Uint8Array[] = [];
  const good = seeded("wiped");
  checkRandomSource((length) => {
    const bytes = good(length);
    given.push(bytes);
    return bytes;
  });
  assert.ok(given.every((bytes) => bytes.every((byte) => byte === 0)));
});

Deno.test("the cutoffs are those of SP 800-90B for 8 bits a byte and one false alarm in 2^40", () => {
  assert.equal(REPETITION_CUTOFF, 1 + Math.ceil(40 / 8));
  // P(X >= k) for X binomial with n = 512, p = 1/256, times 256^512, in whole numbers.
  const n = BigInt(PROPORTION_WINDOW);
  const all = 256n ** n;
  let term = 255n ** n, below = term, k = 0n;
  // critbinom: the least k with P(X <= k) >= 1 - 2^-40.
  while ((all - below) << 40n > all) {
    term = term * (n - k) / ((k + 1n) * 255n);
    k++;
    below += term;
  }
  assert.equal(PROPORTION_CUTOFF, 1 + Number(k));
});
