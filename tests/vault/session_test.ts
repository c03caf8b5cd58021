import assert from "node:assert/strict";
import { equalBytes, utf8 } from "../../lib/bytes.ts";
import { systemRandom, uniform } from "../../lib/random.ts";
import { parseVault } from "../../lib/vault/file.ts";
import { slotBytes, vaultBytes } from "../../lib/vault/geometry.ts";
import { slotAt } from "../../lib/vault/file.ts";
import { uncounted } from "../../lib/vault/operations.ts";
import { VaultSession } from "../../lib/vault/session.ts";
import { seeded } from "../seeded.ts";
import { counter, LIGHT, makeVault, root, runSession } from "./light.ts";
import { record } from "./two_worlds.ts";

const text = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes);

function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, one) => sum + one, 0) / counts.length;
  return counts.reduce((sum, one) => sum + (one - expected) ** 2 / expected, 0);
}

Deno.test("each passphrase opens its own compartment and a wrong one opens nothing", () => {
  const file = makeVault(["real", "decoy"]);
  assert.equal(text(runSession(file, { passphrases: ["real"] }).opened[0]?.content), "real");
  assert.equal(text(runSession(file, { passphrases: ["decoy"] }).opened[0]?.content), "decoy");
  assert.equal(runSession(file, { passphrases: ["neither"] }).opened[0], undefined);
});

Deno.test("1,000 saves by alternating sessions lose nothing and change every slot", () => {
  let file = makeVault(["real", "decoy", "duress"]);
  // The duress compartment is a twin of the decoy: the same contents under another passphrase.
  file = runSession(file, {
    passphrases: ["decoy", "duress"],
    change: (session, [decoy, duress]) => session.setContent(duress!.slot, decoy!.content),
  }).file;
  const kinds: string[][] = [
    ["real"],
    ["decoy"],
    ["duress"],
    ["real", "decoy"],
    ["decoy", "real"],
    ["wrong"],
    [],
  ];
  const contents: Record<string, string> = { real: "real", decoy: "decoy", duress: "decoy" };
  for (let save = 0; save < 1000; save++) {
    const passphrases = kinds[uniform(kinds.length, systemRandom)];
    const note = `save ${save}`;
    const result = runSession(file, {
      passphrases,
      change: (session, opened) => {
        if (save % 10 !== 0 || !opened[0]) return;
        contents[passphrases[0]] = note;
        session.setContent(opened[0].slot, utf8(note));
      },
    });
    const seen = passphrases.map((one) => one === "wrong" ? undefined : contents[one]);
    if (save % 10 !== 0) assert.deepEqual(result.opened.map((one) => text(one?.content)), seen);
    assert.equal(result.file.length, vaultBytes(LIGHT));
    const before = parseVault(file, LIGHT), after = parseVault(result.file, LIGHT);
    assert.deepEqual(after.salt, before.salt);
    for (let slot = 0; slot < LIGHT.slots; slot++) {
      const old = slotAt(before.slots, slot, LIGHT), now = slotAt(after.slots, slot, LIGHT);
      for (let i = 0; i < slotBytes(LIGHT); i += 32) {
        assert.ok(!equalBytes(old.subarray(i, i + 32), now.subarray(i, i + 32)));
      }
    }
    file = result.file;
  }
  for (const [passphrase, content] of Object.entries(contents)) {
    const [opened] = runSession(file, { passphrases: [passphrase] }).opened;
    assert.equal(text(opened?.content), content, passphrase);
  }
});

Deno.test("a compartment ends when the one it depends on is opened, and not otherwise", () => {
  const tripped = (file: Uint8Array) =>
    runSession(file, {
      passphrases: ["real", "duress"],
      change: (session, [real, duress]) => session.setPeers(real!.slot, [duress!.slot]),
    }).file;
  const opens = (file: Uint8Array, passphrase: string) =>
    runSession(file, { passphrases: [passphrase] }).opened[0] !== undefined;
  let file = tripped(makeVault(["real", "decoy", "duress"]));
  for (const passphrases of [["real"], ["decoy"], [], ["wrong"], ["real"], ["decoy", "duress"]]) {
    file = runSession(file, { passphrases }).file;
    assert.ok(opens(file, "real"));
  }
  // Typed in the same session, the dependent goes on under the new nonce.
  file = runSession(file, { passphrases: ["duress", "real"] }).file;
  assert.ok(opens(file, "real"));
  const backup = file;
  file = runSession(file, { passphrases: ["duress"] }).file;
  assert.ok(!opens(file, "real"));
  assert.ok(opens(file, "duress") && opens(file, "decoy"));
  assert.ok(opens(backup, "real"), "a restored backup was never sprung");
});

