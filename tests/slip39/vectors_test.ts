import assert from "node:assert/strict";
import Slip39 from "slip39";
import { hex, unhex, utf8 } from "../../lib/bytes.ts";
import { combineShares } from "../../lib/slip39/combine.ts";
import { shareFromWords, shareToWords } from "../../lib/slip39/share.ts";
import { splitIntoShares } from "../../lib/slip39/split.ts";
import { ownCases, withOwnCases, written } from "./vectors.ts";

interface Common {
  name: string;
  source: string;
}
interface Combine extends Common {
  operation: "combine";
  shares: string[];
  passphrase: string;
  expected?: { secret: string };
  result?: "invalid";
  kind?: string;
}
interface Split extends Common {
  operation: "split";
  secret: string;
  passphrase: string;
  groups: string[];
  groupThreshold: number;
  iterationExponent: number;
  extendable: 0 | 1;
  random: string[];
  expected: string[][];
}
interface Read extends Common {
  operation: "read";
  typed: string;
  expected: string;
}

const path = new URL("../../vectors/slip39.json", import.meta.url);
const file: { format: string; subject: string; cases: (Combine | Split | Read)[] } = JSON.parse(
  Deno.readTextFileSync(path),
);

Deno.test("every case of vectors/slip39.json has its own name, and a source", () => {
  assert.equal(file.format, "kelid vectors v1");
  assert.equal(file.subject, "slip39");
  assert.equal(new Set(file.cases.map(({ name }) => name)).size, file.cases.length);
  assert.ok(file.cases.every(({ source }) => source.length > 0));
});

Deno.test("the cases that no publisher made are those of the second implementation", () => {
  const text = Deno.readTextFileSync(path);
  assert.equal(written(withOwnCases(JSON.parse(text))), text);
  const ours = file.cases.filter(({ source }) => !/^SatoshiLabs|^made by npm slip39/.test(source));
  assert.deepEqual(ours.map(({ name }) => name), ownCases().map(({ name }) => name));
});

for (const vector of file.cases) {
  Deno.test(`${vector.operation}: ${vector.name}`, async () => {
    if (vector.operation === "read") {
      assert.equal(shareToWords(shareFromWords(vector.typed)), vector.expected);
    } else if (vector.operation === "split") await checkSplit(vector);
    else await checkCombine(vector);
  });
}

async function checkCombine(vector: Combine): Promise<void> {
  const combined = combineShares(vector.shares, utf8(vector.passphrase));
  if (vector.result === "invalid") await assert.rejects(combined, { kind: vector.kind });
  else assert.equal(hex(await combined), vector.expected?.secret);
}

async function checkSplit(vector: Split): Promise<void> {
  const groups = vector.groups.map((group) => {
    const [threshold, count] = group.split("of").map(Number);
    return { threshold, count };
  });
  const random = [...vector.random];
  const shares = await splitIntoShares(
    unhex(vector.secret),
    {
      groups,
      groupThreshold: vector.groupThreshold,
      iterationExponent: vector.iterationExponent,
      extendable: vector.extendable === 1,
    },
    (length) => {
      const bytes = unhex(random.shift() ?? "");
      assert.equal(bytes.length, length);
      return bytes;
    },
    utf8(vector.passphrase),
  );
  assert.deepEqual(random, [], "all was drawn");
  assert.deepEqual(shares.map((group) => group.map(shareToWords)), vector.expected);
  const enough = vector.expected.slice(-vector.groupThreshold)
    .flatMap((group, i) => group.slice(-groups.slice(-vector.groupThreshold)[i].threshold));
  assert.equal(hex(await combineShares(enough, utf8(vector.passphrase))), vector.secret);
  assert.deepEqual(Slip39.recoverSecret(enough, vector.passphrase), [...unhex(vector.secret)]);
}
