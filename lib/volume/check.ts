/**
 * Reading everything in a region, to say what is damaged.
 *
 * @module
 */
import { inOrder } from "./pipeline.ts";
import { fileRuns, type Region } from "./region.ts";
import type { Progress } from "./region_io.ts";
import { walk } from "./tree.ts";

/** A file that cannot be read whole. */
export interface DamagedFile {
  /** The names that lead to it from the root. */
  readonly path: readonly string[];
  /** Damaged bytes of the file: first, and first after them. */
  readonly ranges: readonly (readonly [from: number, to: number])[];
}

/** What reading everything has shown. */
export interface CheckResult {
  /** Files that there are. */
  readonly files: number;
  /** Folders that there are, without the first. */
  readonly folders: number;
  /** Blocks of files that were read. */
  readonly blocks: number;
  /** Files of which something cannot be read. */
  readonly damaged: readonly DamagedFile[];
  /** A change was interrupted: nothing is lost, and the next one cleans up. */
  readonly interrupted: boolean;
  /**
   * One of the two copies of head and table is not whole, by damage or by a crash: the next change
   * writes it again.
   */
  readonly copyDamaged: boolean;
}

/** Reads every block of every file and both copies of head and table. Writes nothing. */
export async function checkRegion(region: Region, onProgress?: Progress): Promise<CheckResult> {
  const { payloadBytes } = region.layout;
  const damaged: DamagedFile[] = [];
  let files = 0, folders = -1, blocks = 0;
  for (const { path, node } of walk(region.root)) {
    if (node.kind === "folder") {
      folders++;
      continue;
    }
    files++;
    const ranges: [number, number][] = [];
    let first = 0;
    for await (const opened of inOrder(fileRuns(node), (run) => region.openFileRun(run))) {
      const { plaintext, damaged: broken } = opened;
      for (const i of broken) {
        const from = (first + i) * payloadBytes;
        const to = Math.min(from + payloadBytes, node.size);
        const last = ranges.at(-1);
        if (last?.[1] === from) last[1] = to;
        else ranges.push([from, to]);
      }
      const count = plaintext.length / payloadBytes;
      plaintext.fill(0);
      region.io.giveBack(plaintext);
      first += count;
      blocks += count;
      onProgress?.(count * payloadBytes);
    }
    if (ranges.length > 0) damaged.push({ path, ranges });
  }
  const copyDamaged = region.settled && !await region.otherHalfWhole();
  return { files, folders, blocks, damaged, interrupted: !region.settled, copyDamaged };
}
