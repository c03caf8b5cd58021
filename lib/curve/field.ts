/**
 * The field GF(2^255 - 19) on top of {@linkcode Arithmetic}: who owns which piece of the module's
 * memory, bytes in and out, square roots. Elements and points are addresses in that memory.
 *
 * Nothing here branches on the value of an element; functions that return something about a value
 * say so, and it is the caller who must know whether that may show.
 *
 * @module
 */
import { unhex } from "../bytes.ts";
import {
  type Arithmetic,
  ELEMENT,
  FREE,
  instantiate,
  LIMB_BITS,
  POINT,
  TWICE_D,
} from "./arithmetic.ts";

/** The arithmetic, with views of its memory. */
export interface Field extends Arithmetic {
  /** The memory as limbs: an element at address `a` begins at index `a / 4`. */
  readonly limbs: Int32Array;
  /** The memory as bytes. */
  readonly bytes: Uint8Array;
}

let end = FREE;

/**
 * Sets memory aside for points or tables, for as long as the program runs. To be called while modules
 * are evaluated, not in a computation: the memory grows between computations.
 */
export function reservePoints(count: number): number {
  const address = end;
  end += POINT * count;
  return address;
}

/** Sets memory aside for this many elements. See {@linkcode reservePoints}. */
export function reserveElements(count: number): number[] {
  const address = reservePoints(Math.ceil(count / 4));
  return Array.from({ length: count }, (_, i) => address + ELEMENT * i);
}

const [
  zero,
  one,
  minusOne,
  montgomeryA,
  rootOfMinusOne,
  d,
  montgomeryScale,
  power2,
  ristrettoScale,
] = reserveElements(9);
/** Addresses of the constants of the curve and its encodings. */
export const CONSTANT = {
  zero,
  one,
  minusOne,
  /** 486662, of Curve25519: v^2 = u^3 + 486662 u^2 + u. */
  montgomeryA,
  /** 2^((p-1)/4), the root of -1 of RFC 9496. */
  rootOfMinusOne,
  /** -121665/121666, of the Edwards curve. */
  d,
  /** The even root of -486664 (RFC 9380, section G.2.2): v = montgomeryScale u / x. */
  montgomeryScale,
  /** 2^((p-5)/8): turns the root of a number into a root of twice it. */
  power2,
  /** 1/sqrt(-1 - d), INVSQRT_A_MINUS_D of RFC 9496. */
  ristrettoScale,
} as const;

/** Values of the constants, little-endian. tests/curve/field_test.ts derives each of them. */
const VALUES: readonly [number, string][] = [
  [one, "01"],
  [minusOne, "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"],
  [montgomeryA, "066d07"],
  [rootOfMinusOne, "b0a00e4a271beec478e42fad0618432fa7d7fb3d99004d2b0bdfc14f8024832b"],
  [d, "a3785913ca4deb75abd841414d0a700098e879777940c78c73fe6f2bee6c0352"],
  [montgomeryScale, "067e45ffaa046ecc821a7d4bd1d3a1c57e4ffc03dc087bd2bb06a060f4ed260f"],
  [power2, "4f5007a5930d77623cf29756038ca197d3ebfd9e4c80a69585efe0274092c155"],
  [ristrettoScale, "ea405d80aafdc899be72415a17162f9d40d801fe917bc216a2fcafcf05896c78"],
];

/** Scratch of this file. */
const [T0, T1, T2, T3, T4, W] = reserveElements(6);

let field: Field | undefined;
/** The memory up to the last constant, as every computation begins. */
let beginning: Uint8Array | undefined;

/**
 * Runs a computation on the module's memory, which holds nothing but the constants before it and
 * nothing at all after it, also if it throws. Computations cannot be nested.
 */
export function computing<Result>(work: (field: Field) => Result): Result {
  if (field === undefined || field.bytes.length < end) {
    const arithmetic = instantiate(Math.ceil(end / 65_536));
    const buffer = arithmetic.memory.buffer;
    field = { ...arithmetic, limbs: new Int32Array(buffer), bytes: new Uint8Array(buffer) };
  }
  try {
    beginning ??= constants(field);
    field.bytes.set(beginning);
    return work(field);
  } finally {
    field.bytes.fill(0);
  }
}

function constants(f: Field): Uint8Array {
  for (const [address, value] of VALUES) fromBytes(f, address, unhex(value.padEnd(64, "0")));
  f.add(TWICE_D, d, d);
  f.multiply(TWICE_D, TWICE_D, one);
  return f.bytes.slice(0, ristrettoScale + ELEMENT);
}

/** Bit 0 of every limb, rounded up: 0, 26, 51, 77, ... */
const STARTS = LIMB_BITS.map((_, i) => Math.ceil(25.5 * i));

/** out = the low 255 bits of 32 little-endian bytes. Values of p and above are taken modulo p. */
export function fromBytes(f: Field, out: number, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 32);
  LIMB_BITS.forEach((bits, i) => {
    // Every limb lies within the four bytes from the one where it starts.
    const window = view.getUint32(STARTS[i] >> 3, true) >>> (STARTS[i] & 7);
    f.limbs[out / 4 + i] = window & ((1 << bits) - 1);
  });
}

