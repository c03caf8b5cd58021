/**
 * ML-KEM-1024 (FIPS 203), twice: the engine's and noble's.
 *
 * @module
 */
import { type RandomSource, systemRandom } from "../random.ts";
import { choose, type Implementation, subtle } from "./webcrypto.ts";

/** Bytes of the secret seed d || z (FIPS 203, algorithm 16). */
export const MLKEM1024_SEED_BYTES = 64;
/** Bytes of an encapsulation key (FIPS 203, table 3). */
export const MLKEM1024_PUBLIC_BYTES = 1568;
/** Bytes of a ciphertext (FIPS 203, table 3). */
export const MLKEM1024_CIPHERTEXT_BYTES = 1568;

/** ML-KEM-1024 as one implementation computes it. Callers check the lengths and the modulus. */
export interface MlKem1024 {
  /** Which code computes it. */
  readonly implementation: Implementation;
  /** The encapsulation key (1568 bytes) of a 64-byte seed. */
  publicKey(seed: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * A fresh shared secret and its ciphertext for a key (FIPS 203, algorithm 17).
   *
   * @param random asked for the 32 bytes m; whoever knows them knows the secret
   * @throws {TypeError} if the engine draws m itself and `random` is not the system's generator
   */
  encapsulate(key: Uint8Array, random: RandomSource): Promise<Encapsulated>;
  /**
   * The 32-byte shared secret in a ciphertext of 1568 bytes. One that was not made for this key
   * gives a pseudorandom secret (implicit rejection), never an error.
   */
  decapsulate(seed: Uint8Array, ciphertext: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
}

/** A shared secret, and what carries it. */
export interface Encapsulated {
  /** 1568 bytes to send. */
  ciphertext: Uint8Array<ArrayBuffer>;
  /** 32 secret bytes. */
  secret: Uint8Array<ArrayBuffer>;
}

/** q of FIPS 203: every coefficient of a key is below it. */
const Q = 3329;
/** Bytes of a key before the 32-byte seed rho: 4 polynomials of 256 coefficients of 12 bits. */
const COEFFICIENT_BYTES = 4 * 384;

/**
 * The check of FIPS 203, section 7.2: the right length, and every 12-bit coefficient below q, so
 * that decoding the key and encoding it again gives the same bytes.
 */
export function passesModulusCheck(key: Uint8Array): boolean {
  if (key.length !== MLKEM1024_PUBLIC_BYTES) return false;
  let passes = true;
  for (let i = 0; i < COEFFICIENT_BYTES; i += 3) {
    const first = key[i] | (key[i + 1] & 0x0f) << 8;
    const second = key[i + 1] >> 4 | key[i + 2] << 4;
    if (first >= Q || second >= Q) passes = false;
  }
  return passes;
}

const NAME = "ML-KEM-1024";

/** The engine's ML-KEM-1024. */
export const webCryptoMlKem1024: MlKem1024 = {
  implementation: "WebCrypto",
  async publicKey(seed) {
    const secret = await subtle.importKey("raw-seed", seed, NAME, false, ["decapsulateBits"]);
    const key = await subtle.getPublicKey(secret, ["encapsulateBits"]);
    return new Uint8Array(await subtle.exportKey("raw-public", key));
  },
  async encapsulate(key, random) {
    if (random !== systemRandom) {
      throw new TypeError("Cannot encapsulate: the engine takes no random bytes from outside");
    }
    const imported = await subtle.importKey("raw-public", key, NAME, false, ["encapsulateBits"]);
    const { ciphertext, sharedKey } = await subtle.encapsulateBits(NAME, imported);
    return { ciphertext: new Uint8Array(ciphertext), secret: new Uint8Array(sharedKey) };
  },
  async decapsulate(seed, ciphertext) {
    const secret = await subtle.importKey("raw-seed", seed, NAME, false, ["decapsulateBits"]);
    return new Uint8Array(await subtle.decapsulateBits(NAME, secret, ciphertext));
  },
};

/** Noble's ML-KEM-1024. */
export const nobleMlKem1024: MlKem1024 = {
  implementation: "noble",
  async publicKey(seed) {
    const { ml_kem1024 } = await import("@noble/post-quantum/ml-kem.js");
    const { publicKey, secretKey } = ml_kem1024.keygen(seed);
    secretKey.fill(0);
    return publicKey;
  },
  async encapsulate(key, random) {
    const { ml_kem1024 } = await import("@noble/post-quantum/ml-kem.js");
    const m = random(32);
    try {
      const { cipherText, sharedSecret } = ml_kem1024.encapsulate(key, m);
      return { ciphertext: cipherText, secret: sharedSecret };
    } finally {
      m.fill(0);
    }
  },
  async decapsulate(seed, ciphertext) {
    const { ml_kem1024 } = await import("@noble/post-quantum/ml-kem.js");
    const { secretKey } = ml_kem1024.keygen(seed);
    try {
      return ml_kem1024.decapsulate(ciphertext, secretKey);
    } finally {
      secretKey.fill(0);
    }
  },
};

/** The ML-KEM-1024 in use. */
export const mlKem1024: MlKem1024 =
  choose(NAME, ["importKey", "getPublicKey", "encapsulateBits", "decapsulateBits"]) === "WebCrypto"
    ? webCryptoMlKem1024
    : nobleMlKem1024;

/**
 * Begins what the engine's first encapsulation in a process waits 30 ms for: seeding its generator,
 * on another thread. Whoever is going to encapsulate calls this and goes on with other things.
 */
export function prepareToEncapsulate(): void {
  if (mlKem1024.implementation !== "WebCrypto") return;
  const anyKey = mlKem1024.publicKey(new Uint8Array(MLKEM1024_SEED_BYTES));
  // What fails here fails again where it is needed, and is told there.
  anyKey.then((key) => mlKem1024.encapsulate(key, systemRandom)).catch(() => {});
}
