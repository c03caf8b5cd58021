/**
 * `deno task rehearsal`: the coercion rehearsal, first with the program itself, then as many games
 * whose truth a classifier tries to guess. `--games N` sets how many; the task `rehearsal:nightly`
 * plays enough for 50 +- 2 %. It ends with an exit code of 1 if the coercer learns anything.
 *
 * @module
 */
import { margin } from "./chance.ts";
import { find, judge } from "./checks.ts";
import { LEAKS } from "./leaks.ts";
import { playInWorkers } from "./players.ts";
import { rehearse } from "./story.ts";

/** Games with a fault, to begin with. */
const LEAKY = 32;

const at = Deno.args.indexOf("--games");
const games = at < 0 ? 400 : Number(Deno.args[at + 1]);
let failed = false;

const percent = (part: number) => `${(100 * part).toFixed(1)} %`;

console.log("The program, watched in two worlds");
await rehearse((line) => console.log(`  ${line}`));

console.log(
  `\n${games} games, half with one passphrase given up and half with two; each guessed once, by a` +
    " logistic regression\nthat was trained on the other games of its half",
);
for (const { question, rounds, learnt } of await judge(playInWorkers, games)) {
  failed ||= learnt;
  for (const { right, games } of rounds) {
    console.log(
      `  ${question.text} ${right} of ${games} guesses right: ${percent(right / games)}` +
        ` (chance: 50 +- ${percent(margin(games))})`,
    );
  }
  if (learnt) console.log("    BETTER THAN CHANCE, every time");
}

console.log("\nFaults planted, half with one passphrase given up and half with two");
for (const leak of Object.keys(LEAKS)) {
  const { verdict, power } = await find(playInWorkers, leak, LEAKY, games);
  failed ||= power < 0.99;
  console.log(
    `  ${leak}: ${verdict.right} of ${verdict.games} guesses right, seen in ${
      verdict.features[0]
    };` +
      ` ${games} games find it with at least ${percent(power)}`,
  );
}
if (failed) Deno.exit(1);
