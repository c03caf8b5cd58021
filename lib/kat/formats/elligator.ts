/**
 * elligator.org's vectors for Curve25519: blocks of lines of little-endian numbers in hexadecimal,
 * each ended by a colon. The three files differ in the number of lines of a block: two for scalar
 * multiplication, three for the direct map, four for the inverse map.
 *
 * Their representatives are the positive ones (below 2^254) without padding bits; an implementation
 * that fills the two top bits masks them before comparing.
 *
 * @module
 */
import { type Body, type Format, item } from "./format.ts";

const LINE = /^[0-9a-f]*:$/;

type Block = readonly string[];

const READERS: { readonly [lines: number]: (block: Block) => [name: string, body: Body] } = {
  2: ([scalar, u]) => ["scalar multiplication", { operation: "dirtyPoint", scalar, expected: u }],
  3: ([representative, u, v]) => [
    "direct map",
    { operation: "direct", representative, expected: { u, v } },
  ],
  4: ([u, sign, fails, representative]) => [
    "inverse map",
    {
      operation: "inverse",
      u,
      negative: Number.parseInt(sign, 16),
      ...(fails === "ff" ? { result: "invalid" } : { expected: representative }),
    },
  ],
};

/** The files elligator.org offers for Curve25519. */
export const elligator: Format = {
  name: "elligator.org",
  recognises: ({ text }) => /^[0-9a-f]{64}:\n(?:[0-9a-f]{64}|0[01]):\n/.test(text),
  read({ text }) {
    const blocks: string[][] = [[]];
    for (const [i, line] of text.split(/\r?\n/).entries()) {
      if (line === "") {
        if (blocks[blocks.length - 1].length > 0) blocks.push([]);
      } else if (LINE.test(line)) {
        blocks[blocks.length - 1].push(line.slice(0, -1));
      } else {
        throw new SyntaxError(`line ${i + 1}: hexadecimal digits and a colon are missing`);
      }
    }
    if (blocks[blocks.length - 1].length === 0) blocks.pop();
    const { length } = blocks[0];
    return blocks.map((block, i) => {
      const place = `case ${i + 1}`;
      if (block.length !== length || !(length in READERS)) {
        throw new SyntaxError(`${place}: it has ${block.length} lines where ${length} are due`);
      }
      const [name, body] = READERS[length](block);
      return item("elligator.org, curve25519", place, "elligator2", body, name);
    });
  },
};
