/**
 * `deno doc --lint` over every file of the library at once: types that one file takes from another
 * count as documented only if both are looked at.
 *
 * @module
 */
const files: string[] = [];

function collect(folder: string): void {
  for (const entry of Deno.readDirSync(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) collect(path);
    else if (entry.name.endsWith(".ts")) files.push(path);
  }
}

collect("lib");
const { code } = new Deno.Command(Deno.execPath(), {
  args: ["doc", "--lint", ...files.sort()],
  stdout: "null",
}).outputSync();
Deno.exit(code);
