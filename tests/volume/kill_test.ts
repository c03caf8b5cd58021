/**
 * Real processes killed by SIGKILL at random moments, while they put, remove, move and renew.
 *
 * @module
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { equalBytes, utf8 } from "../../lib/bytes.ts";
import { type RandomSource, systemRandom, uniform } from "../../lib/random.ts";
import { blockOffset, headOffset } from "../../lib/volume/geometry.ts";
import type { Region } from "../../lib/volume/region.ts";
import { seeded } from "../seeded.ts";
import { LIGHT } from "../cli/kelid.ts";
import { GEOMETRY, INNER, openBytes, OUTER, Place } from "./boxes.ts";
import { contents, sample } from "./light.ts";

/** Volumes that are worked on at the same time, and how often each process on one is killed. */
const LANES = 3;
const KILLS = 75;

const SIZES = [0, 700, 5_000, 20_000];

/** Paths, folders with a slash, and hashes. */
type State = Record<string, string>;

/** A command of the prompt, and what it makes of a state. */
interface Step {
  readonly line: string;
  apply(state: State): State;
}

/** A command that can be done in a state. */
function anyStep(state: State, number: number, random: RandomSource): Step {
  const pick = <T>(list: readonly T[]) => list[uniform(list.length, random)];
  const top = Object.keys(state).filter((path) => !path.slice(0, -1).includes("/"));
  const kind = top.length === 0
    ? "put"
    : pick(["put", "put", "put folder", "rm", "rm", "mv", "mkdir"]);
  const under = (name: string) => (path: string) => path === name || path.startsWith(name);
  if (kind === "put") {
    const size = pick(SIZES);
    const [name] = [`file${number}`];
    return {
      line: `put size${size} ${name}`,
      apply: (from) => ({ ...from, [name]: HASHES[size] }),
    };
  }
  if (kind === "put folder") {
    const name = `folder${number}`;
    const files = Object.fromEntries(SIZES.map((size) => [`${name}/size${size}`, HASHES[size]]));
    return {
      line: `put sizes ${name}`,
      apply: (from) => ({ ...from, [`${name}/`]: "", ...files }),
    };
  }
  if (kind === "mkdir") {
    const name = `empty${number}`;
    return { line: `mkdir ${name}`, apply: (from) => ({ ...from, [`${name}/`]: "" }) };
  }
  const chosen = pick(top);
  if (kind === "rm") {
    const apply = (from: State) =>
      Object.fromEntries(Object.entries(from).filter(([path]) => !under(chosen)(path)));
    return { line: `rm -r ${chosen}`, apply };
  }
  const name = `moved${number}${chosen.endsWith("/") ? "/" : ""}`;
  const apply = (from: State) =>
    Object.fromEntries(
      Object.entries(from).map(([path, hash]) => [
        under(chosen)(path) ? name + path.slice(chosen.length) : path,
        hash,
      ]),
    );
  return { line: `mv ${chosen} moved${number}`, apply };
}

const content = (size: number) => sample(`size ${size}`, size);
const HASHES = Object.fromEntries(
  SIZES.map((size) => [size, createHash("sha256").update(content(size)).digest("hex")]),
);

const sorted = (state: State) => JSON.stringify(Object.entries(state).sort());

/** Bytes that do not belong to a region. */
function outside(bytes: Uint8Array, { io, layout }: Region): Uint8Array {
  const rest = bytes.slice();
  rest.fill(0, headOffset(GEOMETRY, io.region, 0), headOffset(GEOMETRY, io.region + 1, 0));
  rest.fill(0, blockOffset(layout, io.region, 0), blockOffset(layout, io.region + 1, 0));
  return rest;
}

/** Starts the program, kills it `delay` ms after it is ready, and gives what it printed. */
async function killed(
  place: Place,
  args: readonly string[],
  lines: readonly string[],
  ready: boolean,
  delay: number,
): Promise<string> {
  const [command, ...rest] = [...LIGHT, "volume", ...args, "--passphrase-fd", "0"];
  const child = new Deno.Command(command, {
    args: rest,
    cwd: place.path,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  writer.write(utf8(lines.map((line) => `${line}\n`).join(""))).then(() => writer.close()).catch(
    () => {},
  );
  let printed = "", timer = ready ? undefined : setTimeout(() => kill(), delay);
  const kill = () => {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
  };
  for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) {
    printed += piece;
    timer ??= setTimeout(kill, delay);
  }
  await child.status;
  clearTimeout(timer);
  return printed;
}

async function lane(number: number): Promise<{ during: number; renewing: number }> {
  const random = seeded(`lane ${number}`);
  using place = await Place.make([OUTER, INNER], 400_000);
  Deno.mkdirSync(place.at("sizes"));
  for (const size of SIZES) {
    place.write(`size${size}`, content(size));
    place.write(`sizes/size${size}`, content(size));
  }
  await place.run(["put", "size5000", "--volume", "box"], { answers: [INNER] });
  const inner = sorted((await place.held(INNER))!);
  let state: State = {}, names = 0, during = 0, renewing = 0;
  for (let round = 0; round < KILLS; round++) {
    const before = place.bytes();
    if (round % 5 === 4) {
      const answers = [OUTER, "y", INNER, "n", "y"];
      await killed(place, ["renew", "box"], answers, false, 150 + uniform(600, random));
      const found = (await place.held(OUTER))!;
      assert.equal(sorted(found), sorted(state), `round ${round}: renewing changed the files`);
      assert.equal(sorted((await place.held(INNER))!), inner);
      renewing += Number(!(await openBytes(place.bytes(), OUTER))!.settled);
      continue;
    }
    const steps: Step[] = [], states = [state], lines: string[] = [];
    for (let i = 0; i < 60; i++) {
      const step = anyStep(states[i], names++, random);
      steps.push(step);
      states.push(step.apply(states[i]));
      // What was done before is shown by the answer to pwd.
      lines.push(step.line, "pwd");
    }
    const printed = await killed(
      place,
      ["open", "box"],
      [OUTER, "pwd", ...lines],
      true,
      uniform(90, random),
    );
    const shown = printed.split("\n").filter((line) => line === "/").length - 1;
    const after = place.bytes();
    const region = (await openBytes(after, OUTER))!;
    const found = sorted(await contents(region));
    const expected = [states[shown], states[shown + 1] ?? states[shown]];
    const which = expected.findIndex((one) => sorted(one) === found);
    assert.ok(which >= 0, `round ${round}, ${shown} done, then ${steps[shown]?.line}: ${found}`);
    state = expected[which];
    assert.ok(equalBytes(outside(after, region), outside(before, region)), `round ${round}`);
    during += Number(!region.settled);
  }
  assert.equal(sorted((await place.held(INNER))!), inner);
  return { during, renewing };
}

Deno.test("processes killed at hundreds of random moments leave the last complete state", async () => {
  assert.ok(systemRandom(1).length === 1);
  const lanes = await Promise.all(Array.from({ length: LANES }, (_, i) => lane(i)));
  const during = lanes.reduce((sum, one) => sum + one.during, 0);
  const renewing = lanes.reduce((sum, one) => sum + one.renewing, 0);
  // If no change was ever interrupted, nothing was tested.
  assert.ok(during > 20, `${during} changes were interrupted`);
  assert.ok(renewing > 0, `${renewing} renewals were interrupted`);
  console.log({ during, renewing });
});
