/**
 * Elligator 2 and ristretto255 of `lib/curve`, for known answers: the maps in both directions,
 * multiples of the base point with a part of small order, and decoding of ristretto255.
 *
 * The numbers in and out are little-endian, as elligator.org writes them. The curve's memory is set
 * aside while modules are evaluated, so this one loads all that set memory aside, and has to be
 * loaded before the curve is first used; a computation outside the memory traps and fails the case.
 *
 * @module
 */
import { bytesToNumberLE, numberToBytesLE } from "@noble/curves/utils.js";
import {
  addSmallOrder,
  coordinates,
  onCurve,
  setBase,
  setNeutral,
  times,
} from "../../curve/edwards.ts";
import { decodePoint, encodePoint } from "../../curve/elligator.ts";
import { decodeElement, encodeElement } from "../../curve/embedding.ts";
import "../../curve/groups.ts";
import { CONSTANT, type Field, fromBytes, reservePoints, toBytes } from "../../curve/field.ts";
import type { Operations } from "../case.ts";
import { Fp, MONTGOMERY_SCALE, negativeByParity } from "./montgomery.ts";

const POINT = reservePoints(1);

function get(f: Field, at: number): bigint {
  const bytes = new Uint8Array(32);
  toBytes(f, at, bytes);
  return bytesToNumberLE(bytes);
}

function little(n: bigint): Uint8Array {
  return numberToBytesLE(n, 32);
}

/** u and v of the point, v = 0 where x = 0. */
function montgomery(f: Field): { u: bigint; v: bigint } {
  const [x, y, z] = coordinates(POINT).map((at) => get(f, at));
  const u = Fp.div(Fp.add(z, y), Fp.sub(z, y));
  return { u, v: x === 0n ? 0n : Fp.div(Fp.mul(MONTGOMERY_SCALE, Fp.mul(u, z)), x) };
}

/** Elligator 2 by `lib/curve`. */
export const kelidOperations: Operations = {
  direct: (i) =>
    onCurve((f) => {
      decodePoint(f, POINT, i.bytes("representative"));
      const { u, v } = montgomery(f);
      // elligator.org calls v negative above (p-1)/2; this format, as RFC 9380, where it is odd.
      return { u: little(u), v: little(negativeByParity(v)) };
    }),
  inverse: (i) =>
    onCurve((f) => {
      const u = bytesToNumberLE(i.bytes("u"));
      const root = Fp.sqrt(Fp.mul(u, Fp.add(Fp.mul(u, Fp.add(u, 486662n)), 1n)));
      const v = Number(root & 1n) === i.number("negative") ? root : Fp.neg(root);
      setNeutral(f, POINT);
      const [X, Y, Z, T] = coordinates(POINT);
      const x = v === 0n ? 0n : Fp.div(Fp.mul(MONTGOMERY_SCALE, u), v);
      const y = Fp.div(Fp.sub(u, 1n), Fp.add(u, 1n));
      for (const [at, value] of [[X, x], [Y, y], [T, Fp.mul(x, y)]] as const) {
        fromBytes(f, at, little(value));
      }
      f.add(Z, CONSTANT.one, CONSTANT.zero);
      const representative = new Uint8Array(32);
      return encodePoint(f, POINT, 0, representative) ? representative : undefined;
    }),
  dirtyPoint: (i) =>
    onCurve((f) => {
      const secret = bytesToNumberLE(i.bytes("scalar"));
      // The clamped scalar, a multiple of 8, and a point of small order by the bits it lost.
      const eighth = ((secret & ((1n << 254n) - 1n)) | (1n << 254n)) >> 3n;
      setBase(f, POINT);
      times(f, POINT, POINT, little(eighth));
      f.double(POINT, POINT, 3);
      addSmallOrder(f, POINT, POINT, Number((3n * secret) % 8n));
      return little(montgomery(f).u);
    }),
};

/** ristretto255 by `lib/curve`: decoding and encoding again. */
export const ristretto255Operations: Operations = {
  decode: (i) =>
    onCurve((f) => {
      if (!decodeElement(f, POINT, i.bytes("encoding"))) return undefined;
      const encoding = new Uint8Array(32);
      encodeElement(f, POINT, encoding);
      return encoding;
    }),
};
