/**
 * Makes the cases of vectors/slip39.json that neither SatoshiLabs nor npm's slip39 made, from the
 * second implementation beside this file, not from lib/; the others stay as they are:
 *
 *     deno run --allow-read --allow-write tests/slip39/vectors.ts
 *
 * A test compares the file with what this module makes, and lib/ with the file.
 *
 * @module
 */
import type { Case, VectorFile } from "../../lib/kat/case.ts";
import { WORDS } from "../../lib/slip39/wordlist.ts";
import { type NaiveShare, naiveSplit, naiveWords } from "./naive.ts";

const SOURCE = "tests/slip39/naive.ts";

/** `2of3` as a group. */
const group = (text: string) => {
  const [threshold, count] = text.split("of").map(Number);
  return { threshold, count };
};

interface Inputs {
  secret: string;
  passphrase: string;
  groups: string[];
  groupThreshold: number;
  iterationExponent: number;
  extendable: 0 | 1;
  random: string[];
}

function split(inputs: Inputs): NaiveShare[][] {
  const random = [...inputs.random];
  return naiveSplit({
    secret: Uint8Array.fromHex(inputs.secret),
    passphrase: inputs.passphrase,
    groupThreshold: inputs.groupThreshold,
    groups: inputs.groups.map(group),
    exponent: inputs.iterationExponent,
    extendable: inputs.extendable === 1,
  }, () => Uint8Array.fromHex(random.shift()!));
}

const wordsOf = (share: NaiveShare) => naiveWords(share, WORDS);

const THREE_OF_FIVE: Inputs = {
  secret: "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
  passphrase: "",
  groups: ["3of5"],
  groupThreshold: 1,
  iterationExponent: 1,
  extendable: 1,
  random: [
    "02d3",
    "0a582bf31db3c9413f03f7518dab2c4bd161c77639690afe617e809c",
    "87f02528da24c8f40cb9f1e5daba2d473c8b6871e7f86967064479073f409d7f",
  ],
};

const SPLITS: Record<string, Inputs> = {
  "3 of 5, 256 bits, as kelid splits without further choices": THREE_OF_FIVE,
  "2 of 3 groups, a secret of zeros, not extendable": {
    secret: "00".repeat(16),
    passphrase: "TREZOR",
    groups: ["1of1", "2of2", "3of3"],
    groupThreshold: 2,
    iterationExponent: 0,
    extendable: 0,
    random: [
      "e742",
      "22b55372e96511be2d1e48f9",
      "f78755c8e830addefeca5a32",
      "e6eedebb693684d5b6723fec",
      "1c62322ac060fe849449f5d7b73d5bea",
    ],
  },
  "One share, all bits set": {
    secret: "ff".repeat(16),
    passphrase: "",
    groups: ["1of1"],
    groupThreshold: 1,
    iterationExponent: 0,
    extendable: 1,
    random: ["f5c8"],
  },
};

/** A decimal number in Persian digits. */
const persian = (number: number) => `${number}`.replace(/\d/g, (d) => "۰۱۲۳۴۵۶۷۸۹"[Number(d)]);

/** Writes a share's words as people type them. */
const TYPED: Record<string, (words: string[]) => string> = {
  "Typed in capitals, with line breaks and spaces": (words) =>
    `  ${words.slice(0, 11).join("  ").toUpperCase()}\r\n` +
    `${words.slice(11, 22).join("\t")}\n\n${words.slice(22).join(" ")}\n`,
  "Typed by the first four letters of each word": (words) =>
    words.map((word) => word.slice(0, 4)).join(" "),
  "Typed from a card with its numbers": (words) =>
    words.map((word, i) => `${i + 1}. ${word}`).join("\n"),
  "Typed with Persian numbers, commas and invisible marks": (words) =>
    "\u200f" +
    words.map((word, i) => `${persian(i + 1)}) ${word.slice(0, 2)}\u200c${word.slice(2)}`)
      .join("، "),
};

/** The cases that the second implementation makes, in the order of the file. */
export function ownCases(): Case[] {
  const splits = Object.entries(SPLITS).map(([name, inputs]): Case => ({
    name,
    source: `${SOURCE}; npm slip39 0.1.9 combines these shares to the secret`,
    operation: "split",
    ...inputs,
    expected: split(inputs).map((members) => members.map(wordsOf)),
  }));

  const shares = split(THREE_OF_FIVE)[0];
  const [first, second, third, fourth] = shares.map(wordsOf);
  // The field of the group's place, with a checksum that fits.
  const head = shares[0].head.map((
    [bits, field],
    i,
  ): [number, number] => [bits, i === 3 ? 1 : field]);
  const faults: [name: string, kind: string, shares: string[]][] = [
    ["A share given twice, once in capitals", "duplicate", [first, second, first.toUpperCase()]],
    ["One share more than are needed", "too-many-members", [first, second, third, fourth]],
    ["A word that is not in the list", "word", [first.replace(/\w+$/, "bitcoin")]],
    ["A group beyond the number of groups", "group", [wordsOf({ ...shares[0], head })]],
  ];
  const refused = faults.map(([name, kind, shares]): Case => ({
    name,
    source: `${SOURCE}, from its 3 of 5 case`,
    operation: "combine",
    shares,
    passphrase: "",
    result: "invalid",
    kind,
  }));

  const typed = Object.entries(TYPED).map(([name, write]): Case => ({
    name,
    source: `${SOURCE}, the first share of its 3 of 5 case`,
    operation: "read",
    typed: write(first.split(" ")),
    expected: first,
  }));
  return [...splits, ...refused, ...typed];
}

/** The file with these cases after those that others made. */
export function withOwnCases(file: VectorFile): VectorFile {
  const own = ownCases();
  const others = file.cases.filter(({ name }) => !own.some((one) => one.name === name));
  return { ...file, cases: [...others, ...own] };
}

/** The text of the file. */
export const written = (file: VectorFile): string => JSON.stringify(file, null, 1) + "\n";

if (import.meta.main) {
  const path = new URL("../../vectors/slip39.json", import.meta.url);
  Deno.writeTextFileSync(path, written(withOwnCases(JSON.parse(Deno.readTextFileSync(path)))));
}
