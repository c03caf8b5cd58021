/**
 * Real processes killed by SIGKILL at random moments, while they put, remove, move and renew.
 *
 * @module
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { equalBytes, utf8 } from "../../lib/bytes.ts";
import { type RandomSource, uniform } from "../../lib/random.ts";
import { blockOffset, headOffset } from "../../lib/volume/geometry.ts";
import type { Region } from "../../lib/volume/region.ts";
import { seeded } from "../seeded.ts";
import { LIGHT } from "../cli/kelid.ts";
import { GEOMETRY, INNER, openBytes, OUTER, Place } from "./boxes.ts";
import { contents, sample } from "./light.ts";

/** Volumes that are worked on at the same time, and how often a process on each is killed. */
const LANES = 3;
const KILLS = 75;

/** Which of these kills is one of a renewal: every third. */
const RENEWALS = 3;

/** How often each kind of change must have been interrupted; several times as often is usual. */
const FEWEST = 3;

const SIZES = [0, 700, 5_000, 20_000];

/** Paths, folders with a slash, and hashes. */
type State = Record<string, string>;

/** What is counted of interruptions. */
type Kind = "put" | "remove" | "move" | "renew";

/** A command of the prompt, and what it makes of a state. */
interface Step {
  readonly kind: Kind | "mkdir";
  readonly line: string;
  apply(state: State): State;
}

/** A command that can be done in a state. */
function anyStep(state: State, number: number, random: RandomSource): Step {
  const pick = <T>(list: readonly T[]) => list[uniform(list.length, random)];
  const top = Object.keys(state).filter((path) => !path.slice(0, -1).includes("/"));
  const kind = top.length === 0
    ? "put"
    : pick(["put", "put folder", "rm", "rm", "rm", "mv", "mv", "mv", "mkdir"]);
  const under = (name: string) => (path: string) =>
    path === name || (name.endsWith("/") && path.startsWith(name));
  if (kind === "put") {
    const size = pick(SIZES);
    const [name] = [`file${number}`];
    return {
      kind: "put",
      line: `put size${size} ${name}`,
      apply: (from) => ({ ...from, [name]: HASHES[size] }),
    };
  }
  if (kind === "put folder") {
    const name = `folder${number}`;
    const files = Object.fromEntries(SIZES.map((size) => [`${name}/size${size}`, HASHES[size]]));
    return {
      kind: "put",
      line: `put sizes ${name}`,
      apply: (from) => ({ ...from, [`${name}/`]: "", ...files }),
    };
  }
  if (kind === "mkdir") {
    const name = `empty${number}`;
    return {
      kind: "mkdir",
      line: `mkdir ${name}`,
      apply: (from) => ({ ...from, [`${name}/`]: "" }),
    };
  }
  const chosen = pick(top);
  if (kind === "rm") {
    const apply = (from: State) =>
      Object.fromEntries(Object.entries(from).filter(([path]) => !under(chosen)(path)));
    return { kind: "remove", line: `rm -r ${chosen}`, apply };
  }
  const name = `moved${number}${chosen.endsWith("/") ? "/" : ""}`;
  const apply = (from: State) =>
    Object.fromEntries(
      Object.entries(from).map(([path, hash]) => [
        under(chosen)(path) ? name + path.slice(chosen.length) : path,
        hash,
      ]),
    );
  return { kind: "move", line: `mv ${chosen} moved${number}`, apply };
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

/** A process that was started to be killed. */
interface Killed {
  readonly printed: string;
  /** Whether it was, and had not ended by itself. */
  readonly killed: boolean;
  /** Milliseconds from the moment at which the wait began to its end. */
  readonly lasted: number;
}

/** Calls once when the first bytes of a volume change: a renewal begins with them. */
function onChange(path: string, call: () => void): () => void {
  const first = () => {
    using file = Deno.openSync(path);
    const bytes = new Uint8Array(64);
    file.readSync(bytes);
    return bytes;
  };
  const before = first();
  const timer = setInterval(() => {
    if (equalBytes(first(), before)) return;
    clearInterval(timer);
    call();
  }, 1);
  return () => clearInterval(timer);
}

/** Starts the program and kills it `delay` ms after its first output or change to the volume. */
async function killed(
  place: Place,
  args: readonly string[],
  lines: readonly string[],
  after: "output" | "change",
  delay: number | undefined,
): Promise<Killed> {
  const [command, ...rest] = [...LIGHT, "volume", ...args, "--passphrase-fd", "0"];
  let timer: ReturnType<typeof setTimeout> | undefined, begun: number | undefined;
  const begin = () => {
    if (begun !== undefined) return;
    begun = performance.now();
    if (delay !== undefined) timer = setTimeout(kill, delay);
  };
  const kill = () => {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
  };
  const stop = after === "change" ? onChange(place.box, begin) : () => {};
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
  let printed = "";
  for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) {
    printed += piece;
    if (after === "output") begin();
  }
  const { signal } = await child.status;
  const lasted = performance.now() - (begun ?? NaN);
  clearTimeout(timer);
  stop();
  return { printed, killed: signal === "SIGKILL", lasted };
}

type Counts = Record<Kind, number>;

async function lane(number: number): Promise<Counts> {
  const random = seeded(`lane ${number}`);
  using place = await Place.make([OUTER, INNER], 400_000);
  Deno.mkdirSync(place.at("sizes"));
  for (const size of SIZES) {
    place.write(`size${size}`, content(size));
    place.write(`sizes/size${size}`, content(size));
  }
  await place.run(["put", "size5000", "--volume", "box"], { answers: [INNER] });
  const inner = sorted((await place.held(INNER))!);
  const renew = (delay?: number) =>
    killed(place, ["renew", "box"], [OUTER, "y", INNER, "n", "y"], "change", delay);
  const { lasted } = await renew();
  const counts: Counts = { put: 0, remove: 0, move: 0, renew: 0 };
  let state: State = {}, names = 0;
  for (let round = 0; round < KILLS; round++) {
    const before = place.bytes();
    if (round % RENEWALS === RENEWALS - 1) {
      const outcome = await renew(uniform(Math.ceil(lasted), random));
      const found = (await place.held(OUTER))!;
      assert.equal(sorted(found), sorted(state), `round ${round}: renewing changed the files`);
      assert.equal(sorted((await place.held(INNER))!), inner);
      counts.renew += Number(outcome.killed);
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
    const commands = [OUTER, "pwd", ...lines];
    const { printed } = await killed(
      place,
      ["open", "box"],
      commands,
      "output",
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
    const { kind = "mkdir" } = steps[shown] ?? {};
    const whole = region.settled && await region.otherHalfWhole();
    if (!whole && kind !== "mkdir") counts[kind]++;
  }
  assert.equal(sorted((await place.held(INNER))!), inner);
  return counts;
}

Deno.test("processes killed at hundreds of random moments leave the last complete state", async () => {
  const lanes = await Promise.all(Array.from({ length: LANES }, (_, i) => lane(i)));
  for (const kind of ["put", "remove", "move", "renew"] as const) {
    const count = lanes.reduce((sum, one) => sum + one[kind], 0);
    // If a kind of change was never interrupted, nothing of it was tested.
    assert.ok(count >= FEWEST, `${kind} was interrupted ${count} times`);
  }
});
