/**
 * `kelid beacon transport`: a sample of a script that carries an outbox. The program itself sends
 * nothing.
 *
 * @module
 */
import { resolve } from "node:path";
import { BEACON_BYTES } from "../../../lib/beacon/beacon.ts";
import type { Context } from "../../context.ts";
import { print } from "../../output.ts";

/** The command. */
export function transport(this: Context, flags: { readonly json: boolean }, outbox: string): void {
  const quoted = `'${resolve(outbox).replaceAll("'", "'\\''")}'`;
  const script = [
    "#!/bin/sh",
    "# Carries beacons and deletes what it has carried: an outbox left full is a log of openings.",
    "# Put your own way of carrying in the place of cp: rsync, mail, a synced folder, a USB stick.",
    `outbox=${quoted}`,
    'carried_to="$1"',
    'for beacon in "$outbox"/*; do',
    // Of an empty folder the shell gives the pattern itself.
    '  [ -f "$beacon" ] || continue',
    '  case "$beacon" in *.part) continue ;; esac',
    `  [ "$(wc -c <"$beacon")" -eq ${BEACON_BYTES} ] || continue`,
    '  cp -p "$beacon" "$carried_to"/ && rm "$beacon"',
    "done",
    "",
  ].join("\n");
  print(flags, { script }, script.trimEnd().split("\n"));
}
