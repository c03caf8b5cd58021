/**
 * `decapsulateHybrid` for thousands of ciphertexts to one key: the key is imported once, where each
 * single decapsulation spends most of its time on that.
 *
 * @module
 */
import { concat, unhex, wipe } from "../bytes.ts";
import {
  decapsulateHybrid,
  HYBRID_CIPHERTEXT_BYTES,
  hybridKemPublicKeys,
  type HybridKemSecretKeys,
  hybridSecret,
} from "./kem.ts";
import { mlKem1024 } from "./mlkem1024.ts";
import { subtle } from "./webcrypto.ts";
import { x25519, X25519_BYTES } from "./x25519.ts";

/** The secret (32 bytes) in a ciphertext, or undefined as `decapsulateHybrid` has it. */
export type PreparedDecapsulation = (
  ciphertext: Uint8Array,
) => Promise<Uint8Array<ArrayBuffer> | undefined>;

/** What stands before the secret in the PKCS #8 form of an X25519 key (RFC 8410, section 7). */
const PKCS8 = unhex("302e020100300506032b656e04220420");

/**
 * Prepares a key. Calls of the result may overlap. What Web Cryptography holds of the key cannot be
 * wiped.
 *
 * @throws {TypeError} if a key has the wrong length
 */
export async function prepareDecapsulation(
  keys: HybridKemSecretKeys,
): Promise<PreparedDecapsulation> {
  const own = await hybridKemPublicKeys(keys);
  if (mlKem1024.implementation !== "WebCrypto" || x25519.implementation !== "WebCrypto") {
    const copy = { x25519: keys.x25519.slice(), mlkem1024: keys.mlkem1024.slice() };
    return (ciphertext) => decapsulateHybrid(copy, own, ciphertext);
  }
  const encoded = concat(PKCS8, keys.x25519);
  const classicalKey = await subtle.importKey("pkcs8", encoded, "X25519", false, ["deriveBits"]);
  wipe(encoded);
  const name = "ML-KEM-1024";
  const usages = ["decapsulateBits"];
  const latticeKey = await subtle.importKey("raw-seed", keys.mlkem1024, name, false, usages);
  return async (ciphertext) => {
    if (ciphertext.length !== HYBRID_CIPHERTEXT_BYTES) return undefined;
    const ephemeral = ciphertext.subarray(0, X25519_BYTES);
    const peer = await subtle.importKey("raw", ephemeral, "X25519", true, []);
    const algorithm = { name: "X25519", public: peer };
    // Lengths are right, so the one thing left to refuse is an all-zero result.
    const shared = await subtle.deriveBits(algorithm, classicalKey, 256).catch(() => undefined);
    const sealed = ciphertext.subarray(X25519_BYTES);
    const lattice = new Uint8Array(await subtle.decapsulateBits(name, latticeKey, sealed));
    const classical = shared && new Uint8Array(shared);
    try {
      return classical && await hybridSecret(classical, lattice, ciphertext, own);
    } finally {
      wipe(lattice, classical ?? lattice);
    }
  };
}
