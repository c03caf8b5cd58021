/**
 * Peak memory (VmHWM of Linux: everything resident, the engine itself included) of the commands
 * that stream a file, for files of very different lengths.
 *
 * @module
 */
import { COSTS_V1 } from "../../lib/argon2/argon2id.ts";
import { type CommandLine, entryCommand, progress, randomFile } from "./measure.ts";
import { inFolder, LIGHT, makeOwner, type Owner, ownerCommand, SHIPPED } from "./people.ts";
import type { Table } from "./table.ts";

const SIZES = [2 ** 10, 64 * 2 ** 20, 512 * 2 ** 20];
const MOST_MIB = 150;
const ARGON2_MIB = COSTS_V1.memoryKiB / 1024;

/** With light costs for every command and size; with the shipped ones once. */
export async function bench(table: Table): Promise<void> {
  if (Deno.build.os !== "linux") return table.skip("memory", "measured on Linux only");
  progress("memory");
  await inFolder(async (folder) => {
    const owner = await makeOwner(LIGHT, folder);
    const peaks: Record<string, number[]> = {};
    for (const size of SIZES) {
      randomFile(`${folder}/file`, size);
      for (const [name, line] of commands(owner, folder)) {
        (peaks[name] ??= []).push(await peak(line));
      }
      for (const name of ["file", "sealed", "opened", "sig"]) Deno.removeSync(`${folder}/${name}`);
    }
    for (const [name, [tiny, ...large]] of Object.entries(peaks)) {
      row(table, `memory of ${name}, 64 and 512 MiB`, large, tiny, 0);
    }
  });
  await inFolder(async (folder) => {
    const owner = await makeOwner(SHIPPED, folder);
    randomFile(`${folder}/file`, SIZES[1]);
    const [, , sign] = commands(owner, folder);
    row(table, "memory of sign, 64 MiB, shipped costs", [await peak(sign[1])], 0, ARGON2_MIB);
  });
}

function commands(owner: Owner, folder: string): [string, CommandLine][] {
  const at = (name: string) => `${folder}/${name}`;
  const { entry, identity } = owner;
  const seal = ["encrypt", at("file"), "--to", identity, "--output", at("sealed")];
  return [
    ["encrypt", entryCommand(entry, ...seal)],
    ["decrypt", ownerCommand(owner, "decrypt", at("sealed"), "--output", at("opened"))],
    ["sign", ownerCommand(owner, "sign", at("file"), "--output", at("sig"))],
    ["verify", entryCommand(entry, "verify", at("file"), at("sig"), "--from", identity)],
  ];
}

function row(table: Table, what: string, peaks: number[], tiny: number, argon2id: number): void {
  const most = Math.max(...peaks) - argon2id;
  table.add({
    what,
    measured: peaks.map((peak) => `${peak.toFixed(0)} MiB`).join(", "),
    reference: argon2id ? `Argon2id: ${argon2id} MiB` : `a file of 1 KiB: ${tiny.toFixed(0)} MiB`,
    ratio: "",
    target: `below ${MOST_MIB} MiB${argon2id ? " beyond it" : ""}`,
    met: most < MOST_MIB,
  });
}

/** The peak of a process in MiB, looked at every few milliseconds. */
async function peak([command, args]: CommandLine): Promise<number> {
  const child = new Deno.Command(command, {
    args: [...args],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let kibibytes = 0;
  const timer = setInterval(() => {
    try {
      const status = Deno.readTextFileSync(`/proc/${child.pid}/status`);
      kibibytes = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? kibibytes);
    } catch {
      // It has ended; what was seen last is the peak, but for its last milliseconds.
    }
  }, 2);
  const { success, stderr } = await child.output();
  clearInterval(timer);
  if (!success) throw new Error(`${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return kibibytes / 1024;
}
