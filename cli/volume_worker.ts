/**
 * The other end of `volume_threads.ts`: seals and opens runs of blocks until it is ended.
 *
 * @module
 */
import { wipe } from "../lib/bytes.ts";
import { release } from "../lib/pieces.ts";
import { systemRandom } from "../lib/random.ts";
import { openRun, sealRun } from "../lib/volume/block.ts";
import type { BlockJob, BlockReply } from "./volume_threads.ts";

const scope = self as unknown as {
  onmessage: (event: MessageEvent<BlockJob>) => void;
  postMessage(message: BlockReply | "ready", transfer?: Transferable[]): void;
};

scope.onmessage = ({ data }) => {
  const { number, kind, key, run, bytes, blockBytes } = data;
  if (kind === "seal") {
    const blocks = sealRun(key, run, bytes, systemRandom);
    scope.postMessage({ number, bytes: blocks, damaged: [] }, [blocks.buffer]);
  } else {
    const { plaintext, damaged } = openRun(key, run, bytes, blockBytes);
    scope.postMessage({ number, bytes: plaintext, damaged }, [plaintext.buffer]);
  }
  release(bytes);
  wipe(key);
};

scope.postMessage("ready");
