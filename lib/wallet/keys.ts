/**
 * The secret keys of a pseudonym (PIP-0208), from the BIP-39 seed of a wallet. FORMAT.md, "Keys".
 *
 * All come from HKDF-SHA-512 (RFC 5869) with the seed as input, no salt, and the info
 * `pars-pseudonym-<number>/<purpose>`, so none tells anything about another. The EVM key is not
 * among them: it follows BIP-32, in `evm.ts`.
 *
 * @module
 */
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { utf8, wipe } from "../bytes.ts";
import { MAX_PSEUDONYM } from "./pseudonym.ts";
import { SEED_BYTES } from "./seed.ts";

export { MAX_PSEUDONYM };

/** Secrets of one pseudonym. They fit the key parameters of the hybrid signature and agreement. */
export interface PseudonymKeys {
  /** X25519 secret key, 32 bytes (RFC 7748, clamped when used). */
  readonly x25519: Uint8Array;
  /** ML-KEM-1024 seed d || z, 64 bytes (FIPS 203, algorithm 16). */
  readonly mlkem1024: Uint8Array;
  /** Ed25519 seed, 32 bytes (RFC 8032). */
  readonly ed25519: Uint8Array;
  /** ML-DSA-87 seed xi, 32 bytes (FIPS 204, algorithm 6). */
  readonly mldsa87: Uint8Array;
  /** SLH-DSA-SHA2-256s seed SK.seed || SK.prf || PK.seed, 96 bytes (FIPS 205, algorithm 18). */
  readonly slhdsa256s: Uint8Array;
}

/** Secrets of the keys that exist for the `07` identity only (`lib/identity/daemon_identity.ts`). */
export interface DaemonKeys {
  /** ML-KEM-768 seed d || z, 64 bytes. */
  readonly mlkem768: Uint8Array;
  /** ML-DSA-65 seed xi, 32 bytes. */
  readonly mldsa65: Uint8Array;
}

/**
 * The secret keys of a pseudonym. The caller wipes them with {@linkcode wipeKeys}.
 *
 * @param seed the wallet's BIP-39 seed, 64 bytes; left as it is
 * @param pseudonym 0 for the first, at most {@linkcode MAX_PSEUDONYM}
 * @throws {TypeError} if the seed is not of 64 bytes
 * @throws {RangeError} if there is no such pseudonym
 */
export function deriveKeys(seed: Uint8Array, pseudonym: number): PseudonymKeys {
  return deriveEach(seed, pseudonym, (key) => ({
    x25519: key("x25519", 32),
    mlkem1024: key("ml-kem-1024", 64),
    ed25519: key("ed25519", 32),
    mldsa87: key("ml-dsa-87", 32),
    slhdsa256s: key("slh-dsa-sha2-256s", 96),
  }));
}

/**
 * The secret keys of a pseudonym's `07` identity. They are of security category 3 and used for
 * nothing but that export.
 *
 * @throws as {@linkcode deriveKeys}
 */
export function deriveDaemonKeys(seed: Uint8Array, pseudonym: number): DaemonKeys {
  return deriveEach(seed, pseudonym, (key) => ({
    mlkem768: key("ml-kem-768", 64),
    mldsa65: key("ml-dsa-65", 32),
  }));
}

/** Overwrites every key. */
export function wipeKeys(keys: PseudonymKeys | DaemonKeys): void {
  wipe(...Object.values(keys));
}

/**
 * Checks the inputs that every derivation of a pseudonym's keys takes.
 *
 * @throws {TypeError} if the seed is not of 64 bytes
 * @throws {RangeError} if there is no such pseudonym
 */
export function checkDerivation(seed: Uint8Array, pseudonym: number): void {
  if (seed.length !== SEED_BYTES) {
    throw new TypeError(
      `Cannot derive keys from a seed of ${seed.length} bytes: ${SEED_BYTES} are needed`,
    );
  }
  if (!Number.isInteger(pseudonym) || pseudonym < 0 || pseudonym > MAX_PSEUDONYM) {
    throw new RangeError(
      `Cannot derive pseudonym ${pseudonym}: there are 0 to ${MAX_PSEUDONYM}`,
    );
  }
}

type Derive = (purpose: string, length: number) => Uint8Array<ArrayBuffer>;

function deriveEach<Keys>(
  seed: Uint8Array,
  pseudonym: number,
  make: (key: Derive) => Keys,
): Keys {
  checkDerivation(seed, pseudonym);
  const prk = extract(sha512, seed);
  try {
    return make((purpose, length) =>
      new Uint8Array(expand(sha512, prk, utf8(`pars-pseudonym-${pseudonym}/${purpose}`), length))
    );
  } finally {
    wipe(prk);
  }
}
