/**
 * What makes, combines or prints shares looks first at what it does that with: with one wrong figure
 * among the known answers no such command goes on.
 */
import assert from "node:assert/strict";
import { utf8 } from "../../lib/bytes.ts";
import type { VectorFile } from "../../lib/kat/case.ts";
import { failed, Folder, kelid } from "../cli/kelid.ts";
import { withFiles } from "../import_map.ts";
import { programCommand } from "../program.ts";

const figures: VectorFile = JSON.parse(
  Deno.readTextFileSync(new URL("../../vectors/self-test.json", import.meta.url)),
);

/** The light program, whose known answer of one primitive is wrong. */
function misled(place: Folder, primitive: string): string[] {
  const cases = figures.cases.map((case_) => {
    if (case_.primitive !== primitive) return case_;
    const digits = String(case_.expected);
    return { ...case_, expected: (digits[0] === "0" ? "1" : "0") + digits.slice(1) };
  });
  assert.notDeepEqual(cases, figures.cases);
  const other = place.write(`${primitive}.json`, JSON.stringify({ ...figures, cases }));
  const command = programCommand("tests/light_main.ts");
  const map = place.at(`${primitive}.map`);
  const [program, args] = withFiles(command, map, { "vectors/self-test.json": other });
  return [program, ...args];
}

const NAMES: Record<string, string> = {
  "slip39": "SLIP-0039 (kelid)",
  "pbkdf2-hmac-sha-256": "PBKDF2-HMAC-SHA-256 (WebCrypto)",
  "hmac-sha-256": "HMAC-SHA-256 (WebCrypto)",
  "xchacha20-poly1305-own": "XChaCha20-Poly1305 (node:crypto)",
};
const SHARES = ["slip39", "pbkdf2-hmac-sha-256", "hmac-sha-256"];
const MESSAGES = ["xchacha20-poly1305-own"];

Deno.test("with a wrong known answer nothing makes, combines, prints or sends a share", async () => {
  using place = new Folder();
  const vault = place.at("vault"), out = place.at("out");
  Deno.mkdirSync(out);
  const opening = "walnut meadow thunder seven ribbon otter";
  await kelid(["init", vault], { answers: [opening, "", "", "enough", "n"] });
  const use = ["--vault", vault, "--folder", out];
  const commands: [args: string[], primitives: string[]][] = [
    [["recovery", "split", "--hex", "--groups", "2of3"], SHARES],
    [["recovery", "combine"], SHARES],
    [["recovery", "card", "--folder", out], ["slip39"]],
    [["restore", place.at("new")], SHARES],
    [["recovery", "deal", ...use], [...SHARES, ...MESSAGES]],
    [["recovery", "request", ...use], MESSAGES],
    [["recovery", "collect", "--vault", vault], [...SHARES, ...MESSAGES]],
    [["recovery", "cancel", "--folder", out], MESSAGES],
    [["recovery", "drill", "review", "--vault", vault], [...SHARES, ...MESSAGES]],
  ];
  const before = Deno.readFileSync(vault);
  for (const primitive of Object.keys(NAMES)) {
    const program = misled(place, primitive);
    for (const [args, primitives] of commands) {
      if (!primitives.includes(primitive)) continue;
      failed(
        await kelid(args, { answers: [], program }),
        1,
        `Self-test failed: ${NAMES[primitive]}`,
      );
    }
  }
  // Also where everything is there at once, and the work is done beside the test.
  const shares = figures.cases.find(({ primitive }) => primitive === "slip39")!.shares as string[];
  for (const primitive of SHARES) {
    const program = misled(place, primitive);
    const message = `Self-test failed: ${NAMES[primitive]}`;
    const split = ["recovery", "split", "--hex", "--groups", "2of3"];
    failed(await kelid(split, { stdin: utf8("00".repeat(16)), program }), 1, message);
    failed(await kelid(["recovery", "combine"], { answers: shares, program }), 1, message);
  }
  assert.deepEqual(Deno.readFileSync(vault), before, "no vault was opened");
  assert.deepEqual([...Deno.readDirSync(out)], []);
});
