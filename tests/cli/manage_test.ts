import assert from "node:assert/strict";
import { HDKey } from "@scure/bip32";
import { mnemonicToSeedSync } from "@scure/bip39";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { done, failed, json, LOCKED, sharesNothing } from "./kelid.ts";
import { DECOY, DURESS, held, NEW, Place, REAL, strangers, WALLET, WRONG } from "./world.ts";

/** Answers that let the third compartment of a session end the one that is worked on. */
const SET_BY_DECOY = ["tripwire", "set", "3", "backup"];

const manage = (place: Place, ...answers: string[]) => place.run(["manage"], ...answers, "done");

Deno.test("leaving at once changes nothing but the bytes", async () => {
  using place = await Place.make();
  const before = place.bytes();
  assert.equal(done(await manage(place, REAL)), "");
  assert.ok(sharesNothing(place.bytes(), before));
  const result = await place.run(["manage", "--json"], REAL, "13");
  assert.deepEqual(json(result), { vault: place.vault, generated: [] });
  for (const passphrase of [REAL, DECOY, DURESS]) assert.ok(await place.opens(passphrase));
});

Deno.test("a changed passphrase opens, and the old one does not", async () => {
  using place = await Place.make();
  const { wallet } = (await held(place.vault, DECOY))!;
  done(await manage(place, DECOY, "passphrase", NEW));
  assert.deepEqual((await held(place.vault, NEW))!.wallet, wallet);
  failed(await place.run(["show"], DECOY), 3, LOCKED);
  assert.ok(await place.opens(REAL) && await place.opens(DURESS));
  // An empty answer makes one, which the result tells.
  const { generated } = json(await place.run(["manage", "--json"], NEW, "passphrase", "", "done"));
  assert.equal(generated.length, 1);
  assert.deepEqual((await held(place.vault, generated[0]))!.wallet, wallet);
  assert.match(done(await manage(place, generated[0], "passphrase", "")), /^([a-z]+ ){6}[a-z]+\n$/);
});

Deno.test("a passphrase that is in use is refused, whoever uses it", async () => {
  using place = await Place.make();
  failed(
    await manage(place, DECOY, "passphrase", `${DECOY} `),
    2,
    "Another compartment has this passphrase",
  );
  failed(
    await manage(place, DECOY, "passphrase", DURESS),
    2,
    "Cannot use this passphrase: it opens a compartment already",
  );
  for (const passphrase of [REAL, DECOY, DURESS]) assert.ok(await place.opens(passphrase));
});

Deno.test("a passphrase that was given up can be used again", async () => {
  using place = await Place.make();
  const { wallet } = (await held(place.vault, DECOY))!;
  done(await manage(place, DECOY, "passphrase", NEW, "passphrase", DECOY));
  assert.deepEqual((await held(place.vault, DECOY))!.wallet, wallet);
  done(await manage(place, DECOY, "open", DURESS, "remove", "y", "passphrase", DURESS));
  assert.deepEqual((await held(place.vault, DURESS))!.wallet, wallet);
  assert.ok(!await place.opens(DECOY));
});

Deno.test("of compartments only those that are offered can be named", async () => {
  using place = await Place.make();
  const before = (await held(place.vault, DECOY))!.wallet;
  // The one that is worked on is not offered, and no line of the menu stands for another one.
  const own = [REAL, "open", DECOY, "open", DURESS, "switch", "1", "twin", "open", "1"];
  failed(await manage(place, ...own), 2, /^error: Cannot .*Which one becomes equal to this/m);
  assert.deepEqual((await held(place.vault, DECOY))!.wallet, before);
});

Deno.test("contacts are kept, forgotten, and ten at most", async () => {
  using place = await Place.make();
  const answers = (await strangers(10)).flatMap((text, i) => {
    return ["contact", `Friend ${i}`, place.write(`${i}.id`, text)];
  });
  const eleventh = ["contact"];
  failed(
    await manage(place, DECOY, ...answers, ...eleventh),
    2,
    "A compartment keeps 10 contacts, and they are",
  );
  const names = async () =>
    (await held(place.vault, DECOY))!.contacts.map(({ name }) => name).join();
  const ten = Array.from({ length: 10 }, (_, i) => `Friend ${i}`);
  assert.equal(await names(), ten.join(), "what went before the mistake is kept");
  done(await manage(place, DECOY, "forget", "Friend 3", "forget", "Friend 0"));
  assert.equal(await names(), ten.filter((_, i) => i !== 3 && i !== 0).join());
  assert.deepEqual((await held(place.vault, REAL))!.contacts, [], "in this compartment only");
  const mistakes = [
    [["forget", "Friend 3"], 2, "No contact has the name Friend 3"],
    [["contact", "Friend 1"], 2, "There is a contact with the name Friend 1 already"],
    [["contact", "  "], 2, "Cannot use an empty name"],
    [["contact", "é".repeat(25)], 2, "Cannot use a name of 50 bytes: 48 are possible"],
    [["contact", "a\u0007"], 2, "Cannot use a name with control characters"],
    [["contact", "New", place.vault], 4, new RegExp(`vault: 18464 bytes are too many|not text`)],
    [["contact", "New", place.at("none")], 4, /none: no such file or folder/],
  ] as const;
  await Promise.all(mistakes.map(async ([answers, code, message]) => {
    failed(await place.run(["manage"], DECOY, ...answers), code, message);
  }));
});

