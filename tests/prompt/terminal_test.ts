import assert from "node:assert/strict";
import { hex, utf8 } from "../../lib/bytes.ts";
import { ENTRY, inTerminal } from "./run.ts";
import { programTest } from "../installed.ts";

const keys = (text: string) => hex(utf8(text));
const RETURN = "0d";

programTest("a secret is not shown, and is given as its bytes", "expect", async () => {
  const secret = "correct پنیر battery";
  const shown = await inTerminal(`
    terminal {${ENTRY} secret}
    see {Secret 0: $}
    type ${keys(secret)}
    type ${RETURN}
    see {answer ${keys(secret)}\\r\\n}
    ended 0
  `);
  assert.ok(shown.includes("Secret 0: \r\n"), shown);
  for (const part of secret.split(" ")) assert.ok(!shown.includes(part), shown);
  assert.ok(!shown.includes("*"), "not even its length");
});

programTest(
  "Backspace removes one character, also a Persian one with its mark",
  "expect",
  async () => {
    await inTerminal(`
    terminal {${ENTRY} secret secret secret secret}
    see {Secret 0: $}
    type ${keys("سلام")}7f${RETURN}
    see {answer ${keys("سلا")}\\r\\n}
    see {Secret 1: $}
    type ${keys("یی\u0654")}08${RETURN}
    see {answer ${keys("ی")}\\r\\n}
    see {Secret 2: $}
    type ${keys("a😀")}7f7f7f7f${keys("b")}${RETURN}
    see {answer ${keys("b")}\\r\\n}
    see {Secret 3: $}
    type ${keys("wrong")}15${keys("right")}${RETURN}
    see {answer ${keys("right")}\\r\\n}
    ended 0
  `);
  },
);

programTest("a character may come in several reads", "expect", async () => {
  await inTerminal(`
    terminal {${ENTRY} secret line}
    see {Secret 0: $}
    type d8
    type b3
    type d9
    type 84${RETURN}
    see {answer ${keys("سل")}\\r\\n}
    see {Line 1: $}
    type d8
    type b3
    see "\\xd8\\xb3"
    type f09f98
    type 80
    see "\\xf0\\x9f\\x98\\x80"
    type ${RETURN}
    see {answer ${keys("س😀")}\\r\\n}
    ended 0
  `);
});

programTest(
  "a paste of several lines answers several questions, and its marks are not typed",
  "expect",
  async () => {
    const shown = await inTerminal(`
    terminal {${ENTRY} secret secret secret}
    see {Secret 0: $}
    type 1b5b3230307e${keys("first one")}0d0a${keys("second one")}0a${keys("third")}1b5b3230317e
    see {answer ${keys("first one")}\\r\\n}
    see {answer ${keys("second one")}\\r\\n}
    see {Secret 2: $}
    type 1b5b44${keys(" one")}1b4f431b5b333b357e
    type ${RETURN}
    see {answer ${keys("third one")}\\r\\n}
    ended 0
  `);
    assert.ok(!/first|second|third/.test(shown), shown);
  },
);

