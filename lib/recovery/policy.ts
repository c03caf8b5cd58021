/**
 * Who must come together: groups, thresholds, and what follows from them. PIP-0202's table is the
 * proposal; its sentence about ceil(n/2) + 1 contradicts that table, and the table wins.
 *
 * @module
 */

/** The part of a SLIP-39 scheme that says who is needed. */
export interface Policy {
  /** How many groups are needed. */
  readonly groupThreshold: number;
  /** How many members each group needs, and how many it has. */
  readonly groups: readonly { readonly threshold: number; readonly count: number }[];
}

/** PIP-0202's threshold: 2 of 3, 3 of 5, 4 of 7, 5 of 9, and more than half of any other number. */
export function proposedThreshold(members: number): number {
  return Math.floor(members / 2) + 1;
}

/**
 * Groups as people write them: `2of3,3of5`, or `5` for the proposed threshold of 5.
 *
 * @throws {SyntaxError} if a group is neither
 */
export function parseGroups(text: string): { threshold: number; count: number }[] {
  return text.split(",").map((group) => {
    const match = /^\s*(?:(\d{1,3})\s*of\s*)?(\d{1,3})\s*$/i.exec(group);
    if (!match) {
      throw new SyntaxError(
        `Cannot read the groups: "${group.trim()}" is not of the form 3of5, nor a number`,
      );
    }
    const count = Number(match[2]);
    return { threshold: match[1] ? Number(match[1]) : proposedThreshold(count), count };
  });
}

/** Groups as {@linkcode parseGroups} reads them. */
export function formatGroups(policy: Policy): string {
  return policy.groups.map(({ threshold, count }) => `${threshold}of${count}`).join(",");
}

/** All members in the order of groups: the index of one is its place in this list. */
export function membersOf(policy: Policy): { group: number; member: number }[] {
  return policy.groups.flatMap(({ count }, group) =>
    Array.from({ length: count }, (_, member) => ({ group, member }))
  );
}

/** How many members of each group are in a set, which is given by what it says of an index. */
export function countByGroup(policy: Policy, has: (index: number) => boolean): number[] {
  const counts = policy.groups.map(() => 0);
  membersOf(policy).forEach(({ group }, index) => {
    if (has(index)) counts[group]++;
  });
  return counts;
}

/** Whether a set of members is enough. */
export function isMet(policy: Policy, has: (index: number) => boolean): boolean {
  const counts = countByGroup(policy, has);
  const complete = policy.groups.filter(({ threshold }, group) => counts[group] >= threshold);
  return complete.length >= policy.groupThreshold;
}

/**
 * Whether a set is one more than enough: still enough whichever one of some member is left out. All
 * members together always are, so that a deal without a spare member is not locked for ever.
 */
export function isExceeded(policy: Policy, has: (index: number) => boolean): boolean {
  const indices = membersOf(policy).map((_, index) => index);
  if (indices.every(has)) return true;
  return indices.some((left) =>
    has(left) && isMet(policy, (index) => index !== left && has(index))
  );
}

/** What the owner should know of a policy before dealing. */
export interface Risks {
  /** The fewest holders who can restore together. */
  readonly fewest: number;
  /** The fewest holders without whom nobody can restore any more. */
  readonly lockout: number;
  /** Holders who can restore alone, by their numbers. */
  readonly alone: number[];
  /** Holders with shares of more than one group, by their numbers. */
  readonly several: number[];
}

/**
 * Looks at who holds what.
 *
 * @param holders for every member index the number of the person who holds that share; each its
 *   own person if left out. With a person who holds several, at most 16 persons are possible
 */
export function risksOf(policy: Policy, holders?: readonly number[]): Risks {
  const persons = [...new Set(holders)];
  if (holders === undefined || persons.length === holders.length) {
    const ascending = (numbers: number[]) => numbers.sort((a, b) => a - b);
    const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
    const needed = ascending(policy.groups.map(({ threshold }) => threshold));
    const ends = ascending(policy.groups.map(({ threshold, count }) => count - threshold + 1));
    const numbers = holders ?? membersOf(policy).map((_, index) => index);
    return {
      fewest: sum(needed.slice(0, policy.groupThreshold)),
      lockout: sum(ends.slice(0, policy.groups.length - policy.groupThreshold + 1)),
      alone: numbers.filter((_, index) => isMet(policy, (other) => other === index)),
      several: [],
    };
  }
  const members = membersOf(policy);
  let fewest = persons.length;
  let lockout = persons.length;
  for (let set = 1; set < 2 ** persons.length; set++) {
    const size = persons.filter((_, i) => set >> i & 1).length;
    const inSet = (index: number) => (set >> persons.indexOf(holders[index]) & 1) === 1;
    if (size < fewest && isMet(policy, inSet)) fewest = size;
    if (size < lockout && !isMet(policy, (index) => !inSet(index))) lockout = size;
  }
  return {
    fewest,
    lockout,
    alone: persons.filter((person) => isMet(policy, (index) => holders[index] === person)),
    several: persons.filter((person) =>
      new Set(members.filter((_, i) => holders[i] === person).map(({ group }) => group)).size > 1
    ),
  };
}
