import assert from "node:assert/strict";
import { atLeast, lowest, margin, suspicious } from "./chance.ts";
import { judge } from "./checks.ts";
import { Classifier } from "./classifier.ts";
import type { Features } from "./features.ts";
import { playInWorkers } from "./players.ts";
import { rehearse } from "./story.ts";

/** Enough for 50 +- 5 %. */
const GAMES = 400;

Deno.test("a coercer with both passphrases finds no evidence, and the watchers see the alarm", async () => {
  const lines: string[] = [];
  await rehearse((line) => lines.push(line));
  assert.equal(lines.filter((line) => /evidence: none$/.test(line)).length, 4);
  assert.equal(lines.filter((line) => /: alarm, 3 alarms,/.test(line)).length, 2);
});

Deno.test("binomial tails are those of tables", () => {
  // Sums and roots done by hand.
  assert.ok(Math.abs(atLeast(0, 10, 0.3) - 1) < 1e-12);
  assert.ok(Math.abs(atLeast(2, 2, 0.25) - 0.0625) < 1e-12);
  assert.ok(Math.abs(atLeast(1, 3, 0.5) - 0.875) < 1e-12);
  assert.ok(Math.abs(atLeast(2, 3, 0.5) - 0.5) < 1e-12);
  assert.ok(Math.abs(lowest(10, 10, 0.01) - 0.01 ** 0.1) < 1e-9);
  assert.ok(margin(GAMES) <= 0.05 && margin(2401) <= 0.02);
  assert.equal(suspicious(400), 220);
});

/** A game of noise, with one feature that tells the truth as clearly as it is asked to. */
function noise(label: boolean, telling: number): Features {
  const named = new Map<string, number>();
  for (let i = 0; i < 200; i++) named.set(`noise ${i}`, Math.random());
  named.set("telling", Math.random() + (label ? telling : 0));
  named.set("scattered", (Math.random() - 0.5) * (label ? 1 + 4 * telling : 1));
  return { named, counts: new Uint8Array(0) };
}

Deno.test("the classifier finds a telling mean and a telling scatter, and nothing in noise", () => {
  const labels = Array.from({ length: 200 }, (_, i) => i % 2 === 0);
  const learn = (telling: number) => {
    const games = labels.map((label) => noise(label, telling));
    const classifier = new Classifier(games, labels);
    const others = labels.map((label) => noise(label, telling));
    const right = classifier.guess(others).filter((one, i) => one === labels[i]).length;
    return { right, features: classifier.features };
  };
  const found = learn(2);
  assert.ok(found.right > 190, `${found.right} of 200`);
  assert.ok(found.features.some((name) => /^(telling|scatter of scattered)$/.test(name)));
  // Five standard deviations: fails by chance once in millions of runs.
  const { right } = learn(0);
  assert.ok(right < 136, `${right} of 200 in noise`);
});

Deno.test("a classifier does no better than chance at any question", async () => {
  for (const { question, rounds, learnt } of await judge(playInWorkers, GAMES)) {
    const said = rounds.map(({ right, games, features }) => `${right} of ${games} by ${features}`);
    assert.ok(!learnt, `${question.text} ${said.join("; then ")}`);
  }
});
