/**
 * Files and folders of a volume as they are listed.
 *
 * @module
 */
import type { Found } from "../lib/volume/tree.ts";

/** A name without what a terminal would obey. Letters of every script stay, joiners included. */
export function shownName(name: string): string {
  return name.replace(/\p{Cc}/gu, "?");
}

/** A file or folder for a script. */
export function describeJson({ path, node }: Found) {
  const time = node.time === undefined ? {} : { time: new Date(node.time).toISOString() };
  const name = path.join("/");
  return node.kind === "folder"
    ? { name, kind: node.kind, ...time }
    : { name, kind: node.kind, size: node.size, ...time };
}

/** Files and folders for a person: size, time if one is kept, name, a slash after folders. */
export function describeAll(found: readonly Found[]): string[] {
  const timed = found.some(({ node }) => node.time !== undefined);
  const sizes = found.map(({ node }) => node.kind === "file" ? String(node.size) : "-");
  const width = sizes.reduce((most, size) => Math.max(most, size.length), 0);
  return found.map(({ path, node }, i) => {
    const time = node.time === undefined ? "" : minute(node.time);
    const name = shownName(path.join("/")) + (node.kind === "folder" ? "/" : "");
    return `${sizes[i].padStart(width)}  ${timed ? `${time.padEnd(16)}  ` : ""}${name}`;
  });
}

function minute(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace("T", " ");
}
