/**
 * Known answers for groups, by the naive second implementation of `tests/curve/oracle.ts`, and the
 * cases of the start-up self-test.
 *
 * @module
 */
import { concat, hex, utf8 } from "../../lib/bytes.ts";
import type { Case, VectorFile } from "../../lib/kat/case.ts";
import type { RandomSource } from "../../lib/random.ts";
import {
  groupMatches,
  openGroup,
  rerandomiseGroup,
  scalarFromBytes,
  sealGroup,
} from "../curve/oracle.ts";
import { seeded } from "../seeded.ts";

const SOURCE = "tests/curve/oracle.ts, a second implementation over BigInt";

/** Random bytes that are written down as they are drawn. */
function recorded(name: string): { random: RandomSource; drawn: () => string } {
  const source = seeded(name);
  const pieces: Uint8Array[] = [];
  return {
    random(length) {
      const bytes = source(length);
      pieces.push(bytes.slice());
      return bytes;
    },
    drawn: () => hex(concat(...pieces)),
  };
}

/** vectors/curve-groups.json. */
export function groupVectors(): VectorFile {
  const x = scalarFromBytes(seeded("x")(64));
  const other = scalarFromBytes(seeded("another x")(64));
  const chunks = concat(
    utf8("thirty-one bytes, the first row"),
    new Uint8Array(31),
    new Uint8Array(31).fill(0xff),
  );
  const first = recorded("seal");
  const group = sealGroup(x, chunks, first.random)!;
  const second = recorded("rerandomise");
  const renewed = rerandomiseGroup(group, second.random)!;
  // The representative 0 stands for (0, -1), of order 2.
  const destroyed = new Uint8Array(64);
  const cases: Omit<Case, "source">[] = [
    {
      name: "seal, three chunks",
      operation: "seal",
      x: hex(x),
      chunks: hex(chunks),
      random: first.drawn(),
      expected: hex(group),
    },
    {
      name: "open, as sealed",
      operation: "open",
      x: hex(x),
      group: hex(group),
      expected: hex(openGroup(x, group)),
    },
    {
      name: "rerandomise, without a key",
      operation: "rerandomise",
      group: hex(group),
      random: second.drawn(),
      expected: hex(renewed),
    },
    {
      name: "open, rerandomised",
      operation: "open",
      x: hex(x),
      group: hex(renewed),
      expected: hex(chunks),
    },
    {
      name: "open, under another scalar: other bytes, no error",
      operation: "open",
      x: hex(other),
      group: hex(group),
      expected: hex(openGroup(other, group)),
    },
    ...([
      ["matches, as sealed", x, group],
      ["matches, rerandomised", x, renewed],
      ["matches, another scalar", other, group],
      ["matches, a unit of small order", x, destroyed],
      ["matches, a row that is not the unit", x, group.subarray(64)],
    ] as const).map(([name, scalar, rows]) => ({
      name,
      operation: "matches",
      x: hex(scalar),
      unit: hex(rows.subarray(0, 64)),
      result: groupMatches(scalar, rows.subarray(0, 64)) ? "valid" as const : "invalid" as const,
    })),
    {
      name: "rerandomise, a unit of small order",
      operation: "rerandomise",
      group: hex(concat(destroyed, group.subarray(64))),
      random: "",
      result: "invalid",
    },
  ];
  return {
    format: "kelid vectors v1",
    subject: "curve-groups",
    standard: "lib/curve and the format document of the vault",
    source: `Expected values by ${SOURCE}`,
    cases: cases.map(({ name, ...rest }) => ({ name, source: SOURCE, ...rest }) as Case),
  };
}

/** Which case of which file each primitive of the self-test takes. */
const SELF_TEST: readonly (readonly [primitive: string, like: RegExp, subject?: string])[] = [
  ["argon2id", /case 11\)/],
  ["xchacha20-poly1305", /opening/],
  ["xchacha20-poly1305-own", /opening/, "xchacha20-poly1305"],
  // Without associated data, which the program gives this cipher nowhere in WebCrypto.
  ["chacha20-poly1305", /case 4\)/],
  ["curve-groups", /open, rerandomised/],
  ["hkdf-sha-512", /collision/],
  ["pbkdf2-hmac-sha-256", /case 55\)/],
  ["pbkdf2-hmac-sha-512", /case 1\)/],
  ["hmac-sha-256", /case 2\)/],
  // At iteration exponent 0: the others take four times as long.
  ["slip39", /^Extendable basic sharing 2-of-3 \(128 bits\)$/],
  ["ml-kem-1024", /decapsulate, valid/],
  ["x25519", /alice with bob/],
  ["ml-dsa-87", /baseline/],
  ["ed25519", /verifying \(rfc case 2\)/],
];

/** vectors/self-test.json, from the other files. */
export function selfTestVectors(files: readonly VectorFile[]): VectorFile {
  const cases = SELF_TEST.map(([primitive, like, subject = primitive]) => {
    const file = files.find((one) => one.subject === subject)!;
    const found = file.cases.find((one) => like.test(one.name));
    if (found === undefined) throw new Error(`Cannot find a case of ${primitive} like ${like}`);
    const { values = {} } = file;
    const plain = Object.entries(found).map(([field, value]) => [
      field,
      typeof value === "string" && value.startsWith("@") ? values[value.slice(1)] : value,
    ]);
    const alone = primitive === "slip39"
      ? { operation: "secret", expected: (found.expected as { secret: string }).secret }
      : {};
    const name = `${primitive}: ${found.name}`;
    return { primitive, ...Object.fromEntries(plain), ...alone, name };
  });
  return {
    format: "kelid vectors v1",
    subject: "self-test",
    standard: "those of the other files",
    source: "One case each of the other files; SLH-DSA's is read from its own",
    cases: cases as unknown as Case[],
  };
}
