/**
 * Groups of `lib/curve` (universal re-encryption over Curve25519, Elligator 2 encoded) for known
 * answers.
 *
 * @module
 */
import { groupMatches, openGroup, rerandomiseGroup, sealGroup } from "../../curve/groups.ts";
import type { RandomSource } from "../../random.ts";
import { BrokenCase, type Inputs, type Operations } from "../case.ts";

/** The case's random bytes, in the order in which they are asked for. */
function scripted(i: Inputs): RandomSource {
  const bytes = i.bytes("random");
  let used = 0;
  return (length) => {
    used += length;
    if (used > bytes.length) throw new BrokenCase("the input random is too short");
    return bytes.slice(used - length, used);
  };
}

/** `seal`, `rerandomise`, `matches` and `open`, as `lib/curve/groups.ts` has them. */
export const kelidOperations: Operations = {
  seal: (i) => sealGroup(i.bytes("x"), i.bytes("chunks"), scripted(i)),
  rerandomise: (i) => rerandomiseGroup(i.bytes("group"), scripted(i)),
  matches: (i) => groupMatches(i.bytes("x"), i.bytes("unit")),
  open: (i) => openGroup(i.bytes("x"), i.bytes("group")),
};
