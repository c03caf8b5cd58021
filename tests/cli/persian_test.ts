import assert from "node:assert/strict";
import { done, failed, Folder, kelid, LOCKED } from "./kelid.ts";

/** One sentence as different keyboards type it. */
const PERSIAN = "می‌خواهم کتاب‌های ۱۴۰۴ را یکی‌یکی بخوانم";
const SPELLINGS = {
  "an Arabic keyboard: yeh, kaf and digits": "مي‌خواهم كتاب‌هاي ١٤٠٤ را يكي‌يكي بخوانم",
  "alef maksura for yeh": "مى‌خواهم کتاب‌هاى ۱۴۰۴ را یکى‌یکى بخوانم",
  "no zero-width non-joiners": "میخواهم کتابهای ۱۴۰۴ را یکییکی بخوانم",
  "western digits": "می‌خواهم کتاب‌های 1404 را یکی‌یکی بخوانم",
  "a keyboard that adds marks of direction": "\u200fمی‌خواهم کتاب‌های ۱۴۰۴ را یکی‌یکی بخوانم\u200e",
  "more and other spaces": " می‌خواهم  کتاب‌های\u00a0۱۴۰۴ را یکی‌یکی\tبخوانم ",
  "letters drawn long": "می‌خواهـم کتاب‌هـــای ۱۴۰۴ را یکی‌یکی بخوانم",
  "presentation forms": "می‌خواهم ﮐﺘﺎب‌های ۱۴۰۴ را یکی‌یکی بخوانم",
};
const OTHERS = {
  "another letter": "می‌خواهم کتاب‌های ۱۴۰۴ را یکی‌یکی بخوانید",
  "another digit": "می‌خواهم کتاب‌های ۱۴۰۵ را یکی‌یکی بخوانم",
  "a space for a zero-width non-joiner": "می خواهم کتاب های ۱۴۰۴ را یکی یکی بخوانم",
};

Deno.test("a sentence opens the same vault from every keyboard, and another sentence does not", async () => {
  using folder = new Folder();
  const vault = folder.at("vault");
  done(await kelid(["init", vault], { answers: [PERSIAN, "", "", "enough", "n"] }));
  const show = (passphrase: string) =>
    kelid(["show", "--vault", vault, "--read-only"], { answers: [passphrase] });
  const shown = done(await show(PERSIAN));
  await Promise.all(
    Object.entries(SPELLINGS).map(async ([name, spelling]) => {
      assert.notEqual(spelling, PERSIAN, name);
      assert.equal(done(await show(spelling)), shown, name);
    }),
  );
  await Promise.all(
    Object.values(OTHERS).map(async (other) => failed(await show(other), 3, LOCKED)),
  );
});
