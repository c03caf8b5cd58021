import assert from "node:assert/strict";
import fc from "fast-check";
import { LineEditor } from "../../cli/line_editor.ts";
import { hex, utf8 } from "../../lib/bytes.ts";

/** The finished lines that keys give, and what is left unfinished. */
function type(keys: string | Uint8Array): { lines: string[]; rest: string; events: string[] } {
  const editor = new LineEditor();
  const lines: string[] = [];
  const events: string[] = [];
  for (const byte of typeof keys === "string" ? utf8(keys) : keys) {
    const event = editor.feed(byte);
    events.push(event);
    if (event === "done") lines.push(new TextDecoder().decode(editor.take()));
  }
  return { lines, rest: new TextDecoder().decode(editor.view), events };
}

Deno.test("CR, LF and CR LF each end one line", () => {
  assert.deepEqual(type("a\rb\nc\r\nd").lines, ["a", "b", "c"]);
  assert.deepEqual(type("\r\r\n\n").lines, ["", "", ""]);
});

Deno.test("Backspace takes a character with its marks, and nothing from an empty line", () => {
  assert.equal(type("ab\x7f").rest, "a");
  assert.equal(type("سلام\x08").rest, "سلا");
  assert.equal(type("یی\u0654\u064B\x7f").rest, "ی");
  assert.equal(type("e\u0301\x7fx").rest, "x");
  assert.equal(type("\u0301\x7fx").rest, "x");
  assert.equal(type("می\u200C\x7f").rest, "می");
  assert.equal(type("😀\x7f\x7f\x7fa").rest, "a");
});

Deno.test("Backspace takes the bytes of a character that never came whole", () => {
  assert.equal(type(Uint8Array.of(0x61, 0xD8, 0x7F)).rest, "a");
  assert.equal(type(Uint8Array.of(0x61, 0xF0, 0x9F, 0x98, 0x7F)).rest, "a");
  assert.equal(type(Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x80, 0x7F, 0x7F)).rest, "");
});

Deno.test("Ctrl-U empties the line, Ctrl-D ends the input of an empty one only", () => {
  assert.equal(type("abc\x15d").rest, "d");
  assert.equal(type("a\x04").events.at(-1), "none");
  assert.equal(type("\x04").events.at(-1), "end");
  assert.equal(type("a\x7f\x04").events.at(-1), "end");
  assert.equal(type("a\x03").events.at(-1), "interrupt");
});

Deno.test("escape sequences are not typed", () => {
  for (
    const sequence of ["\x1b[A", "\x1bOD", "\x1b[1;5C", "\x1b[3~", "\x1b[200~", "\x1b[[A", "\x1b"]
  ) {
    assert.equal(type(`a${sequence}b`).rest, "ab", JSON.stringify(sequence));
  }
  assert.equal(type("\x1b[200~one\r\ntwo\x1b[201~").rest, "two");
  // A broken sequence ends at the next control character or letter outside ASCII.
  assert.deepEqual(type("a\x1b[\rb").lines, ["a"]);
  assert.equal(type("a\x1b[1;س").rest, "aس");
});

Deno.test("control characters are not typed, except the tabulator", () => {
  assert.equal(type("a\x00\x01\x0b\x1a\x1c\tb").rest, "a\tb");
});

Deno.test("any text without control characters comes out as it was typed", () => {
  const text = fc.string({ unit: "binary" }).map((s) => s.replace(/[\p{Cc}\p{Cn}]/gu, ""));
  fc.assert(fc.property(text, (s) => assert.equal(type(s + "\r").lines[0], s)));
});

Deno.test("an erased or taken byte is overwritten in the buffer that held it", () => {
  const editor = new LineEditor();
  for (const byte of utf8("abcd")) editor.feed(byte);
  const buffer = new Uint8Array(editor.view.buffer);
  assert.equal(hex(buffer.subarray(0, 5)), "6162636400");
  editor.feed(0x7F);
  assert.equal(hex(buffer.subarray(0, 5)), "6162630000");
  assert.equal(hex(editor.take()), "616263");
  assert.ok(buffer.every((byte) => byte === 0));
  // Growth leaves nothing behind either.
  for (let i = 0; i < 257; i++) editor.feed(0x61);
  assert.ok(buffer.every((byte) => byte === 0));
  assert.equal(editor.view.length, 257);
});

Deno.test("a line longer than any answer is refused", () => {
  const editor = new LineEditor();
  assert.throws(() => {
    for (let i = 0; i < 70_000; i++) editor.feed(0x61);
  }, { name: "CliError", message: "Cannot read the answer: it is longer than 65536 bytes" });
});
