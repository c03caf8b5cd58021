/**
 * Commands and groups of commands, each built when it is asked for: building them all takes longer
 * than everything else that happens before a command runs.
 *
 * @module
 */
import { buildRouteMap, type Command, type RouteMap } from "@stricli/core";
import type { Context } from "./context.ts";

/** What a word on the command line can name. */
export type Entry = Command<Context> | Group;

/** Commands and further groups by their names, and one sentence on them. */
export interface Group {
  readonly routes: Readonly<Record<string, (() => Entry | Promise<Entry>) | Group>>;
  readonly brief: string;
}

/** What a name stands for in a group, or undefined. */
export function entryOf({ routes }: Group, name: string): Entry | Promise<Entry> | undefined {
  if (!Object.hasOwn(routes, name)) return undefined;
  const entry = routes[name];
  return typeof entry === "function" ? entry() : entry;
}

/** A command, or everything in a group, as the parser wants it. */
export async function routeOf(entry: Entry): Promise<Command<Context> | RouteMap<Context>> {
  if (!("routes" in entry)) return entry;
  const routes: Record<string, Command<Context> | RouteMap<Context>> = {};
  for (const name of Object.keys(entry.routes)) {
    routes[name] = await routeOf((await entryOf(entry, name))!);
  }
  return buildRouteMap({ routes, docs: { brief: entry.brief } });
}
