/**
 * Programs that tests use as terminals and as second implementations. Where one is missing, the tests
 * that need it are ignored, and say so: in their names, and once on standard error.
 *
 * @module
 */

const known = new Map<string, boolean>();

/** Whether a program is here. The first to ask for one that is not makes it known. */
export function installed(program: string): boolean {
  const before = known.get(program);
  if (before !== undefined) return before;
  let here = true;
  try {
    new Deno.Command(program, { args: ["version"], stdout: "null", stderr: "null" }).outputSync();
  } catch {
    here = false;
    Deno.stderr.writeSync(
      new TextEncoder().encode(`${program} is not installed: tests that need it were not run\n`),
    );
  }
  known.set(program, here);
  return here;
}

/** A test that needs a program, ignored where that is missing. */
export function programTest(
  name: string,
  program: string,
  fn: () => void | Promise<void>,
): void {
  const here = installed(program);
  Deno.test({ name: here ? name : `${name} (no ${program})`, ignore: !here, fn });
}
