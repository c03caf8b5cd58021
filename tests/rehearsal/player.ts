/**
 * A worker of `players.ts`.
 *
 * @module
 */
import { playHere, type Series } from "./series.ts";

const scope = self as unknown as {
  onmessage: (event: MessageEvent<Series>) => void;
  postMessage(message: unknown): void;
};

scope.onmessage = async ({ data }) => scope.postMessage(await playHere(data));
