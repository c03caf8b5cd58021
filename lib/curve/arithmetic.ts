/**
 * The arithmetic of Curve25519, as a WebAssembly module: field elements modulo p = 2^255 - 19 and
 * points of the twisted Edwards curve -x^2 + y^2 = 1 + d x^2 y^2 in extended coordinates.
 *
 * All operands are addresses in the module's memory. What the instructions do, and which addresses
 * they touch, never depends on the values: there is no branch and no index but the loop counters.
 *
 * - An *element* is ten limbs of 26, 25, 26, ... bits, each a signed i32 (40 bytes):
 *   sum of limb[i] 2^ceil(25.5 i). Products have limbs of that nominal size, and a sum or difference,
 *   which is not carried, the sizes of its operands added up. `multiply` takes factors of m and n
 *   times the nominal size as long as m n is at most 16: the largest column of the product is then
 *   below 124.5 * 16 * 2^52 < 2^63. Nowhere in this folder is m n more than 9.
 * - A *point* is X, Y, Z, T with x = X/Z, y = Y/Z, T = XY/Z (160 bytes).
 * - A *cached* point, the second operand of an addition, is Y+X, Y-X, 2Z, 2dT (160 bytes).
 *
 * Formulas: Hisil, Wong, Carter, Dawson, "Twisted Edwards Curves Revisited" (Asiacrypt 2008), add
 * and dbl for a = -1. They are complete: no exception for equal, neutral or low-order points.
 *
 * @module
 */
import {
  assign,
  call,
  type Code,
  encodeModule,
  I32,
  i32,
  I64,
  i64,
  local,
  repeat,
  V128,
  v128,
  type WasmFunction,
} from "./wasm.ts";

/** Length of an element in memory. */
export const ELEMENT = 40;
/** Length of a point, cached or not, in memory. */
export const POINT = 4 * ELEMENT;
/** Bits of each limb. */
export const LIMB_BITS: readonly number[] = [26, 25, 26, 25, 26, 25, 26, 25, 26, 25];

/** The address of the constant 2d, which the caller has to fill in before the first addition. */
export const TWICE_D = 0;
/** The address where `select` leaves the chosen cached point. */
export const CHOSEN = 48;
/** Scratch elements of the point formulas: A to H. */
const [A, B, C, D, E, F, G, H] = Array.from({ length: 8 }, (_, i) => CHOSEN + POINT + ELEMENT * i);
/** The first address that is the caller's. A multiple of 16. */
export const FREE = 528;

/** What the module exports. Every argument but `count`, `index` and `negate` is an address. */
export interface Arithmetic {
  /** Everything that the addresses point into. */
  readonly memory: WebAssembly.Memory;
  /** out = a b */
  multiply(out: number, a: number, b: number): void;
  /** out = a^(2^count), count from 1 */
  square(out: number, a: number, count: number): void;
  /** out = a + b, without carrying */
  add(out: number, a: number, b: number): void;
  /** out = a - b, without carrying */
  subtract(out: number, a: number, b: number): void;
  /** out = 2^count p, count from 1 */
  double(out: number, p: number, count: number): void;
  /** out = p in the form that `addCached` wants */
  cache(out: number, p: number): void;
  /** out = p + q */
  addCached(out: number, p: number, q: number): void;
  /** Copies entry `index` of a table of cached points to `CHOSEN`, negated if `negate` is -1, not 0. */
  select(table: number, entries: number, index: number, negate: number): void;
}

const LIMBS = LIMB_BITS.map((_, i) => i);

/** Ten columns of a product, as sums over limbs: column k has weight 2^ceil(25.5 k). */
function columns(product: (i: number, j: number, odd: boolean, wraps: boolean) => Code[]): Code[] {
  return LIMBS.map((k) =>
    LIMBS.flatMap((i) => {
      const j = (k - i + 10) % 10;
      // Two odd limbs: ceil(25.5 i) + ceil(25.5 j) is one more than ceil(25.5 (i + j)).
      return product(i, j, (i & j & 1) === 1, i + j >= 10);
    }).reduce((sum, term) => i64.add(sum, term))
  );
}

