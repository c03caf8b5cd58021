/**
 * Volumes against `age`, `dd` and other file encryption, whole processes on one disk. kelid syncs what
 * it writes, and `dd` is told to; age does not.
 *
 * A volume's Argon2id is not counted: what it takes alone, in the same rounds, is subtracted.
 *
 * @module
 */
import {
  callTime,
  type CommandLine,
  type Contender,
  entryCommand,
  inTurn,
  median,
  processTime,
  progress,
  randomFile,
  replacing,
  reportedTime,
  run,
  synced,
} from "../bench/measure.ts";
import { inFolder, SHIPPED } from "../bench/people.ts";
import type { Table } from "../bench/table.ts";

const ROUNDS = 7;
const MEBIBYTES = 256;
const FILES = 10_000;
const PASSPHRASE = "a passphrase for benchmarks only";
/** Light costs and the shipped geometry: what a process takes beyond Argon2id. */
const FAST = "tests/volume/fast_main.ts";

/** Everything on volumes. */
export async function bench(table: Table): Promise<void> {
  await inFolder(async (folder) => {
    const at = (name: string) => `${folder}/${name}`;
    await Deno.writeTextFile(at("answers"), `${PASSPHRASE}\nn\n`);
    await creating(table, at);
    await streaming(table, at);
    await memory(table, at);
    await tenThousand(table, at);
  });
  await others(table);
}

type Place = (name: string) => string;

function kelid(entry: string, at: Place, ...args: string[]): CommandLine {
  return entryCommand(entry, "volume", ...args, "--passphrase-file", at("answers"));
}

async function creating(table: Table, at: Place): Promise<void> {
  progress(`creating a volume of ${MEBIBYTES} MiB`);
  const make = kelid(SHIPPED, at, "create", at("new"), "--size", `${MEBIBYTES}MiB`);
  const copy = ["if=/dev/urandom", `of=${at("dd")}`, "bs=1M", `count=${MEBIBYTES}`, "conv=fsync"];
  const times = await inTurn(ROUNDS, {
    argon2id: reportedTime(entryCommand("tests/bench/argon2id_alone.ts")),
    kelid: replacing(at("new"), processTime(make)),
    dd: replacing(at("dd"), processTime(["dd", copy])),
  });
  await Promise.all([Deno.remove(at("new")), Deno.remove(at("dd"))]);
  const what = `creating a volume of ${MEBIBYTES} MiB, without Argon2id`;
  table.time(what, times.kelid - times.argon2id, ["dd if=/dev/urandom conv=fsync", times.dd], 1.3);
}

async function streaming(table: Table, at: Place): Promise<void> {
  progress(`putting and getting ${MEBIBYTES} MiB`);
  await run(kelid(SHIPPED, at, "create", at("box"), "--size", "1200MiB"));
  randomFile(at("file"), MEBIBYTES * 2 ** 20);
  const recipient = await ageRecipient(at("age-key"));
  if (recipient === undefined) return table.skip("putting and getting", "age is not installed");
  const place = `${at("box")}:/file`;
  const put = processTime(kelid(SHIPPED, at, "put", at("file"), place));
  const ageSeal = ["-r", recipient, "-o", at("sealed"), at("file")];
  const removing: Contender = async () => {
    // What the round before has put.
    await run(kelid(SHIPPED, at, "remove", place)).catch(() => {});
    return 0;
  };
  const argon2id = reportedTime(entryCommand("tests/bench/argon2id_alone.ts"));
  const putting = await inTurn(ROUNDS, {
    removing,
    argon2id,
    kelid: put,
    age: replacing(at("sealed"), processTime(["age", ageSeal])),
    synced: replacing(at("sealed"), synced(["age", ageSeal], at("sealed"))),
  });
  const what = `${MEBIBYTES} MiB, without Argon2id`;
  const alone = putting.kelid - putting.argon2id;
  table.time(`putting ${what}`, alone, ["age", putting.age], 1);
  table.time(`putting ${what}`, alone, ["age, its output synced", putting.synced]);

  const get = kelid(SHIPPED, at, "get", place, at("out"));
  const pipe = kelid(SHIPPED, at, "get", place, "-");
  const toFile = ["-c", 'out=$1; shift; exec "$@" > "$out"', "sh", at("out")];
  const ageOpen = ["-d", "-i", at("age-key"), "-o", at("out"), at("sealed")];
  const getting = await inTurn(ROUNDS, {
    argon2id,
    kelid: replacing(at("out"), processTime(get)),
    piped: replacing(at("out"), processTime(["sh", [...toFile, pipe[0], ...pipe[1]]])),
    age: replacing(at("out"), processTime(["age", ageOpen])),
    synced: replacing(at("out"), synced(["age", ageOpen], at("out"))),
  });
  table.time(`getting ${what}`, getting.kelid - getting.argon2id, ["age -d", getting.age], 1);
  table.time(`getting ${what}`, getting.kelid - getting.argon2id, [
    "age -d, its output synced",
    getting.synced,
  ]);
  table.time(`getting ${what}, to standard output`, getting.piped - getting.argon2id, [
    "age -d",
    getting.age,
  ], 1);
  for (const name of ["out", "sealed", "file"]) await Deno.remove(at(name));
}

