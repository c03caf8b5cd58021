/**
 * Makes the files of `vectors/` from publishers' files, so that an auditor can repeat the selection:
 *
 * ```sh
 * deno run --allow-read --allow-write=vectors --allow-run=openssl,b2sum \
 *   tests/kat/select_vectors.ts FOLDER
 * ```
 *
 * Nothing here computes an expected value of the algorithms under test: they are copied, or reduced
 * to their SHA-256 where they are long.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Case, Expected, VectorFile } from "../../lib/kat/case.ts";
import type { Item } from "../../lib/kat/formats/format.ts";
import { parseContents, recognise } from "../../lib/kat/formats/recognise.ts";
import { groupVectors, selfTestVectors } from "./group_vectors.ts";
import {
  HASH_SELECTIONS,
  hashByProgram,
  hashMessages,
  type HashSelection,
} from "./hash_selection.ts";
import { type Pick, type Selection, SELECTIONS } from "./selection.ts";

/** Outputs with more hexadecimal digits than this are kept as their SHA-256. */
const LONG_OUTPUT = 400;
/** Inputs with more hexadecimal digits than this are written once if they occur twice. */
const LONG_INPUT = 400;

/** Reads the cases of official files, each file once. */
function reader(folder: string): (file: string) => Item[] {
  const items = new Map<string, Item[]>();
  return (file) => {
    if (!items.has(file)) {
      const contents = parseContents(Deno.readTextFileSync(`${folder}/${file}`));
      items.set(file, recognise(contents)!.read(contents));
    }
    return items.get(file)!;
  };
}

function picked(items: readonly Item[], subject: string, pick: Pick): Case[] {
  const found: Case[] = [];
  for (const item of items) {
    if ("notRun" in item || item.subject !== subject) continue;
    if (pick.operation !== undefined && item.case.operation !== pick.operation) continue;
    if (pick.like !== undefined && !pick.like.test(item.case.name)) continue;
    found.push(renamed(item.case, item.place, pick.file));
  }
  if (found.length === 0) {
    throw new Error(`Cannot select from ${pick.file}: nothing is like ${pick.like}`);
  }
  return found.slice(0, pick.take);
}

/** "operation, what the publisher says of it (place)". */
function renamed(case_: Case, place: string, file: string): Case {
  const { name, source, operation, ...rest } = case_;
  const comment = name.startsWith(`${place}: `)
    ? name.slice(place.length + 2)
      .replace(/ expected tag:.*| key:[0-9a-f]+$|\. [A-Z].*/, "")
    : "";
  const base = file.split("/").at(-1)!;
  const folder = file.split("/")[0];
  const words = comment === "" || comment === operation ? operation : `${operation}, ${comment}`;
  const publisher = source.slice(0, source.length - place.length - 2);
  return {
    name: `${words} (${folder} ${place})`,
    source: `${publisher}; ${base}, ${place}`,
    operation,
    ...rest,
  };
}

function shortened(expected: Expected | undefined): Expected | undefined {
  if (
    typeof expected === "string" && expected.length > LONG_OUTPUT && /^[0-9a-f]*$/.test(expected)
  ) {
    return { sha256: createHash("sha256").update(expected, "hex").digest("hex") };
  }
  if (typeof expected === "object" && !Array.isArray(expected)) {
    return Object.fromEntries(
      Object.entries(expected).map(([part, value]) => [part, shortened(value)!]),
    );
  }
  return expected;
}

/** Takes long inputs that occur more than once out of the cases. */
function shared(cases: readonly Case[]): Shared {
  const seen = new Map<string, { field: string; count: number }>();
  for (const case_ of cases) {
    for (const [field, value] of Object.entries(case_)) {
      if (typeof value !== "string" || value.length <= LONG_INPUT || field === "expected") continue;
      const entry = seen.get(value) ?? { field, count: 0 };
      seen.set(value, { field, count: entry.count + 1 });
    }
  }
  const names = new Map<string, string>();
  for (const [value, { field, count }] of seen) {
    if (count > 1) names.set(value, `${field}${names.size + 1}`);
  }
  const replaced = cases.map((case_) =>
    Object.fromEntries(
      Object.entries(case_).map(([field, value]) => [
        field,
        names.has(value as string) ? `@${names.get(value as string)}` : value,
      ]),
    ) as unknown as Case
  );
  const values = Object.fromEntries([...names].map(([value, name]) => [name, value]));
  return names.size > 0 ? { values, cases: replaced } : { cases: replaced };
}