/** Writes the value of an element, from 0 to p - 1, as 32 little-endian bytes. */
export function toBytes(f: Field, a: number, bytes: Uint8Array): void {
  reduce(f, W, a);
  const view = new DataView(bytes.buffer, bytes.byteOffset, 32);
  bytes.fill(0, 0, 32);
  LIMB_BITS.forEach((_, i) => {
    const at = STARTS[i] >> 3;
    const shifted = f.limbs[W / 4 + i] << (STARTS[i] & 7);
    view.setUint32(at, view.getUint32(at, true) | shifted, true);
  });
}

/** out = a with every limb in its range and the value from 0 to p - 1. */
export function reduce(f: Field, out: number, a: number): void {
  f.multiply(out, a, one);
  const limbs = f.limbs, at = out / 4;
  const propagate = (carry: number) => {
    for (let i = 0; i < 10; i++) {
      const sum = limbs[at + i] + carry;
      limbs[at + i] = sum & ((1 << LIMB_BITS[i]) - 1);
      carry = sum >> LIMB_BITS[i];
    }
    return carry;
  };
  // A product is from a little below 0 to a little above 2^255. Not `limbs[at] += 19 * propagate(0)`:
  // that would read the limb before it is propagated.
  const top = propagate(0);
  limbs[at] += 19 * top;
  // Now it is from 0 to 2^255 - 1, and at least p if, and only if, adding 19 carries out of the top.
  let carry = 19;
  for (let i = 0; i < 10; i++) carry = (limbs[at + i] + carry) >> LIMB_BITS[i];
  propagate(19 * carry);
}

/** 1 if a = b, else 0. Both elements must be as {@linkcode reduce} leaves them. */
export function equal(f: Field, a: number, b: number): number {
  let difference = 0;
  for (let i = 0; i < 10; i++) difference |= f.limbs[a / 4 + i] ^ f.limbs[b / 4 + i];
  return (((difference | -difference) >>> 31) ^ 1);
}

/** 1 if a = 0, else 0. */
export function isZero(f: Field, a: number): number {
  reduce(f, W, a);
  return equal(f, W, zero);
}

/** 1 if a, from 0 to p - 1, is odd ("negative" in RFC 9496, sgn0 in RFC 9380), else 0. */
export function isOdd(f: Field, a: number): number {
  reduce(f, W, a);
  return f.limbs[W / 4] & 1;
}

/** out = choice ? a : b, where the choice is 1 or 0. `count` elements that follow each other. */
export function choose(
  f: Field,
  out: number,
  a: number,
  b: number,
  choice: number,
  count = 1,
): void {
  const mask = -choice, limbs = f.limbs;
  for (let i = 0; i < 10 * count; i++) {
    limbs[out / 4 + i] = (limbs[a / 4 + i] & mask) | (limbs[b / 4 + i] & ~mask);
  }
}

/** out = choice ? -a : a, where the choice is 1 or 0. */
export function negateIf(f: Field, out: number, a: number, choice: number): void {
  f.subtract(T0, zero, a);
  choose(f, out, T0, a, choice);
}

/** out = z^((p-5)/8) = z^(2^252 - 3). `out` and `z` must differ. */
function power(f: Field, out: number, z: number): void {
  // z^(2^m - 1), squared n times, times z^(2^n - 1), is z^(2^(m+n) - 1).
  const step = (to: number, from: number, n: number, by: number) => {
    f.square(to, from, n);
    f.multiply(to, to, by);
  };
  step(T0, z, 1, z); // 2
  step(T1, T0, 1, z); // 3
  step(T1, T1, 2, T0); // 5
  step(T0, T1, 5, T1); // 10
  step(T1, T0, 10, T0); // 20
  step(T2, T1, 20, T1); // 40
  step(T1, T2, 10, T0); // 50
  step(T2, T1, 50, T1); // 100
  step(T3, T2, 100, T2); // 200
  step(T2, T3, 50, T1); // 250
  step(out, T2, 2, z);
}

/**
 * Makes a candidate into 1/sqrt(z), if z is a square. z candidate^2 must be a fourth root of one.
 *
 * @returns the quadratic character of z: 1 for a square, -1 for a non-square, 0 for zero
 */
export function settleRoot(f: Field, candidate: number, z: number): number {
  f.square(T4, candidate, 1);
  f.multiply(T4, T4, z);
  reduce(f, T4, T4);
  const isMinusOne = equal(f, T4, minusOne);
  const isSquare = equal(f, T4, one) | isMinusOne;
  f.multiply(T0, candidate, rootOfMinusOne);
  choose(f, candidate, T0, candidate, isMinusOne);
  return 2 * isSquare + equal(f, T4, zero) - 1;
}

/**
 * out = 1/sqrt(z) for a square z, of either sign; 0 for 0. `out` and `z` must differ.
 *
 * @returns the quadratic character of z. For a non-square, `out` is z^((p-5)/8)
 */
export function inverseRoot(f: Field, out: number, z: number): number {
  power(f, out, z);
  return settleRoot(f, out, z);
}