Deno.test("pseudonyms get names, which show tells, and eight at most", async () => {
  using place = await Place.make();
  const label = (number: number, name: string) => ["label", String(number), name];
  done(await manage(place, DECOY, ...label(12, " work "), ...label(2_147_483_647, "نام")));
  const { pseudonyms } = json(await place.run(["show", "--json"], DECOY));
  const other = json(await place.run(["show", "--json", "--pseudonym", "12"], DECOY));
  assert.deepEqual(pseudonyms[0], { number: 12, label: "work", sessionId: other.sessionId });
  assert.deepEqual([pseudonyms[1].number, pseudonyms[1].label], [2_147_483_647, "نام"]);
  assert.match(
    done(await place.run(["show"], DECOY)),
    new RegExp(`\nPseudonym 12, work: ${other.sessionId}\nPseudonym 2147483647, نام: 05`),
  );
  const six = [1, 2, 3, 4, 5, 6].flatMap((i) => label(i, `n${i}`));
  failed(
    await manage(place, DECOY, ...six, ...label(7, "one too many")),
    2,
    "A compartment names 8 pseudonyms, and they are",
  );
  done(await manage(place, DECOY, ...label(12, "")));
  const { labels } = (await held(place.vault, DECOY))!;
  assert.deepEqual([...labels.keys()], [1, 2, 3, 4, 5, 6, 2_147_483_647]);
  const mistake = "The number of a pseudonym is a whole number from 0";
  await Promise.all(["x", "-1", "", "2147483648"].map(async (number) => {
    const message = number.length < 3 ? mistake : /up to 2147483647/;
    failed(await place.run(["manage"], DECOY, "label", number), 2, message);
  }));
});

Deno.test("a wallet of another program is restored exactly from its words", async () => {
  using place = await Place.make();
  const words = `${"abandon ".repeat(11)}about`;
  // The passphrase is taken as typed: not folded, not trimmed.
  const passphrase = " TREZOR ";
  done(await manage(place, DECOY, "wallet", "y", words, passphrase, "60"));
  const shown = json(await place.run(["show", "--json"], DECOY));
  const key = HDKey.fromMasterSeed(mnemonicToSeedSync(words, passphrase)).derive(
    "m/44'/60'/0'/0/0",
  );
  const point = secp256k1.Point.fromBytes(key.publicKey!).toBytes(false);
  const address = keccak_256(point.subarray(1)).subarray(12).toHex();
  assert.equal(shown.address.toLowerCase(), `0x${address}`);
  assert.deepEqual(json(await place.run(["words", "--json"], DECOY, "y")), {
    words,
    passphrase,
    path: 60,
  });
  failed(
    await place.run(["manage"], DECOY, "wallet", "y", words.replace("about", "above"), "", "60"),
    2,
    /checksum/i,
  );
  failed(
    await place.run(["manage"], DECOY, "add", "y", NEW, "shared"),
    2,
    "An imported wallet cannot be shared in this way",
  );
  assert.equal((await held(place.vault, DECOY))!.wallet.path, 60, "the mistakes changed nothing");
  done(await manage(place, DECOY, "wallet", "n"));
});

Deno.test("no passphrase is both that of an imported wallet and one that opens", async () => {
  using place = await Place.make();
  const words = `${"abandon ".repeat(11)}about`;
  const imported = (passphrase: string) => ["wallet", "y", words, passphrase, "60"];
  const opens = "A compartment opens with this passphrase";
  const ofWallet = "A wallet has this passphrase";
  // What opens is folded, so that another spelling is the same passphrase.
  const spelled = `  ${DECOY.replace(" ", "  ")}`;
  failed(await manage(place, DECOY, ...imported(spelled)), 2, opens);
  failed(await manage(place, DECOY, "open", REAL, ...imported(DECOY)), 2, opens);
  failed(await manage(place, DECOY, "add", "y", NEW, "import", words, NEW, "60"), 2, opens);
  failed(await manage(place, DECOY, ...imported(WALLET), "passphrase", WALLET), 2, ofWallet);
  // Also if it was imported long ago.
  assert.equal((await held(place.vault, DECOY))!.wallet.passphraseText, WALLET);
  failed(await manage(place, DECOY, "passphrase", `${WALLET} `), 2, ofWallet);
  failed(await manage(place, REAL, "open", DECOY, "add", "y", WALLET), 2, ofWallet);
  done(await manage(place, DECOY, ...imported("\u0378 is unassigned, so it opens nothing")));
  for (const passphrase of [REAL, DECOY, DURESS]) assert.ok(await place.opens(passphrase));
});

