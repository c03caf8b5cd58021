/**
 * What a compartment sends beacons with, and its form in a compartment. FORMAT.md, "Records".
 *
 * @module
 */
import type { Cbor } from "../cbor.ts";
import type { HybridKemPublicKeys } from "../hybrid/kem.ts";
import { passesModulusCheck } from "../hybrid/mlkem1024.ts";

/** Bytes of a token. */
export const TOKEN_BYTES = 32;

/** What a compartment sends with. Nothing in it tells what its beacons mean. */
export interface OwnBeacon {
  /** 32 bytes that mean something to the watchers, and nothing here. */
  readonly token: Uint8Array;
  /** The key that the watchers of this person share. */
  readonly watchers: HybridKemPublicKeys;
}

/** What a compartment sends with, as an array for CBOR. */
export function ownBeaconToCbor({ token, watchers }: OwnBeacon): Cbor {
  return [token, watchers.x25519, watchers.mlkem1024];
}

/**
 * What a compartment sends with, from its array, byte strings copied.
 *
 * @throws {SyntaxError} if it is not one that {@linkcode ownBeaconToCbor} makes
 */
export function ownBeaconFromCbor(value: Cbor): OwnBeacon {
  const parts = Array.isArray(value) ? value : [];
  const bytes = parts.filter((part) => part instanceof Uint8Array);
  const [token, x25519, mlkem1024] = bytes.map((part) => part.slice());
  const lengths = bytes.map(({ length }) => length).join();
  if (
    parts.length !== 3 || lengths !== `${TOKEN_BYTES},32,1568` || !passesModulusCheck(mlkem1024)
  ) {
    throw new SyntaxError("Cannot read a beacon's token: not of this format version");
  }
  return { token, watchers: { x25519, mlkem1024 } };
}
