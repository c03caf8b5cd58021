/**
 * The coercer's classifier. From some games of which he knows the truth he learns to guess it in
 * others: of all features he keeps those whose mean, or whose scatter, differs most between the two
 * kinds of games (Welch's statistic), and fits a logistic regression to them.
 *
 * @module
 */
import LogisticRegression from "ml-logistic-regression";
import { Matrix } from "ml-matrix";
import { countName, type Features } from "./features.ts";

/** How many features the model sees at the most. */
const KEPT = 24;
/** How telling they are beside the best: noise of thousands of others must not drown what is found. */
const BESIDE_BEST = 1 / 4;
const STEPS = 300;

/** One column: a feature, or the square of its distance from its mean. */
interface Column {
  readonly at: number;
  readonly squared: boolean;
  readonly mean: number;
  /** Mean and standard deviation of the column itself. */
  readonly center: number;
  readonly scale: number;
}

/** Sums over the games of one kind, for every feature. */
class Sums {
  games = 0;
  readonly first: Float64Array;
  readonly second: Float64Array;
  constructor(size: number) {
    this.first = new Float64Array(size);
    this.second = new Float64Array(size);
  }
}

/** What a number is worth beside its scatter; differences without any are worth most. */
function score(a: Sums, b: Sums, at: number): number {
  const [one, other] = [a, b].map(({ games, first, second }) => {
    const mean = first[at] / games;
    return { mean, error: Math.max(0, second[at] / games - mean ** 2) / games };
  });
  const difference = (one.mean - other.mean) ** 2;
  return difference === 0 ? 0 : difference / (one.error + other.error + 1e-12);
}

/** A classifier that has been trained. */
export class Classifier {
  readonly #names: readonly string[];
  readonly #columns: readonly Column[];
  readonly #model: LogisticRegression;

  /** Learns from games of both kinds. */
  constructor(games: readonly Features[], labels: readonly boolean[]) {
    this.#names = [...new Set(games.flatMap(({ named }) => [...named.keys()]))];
    const rows = games.map((game) => this.#row(game));
    this.#columns = best(rows, labels);
    const inputs = new Matrix(rows.map((row) => this.#inputs(row)));
    const targets = Matrix.columnVector(labels.map(Number));
    this.#model = new LogisticRegression({ numSteps: STEPS, learningRate: 1 / games.length });
    this.#model.train(inputs, targets);
  }

  /** The guesses for other games. */
  guess(games: readonly Features[]): boolean[] {
    const inputs = new Matrix(games.map((game) => this.#inputs(this.#row(game))));
    return this.#model.predict(inputs).map((label: number) => label === 1);
  }

  /** What the model looks at, the most telling first. */
  get features(): string[] {
    return this.#columns.map(({ at, squared }) => {
      const name = at < this.#names.length ? this.#names[at] : countName(at - this.#names.length);
      return squared ? `scatter of ${name}` : name;
    });
  }

  #row({ named, counts }: Features): Float64Array {
    const row = new Float64Array(this.#names.length + counts.length);
    for (const [i, name] of this.#names.entries()) row[i] = named.get(name) ?? -1;
    row.set(counts, this.#names.length);
    return row;
  }

  #inputs(row: Float64Array): number[] {
    return [
      1,
      ...this.#columns.map((column) => (valueOf(row, column) - column.center) / column.scale),
    ];
  }
}

function valueOf(row: Float64Array, { at, squared, mean }: Column): number {
  return squared ? (row[at] - mean) ** 2 : row[at];
}

function best(rows: readonly Float64Array[], labels: readonly boolean[]): Column[] {
  const size = rows[0].length;
  const means = new Float64Array(size);
  for (const row of rows) for (let i = 0; i < size; i++) means[i] += row[i] / rows.length;
  const scored: { score: number; at: number; squared: boolean }[] = [];
  for (const squared of [false, true]) {
    const kinds = [new Sums(size), new Sums(size)];
    for (const [i, row] of rows.entries()) {
      const sums = kinds[Number(labels[i])];
      sums.games++;
      for (let at = 0; at < size; at++) {
        const value = squared ? (row[at] - means[at]) ** 2 : row[at];
        sums.first[at] += value;
        sums.second[at] += value * value;
      }
    }
    for (let at = 0; at < size; at++) {
      scored.push({ score: score(kinds[0], kinds[1], at), at, squared });
    }
  }
  scored.sort((a, b) => b.score - a.score);
  const enough = scored[0].score * BESIDE_BEST;
  return scored.slice(0, KEPT).filter(({ score }) => score >= enough).map(({ at, squared }) => {
    const column = { at, squared, mean: means[at], center: 0, scale: 1 };
    const values = rows.map((row) => valueOf(row, column));
    const center = values.reduce((sum, one) => sum + one, 0) / values.length;
    const variance = values.reduce((sum, one) => sum + (one - center) ** 2, 0) / values.length;
    return { ...column, center, scale: Math.sqrt(variance) || 1 };
  });
}
