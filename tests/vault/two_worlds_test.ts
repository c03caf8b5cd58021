import assert from "node:assert/strict";
import { equalBytes, utf8 } from "../../lib/bytes.ts";
import { groupMatches, ROW_BYTES } from "../../lib/curve/groups.ts";
import { type RandomSource, uniform } from "../../lib/random.ts";
import { HEADER_BYTES, slotBytes } from "../../lib/vault/geometry.ts";
import { slotKeys } from "../../lib/vault/keys.ts";
import { seeded } from "../seeded.ts";
import { LIGHT, makeVault, root, runSession } from "./light.ts";
import { record } from "./two_worlds.ts";

/** What happens to a vault between two copies: in the open, or only where something is hidden. */
type Step =
  | { readonly by: "owner of what is disclosed"; readonly passphrases: string[]; note?: string }
  | { readonly by: "owner of something hidden"; readonly passphrases: string[]; note?: string }
  /** Changes what is disclosed, in a session that something hidden opened, where there is any. */
  | { readonly by: "owner of both"; readonly passphrases: string[]; note: string };

/** A run of honest use, with sessions of a hidden compartment strewn in. */
function story(known: readonly string[], random: RandomSource): Step[] {
  const steps: Step[] = [];
  for (let i = 0; i < 24; i++) {
    if (uniform(2, random) === 0) {
      const note = uniform(4, random) === 0 ? `note ${i}` : undefined;
      const passphrases = [known[uniform(known.length, random)]];
      steps.push({ by: "owner of what is disclosed", passphrases, note });
    } else if (uniform(4, random) === 0) {
      steps.push({ by: "owner of both", passphrases: [known[0]], note: `note ${i}` });
    } else {
      const hidden = [["real"], ["real", ...known], ["other"], ["other", "real"]];
      const note = uniform(3, random) === 0 ? `secret ${i}` : undefined;
      const passphrases = hidden[uniform(hidden.length, random)];
      steps.push({ by: "owner of something hidden", passphrases, note });
    }
  }
  return steps;
}

/** How a session leaves the file; a leaky one leaves a trace. */
type Save = (before: Uint8Array, after: Uint8Array, hidden: boolean) => Uint8Array;
const honest: Save = (_, after) => after;

/** One world: the copies a coercer takes after each step. */
function play(
  steps: readonly Step[],
  known: readonly string[],
  hidden: boolean,
  save: Save,
  random: RandomSource,
): Uint8Array[] {
  // The compartments are set up in one sitting either way; places are drawn as always.
  let file = makeVault(hidden ? ["real", "other", ...known] : known, random);
  if (hidden) {
    // The real compartment depends on the disclosed ones, as a tripwire would have it.
    file = runSession(file, {
      passphrases: ["real", ...known],
      change: (session, [real, ...peers]) =>
        session.setPeers(real!.slot, peers.map((peer) => peer!.slot)),
    }).file;
  } else file = runSession(file, { passphrases: [] }).file;
  const copies = [file];
  for (const step of steps) {
    const own = step.by !== "owner of something hidden";
    const second = step.by === "owner of both" && hidden ? 1 : 0;
    // In the null world the honest owner refreshes or mistypes, as the README advises.
    const honest = uniform(2, random) === 0 ? [] : ["typo"];
    const typed = own || hidden ? step.passphrases : honest;
    const passphrases = second ? ["real", ...typed] : typed;
    const next = runSession(file, {
      passphrases,
      random,
      change: (session, opened) => {
        const changed = opened[second];
        if (step.note && changed && (own || hidden)) {
          session.setContent(changed.slot, utf8(step.note));
        }
      },
    }).file;
    file = save(file, next, hidden && !own);
    copies.push(file);
  }
  return copies;
}

/**
 * Both worlds from the same story, which is another for each name and the same in every run, since
 * what is judged by numbers would fail now and then otherwise. The places of the disclosed slots are drawn, so what the
 * comparison of copies says is put in the order of slots only after they were named.
 */
function compare(known: string[], save: Save, name: string): [unknown, unknown] {
  const random = seeded(name);
  const steps = story(known, random);
  const worlds = [true, false].map((hidden) =>
    record(play(steps, known, hidden, save, random), known, LIGHT)
  );
  return [worlds[0], worlds[1]];
}

