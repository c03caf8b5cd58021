/**
 * How long splitting and combining take, as whole processes: 3 of 5, 256 bits, iteration exponent 1.
 *
 *     deno run --allow-all tests/recovery/bench.ts
 *
 * The yardstick is SatoshiLabs' own command, `shamir`. Where it is installed, it is run. Where it is
 * not, the least that it must do is: starting Python, loading the two packages it is made of (click
 * and attrs, Debian's python3-click and python3-attr), and the four rounds of PBKDF2. Electrum's
 * slip39.py (Debian's python3-electrum), an older relative that knows no extendable shares, is timed
 * as well: combining only, since it does not split.
 *
 * @module
 */
import { hex } from "../../lib/bytes.ts";
import { shareToWords } from "../../lib/slip39/share.ts";
import { splitIntoShares } from "../../lib/slip39/split.ts";
import { programCommand } from "../program.ts";
import { seeded } from "../seeded.ts";

const RUNS = 15;
const SECRET = seeded("bench")(32);

const shares = (await splitIntoShares(
  SECRET,
  { groupThreshold: 1, groups: [{ threshold: 3, count: 5 }], extendable: false },
  seeded("bench shares"),
))[0].slice(0, 3).map(shareToWords);

interface Contestant {
  readonly name: string;
  readonly command: readonly string[];
  readonly stdin: string;
  /** What standard output must contain. */
  readonly prints: string;
}

const binary = Deno.env.get("KELID_BIN");
const [deno, args] = programCommand();
const kelid = binary ? [binary] : [deno, ...args];

const LEAST = `
import click, attr, hashlib, hmac, secrets
for i in range(4):
    hashlib.pbkdf2_hmac("sha256", bytes([i]), b"shamir" + bytes(18), 5000, 16)
print("done")`;

const ELECTRUM = `
import sys
from electrum import slip39
ems = slip39.recover_ems([line for line in sys.stdin.read().splitlines() if line])
print(ems.decrypt("").hex())`;

const split: Contestant[] = [
  {
    name: "kelid recovery split",
    command: [...kelid, "recovery", "split", "--hex", "--groups", "3of5"],
    stdin: hex(SECRET),
    prints: "share 5: ",
  },
  {
    name: "shamir create",
    command: ["shamir", "create", "3of5", "-S", hex(SECRET)],
    stdin: "",
    prints: "Group 1",
  },
  {
    name: "least of shamir (see above)",
    command: ["/usr/bin/python3", "-c", LEAST],
    stdin: "",
    prints: "done",
  },
];

const combine: Contestant[] = [
  {
    name: "kelid recovery combine",
    command: [...kelid, "recovery", "combine", "--passphrase-fd", "0"],
    stdin: shares.join("\n") + "\n",
    prints: hex(SECRET),
  },
  {
    name: "shamir recover",
    command: ["shamir", "recover"],
    stdin: shares.join("\n") + "\n",
    prints: hex(SECRET),
  },
  split[2],
  {
    name: "electrum's slip39.py",
    command: ["/usr/bin/python3", "-c", ELECTRUM],
    stdin: shares.join("\n") + "\n",
    prints: hex(SECRET),
  },
];

async function once({ command, stdin, prints }: Contestant): Promise<number | undefined> {
  const start = performance.now();
  try {
    const child = new Deno.Command(command[0], {
      args: command.slice(1),
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(stdin)).then(() => writer.close()).catch(() => {});
    const { success, stdout } = await child.output();
    const elapsed = performance.now() - start;
    return success && new TextDecoder().decode(stdout).includes(prints) ? elapsed : undefined;
  } catch {
    return undefined;
  }
}

/** Runs all in turn, so that whatever else the machine does falls on all of them. */
async function race(title: string, contestants: readonly Contestant[]): Promise<void> {
  console.log(title);
  const times = contestants.map(() => [] as number[]);
  for (let run = 0; run < RUNS; run++) {
    for (const [i, one] of contestants.entries()) {
      const elapsed = await once(one);
      if (elapsed !== undefined) times[i].push(elapsed);
    }
  }
  const median = (list: number[]) => list.toSorted((a, b) => a - b)[list.length >> 1];
  for (const [i, { name }] of contestants.entries()) {
    const list = times[i];
    const text = list.length < RUNS
      ? "not here"
      : `${Math.round(median(list))} ms (${Math.round(Math.min(...list))} at best)`;
    console.log(`  ${name.padEnd(30)} ${text}`);
  }
}

await race("split, 3 of 5, 256 bits, exponent 1", split);
await race("combine, 3 of 5, 256 bits, exponent 1", combine);
