/**
 * The statement commands: names, flags and one sentence each.
 *
 * @module
 */
import { buildCommand } from "@stricli/core";
import { commonFlags, pathArgument, pathFlag, vaultFlags, wholeNumber } from "../../flags.ts";
import type { Group } from "../../group.ts";
import { load } from "../../load.ts";

const making = {
  ...vaultFlags,
  pseudonym: {
    kind: "parsed",
    parse: wholeNumber,
    brief: "Another persona of the same wallet, from 0",
    placeholder: "N",
    default: "0",
  },
  to: {
    kind: "parsed",
    parse: String,
    brief: "Seal it to this guardian's identity; up to 16",
    placeholder: "IDENTITY",
    variadic: true,
    optional: true,
  },
  output: pathFlag("Write to this file instead of standard output", true),
} as const;

const number = {
  kind: "parsed",
  parse: wholeNumber,
  brief: "An unfreeze ends the freezes up to its own number",
  placeholder: "N",
  default: "1",
} as const;

const make = () => load<typeof import("./make.ts")>(import.meta.resolve("./make.ts"));

const freeze = () =>
  buildCommand({
    loader: async () => (await make()).freeze,
    parameters: { flags: { ...making, number } },
    docs: { brief: "Sign that this identity is frozen" },
  });

const unfreeze = () =>
  buildCommand({
    loader: async () => (await make()).unfreeze,
    parameters: { flags: { ...making, number } },
    docs: { brief: "Sign that freezes of this identity are over" },
  });

const revoke = () =>
  buildCommand({
    loader: async () => (await make()).revoke,
    parameters: {
      flags: {
        ...making,
        device: pathFlag("Revoke the device with this identity file instead", true),
      },
    },
    docs: { brief: "Sign that this identity is revoked for ever" },
  });

const succeed = () =>
  buildCommand({
    loader: async () => (await make()).succeed,
    parameters: {
      flags: { ...making, successor: pathFlag("The identity file of the new identity", false) },
    },
    docs: { brief: "Sign that this identity is handed over to a new one" },
  });

const verify = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./verify.ts")>(import.meta.resolve("./verify.ts"))).verify,
    parameters: {
      flags: {
        ...commonFlags,
        from: pathFlag("The identity file of who is said to have made it", false),
      },
      positional: { kind: "tuple", parameters: [pathArgument("The statement", "FILE")] },
    },
    docs: { brief: "Verify a statement, offline" },
  });

/** `kelid statement`. */
export const statementRoutes: Group = {
  routes: { freeze, unfreeze, revoke, succeed, verify },
  brief: "Freezing, revoking and handing over an identity, signed ahead of need",
};
