/**
 * Playing on all processors: each worker plays its part of a series.
 *
 * @module
 */
import type { Played, Series } from "./series.ts";

/** Plays games side by side. */
export async function playInWorkers(series: Series): Promise<Played[]> {
  const workers = Math.min(navigator.hardwareConcurrency, series.games);
  const parts = Array.from({ length: workers }, (_, i) => {
    return Math.floor((series.games + i) / workers);
  });
  return (await Promise.all(parts.map((games) => playPart({ ...series, games })))).flat();
}

function playPart(series: Series): Promise<Played[]> {
  const worker = new Worker(new URL("./player.ts", import.meta.url), { type: "module" });
  return new Promise<Played[]>((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    worker.postMessage(series);
  }).finally(() => worker.terminate());
}
