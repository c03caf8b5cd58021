/**
 * What the tabulator key adds at the prompt of a volume: commands, and names in the volume and on
 * this machine.
 *
 * @module
 */
import { nameKey, resolvePath } from "../lib/volume/names.ts";
import { find, sortedChildren, type VolumeFolder } from "../lib/volume/tree.ts";
import type { Complete } from "./answers.ts";
import { quoted, splitWords } from "./volume_words.ts";

/** What each word after a command is, the last one standing for all that follow. */
export type WordKind = "volume" | "local" | "command";

/** A name that a word can become. */
interface Candidate {
  readonly name: string;
  readonly folder: boolean;
}

/**
 * Completion for the commands of a prompt.
 *
 * @param commands what the words after each command are
 * @param root the root of the region
 * @param here the names of the current folder
 */
export function completion(
  commands: ReadonlyMap<string, readonly WordKind[]>,
  root: () => VolumeFolder,
  here: () => readonly string[],
): Complete {
  return (line) => {
    const { words, quote, unfinished } = splitWords(line);
    const current = unfinished ? words.pop()! : "";
    // Options are not counted: they stand anywhere and are not completed.
    const end = words.indexOf("--");
    const before = words.filter((word, i) => {
      return !word.startsWith("-") || word === "-" || (end >= 0 && i > end);
    });
    if (before.length === 0) {
      const names = [...commands.keys()].map((name) => ({ name, folder: false }));
      return choose(current, names, quote);
    }
    const kinds = commands.get(before[0]) ?? [];
    const kind = kinds[Math.min(before.length, kinds.length) - 1];
    const slash = current.lastIndexOf("/") + 1;
    const folder = current.slice(0, slash), stem = current.slice(slash);
    if (kind === "volume") {
      return choose(nameKey(stem), inVolume(root(), here(), folder), quote);
    }
    if (kind === "local") return choose(stem, onThisMachine(folder), quote);
    if (kind === "command") {
      const names = [...commands.keys()].map((name) => ({ name, folder: false }));
      return choose(current, names, quote);
    }
    return { add: "", choices: [] };
  };
}

function choose(stem: string, candidates: readonly Candidate[], quote: "" | '"' | "'") {
  const fitting = candidates.filter(({ name }) => name.startsWith(stem));
  const choices = fitting.map(({ name, folder }) => folder ? `${name}/` : name);
  if (fitting.length === 0) return { add: "", choices };
  const [{ name, folder }] = fitting;
  if (fitting.length === 1) {
    const end = folder ? "/" : `${quote} `;
    return { add: quoted(name.slice(stem.length), quote) + end, choices };
  }
  let same = name.length;
  while (!fitting.every((one) => one.name.startsWith(name.slice(0, same)))) same--;
  // A character outside the basic plane is two units: never half of one.
  if (!name.slice(0, same).isWellFormed()) same--;
  return { add: quoted(name.slice(stem.length, same), quote), choices };
}

function inVolume(root: VolumeFolder, here: readonly string[], path: string): Candidate[] {
  try {
    const folder = find(root, resolvePath(here, path));
    if (folder?.kind !== "folder") return [];
    return sortedChildren(folder).map(({ name, kind }) => {
      return { name: nameKey(name), folder: kind === "folder" };
    });
  } catch {
    return [];
  }
}

function onThisMachine(path: string): Candidate[] {
  try {
    return [...Deno.readDirSync(path === "" ? "." : path)]
      .map(({ name, isDirectory }) => ({ name, folder: isDirectory }))
      .sort((a, b) => a.name < b.name ? -1 : 1);
  } catch {
    return [];
  }
}
