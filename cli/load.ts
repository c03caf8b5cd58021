/**
 * Loading parts of the program when they are first needed.
 *
 * At every start Deno reads and analyses all modules that an `import()` with a literal names, and
 * all that those import: for the whole program that takes as long as half of starting Deno. So the
 * large parts are named by URLs that it does not look into. `deno compile` does not see them either:
 * tests/compile.ts gives it the folder.
 *
 * @module
 */

/**
 * Imports a module of this program.
 *
 * @param url from `import.meta.resolve`, with the same path as in the type
 */
export function load<Module>(url: string): Promise<Module> {
  return import(url);
}
