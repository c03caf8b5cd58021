/**
 * The program with one of its files exchanged for another, to see what depends on it.
 *
 * @module
 */
import { ROOT } from "./program.ts";

/**
 * A command of `programCommand` that takes files from elsewhere.
 *
 * @param map where the import map is written
 * @param exchanged paths in the checkout, and the paths that stand in for them
 */
export function withFiles(
  [program, args]: readonly [string, readonly string[]],
  map: string,
  exchanged: Readonly<Record<string, string>>,
): [string, string[]] {
  const { imports } = JSON.parse(Deno.readTextFileSync(`${ROOT}/deno.json`));
  // Only in deno.json does the name of a package stand for what is inside it, too.
  const inside = Object.entries(imports as Record<string, string>).map(([name, place]) => [
    `${name}/`,
    `${place.replace("npm:", "npm:/")}/`,
  ]);
  const url = (path: string) => new URL(path, `file://${ROOT}`).href;
  const files = Object.entries(exchanged).map(([path, other]) => [url(path), url(other)]);
  const all = { ...imports, ...Object.fromEntries([...inside, ...files]) };
  Deno.writeTextFileSync(map, JSON.stringify({ imports: all }));
  return [program, [args[0], `--import-map=${map}`, ...args.slice(1)]];
}