/** Brings columns to nominal size. The order keeps every carry chain short and ends at limb 1. */
function carry(h: (i: number) => number, spare: number): Code {
  return [0, 4, 1, 5, 2, 6, 3, 7, 4, 8, 9, 0].flatMap((i) => {
    const bits = BigInt(LIMB_BITS[i]), next = h((i + 1) % 10);
    // 2^255 is 19 modulo p.
    const carried = i === 9 ? i64.mul(local(spare), i64.constant(19n)) : local(spare);
    return [
      ...assign(spare, i64.shiftRight(local(h(i)), i64.constant(bits))),
      ...assign(h(i), i64.and(local(h(i)), i64.constant((1n << bits) - 1n))),
      ...assign(next, i64.add(local(next), carried)),
    ];
  });
}

/** Locals of the two products: limbs, limbs times 19 (or 2), columns, one spare. */
const limb = (i: number) => 3 + i, other = (i: number) => 13 + i, times19 = (i: number) => 23 + i;
const column = (i: number) => 33 + i, SPARE = 43;

const nineteenTimes = (from: (i: number) => number): Code =>
  LIMBS.flatMap((i) => assign(times19(i), i64.mul(local(from(i)), i64.constant(19n))));
const twice = (code: Code): Code => i64.shiftLeft(code, i64.constant(1n));
const load = (to: (i: number) => number, address: Code): Code =>
  LIMBS.flatMap((i) => assign(to(i), i64.load32(4 * i, address)));
const store = (address: Code, from: (i: number) => number): Code =>
  LIMBS.flatMap((i) => i64.store32(4 * i, address, local(from(i))));

const multiply: WasmFunction = {
  name: "multiply",
  parameters: 3,
  locals: Array(41).fill(I64),
  body: [
    ...load(limb, local(1)),
    ...load(other, local(2)),
    ...nineteenTimes(other),
    ...columns((i, j, odd, wraps) => [
      i64.mul(odd ? twice(local(limb(i))) : local(limb(i)), local(wraps ? times19(j) : other(j))),
    ]).flatMap((sum, k) => assign(column(k), sum)),
    ...carry(column, SPARE),
    ...store(local(0), column),
  ],
};

const square: WasmFunction = {
  name: "square",
  parameters: 3,
  locals: Array(41).fill(I64),
  body: [
    ...load(limb, local(1)),
    ...repeat(
      [
        ...nineteenTimes(limb),
        ...LIMBS.flatMap((i) => assign(other(i), twice(local(limb(i))))),
        ...columns((i, j, odd, wraps) => {
          if (i > j) return [];
          const right = local(wraps ? times19(j) : limb(j));
          const left = local(i === j && !odd ? limb(i) : other(i));
          return [i64.mul(i !== j && odd ? twice(left) : left, right)];
        }).flatMap((sum, k) => assign(column(k), sum)),
        ...carry(column, SPARE),
        ...LIMBS.flatMap((i) => assign(limb(i), local(column(i)))),
        ...assign(2, i32.sub(local(2), i32.constant(1))),
      ],
      local(2),
    ),
    ...store(local(0), limb),
  ],
};

/** A function of `out`, `a`, `b` that works limb by limb. */
function limbwise(name: string, operation: (...operands: Code[]) => Code): WasmFunction {
  const body = LIMBS.flatMap((i) =>
    i32.store(4 * i, local(0), operation(i32.load(4 * i, local(1)), i32.load(4 * i, local(2))))
  );
  return { name, parameters: 3, locals: [], body };
}

// Calls inside the module, by place in `FUNCTIONS`. Operands are addresses.
const mul = (out: Code, a: Code, b: Code): Code => call(0, out, a, b);
const sqr = (out: Code, a: Code): Code => call(1, out, a, i32.constant(1));
const add = (out: Code, a: Code, b: Code): Code => call(2, out, a, b);
const sub = (out: Code, a: Code, b: Code): Code => call(3, out, a, b);

/** The coordinate at this place of the point that a parameter gives. */
const part = (parameter: number, place: number): Code =>
  i32.add(local(parameter), i32.constant(ELEMENT * place));
const at = (address: number): Code => i32.constant(address);
const [a, b, c, d, e, f, g, h] = [A, B, C, D, E, F, G, H].map(at);

/** X = EF, Y = GH, Z = FG of the point in parameter 0. */
const finish: Code = [
  ...mul(part(0, 0), f, e),
  ...mul(part(0, 1), g, h),
  ...mul(part(0, 2), f, g),
];
/** T = EH of the point in parameter 0. */
const finishT: Code = mul(part(0, 3), e, h);

