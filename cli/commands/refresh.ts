/**
 * `kelid refresh`: what anybody can do with a vault, and everybody should do daily.
 *
 * @module
 */
import { parseVault } from "../../lib/vault/file.ts";
import { VaultSession } from "../../lib/vault/session.ts";
import type { CommonFlags, Context } from "../context.ts";
import { refreshWith } from "../engine.ts";
import { CliError, EXIT_FILE } from "../errors.ts";
import { dropBeacon } from "../outbox.ts";
import { print } from "../output.ts";
import { selfTest } from "../self_test.ts";
import { VaultFile } from "../vault_file.ts";

interface Flags extends CommonFlags {
  readonly outbox?: string;
  readonly timer: boolean;
}

/** The command. */
export async function refresh(this: Context, flags: Flags, path: string): Promise<void> {
  const { geometry, random, count } = this.settings;
  if (flags.timer) {
    const units = await timerUnits(path);
    return print(flags, units, [
      "# ~/.config/systemd/user/kelid.service, with kelid on the PATH of that user's services",
      units.service,
      "# ~/.config/systemd/user/kelid.timer; then: systemctl --user enable --now kelid.timer",
      units.timer,
      "# or a line for crontab -e",
      units.cron,
    ]);
  }
  const file = await VaultFile.open(path, geometry, false, count);
  try {
    const { salt, slots } = parseVault(file.bytes, geometry);
    const [fresh] = await Promise.all([
      refreshWith(this.settings, slots),
      selfTest(this.settings, ["curve-groups"]),
    ]);
    const refreshed = { salt, slots: fresh };
    const session = new VaultSession(refreshed, { geometry, random, count });
    if (!file.save(session.save(), random)) {
      throw new CliError(`Cannot refresh ${path}: it cannot be written there`, EXIT_FILE);
    }
    await dropBeacon(this.settings, flags, undefined);
  } finally {
    file.close();
  }
  print(flags, { refreshed: path }, [`Refreshed ${path}`]);
}

/**
 * Units for systemd's user instance, and a line for cron. They run often and at odd minutes, and keep
 * quiet: a log of refreshes would tell which changes of the vault were none.
 */
async function timerUnits(
  path: string,
): Promise<{ service: string; timer: string; cron: string }> {
  const { resolve } = await import("node:path");
  const real = resolve(path);
  const escaped = real.replace(/["\\]/g, "\\$&").replace(/[%$]/g, "$&$&");
  const quoted = `'${real.replaceAll("'", `'\\''`).replaceAll("%", "\\%")}'`;
  return {
    service: [
      "[Unit]",
      "Description=Refresh a vault",
      "",
      "[Service]",
      "Type=oneshot",
      `ExecStart=/usr/bin/env kelid refresh "${escaped}"`,
      "StandardOutput=null",
      "StandardError=null",
      "LogLevelMax=emerg",
      "",
    ].join("\n"),
    timer: [
      "[Unit]",
      "Description=Refresh a vault every hour",
      "",
      "[Timer]",
      "OnCalendar=hourly",
      "RandomizedDelaySec=55min",
      "",
      "[Install]",
      "WantedBy=timers.target",
      "",
    ].join("\n"),
    cron: `17 * * * * kelid refresh ${quoted} >/dev/null 2>&1`,
  };
}
