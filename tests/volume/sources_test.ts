import assert from "node:assert/strict";
import { listSources } from "../../cli/volume_sources.ts";
import { done, shell } from "../cli/kelid.ts";

/** A file system in memory, which takes any number of seconds for a time. */
const MEMORY = "/dev/shm";

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

Deno.test({
  name: "a time that no date can be is none, and one that can is kept",
  ignore: !exists(MEMORY),
  async fn() {
    const folder = Deno.makeTempDirSync({ dir: MEMORY });
    try {
      for (const [seconds, time] of [["9223372036854"], ["-9223372036854"], ["1", 1_000]]) {
        done(await shell('mkdir -p "$1/d" && : > "$1/d/a"', folder));
        done(await shell('touch -d "@$2" "$1/d/a" "$1/d"', folder, String(seconds)));
        const times = listSources([`${folder}/d`]).map(({ info }) => info.time);
        assert.deepEqual(times, [time, time]);
      }
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});
