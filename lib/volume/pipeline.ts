/**
 * Work on many blocks at once: enough under way to keep other threads busy, few enough for memory to
 * stay flat.
 *
 * @module
 */

/** Most blocks of a run. */
export const RUN_BLOCKS = 16;

/** Runs under way at a time. */
export const IN_FLIGHT = 6;

/**
 * A promise that is awaited later: should it fail before, that must not end the program on its own.
 */
export function later<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => {});
  return promise;
}

/**
 * The results of `work` on every item, in their order.
 *
 * @param inFlight fewer than {@linkcode IN_FLIGHT} where an item takes several times its own memory
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<Result>,
  inFlight = IN_FLIGHT,
): AsyncGenerator<Result> {
  const waiting: Promise<Result>[] = [];
  for (const item of items) {
    waiting.push(later(work(item)));
    if (waiting.length >= inFlight) yield await waiting.shift()!;
  }
  while (waiting.length > 0) yield await waiting.shift()!;
}
