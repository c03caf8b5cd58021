/**
 * What all verified statements of one identity say together, in whatever order they came: they have
 * no dates, so nothing depends on it. FORMAT.md, "Standing".
 *
 * @module
 */
import { equalBytes, hex } from "../bytes.ts";
import type { Statement } from "./statement.ts";

/** How an identity stands. What comes first here wins. */
export type IdentityStanding = "revoked" | "handed over" | "frozen" | "good";

/** How an identity stands, and what else it has said. */
export interface Standing {
  /** The gravest thing said. */
  readonly standing: IdentityStanding;
  /** New identities, by their hashes in hexadecimal. More than one: somebody else could sign too. */
  readonly successors: readonly string[];
  /** Revoked devices, by their hashes in hexadecimal. */
  readonly devices: readonly string[];
}

/**
 * How an identity stands.
 *
 * @param statements of this identity, each verified; any order, repetitions included
 * @param identityHash of the identity, 32 bytes
 */
export function standingOf(
  statements: readonly Statement[],
  identityHash: Uint8Array,
): Standing {
  const of = (kind: Statement["kind"]) => statements.filter((one) => one.kind === kind);
  const highest = (kind: "freeze" | "unfreeze") =>
    of(kind).reduce((most, { number }) => Math.max(most, number), 0);
  const isOwn = ({ other }: Statement) => equalBytes(other, identityHash);
  const names = (list: readonly Statement[]) => [...new Set(list.map(({ other }) => hex(other)))];
  const successors = names(of("succeed")).sort();
  const revoked = of("revoke").some(isOwn);
  const frozen = highest("freeze") > highest("unfreeze");
  return {
    standing: revoked
      ? "revoked"
      : successors.length > 0
      ? "handed over"
      : frozen
      ? "frozen"
      : "good",
    successors,
    devices: names(of("revoke").filter((one) => !isOwn(one))).sort(),
  };
}
