import assert from "node:assert/strict";
import { base64nopad } from "@scure/base";
import { done, failed, json, kelid, shell } from "./kelid.ts";
import { programTest } from "../installed.ts";

const COSTS = ["--memory", "1024", "--passes", "2", "--lanes", "2"];

const hash = (flags: readonly string[], ...answers: string[]) =>
  kelid(["hash", ...flags], { answers });

/** What Debian's argon2 program makes of a password; the salt is in shell notation. */
async function reference(password: string, salt: string): Promise<string> {
  const script = `printf %s "$1" | argon2 "$(printf "$2")" -id -k 1024 -t 2 -p 2 -l 32 -e`;
  return done(await shell(script, password, salt)).trim();
}

programTest("a hash of the argon2 program verifies", "argon2", async () => {
  const phc = await reference("correct horse", "salt salt");
  assert.match(phc, /^\$argon2id\$v=19\$m=1024,t=2,p=2\$/);
  const good = await hash(["--verify", phc], "correct horse");
  assert.equal(done(good), "The password matches the hash\n");
  assert.deepEqual(json(await hash(["--verify", phc, "--json"], "correct horse")), {
    matches: true,
  });
  failed(
    await hash(["--verify", phc], "correct horsf"),
    1,
    "The password does not match the hash",
  );
});

programTest("with the same salt the argon2 program makes the same hash", "argon2", async () => {
  for (;;) {
    const phc = done(await hash(COSTS, "گربه سياه")).trim();
    const salt = base64nopad.decode(phc.split("$")[4]);
    assert.equal(salt.length, 16);
    // A shell cannot pass these in an argument.
    if (salt.includes(0) || salt.at(-1) === 0x0a) continue;
    const octal = Array.from(salt, (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
    assert.equal(phc, await reference("گربه سياه", octal));
    return;
  }
});

Deno.test("a password is taken as it is typed, not folded", async () => {
  const { phc } = json(await hash([...COSTS, "--json"], "كلاغ  1"));
  done(await hash(["--verify", phc], "كلاغ  1"));
  for (const other of ["کلاغ  1", "كلاغ 1", "كلاغ  ۱", "كلاغ  1 "]) {
    failed(await hash(["--verify", phc], other), 1, "The password does not match the hash");
  }
});

Deno.test("salts differ, and length and costs are those asked for", async () => {
  const one = done(await hash([...COSTS, "--length", "64"], "x"));
  const other = done(await hash([...COSTS, "--length", "64"], "x"));
  assert.notEqual(one, other);
  const [, scheme, version, costs, , output] = one.trim().split("$");
  assert.deepEqual([scheme, version, costs], ["argon2id", "v=19", "m=1024,t=2,p=2"]);
  assert.equal(base64nopad.decode(output).length, 64);
});

Deno.test("what is no hash, no cost or no password is a usage error", async () => {
  const good = "$argon2id$v=19$m=1024,t=2,p=2$c2FsdCBzYWx0$" + "A".repeat(43);
  for (
    const phc of [
      "",
      "nonsense",
      good.replace("argon2id", "argon2i"),
      good.replace("v=19", "v=16"),
      good.replace("m=1024", "m=1"),
      good.replace("m=1024", "m=4294967296"),
      good.replace("c2FsdCBzYWx0", "c2E"),
      `${good}=`,
    ]
  ) {
    failed(await hash(["--verify", phc], "x"), 2, /^error: Cannot /);
  }
  failed(await hash(COSTS, ""), 2, "The password is empty");
  failed(await hash(["--memory", "7"], "x"), 2, /^error: Cannot /);
  failed(
    await hash([...COSTS, "--length", "3"], "x"),
    2,
    "Cannot make such a hash: from 4 to 1024 bytes are possible",
  );
  for (const seconds of ["0", "-1", "soon", "3601"]) {
    failed(
      await hash([`--calibrate=${seconds}`]),
      2,
      "Cannot calibrate: more than 0 and at most 3600 seconds",
    );
  }
});

Deno.test("calibration proposes costs that can be used as they are printed", async () => {
  const proposed = json(await hash(["--calibrate", "0.1", "--lanes", "1", "--json"]));
  assert.deepEqual(Object.keys(proposed), ["memoryKiB", "passes", "lanes", "seconds"]);
  assert.equal(proposed.lanes, 1);
  assert.ok(proposed.memoryKiB >= 65_536 && proposed.passes >= 1 && proposed.seconds > 0);
  const text = done(await hash(["--calibrate", "0.1", "--lanes", "1"]));
  const command = /^kelid (hash --memory \d+ --passes \d+ --lanes 1)\n$/m.exec(text);
  assert.match(
    done(await kelid(command![1].split(" "), { answers: ["x"] })),
    /^\$argon2id\$v=19\$/,
  );
});
