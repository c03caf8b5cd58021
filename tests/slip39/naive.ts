/**
 * SLIP-0039 once more, written for clarity alone, to hold the library against: logarithm tables, big
 * numbers, Python's reference snippets for the checksum, Node's PBKDF2. Fit for tests only.
 *
 * @module
 */
import { createHmac, pbkdf2Sync } from "node:crypto";

const EXP: number[] = [];
const LOG: number[] = [];
for (let i = 0, power = 1; i < 255; i++) {
  EXP[i] = power;
  LOG[power] = i;
  power ^= power << 1; // times x + 1, a generator
  if (power > 255) power ^= 0x11b;
}

/** The product in GF(256), by logarithms. */
export function tableProduct(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : EXP[(LOG[a] + LOG[b]) % 255];
}

/** The inverse in GF(256), by logarithms. */
export function tableInverse(a: number): number {
  return EXP[(255 - LOG[a]) % 255];
}

/** The value at `x` of the polynomial with these coefficients, the constant one first. */
export function evaluate(coefficients: number[], x: number): number {
  return coefficients.reduceRight((sum, c) => tableProduct(sum, x) ^ c, 0);
}

const GENERATOR = [
  0xe0e040,
  0x1c1c080,
  0x3838100,
  0x7070200,
  0xe0e0009,
  0x1c0c2412,
  0x38086c24,
  0x3090fc48,
  0x21b1f890,
  0x3f3f120,
];

/** `rs1024_polymod` of the standard. */
export function polymod(values: number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >> 20;
    sum = ((sum & 0xfffff) << 10) ^ value;
    for (let i = 0; i < 10; i++) sum ^= (top >> i) & 1 ? GENERATOR[i] : 0;
  }
  return sum;
}

/** The ten-bit values of a share with these fields, by one big number. */
export function valuesOf(fields: [bits: number, value: bigint][], extendable: boolean): number[] {
  let number = 0n;
  let bits = 0;
  for (const [width, value] of fields) {
    number = number << BigInt(width) | value;
    bits += width;
  }
  const data = Array.from(
    { length: bits / 10 },
    (_, i) => Number(number >> BigInt(bits - 10 * (i + 1)) & 1023n),
  );
  const prefix = [...(extendable ? "shamir_extendable" : "shamir")].map((c) => c.charCodeAt(0));
  const sum = polymod([...prefix, ...data, 0, 0, 0]) ^ 1;
  return [...data, sum >> 20 & 1023, sum >> 10 & 1023, sum & 1023];
}

/** The encryption of the standard; decryption with the rounds the other way round. */
export function feistel(
  secret: Uint8Array,
  passphrase: string,
  exponent: number,
  identifier: number,
  extendable: boolean,
  rounds = [0, 1, 2, 3],
): Uint8Array {
  let left = secret.slice(0, secret.length / 2);
  let right = secret.slice(secret.length / 2);
  const prefix = extendable
    ? ""
    : "shamir" + String.fromCharCode(identifier >> 8, identifier & 255);
  for (const round of rounds) {
    const password = Buffer.from(String.fromCharCode(round) + passphrase, "latin1");
    const salt = Buffer.concat([Buffer.from(prefix, "latin1"), right]);
    const mask = pbkdf2Sync(password, salt, 2500 << exponent, right.length, "sha256");
    [left, right] = [right, left.map((byte, i) => byte ^ mask[i])];
  }
  return Uint8Array.of(...right, ...left);
}

/** The digest of a secret: the first four bytes of HMAC-SHA256. */
export function digest(key: Uint8Array, secret: Uint8Array): Uint8Array {
  return new Uint8Array(createHmac("sha256", key).update(secret).digest().subarray(0, 4));
}

type Point = { x: number; y: Uint8Array };

/** Lagrange's interpolation, byte by byte. */
function at(points: Point[], x: number): Uint8Array {
  return points[0].y.map((_, i) => {
    let sum = 0;
    for (const one of points) {
      let term = one.y[i];
      for (const other of points) {
        if (other === one) continue;
        term = tableProduct(term, tableProduct(x ^ other.x, tableInverse(one.x ^ other.x)));
      }
      sum ^= term;
    }
    return sum;
  });
}

function splitSecret(t: number, n: number, secret: Uint8Array, draw: (n: number) => Uint8Array) {
  if (t === 1) return Array.from({ length: n }, () => secret);
  const r = draw(secret.length - 4);
  const known: Point[] = [];
  for (let x = 0; x < t - 2; x++) known.push({ x, y: draw(secret.length) });
  known.push({ x: 254, y: Uint8Array.of(...digest(r, secret), ...r) }, { x: 255, y: secret });
  return Array.from({ length: n }, (_, x) => known.find((one) => one.x === x)?.y ?? at(known, x));
}

/** A share with everything that is written in it. */
export interface NaiveShare {
  extendable: boolean;
  /** Widths in bits and values of the fields before the share's value. */
  head: [bits: number, field: number][];
  value: Uint8Array;
}

/** What to split, and how. */
export interface NaiveScheme {
  secret: Uint8Array;
  passphrase: string;
  groupThreshold: number;
  groups: { threshold: number; count: number }[];
  exponent: number;
  extendable: boolean;
}

/** The shares of a secret by group. `draw` gives random bytes in the order of FORMAT.md. */
export function naiveSplit(
  { secret, passphrase, groupThreshold, groups, exponent, extendable }: NaiveScheme,
  draw: (length: number) => Uint8Array,
): NaiveShare[][] {
  const [high, low] = draw(2);
  const identifier = (high & 127) * 256 + low;
  const encrypted = feistel(secret, passphrase, exponent, identifier, extendable);
  const groupShares = splitSecret(groupThreshold, groups.length, encrypted, draw);
  return groups.map(({ threshold, count }, group) =>
    splitSecret(threshold, count, groupShares[group], draw).map((value, member) => ({
      extendable,
      head: [
        [15, identifier],
        [1, Number(extendable)],
        [4, exponent],
        [4, group],
        [4, groupThreshold - 1],
        [4, groups.length - 1],
        [4, member],
        [4, threshold - 1],
      ],
      value,
    }))
  );
}

/** The words of a share, from the standard's list. */
export function naiveWords({ extendable, head, value }: NaiveShare, list: readonly string[]) {
  const fields = head.map(([width, field]): [number, bigint] => [width, BigInt(field)]);
  const padded = 10 * Math.ceil(8 * value.length / 10);
  const values = valuesOf([...fields, [padded, BigInt(`0x${value.toHex()}`)]], extendable);
  return values.map((one) => list[one]).join(" ");
}