Deno.test("changing a passphrase keeps dependents of the session and ends the others", () => {
  const start = twoThatDependOn("peer", ["one", "two"]);
  const changed = runSession(start, {
    passphrases: ["peer", "one", "two"],
    change: (session, [peer]) => session.changePassphrase(peer!.slot, root("new")),
  }).file;
  for (const passphrase of ["one", "two", "new"]) {
    assert.ok(runSession(changed, { passphrases: [passphrase] }).opened[0], passphrase);
  }
  assert.equal(runSession(changed, { passphrases: ["peer"] }).opened[0], undefined);
  const alone = runSession(start, {
    passphrases: ["one", "peer"],
    change: (session, [, peer]) => session.changePassphrase(peer!.slot, root("new")),
  }).file;
  assert.ok(runSession(alone, { passphrases: ["one"] }).opened[0]);
  assert.equal(runSession(alone, { passphrases: ["two"] }).opened[0], undefined);
});

Deno.test("removing a compartment frees those that depended on it", () => {
  const start = runSession(makeVault(["one", "peer"]), {
    passphrases: ["one", "peer"],
    change: (session, [one, peer]) => {
      session.setPeers(one!.slot, [peer!.slot]);
      session.remove(peer!.slot);
    },
  }).file;
  assert.deepEqual(runSession(start, { passphrases: ["one"] }).opened[0]?.peers, []);
  assert.equal(runSession(start, { passphrases: ["peer"] }).opened[0], undefined);
});

/** A vault in which `real` depends on `duress`, which in turn was ended by the opening of `third`. */
function endedPeer(): Uint8Array {
  const start = runSession(makeVault(["real", "decoy", "duress", "third"]), {
    passphrases: ["real", "decoy", "duress", "third"],
    change: (session, [real, decoy, duress, third]) => {
      session.setPeers(real!.slot, [duress!.slot]);
      session.setPeers(decoy!.slot, [duress!.slot]);
      session.setPeers(duress!.slot, [third!.slot]);
    },
  }).file;
  return runSession(start, { passphrases: ["third"] }).file;
}

Deno.test("to take the passphrase of an ended compartment ends no dependent of it in the session", () => {
  const ended = endedPeer();
  assert.equal(runSession(ended, { passphrases: ["duress"] }).opened[0], undefined);
  const ways: [string[], (session: VaultSession, slots: number[]) => void, string[]][] = [
    [["real"], (session, [real]) => session.changePassphrase(real, root("duress")), ["duress"]],
    [
      ["real", "decoy"],
      (session, [, decoy]) => session.changePassphrase(decoy, root("duress")),
      ["real", "duress"],
    ],
    [
      ["real", "decoy"],
      (session) => session.add(root("duress"), utf8("new")),
      ["real", "decoy", "duress"],
    ],
    // Typed after the change, they go on as well.
    [
      ["third"],
      (session, [third]) => {
        session.changePassphrase(third, root("duress"));
        assert.equal(text(session.open(root("real"))?.content), "real");
      },
      ["real", "duress"],
    ],
    [
      ["third"],
      (session) => {
        session.add(root("duress"), utf8("new"));
        assert.equal(text(session.open(root("real"))?.content), "real");
      },
      ["real", "third", "duress"],
    ],
  ];
  for (const [index, [passphrases, act, survivors]] of ways.entries()) {
    let { file } = runSession(ended, {
      passphrases,
      change: (session, opened) => act(session, opened.map((one) => one!.slot)),
    });
    // Twice, and in both orders: none of them ends another any more.
    for (const passphrase of [...survivors, ...survivors.toReversed()]) {
      const { opened: [opened], file: next } = runSession(file, { passphrases: [passphrase] });
      assert.deepEqual(opened?.peers, [], `way ${index}, ${passphrase}`);
      file = next;
    }
  }
});