async function memory(table: Table, at: Place): Promise<void> {
  if (Deno.build.os !== "linux") return table.skip("memory of volumes", "measured on Linux only");
  progress("memory of volumes");
  await run(kelid(FAST, at, "create", at("light"), "--size", "1200MiB"));
  const peaks: Record<string, number[]> = {};
  for (const mebibytes of [1, 256]) {
    randomFile(at("file"), mebibytes * 2 ** 20);
    const place = `${at("light")}:/file`;
    const lines: [string, CommandLine][] = [
      ["put", kelid(FAST, at, "put", at("file"), place)],
      ["get", kelid(FAST, at, "get", place, at("out"))],
      ["check", kelid(FAST, at, "check", at("light"))],
      ["renew", kelid(FAST, at, "renew", at("light"))],
      ["remove", kelid(FAST, at, "remove", place)],
    ];
    await Deno.writeTextFile(at("answers"), `${PASSPHRASE}\nn\ny\n`);
    for (const [name, line] of lines) (peaks[name] ??= []).push(await peak(line));
    for (const name of ["file", "out"]) await Deno.remove(at(name));
  }
  for (const [name, [small, large]] of Object.entries(peaks)) {
    table.add({
      what: `memory of ${name}, 256 MiB in a volume of 1.2 GiB`,
      measured: `${large.toFixed(0)} MiB`,
      reference: `1 MiB in it: ${small.toFixed(0)} MiB`,
      ratio: (large / small).toFixed(2),
      target: "below 150 MiB",
      met: large < 150,
    });
  }
  await Deno.remove(at("light"));
}

/** The peak of a process in MiB (VmHWM, the engine itself included). */
async function peak([command, args]: CommandLine): Promise<number> {
  const child = new Deno.Command(command, {
    args: [...args],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let kibibytes = 0;
  const timer = setInterval(() => {
    try {
      const status = Deno.readTextFileSync(`/proc/${child.pid}/status`);
      kibibytes = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? kibibytes);
    } catch {
      // It has ended; what was seen last is the peak, but for its last milliseconds.
    }
  }, 2);
  const { success, stderr } = await child.output();
  clearInterval(timer);
  if (!success) throw new Error(`${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return kibibytes / 1024;
}

async function tenThousand(table: Table, at: Place): Promise<void> {
  progress(`opening, and listing ${FILES} files`);
  const opening = entryCommand("tests/volume/opening_alone.ts", at("box"), at("answers"));
  const measure = async (): Promise<{ opened: number; listed: number }> => {
    const rounds: { opened: number; listed: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(JSON.parse(await run(opening)));
    return {
      opened: median(rounds.map(({ opened }) => opened)),
      listed: median(rounds.map(({ listed }) => listed)),
    };
  };
  const { opened } = await measure();
  table.add({
    what: "opening a region, without Argon2id",
    measured: `${opened.toFixed(1)} ms`,
    reference: "",
    ratio: "",
    target: "below 50 ms",
    met: opened < 50,
  });
  await Deno.remove(at("box"));
  await run(kelid(SHIPPED, at, "create", at("box"), "--size", "2800MiB"));
  await Deno.mkdir(at("many"));
  for (let i = 0; i < FILES; i++) {
    await Deno.mkdir(at(`many/${i % 100}`), { recursive: true });
    await Deno.writeTextFile(at(`many/${i % 100}/a file with number ${i}`), `text ${i}`);
  }
  const put = await callTime(() => run(kelid(SHIPPED, at, "put", at("many"), `${at("box")}:/`)))();
  const { listed } = await measure();
  table.add({
    what: `opening and listing ${FILES} files, without Argon2id`,
    measured: `${listed.toFixed(0)} ms`,
    reference: `putting them: ${(put / 1_000).toFixed(1)} s`,
    ratio: "",
    target: "below 1 s",
    met: listed < 1_000,
  });
}

/** What others say of themselves, where they are installed. */
async function others(table: Table): Promise<void> {
  const { cipherHere } = await import("../../lib/volume/block.ts");
  const { systemRandom } = await import("../../lib/random.ts");
  const cipher = cipherHere(65_536, systemRandom);
  const run16 = { number: 0, id: new Uint8Array(16), index: 0, count: 16 };
  const key = systemRandom(32);
  let best = Infinity;
  for (let i = 0; i < 100; i++) {
    const start = performance.now();
    await cipher.seal(key, run16, new Uint8Array(16 * 65_496));
    best = Math.min(best, performance.now() - start);
  }
  const measured = `${(1_000 / best).toFixed(0)} MiB/s`;
  const what = "sealing blocks, one thread";
  for (
    const [program, args, pattern] of [
      ["gocryptfs", ["-speed"], /XChaCha20-Poly1305-(?:Go|OpenSSL)\s+([\d.]+ MB\/s)/],
      ["gocryptfs", ["-speed"], /AES-GCM-256-(?:Go|OpenSSL)\s+([\d.]+ MB\/s)/],
      ["cryptsetup", ["benchmark", "-c", "aes-xts", "-s", "512"], /aes-xts.*?([\d.]+ MiB\/s)/],
    ] as const
  ) {
    const name = `${program} ${args.join(" ")}`;
    const command = new Deno.Command(program, { args: [...args], stderr: "null" });
    // A program that is not there is an exception, not a promise that fails.
    const output = await Promise.try(() => command.output()).catch(() => undefined);
    const figure = output && pattern.exec(new TextDecoder().decode(output.stdout))?.[0];
    const reference = figure ? `${program}: ${figure.replace(/\s+/g, " ")}` : `${name}: not here`;
    table.add({ what, measured, reference, ratio: "", target: "", met: undefined });
  }
}

/** Makes an age key; the recipient that belongs to it, or undefined if there is no age. */
async function ageRecipient(keyPath: string): Promise<string | undefined> {
  const command = new Deno.Command("age-keygen", { args: ["-o", keyPath], stderr: "piped" });
  const output = await command.output().catch(() => undefined);
  const text = output && new TextDecoder().decode(output.stderr);
  return text?.match(/age1[a-z0-9]+/)?.[0];
}
