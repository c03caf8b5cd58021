/**
 * `kelid volume`: its commands, flags and one sentence each. What a command does is loaded when it
 * runs.
 *
 * @module
 */
import { buildCommand } from "@stricli/core";
import { commonFlags, pathArgument, pathFlag, switchFlag } from "../../flags.ts";
import type { Group } from "../../group.ts";
import { load } from "../../load.ts";

const volumeFlags = {
  ...commonFlags,
  volume: pathFlag("The volume file, unless an argument names it as in BOX:/PATH", true),
} as const;

const place = pathArgument("A place in a volume: BOX:/PATH, or /PATH with --volume", "BOX:/PATH");
const optional = <const Argument>(argument: Argument) => ({ ...argument, optional: true } as const);
const box = pathArgument("The volume file", "BOX");

const create = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./create.ts")>(import.meta.resolve("./create.ts"))).create,
    parameters: {
      flags: {
        ...commonFlags,
        size: {
          kind: "parsed",
          parse: String,
          brief: "Bytes of the whole file; one region has a quarter of it",
          placeholder: "512MiB",
        },
      },
      positional: { kind: "tuple", parameters: [box] },
    },
    docs: { brief: "Make a volume full of random bytes, with a region for each passphrase" },
  });

const list = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./list.ts")>(import.meta.resolve("./list.ts"))).list,
    parameters: {
      flags: {
        ...volumeFlags,
        recursive: switchFlag("Also what is in folders, all the way down"),
      },
      positional: { kind: "tuple", parameters: [optional(place)] },
      aliases: { r: "recursive" },
    },
    docs: { brief: "List files and folders" },
  });

const put = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./put.ts")>(import.meta.resolve("./put.ts"))).put,
    parameters: {
      flags: {
        ...volumeFlags,
        overwrite: switchFlag("Replace files that are there, and join folders"),
        times: switchFlag("Keep the times of files and folders"),
      },
      positional: {
        kind: "array",
        parameter: pathArgument(
          "Files and folders, - for standard input; last the place, BOX:/PATH",
          "FILE|BOX:/PATH",
        ),
        minimum: 1,
      },
    },
    docs: { brief: "Put files and folders into a volume" },
  });

const get = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./get.ts")>(import.meta.resolve("./get.ts"))).get,
    parameters: {
      flags: {
        ...volumeFlags,
        overwrite: switchFlag("Replace the file if it exists, and what an interrupted run left"),
        times: switchFlag("Give kept times to what is written"),
      },
      positional: {
        kind: "tuple",
        parameters: [
          place,
          optional(pathArgument("Where to; - for standard output; otherwise here", "TARGET")),
        ],
      },
    },
    docs: { brief: "Get a file or folder out of a volume" },
  });

const move = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./move.ts")>(import.meta.resolve("./move.ts"))).move,
    parameters: {
      flags: volumeFlags,
      positional: {
        kind: "tuple",
        parameters: [place, pathArgument("Its new name, or a folder", "BOX:/PATH")],
      },
    },
    docs: { brief: "Rename a file or folder, or move it to another folder" },
  });

const remove = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./remove.ts")>(import.meta.resolve("./remove.ts"))).remove,
    parameters: {
      flags: { ...volumeFlags, recursive: switchFlag("A folder with everything in it") },
      positional: { kind: "tuple", parameters: [place] },
      aliases: { r: "recursive" },
    },
    docs: { brief: "Remove a file or folder and overwrite its blocks" },
  });

/** A command that takes a volume and nothing else. */
const whole = {
  flags: volumeFlags,
  positional: { kind: "tuple", parameters: [optional(box)] },
} as const;

const check = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./check.ts")>(import.meta.resolve("./check.ts"))).check,
    parameters: whole,
    docs: { brief: "Read everything and say what is damaged" },
  });

const passphrase = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./passphrase.ts")>(import.meta.resolve("./passphrase.ts")))
        .passphrase,
    parameters: whole,
    docs: { brief: "Change the passphrase of a region" },
  });

const renew = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./renew.ts")>(import.meta.resolve("./renew.ts"))).renew,
    parameters: whole,
    docs: { brief: "Write every byte of a volume again, with new keys" },
  });

const info = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./info.ts")>(import.meta.resolve("./info.ts"))).info,
    parameters: whole,
    docs: { brief: "Show how much a region holds and has left" },
  });

const open = () =>
  buildCommand({
    loader: async () =>
      (await load<typeof import("./open.ts")>(import.meta.resolve("./open.ts"))).open,
    parameters: whole,
    docs: { brief: "Open a prompt like sftp's: names typed there reach no shell history" },
  });

/** Every command on volumes. */
export const volumeRoutes: Group = {
  routes: {
    create,
    open,
    list,
    put,
    get,
    move,
    remove,
    check,
    passphrase,
    renew,
    info,
  },
  brief: "Files in hidden volumes: every passphrase opens a region of its own",
};