/** The first byte of the slot that a passphrase opens. */
function slotOf(file: Uint8Array, passphrase: string): number {
  const { scalar } = slotKeys(root(passphrase));
  for (let at = HEADER_BYTES; at < file.length; at += slotBytes(LIGHT)) {
    if (groupMatches(scalar, file.subarray(at, at + ROW_BYTES))) return at;
  }
  throw new Error("No slot matches");
}

for (const known of [["decoy"], ["decoy", "duress"]]) {
  const whom = known.length === 1 ? "one passphrase" : "two passphrases";
  Deno.test(`with ${whom} the record is the same whether or not something is hidden`, () => {
    for (let run = 0; run < 4; run++) {
      const [hidden, sole] = compare(known, honest, `${whom}, run ${run}`);
      assert.deepEqual(hidden, sole);
    }
  });

  const leaks: Record<string, Save> = {
    "a slot that a hidden session leaves as it was": (before, after, hidden) => {
      if (!hidden) return after;
      const leaky = after.slice();
      const end = 32 + slotBytes(LIGHT);
      leaky.set(before.subarray(32, end), 32);
      return leaky;
    },
    "a mask that a hidden session does not renew": (before, after, hidden) => {
      if (!hidden) return after;
      const leaky = after.slice();
      leaky.set(before.subarray(0, 32));
      return leaky;
    },
    "spare bits that a hidden session leaves at zero": (_, after, hidden) => {
      if (!hidden) return after;
      const leaky = after.slice();
      for (let i = HEADER_BYTES + 31; i < leaky.length; i += 32) leaky[i] &= 0x3f;
      return leaky;
    },
    // Into the nonce cell of a compartment that nothing depends on, where it does no harm.
    "half a row that a hidden session writes twice": (_, after, hidden) => {
      if (!hidden) return after;
      const leaky = after.slice();
      const from = slotOf(after, known[0]) + 5 * ROW_BYTES;
      const to = slotOf(after, "other") + slotBytes(LIGHT) - 32;
      leaky.set(after.subarray(from, from + 32), to);
      return leaky;
    },
    "half a row that a hidden session takes from an older copy": (before, after, hidden) => {
      if (!hidden) return after;
      const leaky = after.slice();
      const from = slotOf(before, known[0]) + 3 * ROW_BYTES;
      const to = slotOf(after, "other") + slotBytes(LIGHT) - 32;
      leaky.set(before.subarray(from, from + 32), to);
      return leaky;
    },
  };
  for (const [name, leak] of Object.entries(leaks)) {
    Deno.test(`with ${whom} the comparison catches ${name}`, () => {
      const [hidden, sole] = compare(known, leak, `${whom}, ${name}`);
      assert.throws(() => assert.deepEqual(hidden, sole));
    });
  }
}

Deno.test("the comparison catches an opening that writes into what it finds", () => {
  const known = ["decoy"], random = seeded("an opening that writes");
  const steps = story(known, random);
  const counting: Save = (_, after, hidden) =>
    hidden
      ? runSession(after, {
        passphrases: ["decoy"],
        change: (session, [decoy]) => session.setContent(decoy!.slot, decoy!.content),
      }).file
      : after;
  const leaky = record(play(steps, known, true, counting, random), known, LIGHT);
  const sole = record(play(steps, known, false, honest, random), known, LIGHT);
  assert.throws(() => assert.deepEqual(leaky, sole));
});

Deno.test("100 sessions of others leave a compartment as a vault that has only it would be", () => {
  const others = [["real"], ["other"], ["typo"], [], ["real", "decoy"]];
  const steps: Step[] = Array.from({ length: 100 }, (_, i) => ({
    by: i % 10 === 9 ? "owner of what is disclosed" : "owner of something hidden",
    passphrases: i % 10 === 9 ? ["decoy"] : others[i % others.length],
  }));
  const worlds = [true, false].map((hidden) => {
    const copies = play(steps, ["decoy"], hidden, honest, seeded("100 sessions"));
    const first = runSession(copies[0], { passphrases: ["decoy"] }).opened[0]!;
    const last = runSession(copies[100], { passphrases: ["decoy"] }).opened[0]!;
    assert.ok(equalBytes(first.content, last.content));
    return record(copies, ["decoy"], LIGHT);
  });
  assert.deepEqual(worlds[0], worlds[1]);
});
