/**
 * The other end of `volume_threads.ts`: seals and opens runs of blocks until it is ended.
 *
 * @module
 */
import { wipe } from "../lib/bytes.ts";
import { systemRandom } from "../lib/random.ts";
import { openHere, sealHere } from "../lib/volume/block.ts";
import type { BlockJob, BlockReply } from "./volume_threads.ts";

const scope = self as unknown as {
  onmessage: (event: MessageEvent<BlockJob>) => void;
  postMessage(message: BlockReply | "ready", transfer?: Transferable[]): void;
};

scope.onmessage = ({ data }) => {
  const { number, kind, key, run, bytes, blockBytes } = data;
  if (kind === "seal") {
    const blocks = sealHere(key, run, bytes, systemRandom);
    scope.postMessage({ number, bytes: blocks, damaged: [] }, [blocks.buffer]);
  } else {
    const { plaintext, damaged } = openHere(key, run, bytes, blockBytes);
    scope.postMessage({ number, bytes: plaintext, damaged }, [plaintext.buffer]);
  }
  wipe(key);
};

scope.postMessage("ready");