Deno.test("a dependent that is typed after its peer was changed or removed goes on", () => {
  const start = twoThatDependOn("peer", ["one", "two"]);
  const acts: Record<string, (session: VaultSession, peer: number) => void> = {
    "changed its passphrase": (session, peer) => session.changePassphrase(peer, root("new")),
    "changed it twice": (session, peer) => {
      session.changePassphrase(peer, root("between"));
      session.renew(peer);
      session.changePassphrase(peer, root("new"));
    },
    "changed it there and back": (session, peer) => {
      session.changePassphrase(peer, root("new"));
      session.setContent(peer, utf8("changed"));
      session.changePassphrase(peer, root("peer"));
    },
    "removed": (session, peer) => session.remove(peer),
    "changed and removed": (session, peer) => {
      session.changePassphrase(peer, root("new"));
      session.remove(peer);
    },
  };
  for (const [name, act] of Object.entries(acts)) {
    const { file } = runSession(start, {
      passphrases: ["peer"],
      change: (session, [peer]) => {
        act(session, peer!.slot);
        assert.equal(text(session.open(root("one"))?.content), "one", name);
      },
    });
    const [one] = runSession(file, { passphrases: ["one"] }).opened;
    assert.equal(text(one?.content), "one", name);
    const removed = name.includes("removed");
    assert.equal(one!.peers.length, removed ? 0 : 1, name);
    assert.equal(runSession(file, { passphrases: ["two"] }).opened[0], undefined, name);
    if (removed) continue;
    // It depends on what its peer is now.
    const peer = name.endsWith("back") ? "peer" : "new";
    const sprung = runSession(file, { passphrases: [peer] });
    assert.ok(sprung.opened[0], name);
    assert.equal(runSession(sprung.file, { passphrases: ["one"] }).opened[0], undefined, name);
  }
});

Deno.test("dependencies neither close a circle nor exceed their number", () => {
  runSession(makeVault(["a", "b", "c", "d"]), {
    passphrases: ["a", "b", "c", "d"],
    change: (session, opened) => {
      const [a, b, c, d] = opened.map((one) => one!.slot);
      session.setPeers(a, [b]);
      session.setPeers(b, [c]);
      assert.throws(() => session.setPeers(c, [a]), /depends on this one/);
      assert.throws(() => session.setPeers(a, [a]), /depends on this one/);
      assert.throws(() => session.setPeers(a, [b, c, d]), /at most 2/);
      session.setPeers(a, [b, d]);
    },
  });
});

Deno.test("a passphrase in use is refused and one whose compartment ended takes its slot again", () => {
  const sprung = runSession(
    runSession(makeVault(["real", "duress"]), {
      passphrases: ["real", "duress"],
      change: (session, [real, duress]) => session.setPeers(real!.slot, [duress!.slot]),
    }).file,
    { passphrases: ["duress"] },
  ).file;
  const again = runSession(sprung, {
    passphrases: ["duress"],
    change: (session) => {
      assert.throws(() => session.add(root("duress"), utf8("x")), /opens a compartment already/);
      session.add(root("real"), utf8("second life"));
    },
  }).file;
  for (let i = 0; i < 5; i++) {
    const [opened] = runSession(again, { passphrases: ["real"] }).opened;
    assert.equal(text(opened?.content), "second life");
  }
});

/** A vault in which two compartments end when a third one is opened. */
function twoThatDependOn(
  peer: string,
  dependents: readonly [string, string] = ["real", "other"],
  random = systemRandom,
): Uint8Array {
  const passphrases = [...dependents, peer];
  return runSession(makeVault(passphrases, random), {
    random,
    passphrases,
    change: (session, [one, two, third]) => {
      session.setPeers(one!.slot, [third!.slot]);
      session.setPeers(two!.slot, [third!.slot]);
    },
  }).file;
}

Deno.test("a change counts as an opening, also where another passphrase began the session", () => {
  const start = twoThatDependOn("decoy");
  const changed = runSession(start, {
    passphrases: ["real", "decoy"],
    change: (session, [, decoy]) => session.setContent(decoy!.slot, utf8("new")),
  }).file;
  assert.equal(text(runSession(changed, { passphrases: ["real"] }).opened[0]?.content), "real");
  assert.equal(text(runSession(changed, { passphrases: ["decoy"] }).opened[0]?.content), "new");
  assert.equal(runSession(changed, { passphrases: ["other"] }).opened[0], undefined);
});

