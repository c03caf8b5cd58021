/**
 * The list of checks: every algorithm and format that the program uses, in every implementation
 * that it uses. To add one: write its operations in `checks/`, its cases in `vectors/<subject>.json`,
 * its file in `vector_files.ts`, and one line here.
 *
 * Listing loads nothing; `load` imports an implementation when it is needed. The URLs are made when
 * they are needed, too: Deno reads every module that a literal in an `import()` names, and all that
 * it imports, as soon as this file is loaded, which would take the self-test most of its time.
 *
 * @module
 */
import type { Operations } from "./case.ts";
import { type Check, check, fileCheck } from "./check.ts";

const kem = (): Promise<typeof import("./checks/ml_kem.ts")> =>
  import(import.meta.resolve("./checks/ml_kem.ts"));
const dsa = (): Promise<typeof import("./checks/ml_dsa.ts")> =>
  import(import.meta.resolve("./checks/ml_dsa.ts"));
const slh = (): Promise<typeof import("./checks/slh_dsa.ts")> =>
  import(import.meta.resolve("./checks/slh_dsa.ts"));
const c25519 = (): Promise<typeof import("./checks/curve25519.ts")> =>
  import(import.meta.resolve("./checks/curve25519.ts"));
const c25519Noble = (): Promise<typeof import("./checks/curve25519_noble.ts")> =>
  import(import.meta.resolve("./checks/curve25519_noble.ts"));
const native = (): Promise<typeof import("./checks/webcrypto.ts")> =>
  import(import.meta.resolve("./checks/webcrypto.ts"));
type Derivation = Pick<
  typeof import("./checks/derivation.ts"),
  "hkdfOperations" | "hmacOperations" | "pbkdf2Operations"
>;
const kdf = (engine: "noble" | "WebCrypto"): Promise<Derivation> =>
  engine === "noble"
    ? import(import.meta.resolve("./checks/derivation.ts"))
    : import(import.meta.resolve("./checks/derivation_webcrypto.ts"));
const argon2 = (): Promise<typeof import("./checks/argon2id.ts")> =>
  import(import.meta.resolve("./checks/argon2id.ts"));
const aead = (): Promise<typeof import("./checks/aead.ts")> =>
  import(import.meta.resolve("./checks/aead.ts"));
const ownAead = (): Promise<typeof import("./checks/aead_own.ts")> =>
  import(import.meta.resolve("./checks/aead_own.ts"));
const nativeAead = (): Promise<typeof import("./checks/aead_webcrypto.ts")> =>
  import(import.meta.resolve("./checks/aead_webcrypto.ts"));
const hashes = (): Promise<typeof import("./checks/hashes.ts")> =>
  import(import.meta.resolve("./checks/hashes.ts"));
const own = (): Promise<typeof import("./checks/elligator2.ts")> =>
  import(import.meta.resolve("./checks/elligator2.ts"));
const k1 = (): Promise<typeof import("./checks/secp256k1.ts")> =>
  import(import.meta.resolve("./checks/secp256k1.ts"));
const bip39 = (): Promise<typeof import("./checks/bip39.ts")> =>
  import(import.meta.resolve("./checks/bip39.ts"));
const hybrids = (): Promise<typeof import("./checks/hybrid_kem.ts")> =>
  import(import.meta.resolve("./checks/hybrid_kem.ts"));
const hybrid = (): Promise<typeof import("./checks/hybrids.ts")> =>
  import(import.meta.resolve("./checks/hybrids.ts"));

/** The same algorithm by noble and by Web Cryptography. */
function both(
  algorithm: string,
  load: (engine: "noble" | "WebCrypto") => Promise<Operations>,
): Check[] {
  return (["noble", "WebCrypto"] as const).map((engine) =>
    check(algorithm.toLowerCase(), algorithm, engine, () => load(engine))
  );
}

