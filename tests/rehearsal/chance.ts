/**
 * How often a coin would do as well: exact binomial tails.
 *
 * @module
 */

/** The probability of at least `right` in `games`, each with probability p. */
export function atLeast(right: number, games: number, p: number): number {
  let logarithm = games * Math.log1p(-p);
  let tail = right <= 0 ? Math.exp(logarithm) : 0;
  for (let k = 1; k <= games; k++) {
    logarithm += Math.log((games - k + 1) / k) + Math.log(p) - Math.log1p(-p);
    if (k >= right) tail += Math.exp(logarithm);
  }
  return Math.min(1, tail);
}

/** The lowest probability at which so many right guesses are not too surprising (Clopper-Pearson). */
export function lowest(right: number, games: number, surprise: number): number {
  let low = 0, high = 1;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (atLeast(right, games, middle) < surprise) low = middle;
    else high = middle;
  }
  return low;
}

/** Half of the 95 % interval about one half, for so many games. */
export function margin(games: number): number {
  return 0.98 / Math.sqrt(games);
}

/** The fewest right guesses that are better than chance: beyond the margin. */
export function suspicious(games: number): number {
  return Math.floor(games * (0.5 + margin(games))) + 1;
}
