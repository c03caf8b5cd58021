/**
 * The publishers' own vector files, in the folder that `KELID_VECTORS` names. They are not part of
 * the project; without the folder these tests are ignored, and the runner's summary says how many.
 *
 * @module
 */

/** The folder with the publishers' files, or undefined. */
export const officialFolder: string | undefined = Deno.env.get("KELID_VECTORS") || undefined;

/** The text of one official file, by its path inside the folder. */
export function officialText(path: string): string {
  return Deno.readTextFileSync(`${officialFolder}/${path}`);
}

/** A test over official files, ignored where the folder is not given. */
export function officialTest(name: string, fn: () => void | Promise<void>): void {
  Deno.test({ name, ignore: officialFolder === undefined, fn });
}
