import assert from "node:assert/strict";
import { ROOT } from "./program.ts";

Deno.test("where a program is missing the tests that need it are ignored and say so", async () => {
  const env: Record<string, string> = { ...Deno.env.toObject(), NO_COLOR: "1" };
  const ran = await new Deno.Command(Deno.execPath(), {
    args: ["test", "--no-prompt", "--frozen", "--allow-all", "tests/recovery/terminal_test.ts"],
    cwd: ROOT,
    clearEnv: true,
    env: { ...env, PATH: "" },
  }).output();
  const text = [ran.stdout, ran.stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  assert.equal(ran.code, 0, text);
  assert.match(text, /^expect is not installed: tests that need it were not run$/m);
  assert.match(text, / \(no expect\) \.\.\. ignored/);
  assert.match(text, /ok \| 0 passed \| 0 failed \| 1 ignored/);
});
