/**
 * SLIP-0039 for known answers, by the program's own code.
 *
 * @module
 */
import { unhex, utf8 } from "../../bytes.ts";
import type { RandomSource } from "../../random.ts";
import { combineShares } from "../../slip39/combine.ts";
import { shareFromWords, shareToWords } from "../../slip39/share.ts";
import { splitIntoShares } from "../../slip39/split.ts";
import { WORDS } from "../../slip39/wordlist.ts";
import { BrokenCase, type Operations } from "../case.ts";

/** Random bytes in the order in which they are asked for. */
function scripted(pieces: readonly string[]): RandomSource {
  const rest = [...pieces];
  return (length) => {
    const bytes = unhex(rest.shift() ?? "");
    if (bytes.length !== length) throw new BrokenCase(`the input random lacks ${length} bytes`);
    return bytes;
  };
}

/** "2of3" as a group. */
function group(text: string): { threshold: number; count: number } {
  const [threshold, count] = text.split("of").map(Number);
  return { threshold, count };
}

/** BIP-32 takes longer to load than all the rest, and the start-up self-test does not need it. */
const bip32 = (): Promise<typeof import("./root_key.ts")> =>
  import(import.meta.resolve("./root_key.ts"));

/**
 * `combine`: the secret of shares and a passphrase, and its BIP-32 root key. `secret`: the secret
 * alone. `split`: the shares of a secret by group. `read`: a share as typed. `words`: the list.
 */
export const kelidOperations: Operations = {
  async combine(i) {
    const secret = await combineShares(i.texts("shares"), utf8(i.text("passphrase")));
    return { secret, xprv: (await bip32()).rootKey(secret) };
  },
  secret: (i) => combineShares(i.texts("shares"), utf8(i.text("passphrase"))),
  async split(i) {
    const scheme = {
      groups: i.texts("groups").map(group),
      groupThreshold: i.number("groupThreshold"),
      iterationExponent: i.number("iterationExponent"),
      extendable: i.number("extendable") === 1,
    };
    const random = scripted(i.texts("random"));
    const passphrase = utf8(i.text("passphrase"));
    const shares = await splitIntoShares(i.bytes("secret"), scheme, random, passphrase);
    return shares.map((members) => members.map(shareToWords));
  },
  read: (i) => shareToWords(shareFromWords(i.text("typed"))),
  words: () => utf8(WORDS.map((word) => `${word}\n`).join("")),
};
