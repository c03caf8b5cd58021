/**
 * Who must come together, from flags or answers, and what the owner is warned of.
 *
 * @module
 */
import {
  parseGroups,
  type Policy,
  proposedThreshold,
  risksOf,
} from "../../../lib/recovery/policy.ts";
import type { Answers } from "../../answers.ts";
import { CliError, EXIT_USAGE } from "../../errors.ts";
import { warn } from "../../output.ts";
import { usage } from "../../usage.ts";

/** The flags that tell a policy. */
export interface GroupFlags {
  readonly groups?: string;
  readonly groupThreshold?: number;
}

/**
 * The policy of the flags, if they tell one.
 *
 * @param check throws a RangeError for what is not possible
 * @throws {CliError} if it cannot be read or is not possible
 */
export function groupsFromFlags(
  flags: GroupFlags,
  check: (policy: Policy) => void,
): Policy | undefined {
  if (flags.groups === undefined) {
    if (flags.groupThreshold === undefined) return undefined;
    throw new CliError("Give the groups with --groups", EXIT_USAGE);
  }
  const groups = usage(() => parseGroups(flags.groups!));
  if (flags.groupThreshold === undefined && groups.length > 1) {
    throw new CliError(
      `Give the number of groups needed, of ${groups.length}, with --group-threshold`,
      EXIT_USAGE,
    );
  }
  const policy = { groups, groupThreshold: flags.groupThreshold ?? 1 };
  usage(() => check(policy));
  return policy;
}

/** Asks for a policy: a number of shares takes PIP-0202's threshold. */
export async function policyFrom(
  answers: Answers,
  check: (policy: Policy) => void,
): Promise<Policy> {
  const table = [3, 5, 7, 9].map((count) => `${proposedThreshold(count)} of ${count}`).join(", ");
  answers.note(`Proposed are ${table}. Groups are written 2of3,3of5.`);
  for (;;) {
    try {
      const groups = parseGroups(await answers.line("How many shares, or which groups: "));
      const groupThreshold = groups.length === 1
        ? 1
        : Number(await answers.line(`How many of the ${groups.length} groups are needed: `));
      const policy = { groups, groupThreshold };
      check(policy);
      return policy;
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
      if (!answers.interactive) throw new CliError(error.message, EXIT_USAGE);
      answers.note(error.message);
    }
  }
}

/**
 * Warns where one holder suffices, where no share may be lost, and where one person holds shares of
 * two groups.
 *
 * @param holders for every member the number of the person; each its own if left out
 * @param nameOf what to call a person
 */
export function warnOfRisks(
  policy: Policy,
  holders?: readonly number[],
  nameOf: (person: number) => string = () => "one holder",
): void {
  const risks = risksOf(policy, holders);
  for (const person of risks.several) {
    warn(`${nameOf(person)} holds shares of more than one group, and so counts in each`);
  }
  if (risks.alone.length > 0) {
    const [first] = risks.alone;
    const name = risks.alone.length === 1 ? nameOf(first) : "any one of several holders";
    warn(`${name} alone can restore the secret`);
  }
  if (risks.lockout === 1) {
    warn("the loss of a single holder can lock you out for ever");
  } else if (risks.lockout <= risks.fewest - 1) {
    warn(
      `the loss of ${risks.lockout} holders can lock you out, and ${risks.fewest} are needed to` +
        " restore",
    );
  }
}