const double: WasmFunction = {
  name: "double",
  parameters: 3,
  locals: [],
  body: [
    // Only the last doubling needs T. The others read what the one before it left in `out`.
    ...repeat(
      [
        ...sqr(a, part(1, 0)),
        ...sqr(b, part(1, 1)),
        ...sqr(c, part(1, 2)),
        ...add(c, c, c),
        ...add(e, part(1, 0), part(1, 1)),
        ...sqr(e, e),
        ...add(h, a, b),
        ...sub(e, h, e),
        ...sub(g, a, b),
        ...add(f, c, g),
        ...finish,
        ...assign(1, local(0)),
        ...assign(2, i32.sub(local(2), i32.constant(1))),
      ],
      local(2),
    ),
    ...finishT,
  ],
};

const cache: WasmFunction = {
  name: "cache",
  parameters: 2,
  locals: [],
  body: [
    ...add(part(0, 0), part(1, 1), part(1, 0)),
    ...sub(part(0, 1), part(1, 1), part(1, 0)),
    ...add(part(0, 2), part(1, 2), part(1, 2)),
    ...mul(part(0, 3), part(1, 3), at(TWICE_D)),
  ],
};

const addCached: WasmFunction = {
  name: "addCached",
  parameters: 3,
  locals: [],
  body: [
    ...sub(a, part(1, 1), part(1, 0)),
    ...mul(a, a, part(2, 1)),
    ...add(b, part(1, 1), part(1, 0)),
    ...mul(b, b, part(2, 0)),
    ...mul(c, part(1, 3), part(2, 3)),
    ...mul(d, part(1, 2), part(2, 2)),
    ...sub(e, b, a),
    ...sub(f, d, c),
    ...add(g, d, c),
    ...add(h, b, a),
    ...finish,
    ...finishT,
  ],
};

/** Every entry is read whichever is wanted, so that caches tell nothing about the index. */
function select(): WasmFunction {
  const [table, entries, index, negate, step, mask, swap] = [0, 1, 2, 3, 4, 5, 6];
  const chosen = (k: number) => 7 + k;
  const blocks = Array.from({ length: POINT / 16 }, (_, k) => k);
  const limbAt = (place: number, i: number) => CHOSEN + ELEMENT * place + 4 * i;
  const zero = i32.constant(0);
  const flip = (offset: number) =>
    i32.store(offset, zero, i32.xor(i32.load(offset, zero), local(swap)));
  const body = [
    ...repeat(
      [
        ...assign(mask, v128.splat(i32.sub(zero, i32.equal(local(step), local(index))))),
        ...blocks.flatMap((k) =>
          assign(
            chosen(k),
            v128.or(local(chosen(k)), v128.and(local(mask), v128.load(16 * k, local(table)))),
          )
        ),
        ...assign(table, i32.add(local(table), i32.constant(POINT))),
        ...assign(step, i32.add(local(step), i32.constant(1))),
      ],
      i32.sub(local(entries), local(step)),
    ),
    ...blocks.flatMap((k) => v128.store(CHOSEN + 16 * k, zero, local(chosen(k)))),
    // -(x, y) = (-x, y): Y+X and Y-X change places, 2dT changes its sign.
    ...LIMBS.flatMap((i) => {
      const sum = limbAt(0, i), difference = limbAt(1, i), product = limbAt(3, i);
      const differing = i32.xor(i32.load(sum, zero), i32.load(difference, zero));
      const negated = i32.sub(i32.xor(i32.load(product, zero), local(negate)), local(negate));
      return [
        ...assign(swap, i32.and(differing, local(negate))),
        ...flip(sum),
        ...flip(difference),
        ...i32.store(product, zero, negated),
      ];
    }),
  ];
  const locals = [I32, V128, I32, ...blocks.map(() => V128)];
  return { name: "select", parameters: 4, locals, body };
}

/** In the order that `mul`, `sqr`, `add` and `sub` count on. */
const FUNCTIONS: readonly WasmFunction[] = [
  multiply,
  square,
  limbwise("add", i32.add),
  limbwise("subtract", i32.sub),
  double,
  cache,
  addCached,
  select(),
];

/** Compiles the module with this many pages of 64 KiB. A few milliseconds: do it when first needed. */
export function instantiate(pages: number): Arithmetic {
  const module = new WebAssembly.Module(encodeModule(FUNCTIONS, pages));
  return new WebAssembly.Instance(module).exports as unknown as Arithmetic;
}
