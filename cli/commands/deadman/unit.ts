/**
 * `kelid deadman unit`: units for systemd's user instance that run `tick` every hour.
 *
 * @module
 */
import { resolve } from "node:path";
import type { Context } from "../../context.ts";
import { print } from "../../output.ts";

/** The command. */
export function unit(
  this: Context,
  flags: { readonly json: boolean; readonly state: string },
): void {
  const escaped = resolve(flags.state).replace(/["\\]/g, "\\$&").replace(/[%$]/g, "$&$&");
  const service = [
    "[Unit]",
    "Description=Look at a dead man's switch",
    "",
    "[Service]",
    "Type=oneshot",
    `ExecStart=/usr/bin/env kelid deadman tick --state "${escaped}"`,
    "",
  ].join("\n");
  const timer = [
    "[Unit]",
    "Description=Look at a dead man's switch every hour",
    "",
    "[Timer]",
    "OnBootSec=1min",
    "OnCalendar=hourly",
    "Persistent=true",
    "",
    "[Install]",
    "WantedBy=timers.target",
    "",
  ].join("\n");
  print(flags, { service, timer }, [
    "# ~/.config/systemd/user/kelid-deadman.service, with kelid on the PATH of that user's services",
    service,
    "# ~/.config/systemd/user/kelid-deadman.timer; then: systemctl --user enable --now kelid-deadman.timer",
    timer,
  ]);
}
