import assert from "node:assert/strict";
import { equalBytes } from "../../lib/bytes.ts";
import { vaultBytes } from "../../lib/vault/geometry.ts";
import { wordsOf } from "../../lib/wallet/words.ts";
import { done, failed, Folder, json, kelid, LOCKED, mode } from "./kelid.ts";
import { DECOY, DURESS, GEOMETRY, held, NEW, REAL, WALLET, WRONG } from "./world.ts";

const init = (vault: string, answers: readonly string[], ...flags: string[]) =>
  kelid(["init", vault, ...flags], { answers });

const show = (vault: string, passphrase: string, ...flags: string[]) =>
  kelid(["show", "--vault", vault, "--json", ...flags], { answers: [passphrase] });

Deno.test("init makes one file, for its owner only, that the passphrase opens", async () => {
  using folder = new Folder();
  const vault = folder.at("vault");
  assert.equal(done(await init(vault, [REAL, "", "", "enough", "n"])), `Made ${vault}\n`);
  assert.deepEqual(folder.names(), ["vault"]);
  assert.equal(mode(vault), "600");
  assert.equal(Deno.statSync(vault).size, vaultBytes(GEOMETRY));
  assert.match(json(await show(vault, REAL)).sessionId, /^05[0-9a-f]{64}$/);
  failed(await show(vault, WRONG), 3, LOCKED);
});

Deno.test("an empty passphrase makes seven words, which the result tells and which open", async () => {
  using folder = new Folder();
  const [plain, told] = await Promise.all([
    init(folder.at("plain"), ["", "", "", "enough", "n"]),
    init(folder.at("told"), ["", "", "", "decoy", "", "", "enough", "n", "n"], "--json"),
  ]);
  const lines = done(plain).split("\n");
  assert.equal(lines.length, 3);
  assert.equal(lines[0], `Made ${folder.at("plain")}`);
  const result = json(told);
  assert.deepEqual(Object.keys(result), ["vault", "compartments"]);
  assert.equal(result.vault, folder.at("told"));
  const passphrases = result.compartments.map((one: Record<string, string>) => {
    assert.deepEqual(Object.keys(one), ["passphrase"]);
    return one.passphrase;
  });
  assert.equal(new Set([lines[1], ...passphrases]).size, 3);
  for (const words of [lines[1], ...passphrases]) assert.match(words, /^([a-z]+ ){6}[a-z]+$/);
  assert.ok(await held(folder.at("plain"), lines[1]));
  for (const words of passphrases) assert.ok(await held(folder.at("told"), words));
});

Deno.test("every kind of compartment is made by its answers and does what was chosen", async () => {
  using folder = new Folder();
  const vault = folder.at("vault");
  const twin = `twin ${DURESS}`;
  const made = await init(vault, [
    ...[REAL, "5 5 2 6 1", WALLET],
    ...["decoy", DECOY, ""],
    ...["duress", "own", DURESS, WALLET, "off"],
    ...["duress", "own", `no ${NEW}`, "", "on", "1", "stop"],
    ...["duress", "twin", "2", twin, "on", "1", "nothing"],
    ...["enough", "n", "yes", "n", "n", "n"],
  ], "--json");
  const { compartments } = json(made);
  const passphrases = [REAL, DECOY, DURESS, `no ${NEW}`, twin];
  const wallets = [];
  for (const passphrase of passphrases) wallets.push((await held(vault, passphrase))!.wallet);
  const [real, decoy, duress, , ofTwin] = wallets;
  assert.deepEqual(ofTwin, decoy);
  assert.equal(new Set(wallets.map(({ entropy }) => entropy.toHex())).size, 4);
  assert.match(real.passphraseText, /^[a-z2-7]{48}$/);
  assert.match(duress.passphraseText, /^[a-z2-7]{48}$/);
  assert.notEqual(duress.passphraseText, real.passphraseText, "salted with the wallet's own words");
  assert.equal(decoy.passphraseText, "");
  // Words are told of the second wallet only, for which it was asked.
  assert.deepEqual(compartments, [{}, { words: wordsOf(decoy.entropy).join(" ") }, {}, {}, {}]);

  for (const passphrase of [DECOY, DURESS, `no ${NEW}`, REAL]) json(await show(vault, passphrase));
  json(await show(vault, twin, "--read-only"));
  assert.ok(await held(vault, REAL), "none of these ends it");
  json(await show(vault, twin));
  failed(await show(vault, REAL), 3, LOCKED);
  for (const passphrase of [DECOY, DURESS, `no ${NEW}`, twin]) {
    assert.ok(await held(vault, passphrase));
  }
});

