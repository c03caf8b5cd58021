/**
 * The beacon commands: names, flags and one sentence each.
 *
 * @module
 */
import { buildCommand } from "@stricli/core";
import { commonFlags, pathArgument, pathFlag, vaultFlags, wholeNumber } from "../../flags.ts";
import type { Group } from "../../group.ts";
import { load } from "../../load.ts";

const pseudonym = {
  kind: "parsed",
  parse: wholeNumber,
  brief: "The persona of this wallet that is the watcher, from 0",
  placeholder: "N",
  default: "0",
} as const;

const argument = (brief: string, placeholder: string) =>
  ({ kind: "tuple", parameters: [pathArgument(brief, placeholder)] }) as const;

const setup = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./setup.ts")>(import.meta.resolve("./setup.ts"))).setup,
    parameters: {
      flags: {
        ...vaultFlags,
        output: pathFlag("Write the watch here, sealed to the watchers", false),
      },
    },
    docs: { brief: "Decide what beacons of each compartment mean, and who watches for them" },
  });

const send = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./send.ts")>(import.meta.resolve("./send.ts"))).send,
    parameters: {
      flags: { ...vaultFlags, output: pathFlag("Write the beacon to this file", true) },
    },
    docs: { brief: "Send one beacon by hand" },
  });

const watch = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./watch.ts")>(import.meta.resolve("./watch.ts"))).watch,
    parameters: {
      flags: { ...vaultFlags, pseudonym },
      positional: argument("The watch that somebody gave you", "FILE"),
    },
    docs: { brief: "Take on a watch over somebody" },
  });

const unwatch = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./watch.ts")>(import.meta.resolve("./watch.ts"))).unwatch,
    parameters: { flags: vaultFlags },
    docs: { brief: "Lay down a watch: over whom is asked inside" },
  });

const read = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./read.ts")>(import.meta.resolve("./read.ts"))).read,
    parameters: {
      flags: vaultFlags,
      positional: argument("The folder with beacons", "INBOX"),
    },
    docs: { brief: "Say how those are whom you watch over; exit code 1 if one needs attention" },
  });

const transport = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./transport.ts")>(import.meta.resolve("./transport.ts")))
        .transport,
    parameters: {
      flags: commonFlags,
      positional: argument("The outbox", "OUTBOX"),
    },
    docs: { brief: "Print a sample script that carries an outbox and empties it" },
  });

/** `kelid beacon`. */
export const beaconRoutes: Group = {
  routes: { setup, send, watch, unwatch, read, transport },
  brief: "Signs of life and alarms, in files that nobody else can tell apart",
};
