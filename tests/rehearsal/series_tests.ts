/**
 * The tests of a series, for one and for two passphrases: two files, so that they run side by side.
 *
 * @module
 */
import assert from "node:assert/strict";
import { find, judge } from "./checks.ts";
import { LEAKS } from "./leaks.ts";
import { playHere, WITH_ONE, WITH_TWO } from "./series.ts";

/** Enough for 50 +- 5 %. */
const GAMES = 400;
/** Games with a fault, to begin with. */
const LEAKY = 40;

/** Registers the tests. */
export function testSeries(disclosed: 1 | 2): void {
  const given = disclosed === 1 ? "one passphrase" : "two passphrases";

  Deno.test(`with ${given} a classifier does no better than chance at any question`, async () => {
    const questions = disclosed === 1 ? WITH_ONE : WITH_TWO;
    for (
      const { question, rounds, learnt } of await judge(
        playHere,
        { games: GAMES, disclosed },
        questions,
      )
    ) {
      const said = rounds.map(({ right, games, features }) =>
        `${right} of ${games} by ${features}`
      );
      assert.ok(!learnt, `${question.text} ${said.join("; then ")}`);
    }
  });

  for (const leak of Object.keys(LEAKS)) {
    Deno.test(`with ${given} ${leak} is found with a power of at least 99 %`, async () => {
      const { verdict, power } = await find(playHere, { games: LEAKY, disclosed, leak }, GAMES);
      assert.ok(power >= 0.99, `${verdict.right} of ${verdict.games} by ${verdict.features}`);
    });
  }
}
