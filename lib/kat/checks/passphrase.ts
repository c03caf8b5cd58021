/**
 * Passphrase folding (lib/passphrase/FORMAT.md) for known answers.
 *
 * @module
 */
import { foldPassphrase } from "../../passphrase/fold.ts";
import type { Operations } from "../case.ts";

/** `fold`: typed → folded. */
export const kelidOperations: Operations = {
  fold: (i) => foldPassphrase(i.bytes("typed")),
};