Deno.test("a compartment is added with new words, shared words or another program's", async () => {
  using place = await Place.make();
  const { wallet: real } = (await held(place.vault, REAL))!;
  const others = ["open", DECOY, "open", DURESS];
  const shared = `shared ${NEW}`, imported = `imported ${NEW}`;
  const result = await place.run(
    ["manage", "--json"],
    ...[REAL, ...others, "switch", "1"],
    ...["add", "yes", NEW, "own", ""],
    ...["switch", "1", "add", "y", shared, "shared", WALLET],
    ...["add", "y", imported, "import", `${"zoo ".repeat(11)}wrong`, "", "6133"],
    "done",
  );
  assert.deepEqual(json(result).generated, []);
  const own = (await held(place.vault, NEW))!.wallet;
  assert.equal(own.source, "own");
  assert.notDeepEqual(own.entropy, real.entropy);
  const second = (await held(place.vault, shared))!.wallet;
  assert.deepEqual(second.entropy, real.entropy);
  assert.match(second.passphraseText, /^[a-z2-7]{48}$/);
  const third = (await held(place.vault, imported))!.wallet;
  assert.deepEqual([third.source, third.entropy.toHex()], ["imported", "f".repeat(32)]);
  for (const passphrase of [REAL, DECOY, DURESS]) assert.ok(await place.opens(passphrase));
  const equal =
    "Another compartment has this very wallet: choose another wallet passphrase, or twin";
  for (const wallet of [["shared", WALLET], ["shared", ""]]) {
    const answers = [REAL, "open", shared, "switch", "1", "add", "y", `equal ${NEW}`, ...wallet];
    failed(await place.run(["manage"], ...answers), 2, equal);
  }
  assert.equal(await held(place.vault, `equal ${NEW}`), undefined);
  failed(
    await place.run(
      ["manage"],
      ...[REAL, "open", DECOY, "open", DURESS, "open", NEW, "open", shared, "open", imported],
      ...["add", "y", "", "own", ""],
    ),
    2,
    "Cannot add a compartment: every place is taken",
  );
});

Deno.test("nothing is added without a yes", async () => {
  using place = await Place.make();
  done(await manage(place, REAL, "add", "n", "twin", "n", "remove", "n"));
  for (const passphrase of [REAL, DECOY, DURESS]) assert.ok(await place.opens(passphrase));
});

Deno.test("a twin opens the same, drifts apart, and is brought together again", async () => {
  using place = await Place.make();
  done(
    await manage(
      place,
      DECOY,
      "open",
      REAL,
      "open",
      DURESS,
      "switch",
      "1",
      "twin",
      "new",
      "y",
      NEW,
    ),
  );
  assert.deepEqual(await held(place.vault, NEW), await held(place.vault, DECOY));
  done(await manage(place, NEW, "label", "1", "drifted"));
  assert.notDeepEqual(await held(place.vault, NEW), await held(place.vault, DECOY));
  done(await manage(place, NEW, "open", DECOY, "switch", "1", "twin", "open", "2"));
  const decoy = (await held(place.vault, DECOY))!;
  assert.equal(decoy.labels.get(1), "drifted");
  assert.deepEqual(await held(place.vault, NEW), decoy);
});

Deno.test("what is done concerns the compartment that was switched to", async () => {
  using place = await Place.make();
  done(
    await manage(
      place,
      ...[DECOY, "open", REAL, "label", "1", "of the real one"],
      ...["switch", "1", "label", "1", "of the decoy"],
    ),
  );
  assert.equal((await held(place.vault, REAL))!.labels.get(1), "of the real one");
  assert.equal((await held(place.vault, DECOY))!.labels.get(1), "of the decoy");
  // Typing a passphrase again goes back to its compartment.
  done(await manage(place, DECOY, "open", REAL, "open", DECOY, "label", "1", "again"));
  assert.equal((await held(place.vault, DECOY))!.labels.get(1), "again");
});

