import assert from "node:assert/strict";
import { latinDigits, parseChoice } from "../../cli/replies.ts";

Deno.test("a choice is given by its word or its number, in any digits that people type", () => {
  const choices = [["new", "A new one"], ["open", "One that is there"]] as const;
  for (const answer of ["open", " open ", "2", "۲", "٢"]) {
    assert.equal(parseChoice(answer, choices), "open", answer);
  }
  for (const answer of ["", "0", "3", "Open", "op"]) {
    assert.equal(parseChoice(answer, choices), undefined, answer);
  }
  assert.equal(latinDigits("۰۱۲۳۴۵۶۷۸۹ ٠١٢٣٤٥٦٧٨٩ x"), "0123456789 0123456789 x");
});

Deno.test("where the words are numbers, no other number stands for one of them", () => {
  const choices = [["2", "The second"], ["3", "The third"]] as const;
  assert.equal(parseChoice("2", choices), "2");
  assert.equal(parseChoice("۳", choices), "3");
  assert.equal(parseChoice("1", choices), undefined);
});
