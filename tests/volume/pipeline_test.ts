import assert from "node:assert/strict";
import { inOrder } from "../../lib/volume/pipeline.ts";

Deno.test("a failure waits for its turn behind what takes longer, and is told then", async () => {
  const given: number[] = [];
  const take = async () => {
    const work = async (item: number) => {
      if (item === 3) throw new Error("unreadable");
      await new Promise((done) => setTimeout(done, 20));
      return item;
    };
    for await (const result of inOrder([0, 1, 2, 3, 4], work)) given.push(result);
  };
  // An unhandled rejection would fail this file as a whole, as it ends a program.
  await assert.rejects(take, { message: "unreadable" });
  assert.deepEqual(given, [0, 1, 2]);
});
