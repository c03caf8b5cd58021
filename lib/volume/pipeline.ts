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

/** The results of `work` on every item, in their order. */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const waiting: Promise<Result>[] = [];
  for (const item of items) {
    waiting.push(work(item));
    if (waiting.length >= IN_FLIGHT) yield await waiting.shift()!;
  }
  while (waiting.length > 0) yield await waiting.shift()!;
}
