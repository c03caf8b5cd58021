/**
 * The dead man commands: names, flags and one sentence each.
 *
 * @module
 */
import { buildCommand } from "@stricli/core";
import { commonFlags, pathArgument, pathFlag, vaultFlags, wholeNumber } from "../../flags.ts";
import type { Group } from "../../group.ts";
import { load } from "../../load.ts";

const state = pathFlag("The state file", false);

const identities = (brief: string) =>
  ({ kind: "parsed", parse: String, brief, placeholder: "IDENTITY", variadic: true }) as const;

const number = (brief: string, placeholder: string, value: string) =>
  ({ kind: "parsed", parse: wholeNumber, brief, placeholder, default: value }) as const;

const argument = (brief: string, placeholder: string) =>
  ({ kind: "tuple", parameters: [pathArgument(brief, placeholder)] }) as const;

const begin = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./begin.ts")>(import.meta.resolve("./begin.ts"))).begin,
    parameters: {
      flags: {
        ...commonFlags,
        state: pathFlag("The state file to make", false),
        days: number("Days without kelid deadman alive until it is overdue", "DAYS", "30"),
        grace: number("Hours after that until the files are wiped", "HOURS", "72"),
        orders: pathFlag("Look for wipe orders in this folder", true),
        trust: {
          ...identities("Heed orders of this identity; may be given again"),
          optional: true,
        },
      },
      positional: { kind: "array", parameter: pathArgument("What is wiped", "FILE"), minimum: 1 },
    },
    docs: { brief: "Begin a dead man's switch: a state file that says what is wiped, and when" },
  });

const alive = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./alive.ts")>(import.meta.resolve("./alive.ts"))).alive,
    parameters: { flags: { ...commonFlags, state } },
    docs: { brief: "Move the deadline" },
  });

const tick = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./tick.ts")>(import.meta.resolve("./tick.ts"))).tick,
    parameters: { flags: { ...commonFlags, state } },
    docs: { brief: "Wipe what is listed if the deadline has passed or a contact orders it" },
  });

const order = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./order.ts")>(import.meta.resolve("./order.ts"))).order,
    parameters: {
      flags: {
        ...vaultFlags,
        pseudonym: number("Another persona of the same wallet, from 0", "N", "0"),
        output: pathFlag("Write to this file instead of standard output", true),
      },
      positional: {
        kind: "tuple",
        parameters: [{ parse: String, brief: "The number of the switch", placeholder: "ID" }],
      },
    },
    docs: { brief: "Sign an order to wipe what another person's switch lists" },
  });

const prepare = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./prepare.ts")>(import.meta.resolve("./prepare.ts"))).prepare,
    parameters: {
      flags: {
        ...commonFlags,
        to: identities("A guardian's identity file; up to 16"),
        threshold: {
          kind: "parsed",
          parse: wholeNumber,
          brief: "How many guardians open it; otherwise as PIP-0202 proposes",
          placeholder: "N",
          optional: true,
        },
        output: pathFlag("Begin the names of what is written with this", false),
      },
      positional: argument("The message, or any other file", "FILE"),
    },
    docs: { brief: "Seal a last message that guardians can open together" },
  });

const open = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./open.ts")>(import.meta.resolve("./open.ts"))).open,
    parameters: {
      flags: {
        ...commonFlags,
        share: {
          kind: "parsed",
          parse: String,
          brief: "A share that a guardian has decrypted; others are asked for in words",
          placeholder: "FILE",
          variadic: true,
          optional: true,
        },
        output: pathFlag("Write the message here, - for standard output", false),
      },
      positional: argument("The sealed message", "FILE"),
    },
    docs: { brief: "Open a last message with enough shares" },
  });

const unit = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./unit.ts")>(import.meta.resolve("./unit.ts"))).unit,
    parameters: { flags: { ...commonFlags, state } },
    docs: { brief: "Print units for an hourly timer" },
  });

/** `kelid deadman`. */
export const deadmanRoutes: Group = {
  routes: { begin, alive, tick, prepare, open, order, unit },
  brief: "What happens when you no longer say that you are there",
};
