/**
 * A very small WebAssembly assembler: enough instructions for fixed-pattern integer arithmetic, and
 * nothing that this program does not use. An instruction is the list of its encoded bytes, with its
 * operands before it, so that code is written as ordinary nested calls:
 * `i64.mul(local(0), i64.constant(19n))`.
 *
 * Encoding: WebAssembly Core Specification 2.0, chapter 5 (binary format).
 *
 * @module
 */

/** Encoded instructions. */
export type Code = readonly number[];

/** Encoded value types, for parameters and locals. */
export const I32 = 0x7f, I64 = 0x7e, V128 = 0x7b;

/** A function that returns nothing. Its parameters, all i32, are its first locals. */
export interface WasmFunction {
  /** The exported name. */
  readonly name: string;
  /** Number of i32 parameters. */
  readonly parameters: number;
  /** Types of the further locals: `I32`, `I64` or `V128`. */
  readonly locals: readonly number[];
  /** The instructions, without the closing `end`. */
  readonly body: Code;
}

function unsigned(n: number): Code {
  const bytes = [];
  for (; n > 127; n = Math.floor(n / 128)) bytes.push((n & 127) | 128);
  return [...bytes, n];
}

function signed(n: bigint): Code {
  const bytes = [];
  for (; n < -64n || n > 63n; n >>= 7n) bytes.push(Number(n & 127n) | 128);
  return [...bytes, Number(n & 127n)];
}

const plain = (opcode: number) => (...operands: Code[]): Code => [...operands.flat(), opcode];
const vector = (opcode: number) => (...operands: Code[]): Code => [
  ...operands.flat(),
  0xfd,
  ...unsigned(opcode),
];

/** Loads and stores: `align` is the exponent of the natural alignment. */
const access = (opcode: Code, align: number) => (offset: number, ...operands: Code[]): Code => [
  ...operands.flat(),
  ...opcode,
  align,
  ...unsigned(offset),
];

/** Instructions on 32-bit integers. Loads and stores take a constant offset, then the address. */
export const i32 = {
  constant: (n: number): Code => [0x41, ...signed(BigInt(n))],
  add: plain(0x6a),
  sub: plain(0x6b),
  and: plain(0x71),
  xor: plain(0x73),
  equal: plain(0x46),
  load: access([0x28], 2),
  store: access([0x36], 2),
} as const;

/** Instructions on 64-bit integers; `load32` extends the sign, `store32` keeps the low half. */
export const i64 = {
  constant: (n: bigint): Code => [0x42, ...signed(n)],
  add: plain(0x7c),
  mul: plain(0x7e),
  and: plain(0x83),
  shiftLeft: plain(0x86),
  shiftRight: plain(0x87),
  load32: access([0x34], 2),
  store32: access([0x3e], 2),
} as const;

/** Instructions on 128-bit vectors; `splat` copies an i32 into all four lanes. */
export const v128 = {
  and: vector(78),
  or: vector(80),
  splat: vector(17),
  load: access([0xfd, 0], 4),
  store: access([0xfd, 11], 4),
} as const;

/** The value of a local. */
export const local = (index: number): Code => [0x20, ...unsigned(index)];
/** Gives a local a value. */
export const assign = (index: number, value: Code): Code => [...value, 0x21, ...unsigned(index)];
/** Calls a function by its place in the module. */
export const call = (place: number, ...operands: Code[]): Code => [
  ...operands.flat(),
  0x10,
  ...unsigned(place),
];
/** Runs the body, and again as long as the i32 condition after it is not zero. */
export const repeat = (body: Code, condition: Code): Code => [
  0x03,
  0x40,
  ...body,
  ...condition,
  0x0d,
  0,
  0x0b,
];

const list = (items: Code[]): Code => [...unsigned(items.length), ...items.flat()];
const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content];
const text = (name: string): Code => [...unsigned(name.length), ...new TextEncoder().encode(name)];

/** A module with these functions, all exported, and `pages` times 64 KiB of memory, as `memory`. */
export function encodeModule(
  functions: readonly WasmFunction[],
  pages: number,
): Uint8Array<ArrayBuffer> {
  const type = (f: WasmFunction) => [0x60, ...list(Array(f.parameters).fill([I32])), 0];
  const code = (f: WasmFunction) => {
    const content = [...list(f.locals.map((t) => [1, t])), ...f.body, 0x0b];
    return [...unsigned(content.length), ...content];
  };
  const exported = (f: WasmFunction, place: number) => [...text(f.name), 0, ...unsigned(place)];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list(functions.map(type))),
    ...section(3, list(functions.map((_, place) => unsigned(place)))),
    ...section(5, [1, 0, ...unsigned(pages)]),
    ...section(7, list([[...text("memory"), 2, 0], ...functions.map(exported)])),
    ...section(10, list(functions.map(code))),
  ]);
}
