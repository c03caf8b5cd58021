import assert from "node:assert/strict";
import { hex, utf8 } from "../../lib/bytes.ts";
import { wordsOf } from "../../lib/wallet/words.ts";
import { inTerminal } from "../prompt/run.ts";
import { openBytes as openRegion } from "../volume/boxes.ts";
import type { Account } from "./counting_main.ts";
import { counting, Folder, LIGHT, LOCKED } from "./kelid.ts";
import { DECOY, DURESS, held, Place, REAL, WRONG } from "./world.ts";
import { programTest } from "../installed.ts";

const PROGRAM = LIGHT.join(" ");

/** A part of the terminal's script: waits for a question and answers it. */
const answer = (question: string, text: string) =>
  `see {${question} $}\nsend -- [binary format H* ${hex(utf8(text + "\r"))}]\n`;

/** The same for a menu, whose question stands above it. */
const choose = (question: string, key: string) =>
  `see {${question}\\r\\n}\n${answer("Number( or word)?:", key)}`;

/** Types a new passphrase and its confirmation. */
const twice = (question: string, text: string) =>
  answer(question, text) + answer("Once more:", text);

const NEW_PASSPHRASE = "empty: make one for me.:";

programTest(
  "init at a terminal explains, confirms, warns, and hides what is typed",
  "expect",
  async () => {
    using folder = new Folder();
    const vault = folder.at("vault");
    const shown = await inTerminal(`
    terminal {${PROGRAM} init ${vault}; echo "code $?"; ${PROGRAM} show --vault ${vault} > ${vault}.out}
    ${twice(`First passphrase .${NEW_PASSPHRASE}`, "freedom1404")}
    see {This passphrase is weak .about \\d+ bits.: }
    ${answer("Use it all the same. .y/N.", "")}
    see {Not used\\r\\n}
    ${answer(`First passphrase .${NEW_PASSPHRASE}`, REAL)}
    ${answer("Once more:", REAL.replace("orbit", "orbits"))}
    see {The two differ\\r\\n}
    ${twice(`First passphrase .${NEW_PASSPHRASE}`, REAL)}
    ${answer("Dice rolls or typing to mix in .may be empty.:", "5 2 6 1 1 4")}
    ${answer("Wallet passphrase .may be empty.:", "")}
    ${choose("Add another compartment.", "decoy")}
    ${answer(`Its passphrase .${NEW_PASSPHRASE}`, REAL)}
    see {Another compartment has this passphrase\\r\\n}
    ${answer(`Its passphrase .${NEW_PASSPHRASE}`, "")}
    see {Learn this passphrase, it is not shown again:\\r\\n  (.*?)\\r\\n}
    set generated $expect_out(1,string)
    ${answer("Wallet passphrase .may be empty.:", "")}
    ${choose("Add another compartment.", "3")}
    ${choose("Which wallet does it open.", "twin")}
    ${choose("Twin of which compartment.", "2")}
    ${twice(`Its passphrase .${NEW_PASSPHRASE}`, DURESS)}
    ${choose("Set a tripwire.", "on")}
    ${choose("Which compartment does it end.", "1")}
    ${choose("What brings the compartment back then.", "backup")}
    ${choose("Add another compartment.", "enough")}
    ${answer("Show the words of compartment 1 now. .y/N.", "y")}
    see {([a-z]+ ){23}[a-z]+\\r\\n}
    ${answer("Show the words of compartment 2 now. .y/N.", "")}
    ${answer("Show the words of compartment 3 now. .y/N.", "n")}
    see {Made ${vault}\\r\\ncode 0\\r\\n}
    see {Passphrase: $}
    send -- "$generated\\r"
    ended 0
  `);
    for (const typed of [REAL, DURESS, "freedom", "5 2 6"]) {
      assert.ok(!shown.includes(typed), `the terminal showed ${typed}`);
    }
    const real = (await held(vault, REAL))!.wallet;
    const decoy = (await held(vault, DURESS))!.wallet;
    assert.notDeepEqual(decoy, real);
    assert.ok(shown.includes(`\r\n${wordsOf(real.entropy).join(" ")}\r\n`));
    assert.ok(!shown.includes(wordsOf(decoy.entropy).join(" ")));
    const [, generated] = /shown again:\r\n {2}(.*?)\r\n/.exec(shown)!;
    assert.match(generated, /^([a-z]+ ){6}[a-z]+$/);
    assert.deepEqual((await held(vault, generated))!.wallet, decoy);
    // The questions went to the terminal, the result to the file.
    assert.match(Deno.readTextFileSync(`${vault}.out`), /^Session ID +05[0-9a-f]{64}\n/);
  },
);

programTest(
  "a tripwire that cannot be set or is not wanted does not end init",
  "expect",
  async () => {
    using folder = new Folder();
    const vault = folder.at("vault");
    const duress = (last: string) =>
      choose("Add another compartment.", "duress") +
      choose("Which wallet does it open.", "twin") +
      choose("Twin of which compartment.", "1") +
      answer(`Its passphrase .${NEW_PASSPHRASE}`, "") +
      choose("Set a tripwire.", "on") +
      choose("Which compartment does it end.", "1") +
      choose("What brings the compartment back then.", last);
    await inTerminal(`
    terminal {${PROGRAM} init ${vault}}
    ${answer(`First passphrase .${NEW_PASSPHRASE}`, "")}
    ${answer("Dice rolls or typing to mix in .may be empty.:", "")}
    ${answer("Wallet passphrase .may be empty.:", "")}
    ${duress("stop")}
    ${duress("nothing")}
    ${duress("backup")}
    ${duress("backup")}
    see {Cannot depend on 3 compartments: at most 2. No tripwire was set.\\r\\n}
    ${choose("Add another compartment.", "enough")}
    ${[1, 2, 3, 4, 5].map((i) => answer(`compartment ${i} now. .y/N.`, "")).join("")}
    see {Made ${vault}\\r\\n}
    ended 0
  `);
    assert.deepEqual(folder.names(), ["vault"]);
  },
);

