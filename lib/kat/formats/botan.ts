/**
 * Botan's slh_dsa.vec: key pairs and the hashes of signatures, for all parameter sets of FIPS 205.
 *
 * @module
 */
import { type Format, type Item, item, notRun } from "./format.ts";

/** Botan's blocks of `name = hexadecimal`, separated by empty lines. */
export const botanSlhDsa: Format = {
  name: "Botan SLH-DSA",
  recognises: ({ text }) => /^SphincsParameterSet = SLH-DSA-/m.test(text),
  read({ text }) {
    const blocks = text.replace(/^#.*\n/gm, "").split(/\n\s*\n/).filter((block) => block.trim());
    return blocks.flatMap((block, i): Item[] => {
      const place = `case ${i + 1}`;
      const members = new Map(
        block.trim().split("\n").map((line) => {
          const match = /^(\w+) = (\S*)$/.exec(line);
          if (!match) throw new SyntaxError(`${place}: a line is not "name = value"`);
          return [match[1], match[2]];
        }),
      );
      const of = (name: string): string => {
        const value = members.get(name);
        if (value === undefined) throw new SyntaxError(`${place}: ${name} is missing`);
        if (name !== "SphincsParameterSet" && !/^(?:[0-9A-F]{2})*$/.test(value)) {
          throw new SyntaxError(`${place}: ${name} is not hexadecimal`);
        }
        return value.toLowerCase();
      };
      const subject = of("SphincsParameterSet");
      const publisher = `Botan, slh_dsa.vec, ${members.get("SphincsParameterSet")}`;
      const hashed = subject.includes("-sha2-") ? "sha256" : "sha3_256";
      return [
        item(publisher, place, subject, {
          operation: "keyGen",
          // The file's seed is that of the generator which SK.seed, SK.prf and PK.seed came from.
          seed: of("sk").slice(0, of("sk").length * 3 / 4),
          expected: { publicKey: of("pk"), secretKey: of("sk") },
        }, "key"),
        item(publisher, place, subject, {
          operation: "sign",
          slow: true,
          secretKey: of("sk"),
          message: of("msg"),
          expected: { [hashed]: of("HashSigDet") },
        }, "deterministic signature"),
        notRun(place, subject, "the file does not give the randomness of its hedged signature"),
      ];
    });
  },
};
