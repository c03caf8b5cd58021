import assert from "node:assert/strict";
import fc from "fast-check";
import Slip39 from "slip39";
import { hex, utf8 } from "../../lib/bytes.ts";
import { combineShares } from "../../lib/slip39/combine.ts";
import { shareToWords } from "../../lib/slip39/share.ts";
import { type Scheme, splitIntoShares } from "../../lib/slip39/split.ts";
import { seeded } from "../seeded.ts";

/** How many random configurations go each way. Nearly all the time is PBKDF2. */
const RUNS = 1500;

/** And how many with SatoshiLabs' own library, whose every byte of a share is a loop in Python. */
const PYTHON_RUNS = 100;

const group = fc.oneof(
  { arbitrary: fc.constant({ threshold: 1, count: 1 }), weight: 1 },
  {
    arbitrary: fc.integer({ min: 2, max: 16 }).chain((count) =>
      fc.record({ threshold: fc.integer({ min: 2, max: count }), count: fc.constant(count) })
    ),
    weight: 2,
  },
);

const scheme: fc.Arbitrary<Required<Scheme>> = fc.record({
  groups: fc.array(group, { minLength: 1, maxLength: 16, size: "xsmall" }),
  groupThreshold: fc.nat(15),
  // Mostly the cheapest; the others are there to show that they mean the same.
  iterationExponent: fc.oneof(
    { arbitrary: fc.constant(0), weight: 60 },
    { arbitrary: fc.integer({ min: 1, max: 3 }), weight: 1 },
  ),
  extendable: fc.boolean(),
}).map((scheme) => ({
  ...scheme,
  groupThreshold: scheme.groupThreshold % scheme.groups.length + 1,
}));

const configuration = fc.record({
  scheme,
  secret: fc.integer({ min: 8, max: 16 }).chain((pairs) =>
    fc.uint8Array({ minLength: 2 * pairs, maxLength: 2 * pairs })
  ),
  passphrase: fc.string({
    unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
  }),
  choice: fc.infiniteStream(fc.nat()),
});

/** Just enough of the shares, chosen and put in order at random. */
function enough(shares: string[][], scheme: Scheme, choice: IterableIterator<number>): string[] {
  const shuffled = <T>(items: T[]): T[] =>
    items.map((item) => ({ item, key: choice.next().value as number }))
      .sort((a, b) => a.key - b.key).map(({ item }) => item);
  const groups = shuffled([...shares.keys()]).slice(0, scheme.groupThreshold);
  return shuffled(
    groups.flatMap((i) => shuffled(shares[i]).slice(0, scheme.groups[i].threshold)),
  );
}

Deno.test("npm slip39 combines the shares that are split here", async () => {
  await fc.assert(
    fc.asyncProperty(configuration, async ({ scheme, secret, passphrase, choice }) => {
      const shares = await splitIntoShares(secret, scheme, seeded("mine"), utf8(passphrase));
      const texts = enough(shares.map((group) => group.map(shareToWords)), scheme, choice);
      assert.deepEqual(Slip39.recoverSecret(texts, passphrase), [...secret]);
    }),
    { numRuns: RUNS },
  );
});

Deno.test("the shares that npm slip39 splits are combined here", async () => {
  await fc.assert(
    fc.asyncProperty(configuration, async ({ scheme, secret, passphrase, choice }) => {
      const split = Slip39.fromArray([...secret], {
        passphrase,
        threshold: scheme.groupThreshold,
        groups: scheme.groups.map(({ threshold, count }) => [threshold, count, ""]),
        iterationExponent: scheme.iterationExponent,
        extendableBackupFlag: scheme.extendable ? 1 : 0,
      });
      const shares = scheme.groups.map((_, i): string[] => split.fromPath(`r/${i}`).mnemonics);
      const texts = enough(shares, scheme, choice);
      assert.deepEqual([...await combineShares(texts, utf8(passphrase))], [...secret]);
    }),
    { numRuns: RUNS },
  );
});

/** Answers a list of tasks: `[groups, threshold, secret, passphrase, exponent, extendable]` to split. */
const SPLIT = `
import json, sys
from shamir_mnemonic import generate_mnemonics as split
print(json.dumps([
    split(threshold, groups, bytes.fromhex(secret), passphrase.encode(),
          iteration_exponent=exponent, extendable=extendable)
    for groups, threshold, secret, passphrase, exponent, extendable in json.load(sys.stdin)
]))
`;

/** Answers a list of tasks: `[shares, passphrase]` to combine. */
const COMBINE = `
import json, sys
from shamir_mnemonic import combine_mnemonics as combine
print(json.dumps([
    combine(shares, passphrase.encode()).hex() for shares, passphrase in json.load(sys.stdin)
]))
`;

async function python<Answer>(script: string, tasks: unknown[] = []): Promise<Answer> {
  const child = new Deno.Command("python3", {
    args: ["-c", script],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(utf8(JSON.stringify(tasks))).then(() => writer.close(), () => {});
  const { success, stdout, stderr } = await child.output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Whether Python's `shamir_mnemonic` is here, in a version that knows extendable shares. */
async function hasShamirMnemonic(): Promise<boolean> {
  const look = `
import inspect, shamir_mnemonic
print("true" if "extendable" in inspect.signature(shamir_mnemonic.generate_mnemonics).parameters
      else "false")
`;
  return await python<boolean>(look).catch(() => false);
}

const ignore = !await hasShamirMnemonic();

Deno.test({
  name: "python's shamir_mnemonic combines the shares that are split here",
  ignore,
  async fn() {
    const sample = fc.sample(configuration, PYTHON_RUNS);
    const tasks = await Promise.all(
      sample.map(async ({ scheme, secret, passphrase, choice }) => {
        const shares = await splitIntoShares(secret, scheme, seeded("mine"), utf8(passphrase));
        const texts = enough(shares.map((group) => group.map(shareToWords)), scheme, choice);
        return [texts, passphrase] as const;
      }),
    );
    const secrets = await python<string[]>(COMBINE, tasks);
    sample.forEach(({ secret, ...rest }, i) => {
      assert.equal(secrets[i], hex(secret), JSON.stringify({ ...rest, shares: tasks[i][0] }));
    });
  },
});

Deno.test({
  name: "the shares that python's shamir_mnemonic splits are combined here",
  ignore,
  async fn() {
    const sample = fc.sample(configuration, PYTHON_RUNS);
    const tasks = sample.map(({ scheme, secret, passphrase }) => [
      scheme.groups.map(({ threshold, count }) => [threshold, count]),
      scheme.groupThreshold,
      hex(secret),
      passphrase,
      scheme.iterationExponent,
      scheme.extendable,
    ]);
    const sets = await python<string[][][]>(SPLIT, tasks);
    for (const [i, { scheme, secret, passphrase, choice }] of sample.entries()) {
      const texts = enough(sets[i], scheme, choice);
      const combined = await combineShares(texts, utf8(passphrase));
      assert.equal(hex(combined), hex(secret), JSON.stringify([tasks[i], texts]));
    }
  },
});
