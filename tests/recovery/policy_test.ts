import assert from "node:assert/strict";
import {
  formatGroups,
  isExceeded,
  isMet,
  membersOf,
  parseGroups,
  proposedThreshold,
  risksOf,
} from "../../lib/recovery/policy.ts";
import { policy } from "./deals.ts";

const among = (...indices: number[]) => (index: number) => indices.includes(index);

Deno.test("the proposed thresholds are those of PIP-0202's table, not of its sentence", () => {
  const table = [[3, 2], [5, 3], [7, 4], [9, 5]];
  for (const [members, threshold] of table) assert.equal(proposedThreshold(members), threshold);
  assert.notEqual(proposedThreshold(5), Math.ceil(5 / 2) + 1);
  assert.deepEqual([1, 2, 4, 6].map(proposedThreshold), [1, 2, 3, 4]);
});

Deno.test("groups are read as people write them", () => {
  const groups = [{ threshold: 2, count: 3 }, { threshold: 3, count: 5 }];
  for (const text of ["2of3,3of5", " 2 of 3 , 3OF5 ", "2of3,5"]) {
    assert.deepEqual(parseGroups(text), groups);
  }
  assert.equal(formatGroups({ groupThreshold: 1, groups }), "2of3,3of5");
  for (const text of ["", "three", "3of", "of5", "3/5", "3of5;", "3of5,", "-1of2"]) {
    assert.throws(() => parseGroups(text), SyntaxError, text);
  }
});

Deno.test("a set is enough when enough groups have enough of their members", () => {
  const two = policy(2, [2, 3], [1, 1], [2, 2]);
  assert.deepEqual(membersOf(two).map(({ group }) => group), [0, 0, 0, 1, 2, 2]);
  assert.ok(isMet(two, among(0, 2, 3)));
  assert.ok(isMet(two, among(3, 4, 5)));
  assert.ok(!isMet(two, among(0, 1, 2)));
  assert.ok(!isMet(two, among(0, 3, 4)));
  assert.ok(!isMet(two, among()));
});

Deno.test("one more than enough means that somebody can be left out, or that all are there", () => {
  const three = policy(1, [3, 5]);
  assert.ok(!isExceeded(three, among(0, 1, 2)));
  assert.ok(isExceeded(three, among(0, 1, 2, 4)));
  const groups = policy(1, [2, 2], [2, 3]);
  assert.ok(!isExceeded(groups, among(0, 1)));
  assert.ok(isExceeded(groups, among(0, 1, 2)));
  assert.ok(!isExceeded(groups, among(0, 2)), "two of two groups and not enough of either");
  const all = policy(1, [3, 3]);
  assert.ok(!isExceeded(all, among(0, 1)));
  assert.ok(isExceeded(all, among(0, 1, 2)), "nobody is left to be one more");
});

Deno.test("risks are counted in holders", () => {
  assert.deepEqual(risksOf(policy(1, [3, 5])), { fewest: 3, lockout: 3, alone: [], several: [] });
  assert.deepEqual(risksOf(policy(1, [4, 5])), { fewest: 4, lockout: 2, alone: [], several: [] });
  assert.deepEqual(risksOf(policy(1, [2, 2])), { fewest: 2, lockout: 1, alone: [], several: [] });
  assert.deepEqual(risksOf(policy(1, [1, 1], [2, 3])).alone, [0]);
  assert.deepEqual(risksOf(policy(2, [2, 3], [3, 5])), {
    fewest: 5,
    lockout: 2,
    alone: [],
    several: [],
  });
});

Deno.test("a person with shares of two groups counts once, and is named", () => {
  const two = policy(2, [1, 1], [1, 1]);
  assert.deepEqual(risksOf(two, [0, 0]), { fewest: 1, lockout: 1, alone: [0], several: [0] });
  const both = policy(2, [2, 3], [2, 3]);
  const risks = risksOf(both, [0, 1, 2, 0, 1, 5]);
  assert.deepEqual(risks, { fewest: 2, lockout: 2, alone: [], several: [0, 1] });
  assert.deepEqual(risksOf(both, [0, 1, 2, 3, 4, 5]).fewest, 4);
});

Deno.test("the two ways of counting risks agree where every share has its own holder", () => {
  for (
    const one of [policy(1, [2, 3]), policy(2, [2, 2], [1, 1], [2, 3]), policy(1, [1, 1], [3, 3])]
  ) {
    const members = membersOf(one).map((_, index) => index);
    // Naming a further holder for nobody's share makes it count sets of persons.
    const sets = Array.from({ length: 2 ** members.length }, (_, set) => set);
    const size = (set: number) => members.filter((i) => set >> i & 1).length;
    const met = sets.filter((set) => isMet(one, (i) => (set >> i & 1) === 1));
    const fatal = sets.filter((set) => !isMet(one, (i) => (set >> i & 1) === 0));
    assert.equal(risksOf(one).fewest, Math.min(...met.map(size)));
    assert.equal(risksOf(one).lockout, Math.min(...fatal.map(size)));
  }
});