Deno.test("a renewal looks like an opening of that compartment and ends nothing that is open", () => {
  const random = seeded("a renewal looks like an opening");
  const start = twoThatDependOn("duress", ["real", "other"], random);
  const renewed = runSession(start, {
    random,
    passphrases: ["real", "duress"],
    change: (session, [, duress]) => session.renew(duress!.slot),
  }).file;
  const opened = runSession(start, { random, passphrases: ["duress"] }).file;
  assert.deepEqual(
    record([start, renewed], ["duress"], LIGHT),
    record([start, opened], ["duress"], LIGHT),
  );
  assert.equal(text(runSession(renewed, { passphrases: ["real"] }).opened[0]?.content), "real");
  assert.equal(runSession(renewed, { passphrases: ["other"] }).opened[0], undefined);
});

Deno.test("a new compartment never takes a place that one of the session depends on", () => {
  const start = runSession(makeVault(["real", "duress"]), {
    passphrases: ["real", "duress"],
    change: (session, [real, duress]) => session.setPeers(real!.slot, [duress!.slot]),
  }).file;
  for (let i = 0; i < 30; i++) {
    const added = runSession(start, {
      passphrases: ["real"],
      change: (session) => session.add(root("new"), utf8("new")),
    }).file;
    assert.ok(runSession(added, { passphrases: ["real"] }).opened[0]);
  }
});

Deno.test("a full vault refuses another compartment and loses nothing", () => {
  const names = ["a", "b", "c", "d"];
  const full = runSession(makeVault(names), {
    passphrases: names,
    change: (session) => assert.throws(() => session.add(root("e"), utf8("e")), /every place/),
  }).file;
  for (const name of names) assert.ok(runSession(full, { passphrases: [name] }).opened[0]);
});

Deno.test("places of first and further compartments are uniform over many vaults", () => {
  const first = new Array(LIGHT.slots).fill(0), second = new Array(LIGHT.slots ** 2).fill(0);
  const options = {
    geometry: { slots: LIGHT.slots, rows: 10 },
    random: systemRandom,
    count: uncounted,
  };
  for (let i = 0; i < 600; i++) {
    const session = VaultSession.create(options);
    const [a, b] = ["a", "b"].map((one) => session.add(root(one), utf8(one)).slot);
    session.close();
    first[a]++;
    second[a * LIGHT.slots + b]++;
  }
  // 99.99 % points of chi-square with 3 and 11 degrees of freedom.
  assert.ok(chiSquare(first) < 21.1, `${first}`);
  assert.ok(chiSquare(second.filter((_, i) => i % (LIGHT.slots + 1) !== 0)) < 37.4, `${second}`);
});

Deno.test("who does not know a compartment adds one at its place as often as at any other", () => {
  const geometry = { slots: 4, rows: 10 }, random = seeded("places beside a hidden compartment");
  const options = { geometry, random, count: uncounted };
  const others = geometry.slots - 1;
  const places = new Array(others).fill(0);
  let taken = 0, added = 0;
  for (let vault = 0; vault < 60; vault++) {
    const parts = parseVault(makeVault(["hidden", "decoy"], random, geometry), geometry);
    const session = () => new VaultSession({ ...parts, slots: parts.slots.slice() }, options);
    const hidden = session().open(root("hidden"))!.slot;
    for (let i = 0; i < 10; i++, added++) {
      const one = session();
      const decoy = one.open(root("decoy"))!.slot;
      const { slot } = one.add(root("new"), utf8("new"));
      places[(slot - decoy + geometry.slots) % geometry.slots - 1]++;
      if (slot === hidden) taken++;
    }
  }
  // 99.99 % points of chi-square with 2 degrees of freedom and with 1.
  assert.ok(chiSquare(places) < 18.5, `${places}`);
  const expected = added / others;
  const elsewhere = added - taken, rest = added - expected;
  const own = (taken - expected) ** 2 / expected + (elsewhere - rest) ** 2 / rest;
  assert.ok(own < 15.2, `${taken} of ${added} took the place of the hidden one`);
});

