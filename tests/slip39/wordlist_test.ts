import assert from "node:assert/strict";
import { sha256 } from "@noble/hashes/sha2.js";
import { hex, utf8 } from "../../lib/bytes.ts";
import { WORDS } from "../../lib/slip39/wordlist.ts";
import { officialTest, officialText } from "../official.ts";

Deno.test("the word list is that of SLIP-0039, by its SHA-256", () => {
  assert.equal(WORDS.length, 1024);
  assert.equal(
    hex(sha256(utf8(WORDS.join("\n") + "\n"))),
    "bcc4555340332d169718aed8bf31dd9d5248cb7da6e5d355140ef4f1e601eec3",
  );
});

Deno.test("the word list is sorted, of small letters, and four letters tell its words apart", () => {
  assert.deepEqual([...WORDS].sort(), WORDS);
  assert.ok(WORDS.every((word) => /^[a-z]{4,8}$/.test(word)));
  assert.equal(new Set(WORDS.map((word) => word.slice(0, 4))).size, 1024);
});

officialTest("the word list is the published file, byte for byte", () => {
  assert.equal(WORDS.join("\n") + "\n", officialText("slip39/wordlist.txt"));
});
