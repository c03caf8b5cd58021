/**
 * Many games, and what the coercer's classifier makes of them. Every game is guessed once, by a
 * classifier that was trained on the other half and has not seen it.
 *
 * @module
 */
import { Classifier } from "./classifier.ts";
import { atLeast, lowest, suspicious } from "./chance.ts";
import { type Features, featuresOf } from "./features.ts";
import { play, type Truth } from "./game.ts";
import { HONEST, LEAKS } from "./leaks.ts";

/** A game as the classifier is given it, and the truth. */
export interface Played {
  readonly disclosed: 1 | 2;
  readonly truth: Truth;
  readonly features: Features;
}

/** What to play. */
export interface Series {
  readonly games: number;
  /** How many passphrases the coercer has. */
  readonly disclosed: 1 | 2;
  /** Which of {@linkcode LEAKS} the program has. */
  readonly leak?: string;
}

/** What the coercer wants to know, and of which games it can be asked. */
export interface Question {
  readonly text: string;
  readonly truth: (truth: Truth) => boolean;
  readonly asked: (truth: Truth, disclosed: 1 | 2) => boolean;
}

const always = () => true;

/** The question that every fault answers. */
export const ANYTHING_ELSE: Question = {
  text: "Is there anything else?",
  truth: ({ hidden }) => hidden,
  asked: always,
};

/** All questions. With two passphrases the duress one is among them, so both uses destroy. */
export const QUESTIONS: readonly Question[] = [
  ANYTHING_ELSE,
  {
    text: "Is the first passphrase the duress one?",
    truth: ({ duressFirst }) => duressFirst,
    asked: always,
  },
  {
    text: "Did its use raise an alarm?",
    truth: ({ alarmFirst }) => alarmFirst,
    asked: always,
  },
  {
    text: "Did the use of the duress one destroy something?",
    truth: ({ hidden }) => hidden,
    asked: ({ duressFirst }, disclosed) => disclosed === 2 || duressFirst,
  },
];

/** Plays games one after another. */
export async function playHere({ games, disclosed, leak }: Series): Promise<Played[]> {
  const played: Played[] = [];
  while (played.length < games) {
    const game = await play(disclosed, leak === undefined ? HONEST : LEAKS[leak]);
    played.push({ disclosed, truth: game.truth, features: featuresOf(game) });
  }
  return played;
}

/** What came of a question. */
export interface Verdict {
  /** Games that were guessed. */
  readonly games: number;
  readonly right: number;
  /** What the classifiers looked at first. */
  readonly features: readonly string[];
}

/** Lets the coercer guess. */
export function guess(played: readonly Played[], { truth, asked }: Question): Verdict {
  const games = played.filter((game) => asked(game.truth, game.disclosed));
  const half = games.length >> 1;
  const halves = [games.slice(0, half), games.slice(half)];
  let right = 0;
  const features: string[] = [];
  for (const [i, tested] of halves.entries()) {
    const known = halves[1 - i];
    const labels = known.map((game) => truth(game.truth));
    const classifier = new Classifier(known.map((game) => game.features), labels);
    const guesses = classifier.guess(tested.map((game) => game.features));
    right += tested.filter((game, j) => guesses[j] === truth(game.truth)).length;
    features.push(...classifier.features.slice(0, 3));
  }
  return { games: games.length, right, features: [...new Set(features)] };
}

/** Whether the guesses are better than chance. */
export function betterThanChance({ games, right }: Verdict): boolean {
  return right >= suspicious(games);
}

/**
 * With which probability a series of so many games finds a fault that was seen in a shorter one:
 * from the lowest rate of right guesses that the shorter one leaves room for, at 99 %.
 *
 * @param looks how often this is asked at most while games are added
 */
export function power({ games, right }: Verdict, series: number, looks: number): number {
  return atLeast(suspicious(series), series, lowest(right, games, 0.01 / looks));
}