programTest("manage at a terminal tells a mistake and asks again", "expect", async () => {
  using place = await Place.make();
  await inTerminal(`
    terminal {${PROGRAM} manage --vault ${place.vault}}
    ${answer("Passphrase:", DECOY)}
    ${choose("What shall be done.", "open")}
    ${answer("Its passphrase:", WRONG)}
    see {${LOCKED}\\r\\n}
    ${choose("What shall be done.", "label")}
    ${answer("Number of the pseudonym:", "nine")}
    see {The number of a pseudonym is a whole number from 0\\r\\n}
    ${choose("What shall be done.", "label")}
    ${answer("Number of the pseudonym:", "9")}
    ${answer("Its name .empty: none.:", "نام")}
    ${choose("What shall be done.", "open")}
    ${answer("Its passphrase:", REAL)}
    ${choose("What shall be done .compartment 2..", "done")}
    ended 0
  `);
  assert.equal((await held(place.vault, DECOY))!.labels.get(9), "نام");
});

programTest(
  "manage at a terminal ends with an error if its last change is not saved",
  "expect",
  async () => {
    using place = await Place.make();
    const other = place.write("other", place.bytes());
    await inTerminal(`
    terminal {${PROGRAM} manage --vault ${place.vault}}
    ${answer("Passphrase:", DECOY)}
    see {What shall be done}
    exec mv ${other} ${place.vault}
    ${answer("Number or word:", "label")}
    ${answer("Number of the pseudonym:", "۹")}
    ${answer("Its name .empty: none.:", "lost")}
    see {Cannot save ${place.vault}: the file changed since it was read, nothing was written\\r\\n}
    ${choose("What shall be done.", "done")}
    see {error: Cannot save ${place.vault}: the file changed}
    ended 4
  `);
    assert.equal((await held(place.vault, DECOY))!.labels.size, 0);
  },
);

programTest(
  "with a file on standard input the passphrase is asked on the terminal",
  "expect",
  async () => {
    using place = await Place.make();
    const file = place.write("file", "text");
    const [vault, id] = [place.vault, place.at("real.id")];
    await inTerminal(`
    terminal {cat ${file} | ${PROGRAM} sign - --vault ${vault} > ${file}.sig && ${PROGRAM} verify ${file} ${file}.sig --from ${id}}
    ${answer("Passphrase:", REAL)}
    see {Good signature of ${file} by ${id}\\r\\n}
    ended 0
  `);
  },
);

programTest(
  "a wrong passphrase is one error, and Ctrl-C leaves nothing behind",
  "expect",
  async () => {
    using place = await Place.make();
    const file = place.write("file", "text");
    const before = place.names();
    const to = `--to ${place.at("real.id")} --output ${place.at("out")}`;
    await inTerminal(`
    terminal {${PROGRAM} show --vault ${place.vault}}
    ${answer("Passphrase:", WRONG)}
    see {\r\nerror: ${LOCKED}\\r\\n}
    ended 3
    terminal {${PROGRAM} encrypt ${file} --sign ${to} --vault ${place.vault}}
    see {Passphrase: $}
    type 03
    ended 130
  `);
    assert.deepEqual(place.names(), before);
  },
);

programTest(
  "volume create at a terminal works on no passphrase that was mistyped, and keeps none that was refused",
  "expect",
  async () => {
    using place = new Folder();
    const box = place.at("box"), account = place.at("account");
    const create = `${counting(account).join(" ")} volume create ${box} --size 1MiB`;
    const shown = await inTerminal(`
    terminal {${create}}
    ${answer(`First passphrase .${NEW_PASSPHRASE}`, DECOY)}
    ${answer("Once more:", WRONG)}
    see {The two differ\\r\\n}
    ${twice(`First passphrase .${NEW_PASSPHRASE}`, "freedom1404")}
    ${answer("Use it all the same. .y/N.", "n")}
    see {Not used\\r\\n}
    ${twice(`First passphrase .${NEW_PASSPHRASE}`, REAL)}
    ${answer("A region for another passphrase. .y/N.", "y")}
    ${answer(`Its passphrase .${NEW_PASSPHRASE}`, REAL)}
    see {Another region has this passphrase\\r\\n}
    ${answer(`Its passphrase .${NEW_PASSPHRASE}`, "")}
    see {Learn this passphrase, it is not shown again:\\r\\n  (.*?)\\r\\n}
    ${answer("A region for another passphrase. .y/N.", "n")}
    ended 0
  `);
    const [, generated] = /shown again:\r\n {2}(.*?)\r\n/.exec(shown)!;
    const bytes = Deno.readFileSync(box);
    for (const passphrase of [REAL, generated]) assert.ok(await openRegion(bytes, passphrase));
    for (const passphrase of [DECOY, WRONG, "freedom1404"]) {
      assert.equal(await openRegion(bytes, passphrase), undefined);
    }
    const { totals }: Account = JSON.parse(Deno.readTextFileSync(account));
    assert.equal(totals.argon2id, 3, "for the weak one, and the two that are used");
  },
);
