import assert from "node:assert/strict";
import { find } from "./checks.ts";
import { LEAKS } from "./leaks.ts";
import { playHere } from "./series.ts";

/** Games of the rehearsal in which a fault must be found. */
const GAMES = 400;
/** Games with a fault that are played at a time: few show most faults. */
const LEAKY = 16;

for (const leak of Object.keys(LEAKS)) {
  Deno.test(`${leak} that is planted is found with a power of at least 99 %`, async () => {
    const { verdict, power } = await find(playHere, leak, LEAKY, GAMES);
    assert.ok(power >= 0.99, `${verdict.right} of ${verdict.games} by ${verdict.features}`);
  });
}
