/**
 * What the tests and the task ask of a series: that the coercer does no better than a coin, and that
 * planted faults are found.
 *
 * By chance alone a coin goes beyond the margin once in forty times. So what does is played again with
 * new games, twice at the most: a fault shows each time, chance three times running once in 60,000.
 *
 * @module
 */
import {
  ANYTHING_ELSE,
  betterThanChance,
  guess,
  type Played,
  power,
  type Question,
  QUESTIONS,
  type Series,
  type Verdict,
} from "./series.ts";

/** How games are played: here, or in workers. */
export type Player = (series: Series) => Promise<Played[]>;

/** How often a series is played before what it says is believed. */
const ROUNDS = 3;

/** How often games with a fault are added before it counts as not found. */
const ADDITIONS = 6;

/** What came of a question, in every round that was played. */
export interface Judgement {
  readonly question: Question;
  readonly rounds: readonly Verdict[];
  /** Whether the coercer did better than chance in all of them. */
  readonly learnt: boolean;
}

/**
 * Asks all questions of so many games, half of them with one passphrase given up and half with two.
 * Each half has classifiers of its own; what they guess is counted together.
 */
export async function judge(player: Player, games: number): Promise<Judgement[]> {
  const rounds = new Map(QUESTIONS.map((question) => [question, [] as Verdict[]]));
  let open = QUESTIONS;
  for (let round = 0; round < ROUNDS && open.length > 0; round++) {
    const half = Math.ceil(games / 2);
    const one = await player({ games: half, disclosed: 1 });
    const two = await player({ games: half, disclosed: 2 });
    for (const question of open) {
      rounds.get(question)!.push(together(guess(one, question), guess(two, question)));
    }
    open = open.filter((question) => betterThanChance(rounds.get(question)!.at(-1)!));
  }
  return QUESTIONS.map((question) => {
    return { question, rounds: rounds.get(question)!, learnt: open.includes(question) };
  });
}

function together(one: Verdict, two: Verdict): Verdict {
  return {
    games: one.games + two.games,
    right: one.right + two.right,
    features: [...one.features, ...two.features],
  };
}

/** What a planted fault came to. */
export interface Finding {
  readonly verdict: Verdict;
  /** With which probability a whole series finds it. */
  readonly power: number;
}

/**
 * Plays games with a fault until they are enough to say that a whole series finds it: with one
 * passphrase and with two in turn, so that every classifier learns from both.
 *
 * @param games how many to play at a time
 * @param whole how many games the series has
 */
export async function find(
  player: Player,
  leak: string,
  games: number,
  whole: number,
): Promise<Finding> {
  const played: Played[] = [];
  for (let round = 1;; round++) {
    const half = Math.ceil(games / 2);
    const one = await player({ games: half, disclosed: 1, leak });
    const two = await player({ games: half, disclosed: 2, leak });
    for (const [i, game] of one.entries()) played.push(game, two[i]);
    const verdict = guess(played, ANYTHING_ELSE);
    const found = power(verdict, whole, ADDITIONS);
    if (found >= 0.99 || round === ADDITIONS) return { verdict, power: found };
  }
}
