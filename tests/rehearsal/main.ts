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
import { WITH_ONE, WITH_TWO } from "./series.ts";
import { rehearse } from "./story.ts";

/** Games with a fault, to begin with. */
const LEAKY = 40;

const at = Deno.args.indexOf("--games");
const games = at < 0 ? 400 : Number(Deno.args[at + 1]);
let failed = false;

const percent = (part: number) => `${(100 * part).toFixed(1)} %`;

console.log("The program, watched in two worlds");
await rehearse((line) => console.log(`  ${line}`));
for (const disclosed of [1, 2] as const) {
  console.log(
    `\n${games} games with ${
      disclosed === 1 ? "one passphrase" : "two passphrases"
    } given up, each` +
      " guessed once by a logistic regression that was trained on the other half",
  );
  const questions = disclosed === 1 ? WITH_ONE : WITH_TWO;
  for (
    const { question, rounds, learnt } of await judge(
      playInWorkers,
      { games, disclosed },
      questions,
    )
  ) {
    failed ||= learnt;
    for (const { right, games } of rounds) {
      console.log(
        `  ${question.text} ${right} of ${games} guesses right: ${percent(right / games)}` +
          ` (chance: 50 +- ${percent(margin(games))})`,
      );
    }
    if (learnt) console.log("    BETTER THAN CHANCE, every time");
  }
  for (const leak of Object.keys(LEAKS)) {
    const { verdict, power } = await find(playInWorkers, { games: LEAKY, disclosed, leak }, games);
    failed ||= power < 0.99;
    console.log(
      `  With ${leak} planted: ${verdict.right} of ${verdict.games} right, seen in` +
        ` ${verdict.features[0]}; ${games} games find it with ${percent(power)} at least`,
    );
  }
}
if (failed) Deno.exit(1);