/** A format of the program's own. */
function ownFormat(
  subject: string,
  algorithm: string,
  load: () => Promise<{ kelidOperations: Operations }>,
): Check {
  return check(subject, algorithm, "kelid", async () => (await load()).kelidOperations);
}

/** Every check, in the order in which they run and are printed. */
export const CHECKS: readonly Check[] = [
  check("ml-kem-1024", "ML-KEM-1024", "noble", async () => (await kem()).nobleMlKem("ML-KEM-1024")),
  check("ml-kem-1024", "ML-KEM-1024", "WebCrypto", async () => (await native()).mlKemOperations),
  check("ml-kem-1024", "ML-KEM-1024", "kelid", async () => (await kem()).kelidOperations),
  check("ml-kem-768", "ML-KEM-768", "noble", async () => (await kem()).nobleMlKem("ML-KEM-768")),
  check("ml-dsa-87", "ML-DSA-87", "noble", async () => (await dsa()).nobleMlDsa("ML-DSA-87")),
  check("ml-dsa-87", "ML-DSA-87", "WebCrypto", async () => (await native()).mlDsaOperations),
  check("ml-dsa-65", "ML-DSA-65", "noble", async () => (await dsa()).nobleMlDsa("ML-DSA-65")),
  check(
    "slh-dsa-sha2-256s",
    "SLH-DSA-SHA2-256s",
    "noble",
    async () => (await slh()).nobleOperations,
  ),
  check(
    "slh-dsa-sha2-256s",
    "SLH-DSA-SHA2-256s",
    "WebCrypto",
    async () => (await native()).slhDsaOperations,
  ),
  check("x25519", "X25519", "noble", async () => (await c25519()).x25519Operations("noble")),
  check(
    "x25519",
    "X25519",
    "WebCrypto",
    async () => (await c25519()).x25519Operations("WebCrypto"),
  ),
  check("ed25519", "Ed25519", "noble", async () => (await c25519()).ed25519Operations("noble")),
  check(
    "ed25519",
    "Ed25519",
    "WebCrypto",
    async () => (await c25519()).ed25519Operations("WebCrypto"),
  ),
  check(
    "ristretto255",
    "ristretto255",
    "noble",
    async () => (await c25519Noble()).ristretto255Operations,
  ),
  check("ristretto255", "ristretto255", "kelid", async () => (await own()).ristretto255Operations),
  check("elligator2", "Elligator 2", "kelid", async () => (await own()).kelidOperations),
  ownFormat(
    "curve-groups",
    "Re-encrypted groups",
    () => import(import.meta.resolve("./checks/curve_groups.ts")),
  ),
  check("secp256k1", "ECDSA secp256k1", "noble", async () => (await k1()).nobleOperations),
  check("bip32", "BIP-32", "scure", async () => (await k1()).bip32Operations),
  check("bip39", "BIP-39", "scure", async () => (await bip39()).scureOperations),
  check("bip39", "BIP-39", "kelid", async () => (await bip39()).kelidOperations),
  check("evm-address", "EIP-55 address", "kelid", async () => (await k1()).addressOperations),
  ownFormat("slip39", "SLIP-0039", () => import(import.meta.resolve("./checks/slip39.ts"))),
  ownFormat("vault", "Vault", () => import(import.meta.resolve("./checks/vault.ts"))),
  ownFormat(
    "passphrase",
    "Passphrase folding",
    () => import(import.meta.resolve("./checks/passphrase.ts")),
  ),
  ownFormat("wallet", "Wallet", () => import(import.meta.resolve("./checks/wallet.ts"))),
  ownFormat("identity", "Identity", () => import(import.meta.resolve("./checks/identity.ts"))),
  ownFormat("envelope", "Envelope", () => import(import.meta.resolve("./checks/envelope.ts"))),
  check(
    "key-agreement",
    "Hybrid key agreement",
    "kelid",
    async () => (await hybrid()).agreementOperations,
  ),
  check("signature", "Hybrid signature", "kelid", async () => (await hybrid()).signatureOperations),
  ownFormat("recovery", "Recovery", () => import(import.meta.resolve("./checks/recovery.ts"))),
  ownFormat("beacon", "Beacon and watch", () => import(import.meta.resolve("./checks/beacon.ts"))),
  ownFormat(
    "deadman",
    "Dead man's switch",
    () => import(import.meta.resolve("./checks/deadman.ts")),
  ),
  ownFormat("statement", "Statement", () => import(import.meta.resolve("./checks/statement.ts"))),
  ownFormat("volume", "Hidden volume", () => import(import.meta.resolve("./checks/volume.ts"))),
  check("argon2id", "Argon2id", "hash-wasm", async () => (await argon2()).hashWasmOperations),
  check("argon2id", "Argon2id", "noble", async () => (await argon2()).nobleOperations),
  ...(["SHA-256", "SHA-512"] as const).flatMap((hash) => [
    ...both(`HKDF-${hash}`, async (engine) => (await kdf(engine)).hkdfOperations(hash)),
    ...both(`HMAC-${hash}`, async (engine) => (await kdf(engine)).hmacOperations(hash)),
    ...both(`PBKDF2-HMAC-${hash}`, async (engine) => (await kdf(engine)).pbkdf2Operations(hash)),
    ...both(hash, async (engine) => (await hashes()).sha2Operations(engine, hash)),
  ]),
  check("sha-512", "SHA-512", "node:crypto", async () => (await hashes()).nodeSha512),
  ...(["SHA3-256", "SHA3-512", "SHAKE256", "Keccak-256", "BLAKE2b"] as const).map((hash) =>
    check(hash.toLowerCase(), hash, "noble", async () => (await hashes()).nobleHash(hash))
  ),
  ...(["XChaCha20-Poly1305", "ChaCha20-Poly1305"] as const).flatMap((name) => [
    check(name.toLowerCase(), name, "noble", async () => (await aead()).nobleAead(name)),
    check(name.toLowerCase(), name, "node:crypto", async () => (await ownAead()).ownAead(name)),
  ]),
  check(
    "chacha20-poly1305",
    "ChaCha20-Poly1305",
    "WebCrypto",
    async () => (await nativeAead()).webCryptoOperations,
  ),
  check(
    "hash-to-curve",
    "RFC 9380 Elligator 2",
    "noble",
    async () => (await import(import.meta.resolve("./checks/hash_to_curve.ts"))).nobleOperations,
  ),
  ...(["ctx", "ph", "zip215"] as const).map((variant) =>
    fileCheck(
      `ed25519${variant}`,
      `Ed25519${variant}`,
      "noble",
      async () => (await c25519Noble()).ed25519Variant(variant),
    )
  ),
  ...(["P-256", "P-384", "P-521"] as const).map((curve) =>
    fileCheck(
      curve.toLowerCase(),
      `ECDSA ${curve}`,
      "noble",
      async () => (await k1()).nobleNistCurve(curve),
    )
  ),
  ...(["X-Wing", "MLKEM768-P256", "MLKEM1024-P384"] as const).map((name) =>
    fileCheck(name.toLowerCase(), name, "noble", async () => (await hybrids()).nobleHybrid(name))
  ),
];

/**
 * The checks whose name, subject or algorithm a person means: all for no names at all.
 *
 * @param names an algorithm ("ML-KEM-1024"), a check ("ml-kem-1024/noble") or the beginning of one
 * @throws {RangeError} if a name fits none
 */
export function selectChecks(checks: readonly Check[], names: readonly string[]): Check[] {
  for (const name of names) {
    if (!checks.some((one) => means(name, one))) {
      throw new RangeError(`Cannot select ${name}: no check has that name`);
    }
  }
  return checks.filter((one) => names.length === 0 || names.some((name) => means(name, one)));
}

function means(name: string, one: Check): boolean {
  const wanted = name.toLowerCase();
  return one.name.startsWith(wanted) || one.algorithm.toLowerCase() === wanted;
}
