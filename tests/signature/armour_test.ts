import assert from "node:assert/strict";
import { armour, dearmour } from "../../lib/armour.ts";
import { armoured } from "../hybrid/oracle.ts";
import { seeded } from "../seeded.ts";

const random = seeded("armour");
const bytes = random(100);
const text = armour("KELID TEST", bytes);

Deno.test("armour is BEGIN, base64 in lines of 64, END, and a final line feed", () => {
  assert.equal(
    armour("KELID TEST", Uint8Array.from({ length: 50 }, (_, i) => i)),
    "-----BEGIN KELID TEST-----\n" +
      "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v\n" +
      "MDE=\n" +
      "-----END KELID TEST-----\n",
  );
});

Deno.test("what was armoured comes back, whatever its length", () => {
  for (const length of [0, 1, 2, 3, 47, 48, 49, 95, 96, 97, 5000]) {
    const some = random(length);
    assert.equal(armour("A B2", some), armoured("A B2", some));
    assert.deepEqual(dearmour("A B2", armour("A B2", some)), some);
  }
});

Deno.test("the line endings of Windows are understood, if all are so", () => {
  const crlf = text.replaceAll("\n", "\r\n");
  assert.deepEqual(dearmour("KELID TEST", crlf), bytes);
  for (const mixed of [crlf.replace("\r\n", "\n"), text.replace("\n", "\r\n"), crlf + "\r\n"]) {
    assert.throws(() => dearmour("KELID TEST", mixed), SyntaxError);
  }
});

const lines = text.split("\n");
const digits = lines.slice(1, -2).join("");
const begin = lines[0] + "\n";
const end = lines.at(-2) + "\n";
const one = begin + "AA==\n" + end;

for (
  const [what, bad] of [
    ["nothing", ""],
    ["only the first line", begin],
    ["only the last line", end],
    ["the two lines overlapping", "-----BEGIN KELID TEST-----END KELID TEST-----\n"],
    ["another label", text.replaceAll("TEST", "TOAST")],
    ["another label at the end", text.replace("END KELID TEST", "END KELID TOAST")],
    ["a label in small letters", text.replaceAll("KELID TEST", "kelid test")],
    ["no final line feed", text.slice(0, -1)],
    ["a further line feed", text + "\n"],
    ["a text before", "Dear friend,\n" + text],
    ["a byte order mark before", "\ufeff" + text],
    ["a text behind", text + "Regards\n"],
    ["a header", text.replace("\n", "\nComment: hello\n\n")],
    ["a blank line", text.replace("\n", "\n\n")],
    ["a blank at the end of a line", text.replace("\n", " \n")],
    ["a blank between digits", begin + digits.slice(0, 10) + " " + digits.slice(10) + "\n" + end],
    ["lines of 76 digits", begin + digits.replace(/.{76}/g, "$&\n") + "\n" + end],
    ["one long line", begin + digits + "\n" + end],
    ["a missing digit", text.replace(digits.slice(0, 64), digits.slice(0, 63))],
    ["digits of base64url", begin + "-_-_\n" + end],
    ["missing padding", one.replace("==", "")],
    ["short padding", one.replace("==", "=")],
    ["spare bits that are not zero", one.replace("AA==", "AB==")],
    ["padding in the middle", one.replace("AA==", "AA==AAAA")],
  ]
) {
  Deno.test(`armour is refused: ${what}`, () => {
    assert.throws(() => dearmour("KELID TEST", bad), SyntaxError);
  });
}

Deno.test("a good armour of one byte shows that these refusals are for their one fault", () => {
  assert.deepEqual(dearmour("KELID TEST", one), Uint8Array.of(0));
});

Deno.test("no text of one other character is armour of the same bytes", () => {
  for (let i = 0; i < text.length; i++) {
    for (const character of ["A", "b", " ", "\n", "=", ""]) {
      const changed = text.slice(0, i) + character + text.slice(i + 1);
      if (changed === text) continue;
      let got;
      try {
        got = dearmour("KELID TEST", changed);
      } catch (error) {
        assert.ok(error instanceof SyntaxError);
        continue;
      }
      assert.notDeepEqual(got, bytes);
    }
  }
});

Deno.test("a label that is not words of capital letters is a caller's mistake", () => {
  for (const label of ["", "kelid", "A-B", "A  B", " A", "A\n"]) {
    assert.throws(() => armour(label, bytes), TypeError);
  }
});