/** Cases, and the values that they share. */
interface Shared {
  values?: { [name: string]: string };
  cases: Case[];
}

/** One file of official cases. */
function select(selection: Selection, read: (file: string) => Item[]): VectorFile {
  const { subject, standard, source, picks, faults = [] } = selection;
  const cases = new Map<string, Case>();
  for (const pick of picks) {
    for (const case_ of picked(read(pick.file), subject, pick)) cases.set(case_.name, case_);
  }
  const chosen = [...cases.values()].map((case_) => ({
    ...case_,
    ...(case_.expected === undefined ? {} : { expected: shortened(case_.expected) }),
  }));
  for (const { name, like, field, bit } of faults) {
    const base = chosen.find((case_) => like.test(case_.name));
    if (base === undefined) throw new Error(`Cannot make "${name}": no case is like ${like}`);
    const { expected: _, ...rest } = base;
    chosen.push({
      ...rest,
      name: `${base.operation}, ${name}`,
      source: `${base.source}; one bit inverted`,
      fault: { field, bit },
      result: "invalid",
    });
  }
  return { format: "kelid vectors v1", subject, standard, source, ...shared(chosen) };
}

const PROGRAMS: { readonly [command: string]: string } = {
  openssl: "OpenSSL 3.0",
  b2sum: "b2sum of GNU coreutils 9",
  "hash-wasm": "hash-wasm 4.13, compiled C",
};

async function selectHashes(selection: HashSelection): Promise<VectorFile> {
  const { subject, standard, command, length } = selection;
  const cases: Case[] = [];
  for (const { name, message, repeat } of hashMessages(selection)) {
    cases.push({
      name,
      source: `message: published examples and edges of blocks; expected: ${command[0]}`,
      operation: "hash",
      message,
      ...(repeat === undefined ? {} : { repeat }),
      ...(length === undefined ? {} : { length }),
      expected: await hashByProgram(selection, message, repeat),
    });
  }
  const source = `Expected values by a second implementation: ${PROGRAMS[command[0]]}`;
  return { format: "kelid vectors v1", subject, standard, source, cases };
}

/** Every file that the official folder and the other programs give. */
export async function selectAll(folder: string): Promise<VectorFile[]> {
  const read = reader(folder);
  const files = SELECTIONS.map((selection) => select(selection, read));
  for (const selection of HASH_SELECTIONS) {
    const made = await selectHashes(selection);
    const at = files.findIndex(({ subject }) => subject === made.subject);
    if (at === -1) files.push(made);
    else {
      const source = `${files[at].source}. ${made.source}`;
      files[at] = { ...files[at], source, cases: [...files[at].cases, ...made.cases] };
    }
  }
  files.push(groupVectors());
  // SatoshiLabs' cases are kept beside those of others, in a file that is not selected here.
  const slip39 = JSON.parse(
    Deno.readTextFileSync(new URL("../../vectors/slip39.json", import.meta.url)),
  );
  return [...files, selfTestVectors([...files, slip39])];
}

/** A file as it is written: one case on a line. */
export function written({ cases, ...head }: VectorFile): string {
  const lines = Object.entries(head).map(([name, value]) =>
    `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`
  );
  const list = cases.map((case_) => `    ${JSON.stringify(case_)}`).join(",\n");
  return `{\n${lines.join("")}  "cases": [\n${list}\n  ]\n}\n`;
}

if (import.meta.main) {
  for (const file of await selectAll(Deno.args[0])) {
    Deno.writeTextFileSync(`vectors/${file.subject}.json`, written(file));
  }
}