Deno.test("a lock does the same work whatever it finds", () => {
  const free = makeVault(["real", "decoy", "duress"]);
  const tripped = runSession(free, {
    passphrases: ["real", "duress"],
    change: (session, [real, duress]) => session.setPeers(real!.slot, [duress!.slot]),
  }).file;
  const sprung = runSession(tripped, { passphrases: ["duress"] }).file;
  const { opened: [decoy] } = runSession(tripped, { passphrases: ["decoy"] });
  const damaged = tripped.slice();
  damaged[32 + decoy!.slot * slotBytes(LIGHT) + 5 * 64]++;
  const cases: Record<string, [Uint8Array, string]> = {
    "a wrong passphrase": [tripped, "wrong"],
    "a vault in which nothing is kept": [makeVault([]), "anything"],
    "a damaged compartment": [damaged, "decoy"],
    "a decoy": [tripped, "decoy"],
    "a duress compartment": [tripped, "duress"],
    "a compartment with dependencies": [tripped, "real"],
    "a compartment that was ended": [sprung, "real"],
  };
  const expected = {
    "row refreshed": 48,
    "unit compared": 12,
    "row read": 7 + 3 + 2 * 3,
    "aead opened": 5,
    "aead sealed": 1,
    "row written": 4,
  };
  for (const [name, [file, passphrase]] of Object.entries(cases)) {
    const { count, totals } = counter();
    const { opened } = runSession(file, { passphrases: [passphrase], count });
    assert.deepEqual(totals, expected, name);
    const opens = ["decoy", "duress", "real"].includes(passphrase) && file === tripped;
    assert.equal(opened[0] !== undefined, opens, name);
  }
});

Deno.test("one flipped byte anywhere leaves every other compartment readable", () => {
  const names = ["a", "b", "c"];
  const file = makeVault(names);
  const slots = runSession(file, { passphrases: names }).opened.map((one) => one!.slot);
  for (let i = 32; i < file.length; i += 61) {
    const damaged = file.slice();
    damaged[i] ^= 0x10;
    const hit = Math.floor((i - 32) / slotBytes(LIGHT));
    const { opened } = runSession(damaged, { passphrases: names });
    opened.forEach((one, index) => {
      if (slots[index] !== hit) assert.equal(text(one?.content), names[index], `byte ${i}`);
    });
  }
});

Deno.test("a slot moved elsewhere counts as damaged", () => {
  const file = makeVault(["a"]);
  const { opened: [a] } = runSession(file, { passphrases: ["a"] });
  const moved = file.slice();
  const size = slotBytes(LIGHT), other = (a!.slot + 1) % LIGHT.slots;
  const slot = file.slice(32 + a!.slot * size, 32 + (a!.slot + 1) * size);
  moved.set(file.subarray(32 + other * size, 32 + (other + 1) * size), 32 + a!.slot * size);
  moved.set(slot, 32 + other * size);
  assert.equal(runSession(moved, { passphrases: ["a"] }).opened[0], undefined);
  // A copy elsewhere matches too, and the one that authenticates is used.
  const copied = file.slice();
  copied.set(slot, 32 + other * size);
  assert.equal(text(runSession(copied, { passphrases: ["a"] }).opened[0]?.content), "a");
});

Deno.test("a destroyed slot is refilled at the next save", () => {
  const file = makeVault(["a"]);
  const { opened: [a] } = runSession(file, { passphrases: ["a"] });
  const size = slotBytes(LIGHT);
  const gone = file.slice();
  gone.fill(0, 32 + a!.slot * size, 32 + (a!.slot + 1) * size);
  const { file: saved, opened } = runSession(gone, { passphrases: ["a"] });
  assert.equal(opened[0], undefined);
  const slot = saved.subarray(32 + a!.slot * size, 32 + (a!.slot + 1) * size);
  for (let i = 0; i < size; i += 32) assert.ok(slot.subarray(i, i + 32).some((byte) => byte !== 0));
});

Deno.test("contents that do not fit are refused before anything is changed", () => {
  runSession(makeVault(["a"]), {
    passphrases: ["a"],
    change: (session, [a]) => {
      const before = session.save().slice(32);
      assert.throws(() => session.setContent(a!.slot, new Uint8Array(session.capacity + 1)));
      assert.deepEqual(session.save().slice(32), before);
      session.setContent(a!.slot, new Uint8Array(session.capacity).fill(7));
    },
  });
});

Deno.test("a closed session has wiped the contents it gave out", () => {
  const file = makeVault(["a"]);
  let content: Uint8Array | undefined;
  runSession(file, { passphrases: ["a"], change: (_, [a]) => content = a!.content });
  assert.deepEqual(content, new Uint8Array(1));
});
