/**
 * Statements (lib/statement/FORMAT.md) for known answers.
 *
 * @module
 */
import { armour } from "../../armour.ts";
import { readStatement, verifyStatement } from "../../statement/statement.ts";
import type { Operations } from "../case.ts";

/** `verify`: what a statement's bytes say, if the identity with that hash and key says it. */
export const kelidOperations: Operations = {
  async verify(i) {
    const signed = readStatement(armour("KELID STATEMENT", i.bytes("statement")));
    const { kind, number, other } = signed.statement;
    const valid = await verifyStatement(signed, i.bytes("identityHash"), i.bytes("publicKey"));
    return valid ? { kind, number, other } : undefined;
  },
};
