/**
 * Deterministically encoded CBOR (RFC 8949, clause 4.2.1) for what is stored inside compartments.
 *
 * The decoder underneath takes unsorted maps and ill-formed UTF-8 even when told to be strict, so
 * bytes are accepted only if they encode again to the same bytes: a value has one form.
 *
 * @module
 */
import "./node_hidden.ts";
import { decode, encode } from "cborg";
import "./node_shown.ts";
import { equalBytes, wipe } from "./bytes.ts";

/** What can be stored: maps have whole numbers from 0 to 23 as keys. */
export type Cbor =
  | number
  | string
  | boolean
  | null
  | Uint8Array
  | Cbor[]
  | Map<number, Cbor>;

/** Encodes a value. Map entries are written in ascending order of their keys. */
export function encodeCbor(value: Cbor): Uint8Array<ArrayBuffer> {
  return new Uint8Array(encode(value));
}

/**
 * Decodes one value.
 *
 * @throws {SyntaxError} if the bytes are anything but the deterministic form of one value
 */
export function decodeCbor(bytes: Uint8Array): Cbor {
  try {
    const value = decode(bytes, {
      useMaps: true,
      strict: true,
      allowIndefinite: false,
      allowUndefined: false,
      allowBigInt: false,
      allowNaN: false,
      allowInfinity: false,
      rejectDuplicateMapKeys: true,
    }) as Cbor;
    const again = encodeCbor(value);
    const same = equalBytes(again, bytes);
    wipe(again);
    if (same) return value;
  } catch {
    // Every fault becomes the one error below: a decoder's own texts tell about contents.
  }
  throw new SyntaxError("Cannot decode contents: not deterministic CBOR");
}
