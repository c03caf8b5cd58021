/**
 * Names and paths inside a volume. A name is kept exactly as it was given; two names are the same if
 * their NFC forms are, so that a letter typed composed finds the one stored decomposed.
 *
 * @module
 */
import { utf8 } from "../bytes.ts";

/** The most bytes of a name in UTF-8: more than any common file system takes. */
export const MAX_NAME_BYTES = 1_024;

/** The most folders one within another. */
export const MAX_LEVELS = 128;

/**
 * Checks a name of a file or folder.
 *
 * @throws {SyntaxError} if it is empty, `.`, `..`, no valid Unicode, or has a slash or a zero byte
 * @throws {RangeError} if it is longer than {@linkcode MAX_NAME_BYTES}
 */
export function checkName(name: string): string {
  if (name === "") throw new SyntaxError("Cannot use an empty name");
  if (name === "." || name === "..") throw new SyntaxError(`Cannot use ${name} as a name`);
  if (/[/\0]/.test(name)) throw new SyntaxError("Cannot use a name with a slash or a zero byte");
  if (!name.isWellFormed()) throw new SyntaxError("Cannot use a name that is not valid Unicode");
  if (utf8(name).length > MAX_NAME_BYTES) {
    throw new RangeError(`Cannot use a name of more than ${MAX_NAME_BYTES} bytes`);
  }
  return name;
}

/** What two equal names have in common. */
export function nameKey(name: string): string {
  return name.normalize("NFC");
}

/**
 * The names of a path, from the root: slashes separate, and those at the ends mean nothing.
 *
 * @throws {SyntaxError} if a part is `..` or cannot be a name
 * @throws {RangeError} if a name is too long or there are more than {@linkcode MAX_LEVELS}
 */
export function parsePath(path: string): string[] {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) throw new SyntaxError("Cannot use a path with .. in a volume");
  if (parts.length > MAX_LEVELS) {
    throw new RangeError(`Cannot use a path of more than ${MAX_LEVELS} names`);
  }
  return parts.map(checkName);
}

/**
 * The names of a path that may be relative to a folder, and may go up with `..` as far as the root.
 *
 * @throws as {@linkcode parsePath} does
 */
export function resolvePath(folder: readonly string[], path: string): string[] {
  const parts = path.startsWith("/") ? [] : [...folder];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else parts.push(part);
  }
  return parsePath(parts.join("/"));
}

/** A path as it is written. */
export function pathText(names: readonly string[]): string {
  return "/" + names.join("/");
}
