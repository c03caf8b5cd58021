/**
 * `kelid panic --now` of the shipped program on the file that is named. It prints the milliseconds
 * from this first line, before any module of the program is loaded, until the first bytes of the
 * file are overwritten.
 *
 * @module
 */
const begun = performance.now();

const { writeSync } = Deno.FsFile.prototype;
let first: number | undefined;
Deno.FsFile.prototype.writeSync = function (bytes) {
  const written = writeSync.call(this, bytes);
  first ??= performance.now() - begun;
  return written;
};

const { SHIPPED } = await import("../../cli/context.ts");
const { main } = await import("../../cli/program.ts");

const { log } = console;
const { writeSync: toStdout } = Deno.stdout;
Deno.stdout.writeSync = (bytes) => bytes.length;
Deno.stderr.writeSync = (bytes) => bytes.length;
const code = await main(["panic", "--now", Deno.args[0]], SHIPPED);
Deno.stdout.writeSync = toStdout;
log(code === 0 && first !== undefined ? first : NaN);
Deno.exit(code);
