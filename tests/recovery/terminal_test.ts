import assert from "node:assert/strict";
import { unhex } from "../../lib/bytes.ts";
import { shareToWords } from "../../lib/slip39/share.ts";
import { splitIntoShares } from "../../lib/slip39/split.ts";
import { programCommand } from "../program.ts";
import { seeded } from "../seeded.ts";
import { programTest } from "../installed.ts";

const SECRET = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/** What the program shows at a terminal to somebody who waits for a text before each line. */
async function atTerminal(args: readonly string[], dialogue: [string, string][]): Promise<string> {
  const [command, before] = programCommand("tests/light_main.ts");
  const steps = dialogue.map(([wait, line]) =>
    `expect -exact {${wait}}\nsend -- {${line}}\nsend "\\r"`
  );
  const script = `set timeout 60\nspawn -noecho ${[command, ...before, ...args].join(" ")}\n${
    steps.join("\n")
  }\nexpect eof\nexit [lindex [wait] 3]\n`;
  let output;
  try {
    output = await new Deno.Command("expect", { args: ["-c", script] }).output();
  } catch {
    throw new Error("Cannot test prompts: expect is not installed (apt-get install expect)");
  }
  const shown = new TextDecoder().decode(output.stdout);
  assert.equal(output.code, 0, shown);
  return shown.replaceAll("\r", "");
}

programTest(
  "at a terminal each share is checked as it is typed, and the progress is shown",
  "expect",
  async () => {
    const groups = [{ threshold: 2, count: 3 }, { threshold: 1, count: 1 }];
    const [[one, , three], [alone]] = (await splitIntoShares(
      unhex(SECRET),
      { groupThreshold: 2, groups },
      seeded("terminal"),
    )).map((group) => group.map(shareToWords));
    const mistyped = one.split(" ").with(8, "acadmic").join(" ");
    const shown = await atTerminal(["recovery", "combine"], [
      ["Share 1: ", mistyped],
      ['word 9 "acadmic" is not in the list; did you mean "academic"?', one],
      ["group 1: 1 of 2, group 2: none yet (0 of 2 groups complete)", one],
      ["Cannot use share 2: it is share 1 again", alone],
      ["group 1: 1 of 2, group 2: 1 of 1 (1 of 2 groups complete)", ""],
      ["Stop, and forget the shares typed so far? [y/N]", ""],
      ["Share 3: ", three],
    ]);
    assert.match(shown, /group 1: 2 of 2, group 2: 1 of 1 \(2 of 2 groups complete\)\n/);
    assert.ok(shown.endsWith(`${SECRET}\n`));
    assert.ok(!shown.includes(one), "what is typed is not shown");
  },
);
