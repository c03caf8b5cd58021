import assert from "node:assert/strict";
import { ROOT } from "./program.ts";

Deno.test("a wrong runtime for compiled programs is named as such, and no binary is left", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/text`, "no program");
    const { tasks } = JSON.parse(await Deno.readTextFile(`${ROOT}/deno.json`));
    const [, ...args] = (tasks.compile.command as string).split(" ");
    // A program, but another one, is the last: what it gives is tried before it gets the name.
    for (const runtime of [`${folder}/none`, `${folder}/text`, "/bin/true"]) {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args,
        cwd: ROOT,
        env: { DENORT_BIN: runtime, NO_COLOR: "1" },
      }).output();
      const told = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
      const reason = `DENORT_BIN names "${runtime}", which is not Deno's runtime`;
      assert.equal(told, `Cannot compile: ${reason} for compiled programs\n`);
      assert.equal(code, 1);
    }
    const left = [...Deno.readDirSync(ROOT)].some(({ name }) => name === "dist") &&
      [...Deno.readDirSync(`${ROOT}/dist`)].some(({ name }) => name.includes("untried"));
    assert.equal(left, false);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