programTest(
  "what is typed while the program works is not shown, and answers the next question",
  "expect",
  async () => {
    const folder = await Deno.makeTempDir();
    try {
      const shown = await inTerminal(`
      terminal {${ENTRY} secret busy=${folder}/go secret}
      see {Secret 0: $}
      type ${RETURN}
      see busy
      type ${keys("early bird")}${RETURN}
      close [open ${folder}/go w]
      see {Secret 2: }
      see {answer ${keys("early bird")}\\r\\n}
      ended 0
    `);
      assert.ok(!shown.includes("early"), shown);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

programTest(
  "what was typed ahead and never asked for is not left for the shell",
  "expect",
  async () => {
    const folder = await Deno.makeTempDir();
    try {
      await inTerminal(`
      terminal {${ENTRY} secret busy=${folder}/go; echo "left: $(timeout --foreground 1 head -n 1)."}
      see {Secret 0: $}
      type ${keys("asked for")}${RETURN}
      see busy
      type ${keys("not asked for")}0a
      close [open ${folder}/go w]
      see {left: \\.\\r\\n}
      ended 0
    `);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

programTest(
  "Ctrl-C at a question or between two ends with 130 and a restored terminal",
  "expect",
  async () => {
    await inTerminal(`
    terminal {${ENTRY} secret}
    see {Secret 0: $}
    type ${keys("half")}03
    ended 130
    terminal {${ENTRY} secret busy=/nowhere secret}
    see {Secret 0: $}
    type ${RETURN}
    see busy
    type 03
    ended 130
  `);
  },
);

programTest("Ctrl-D ends the input on an empty line only", "expect", async () => {
  await inTerminal(`
    terminal {${ENTRY} secret secret}
    see {Secret 0: $}
    type ${keys("a")}04${keys("b")}${RETURN}
    see {answer ${keys("ab")}\\r\\n}
    see {Secret 1: $}
    type 04
    see {error: Cannot read an answer: the input ended}
    ended 2
  `);
});

for (const signal of ["TERM", "HUP", "INT", "QUIT"]) {
  programTest(`SIG${signal} ends the program and restores the terminal`, "expect", async () => {
    await inTerminal(`
      terminal {${ENTRY} secret}
      see {pid (\\d+) }
      set pid $expect_out(1,string)
      see {Secret 0: $}
      type ${keys("half")}
      signal ${signal} $pid
      ended 130
    `);
  });
}

programTest(
  "a secret stays hidden when the program was stopped and the terminal set back",
  "expect",
  async () => {
    const folder = await Deno.makeTempDir();
    try {
      const shown = await inTerminal(`
      terminal {exec 4<&0; (until test -e ${folder}/go; do sleep 0.05; done; stty sane <&4; echo sane) & ${ENTRY} secret}
      see {pid (\\d+) }
      set pid $expect_out(1,string)
      see {Secret 0: $}
      signal STOP $pid
      close [open ${folder}/go w]
      see {sane}
      signal CONT $pid
      after 300
      type ${keys("still hidden")}${RETURN}
      see {answer ${keys("still hidden")}\\r\\n}
      ended 0
    `);
      assert.ok(!shown.includes("hidden"), shown);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

programTest("an error that nobody catches leaves a restored terminal", "expect", async () => {
  await inTerminal(`
    terminal {${ENTRY} secret throw}
    see {Secret 0: $}
    type ${RETURN}
    see {nobody catches this}
    ended 1
  `);
});

programTest(
  "with a pipe on standard input the answers come from the terminal on standard error",
  "expect",
  async () => {
    const shown = await inTerminal(`
    terminal {printf 'from a pipe' | ${ENTRY} secret stdin line}
    see {Secret 0: $}
    type ${keys("hidden")}7f${RETURN}
    see {answer ${keys("hidde")}\\r\\n}
    see {stdin ${keys("from a pipe")}\\r\\n}
    see {Line 2: $}
    type ${keys("shown")}${RETURN}
    see {shown\\r\\n}
    ended 0
    terminal {echo | ${ENTRY} secret}
    see {Secret 0: $}
    type 03
    ended 130
    terminal {echo | ${ENTRY} secret}
    see {pid (\\d+) }
    set pid $expect_out(1,string)
    see {Secret 0: $}
    signal TERM $pid
    ended 130
    terminal {echo | ${ENTRY} secret throw}
    see {Secret 0: $}
    type ${RETURN}
    see {nobody catches this}
    ended 1
  `);
    assert.ok(!shown.includes("hidde\r"), shown);
  },
);

programTest("a line that is no secret is shown as it is edited", "expect", async () => {
  const shown = await inTerminal(`
    terminal {${ENTRY} line}
    see {Line 0: $}
    type ${keys("cab")}
    see {cab}
    type 7f
    see "\\x08 \\x08"
    type ${keys("t")}
    see t
    type 1b${RETURN}
    see {answer ${keys("cat")}\\r\\n}
    ended 0
  `);
  assert.ok(shown.includes("Line 0: cab\b \bt\r\n"), shown);
});

programTest(
  "a menu takes a word or a number, and asks again after anything else",
  "expect",
  async () => {
    const shown = await inTerminal(`
    terminal {${ENTRY} choose choose confirm confirm note}
    see {Number or word: $}
    type ${keys("3")}${RETURN}
    see {Type a number from 1 to 2}
    see {Number or word: $}
    type ${keys("2")}${RETURN}
    see {answer coffee\\r\\n}
    see {Number or word: $}
    type ${keys("tea")}${RETURN}
    see {answer tea\\r\\n}
    see {Sure. .y/N. $}
    type ${keys("perhaps")}${RETURN}
    see {Type y for yes}
    type ${keys("Y")}${RETURN}
    see {answer true\\r\\n}
    see {Sure. .y/N. $}
    type ${RETURN}
    see {answer false\\r\\n}
    see {A note\\.\\r\\n}
    ended 0
  `);
    assert.match(
      shown,
      /Which one\?\r\n {2}1 {2}tea {5}A leaf\.\r\n {2}2 {2}coffee {2}A bean\.\r\n/,
    );
  },
);

programTest("there is no question where nobody would see it", "expect", async () => {
  await inTerminal(`
    terminal {${ENTRY} secret 2>/dev/null}
    ended 2
    terminal {${ENTRY} fd=0 secret}
    see {error: Cannot read answers from standard input: it is a terminal, which would show them}
    ended 2
    terminal {${ENTRY} secret 2>/dev/tty </dev/null}
    see {Secret 0: $}
    type ${RETURN}
    see {error: Cannot read an answer: the terminal cannot be read}
    ended 2
  `);
});