Deno.test("a vault takes six compartments and then asks for no more", async () => {
  using folder = new Folder();
  const vault = folder.at("vault");
  const twin = ["duress", "twin", "1", "", "off"];
  const answers = ["", "", "", ...twin, ...twin, ...twin, ...twin, ...twin, ..."nnnnnn"];
  const { compartments } = json(await init(vault, answers, "--json"));
  assert.equal(compartments.length, 6);
  const first = (await held(vault, compartments[0].passphrase))!.wallet;
  for (const { passphrase } of compartments) {
    assert.ok(equalBytes((await held(vault, passphrase))!.wallet.entropy, first.entropy));
  }
});

Deno.test("a third tripwire on one compartment is refused, and no file is written", async () => {
  using folder = new Folder();
  const duress = ["duress", "twin", "2", "", "on", "1", "backup"];
  const answers = ["", "", "", "decoy", "", "", ...duress, ...duress, ...duress, "enough"];
  const outcome = await init(folder.at("vault"), answers);
  failed(outcome, 2, "Cannot depend on 3 compartments: at most 2");
  assert.deepEqual(folder.names(), []);
});

Deno.test("no two compartments share a passphrase, nor a compartment and a wallet", async () => {
  using folder = new Folder();
  const another = "Another compartment has this passphrase";
  // One sentence from a Persian keyboard and from an Arabic one: folding makes them equal.
  const persian = "کلاغ‌های پیر روی بام ۱۴ خانه";
  const arabic = "كلاغهاي پير  روي بام ١٤ خانه ";
  const refused = [
    [another, [REAL, "", "", "decoy", `  ${REAL.replaceAll(" ", "   ")} `]],
    [another, [persian, "", "", "decoy", arabic]],
    ["A compartment opens with this passphrase", [REAL, "", REAL]],
    ["A wallet has this passphrase", [REAL, "", WALLET, "decoy", WALLET]],
  ] as const;
  await Promise.all(refused.map(async ([message, answers], i) => {
    failed(await init(folder.at(`vault${i}`), answers), 2, message);
  }));
  assert.deepEqual(folder.names(), []);
});

Deno.test("a weak passphrase is named weak, with the reason, and used", async () => {
  using folder = new Folder();
  const vault = folder.at("vault");
  const { code, stdout, stderr } = await init(vault, ["freedom1404", "", "", "enough", "n"]);
  assert.equal(stdout, `Made ${vault}\n`);
  assert.match(stderr, /^warning: This passphrase is weak \(about \d+ bits\): .+\n$/);
  assert.ok(!stderr.includes("freedom"));
  assert.equal(code, 0);
  assert.ok(await held(vault, "freedom1404"));
});

Deno.test("init overwrites nothing, whatever is there, and asks nothing then", async () => {
  using folder = new Folder();
  folder.write("file", "precious");
  Deno.symlinkSync(folder.at("nowhere"), folder.at("link"));
  Deno.mkdirSync(folder.at("folder"));
  const before = folder.names();
  const expected = {
    file: "it exists already",
    link: "it exists already",
    folder: "it exists already",
    "none/vault": "no such file or folder",
    "file/vault": "a part of the path is not a folder",
  };
  for (const [name, reason] of Object.entries(expected)) {
    failed(await init(folder.at(name), []), 4, `Cannot write ${folder.at(name)}: ${reason}`);
  }
  assert.equal(Deno.readTextFileSync(folder.at("file")), "precious");
  assert.deepEqual(folder.names(), before);
});

Deno.test("an answer that fits no question ends init with a usage error and no file", async () => {
  using folder = new Folder();
  const refused = [
    [
      ["", "", "", "perhaps"],
      'Cannot use the answer to "Add another compartment?": it is none of enough, decoy, duress',
    ],
    [
      ["", "", "", "duress", "twin", "2"],
      'Cannot use the answer to "Twin of which compartment?": it is none of 1',
    ],
    [
      ["", "", "", "enough", "perhaps"],
      'Cannot use the answer to "Show the words of compartment 1 now?": it is neither y nor n',
    ],
    [
      ["", "", ""],
      'Cannot answer "Add another compartment?": standard input has no more lines',
    ],
  ] as const;
  await Promise.all(refused.map(async ([answers, message], i) => {
    failed(await init(folder.at(`vault${i}`), answers), 2, message);
  }));
  assert.deepEqual(folder.names(), []);
});
