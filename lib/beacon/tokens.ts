/**
 * What follows from a watch's secret: the key that opens its beacons, and its tokens with their
 * meanings. FORMAT.md, "Keys and tokens".
 *
 * @module
 */
import { equalBytes, utf8, wipe } from "../bytes.ts";
import { hkdfSha512 } from "../hybrid/hkdf.ts";
import { hybridKemPublicKeys, type HybridKemSecretKeys } from "../hybrid/kem.ts";
import { type RandomSource, uniform } from "../random.ts";
import { type OwnBeacon, TOKEN_BYTES } from "./own_beacon.ts";

/** Tokens of each meaning: as many as a vault has slots, whatever the vault holds. */
export const TOKENS = 6;

/** What a token tells the watchers. */
export type Meaning = "well" | "duress";

/** What a compartment's beacons shall be: a sign of life, an alarm, or nothing that counts. */
export type BeaconRole = Meaning | "silent";

/** All tokens of a watch by their meaning, {@linkcode TOKENS} of each. */
export type TokenMap = { readonly [meaning in Meaning]: readonly Uint8Array[] };

async function derive(secret: Uint8Array, label: string, length: number) {
  const copy = Uint8Array.from(secret);
  try {
    return await hkdfSha512(copy, utf8(`kelid watch v1 ${label}`), length);
  } finally {
    wipe(copy);
  }
}

/** The secret key that opens the beacons of a watch. The caller wipes it. */
export async function watchKeys(secret: Uint8Array): Promise<HybridKemSecretKeys> {
  return {
    x25519: await derive(secret, "x25519", 32),
    mlkem1024: await derive(secret, "ml-kem-1024", 64),
  };
}

/** The tokens of a watch. */
export async function watchTokens(secret: Uint8Array): Promise<TokenMap> {
  const all = await derive(secret, "tokens", 2 * TOKENS * TOKEN_BYTES);
  const tokens = Array.from({ length: 2 * TOKENS }, (_, i) => {
    return all.slice(i * TOKEN_BYTES, (i + 1) * TOKEN_BYTES);
  });
  wipe(all);
  return { well: tokens.slice(0, TOKENS), duress: tokens.slice(TOKENS) };
}

/** What a token means, or undefined if it is none of the watch's: a silent one, or made up. */
export function meaningOf(tokens: TokenMap, token: Uint8Array): Meaning | undefined {
  if (tokens.well.some((one) => equalBytes(one, token))) return "well";
  return tokens.duress.some((one) => equalBytes(one, token)) ? "duress" : undefined;
}

/**
 * What each of some compartments sends with: tokens drawn from the half that its role names, no two
 * alike. A silent one gets a random token that means nothing, and the same key: with another one,
 * who opens two compartments would see by equal keys that both are none of the silent.
 *
 * @throws {RangeError} if there are more than {@linkcode TOKENS} of a role
 */
export async function assignTokens(
  secret: Uint8Array,
  roles: readonly BeaconRole[],
  random: RandomSource,
): Promise<OwnBeacon[]> {
  const keys = await watchKeys(secret);
  const left = await watchTokens(secret) as { [meaning in Meaning]: Uint8Array[] };
  try {
    const watchers = await hybridKemPublicKeys(keys);
    const assigned: OwnBeacon[] = [];
    for (const role of roles) {
      if (role === "silent") {
        assigned.push({ token: random(TOKEN_BYTES), watchers });
        continue;
      }
      if (left[role].length === 0) throw new RangeError(`Cannot assign more than ${TOKENS} tokens`);
      const [token] = left[role].splice(uniform(left[role].length, random), 1);
      assigned.push({ token, watchers });
    }
    return assigned;
  } finally {
    wipe(keys.x25519, keys.mlkem1024, ...left.well, ...left.duress);
  }
}
