/**
 * One process at a time for a file that is replaced as a whole: a lock is on what is behind the
 * name, so whoever waited for it may hold one that nobody else can find any more.
 *
 * @module
 */
import { CliError, EXIT_FILE } from "./errors.ts";
import { fileTrouble, sameFile } from "./files.ts";

/** How long a second process waits for the first, and how often it looks. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 50;

/**
 * Opens and locks a file. Whoever comes second waits; the file is opened again if it was replaced
 * meanwhile.
 *
 * @param path where the file is, and is looked for again
 * @param name what to call it
 * @throws {CliError} if it cannot be opened or locked, or is in use for longer than a minute
 */
export async function openLocked(
  path: string,
  name: string,
  open: () => Deno.FsFile,
): Promise<Deno.FsFile> {
  for (let waited = 0;;) {
    const handle = open();
    try {
      while (!handle.tryLockSync(true)) {
        if (waited >= PATIENCE_MS) {
          throw new CliError(
            `Cannot open ${name}: another process has been using it for a minute`,
            EXIT_FILE,
          );
        }
        await new Promise((done) => setTimeout(done, PAUSE_MS));
        waited += PAUSE_MS;
      }
      if (sameFile(handle, path)) return handle;
      handle.close();
    } catch (error) {
      handle.close();
      throw fileTrouble("read", name, error);
    }
  }
}