Deno.test("a compartment that ends another can be renewed behind it, and both go on", async () => {
  using place = await Place.make();
  const before = place.bytes();
  done(await manage(place, REAL, "open", DURESS, "renew"));
  assert.ok(sharesNothing(before.subarray(32), place.bytes().subarray(32)));
  assert.ok(await place.opens(REAL) && await place.opens(DURESS));
  done(await manage(place, DURESS, "renew"));
  assert.ok(!await place.opens(REAL), "what is not open ends, as at any opening");
});

Deno.test("a removed compartment is gone and takes none with it", async () => {
  using place = await Place.make();
  // The real one depends on this one, and is open: it goes on without.
  done(await manage(place, DURESS, "open", REAL, "switch", "1", "remove", "y"));
  failed(await place.run(["show"], DURESS), 3, LOCKED);
  assert.ok(await place.opens(REAL) && await place.opens(DECOY));
  // After the last one that was opened there is nothing more to ask.
  assert.equal(done(await place.run(["manage"], DECOY, "remove", "y")), "");
  assert.ok(!await place.opens(DECOY) && await place.opens(REAL));
});

Deno.test("a tripwire is set, springs, and can be taken back before", async () => {
  using place = await Place.make();
  const set = ["open", REAL, "switch", "1", "tripwire", "set", "2"];
  // The decoy will be ended by the real one, which the duress compartment ends already.
  done(await manage(place, DECOY, ...set, "stop"));
  done(await place.run(["show"], REAL));
  assert.ok(await place.opens(DECOY), "stop sets none");
  done(await manage(place, DECOY, ...set, "backup"));
  done(await place.run(["show"], DECOY));
  done(await place.run(["show", "--read-only"], REAL));
  assert.ok(await place.opens(DECOY));
  done(await manage(place, DECOY, "tripwire", "clear"));
  done(await place.run(["show"], REAL));
  assert.ok(await place.opens(DECOY), "it was taken back");
  done(await manage(place, DECOY, ...set, "nothing"));
  done(await place.run(["show"], REAL));
  failed(await place.run(["show"], DECOY), 3, LOCKED);
});

Deno.test("a tripwire needs the other passphrase, and none goes in a circle", async () => {
  using place = await Place.make();
  failed(
    await place.run(["manage"], REAL, "tripwire", "set"),
    2,
    "Open the other compartment in this session first",
  );
  failed(
    await place.run(["manage"], REAL, "open", DURESS, "tripwire", "set", "1", "backup"),
    2,
    "Cannot depend on a compartment that depends on this one",
  );
  for (const passphrase of [REAL, DECOY, DURESS]) assert.ok(await place.opens(passphrase));
});

Deno.test("who opens a dependent in the session that springs its tripwire keeps it", async () => {
  using place = await Place.make();
  done(await manage(place, DURESS, "open", REAL));
  assert.ok(await place.opens(REAL));
  // In whatever order: a change of the other's passphrase ends it no sooner.
  done(await manage(place, DURESS, "passphrase", NEW, "open", REAL));
  assert.ok(await place.opens(REAL));
  done(await manage(place, NEW));
  assert.ok(!await place.opens(REAL));
});

Deno.test("who takes the passphrase of a compartment that ended keeps what depended on it", async () => {
  using place = await Place.make();
  done(await manage(place, DURESS, "open", REAL, "open", DECOY, "switch", "1", ...SET_BY_DECOY));
  done(await place.run(["show"], DECOY));
  failed(await place.run(["show"], DURESS), 3, LOCKED);
  done(await manage(place, REAL, "passphrase", DURESS));
  for (let i = 0; i < 2; i++) done(await place.run(["show"], DURESS));
});

Deno.test("a wrong passphrase locks, first or later, and keeps what was done before", async () => {
  using place = await Place.make();
  failed(await manage(place, WRONG), 3, LOCKED);
  failed(await manage(place, DECOY, "label", "1", "before", "open", WRONG), 3, LOCKED);
  assert.equal((await held(place.vault, DECOY))!.labels.get(1), "before");
});

Deno.test("manage refuses to read only, and an answer that is no item of the menu", async () => {
  using place = await Place.make();
  const before = place.bytes();
  failed(
    await place.run(["manage", "--read-only"], REAL),
    2,
    "Cannot change the vault with --read-only",
  );
  assert.deepEqual(place.bytes(), before);
  failed(
    await place.run(["manage"], REAL, REAL),
    2,
    'Cannot use the answer to "What shall be done?": it is none of passphrase, contact, forget,' +
      " label, wallet, open, switch, renew, add, twin, remove, tripwire, done",
  );
  failed(
    await place.run(["manage"], REAL, "label", "1"),
    2,
    'Cannot answer "Its name (empty: none)": standard input has no more lines',
  );
});
