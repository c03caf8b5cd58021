/**
 * The start-up self-test: before keys are made or a vault is opened, the random source is looked at
 * and every primitive that is about to be used computes one known answer, in the implementation that
 * is about to be used. Signatures are verified only. A failure refuses to go on.
 *
 * It takes some milliseconds, more only for what has to be loaded anyway; it can run while somebody
 * types or Argon2id runs.
 *
 * @module
 */
import { choose } from "../hybrid/webcrypto.ts";
import type { RandomSource } from "../random.ts";
import type { Case, VectorFile } from "./case.ts";
import type { Check, Implementation } from "./check.ts";
import { runCase } from "./judge.ts";
import { checkRandomSource } from "./random_health.ts";
import { CHECKS } from "./registry.ts";
import { builtInVectors, resolveCases } from "./vector_files.ts";

/**
 * What can be tested before it is used. XChaCha20-Poly1305 stands here twice, since slots of a vault
 * are sealed by noble, and messages and volumes by `lib/aead`.
 */
export type Primitive =
  | "argon2id"
  | "xchacha20-poly1305"
  | "xchacha20-poly1305-own"
  | "chacha20-poly1305"
  | "curve-groups"
  | "hkdf-sha-512"
  | "pbkdf2-hmac-sha-256"
  | "pbkdf2-hmac-sha-512"
  | "hmac-sha-256"
  | "slip39"
  | "ml-kem-1024"
  | "x25519"
  | "ml-dsa-87"
  | "ed25519"
  | "slh-dsa-sha2-256s";

// By URLs, for the reason that registry.ts gives: who tests nothing of these must not wait for them.
const chaCha = (): Promise<typeof import("../aead/chacha_key.ts")> =>
  import(import.meta.resolve("../aead/chacha_key.ts"));
const mlKem = (): Promise<typeof import("../hybrid/mlkem1024.ts")> =>
  import(import.meta.resolve("../hybrid/mlkem1024.ts"));
const x25519 = (): Promise<typeof import("../hybrid/x25519.ts")> =>
  import(import.meta.resolve("../hybrid/x25519.ts"));
const mlDsa = (): Promise<typeof import("../hybrid/mldsa87.ts")> =>
  import(import.meta.resolve("../hybrid/mldsa87.ts"));
const ed25519 = (): Promise<typeof import("../hybrid/ed25519.ts")> =>
  import(import.meta.resolve("../hybrid/ed25519.ts"));

/** Which implementations the program uses of each, asked where it is decided. */
const IN_USE: { readonly [primitive in Primitive]: () => Promise<Implementation[]> } = {
  "argon2id": always("hash-wasm"),
  "xchacha20-poly1305": always("noble"),
  "xchacha20-poly1305-own": always("node:crypto"),
  "chacha20-poly1305": async () => [(await chaCha()).CHACHA_IMPLEMENTATION as Implementation],
  "curve-groups": always("kelid"),
  "hkdf-sha-512": always("noble", "WebCrypto"),
  "pbkdf2-hmac-sha-256": always("WebCrypto"),
  "pbkdf2-hmac-sha-512": always("WebCrypto"),
  "hmac-sha-256": always("WebCrypto"),
  "slip39": always("kelid"),
  "ml-kem-1024": async () => [(await mlKem()).mlKem1024.implementation],
  "x25519": async () => [(await x25519()).x25519.implementation],
  "ml-dsa-87": async () => [(await mlDsa()).mlDsa87.implementation],
  "ed25519": async () => [(await ed25519()).ed25519.implementation],
  "slh-dsa-sha2-256s": always(choose("SLH-DSA-SHA2-256s", ["importKey", "verify"])),
};

/** The subject of the checks of a primitive, where it has another name. */
const SUBJECT: { readonly [primitive in Primitive]?: string } = {
  "xchacha20-poly1305-own": "xchacha20-poly1305",
};

function always(...implementations: Implementation[]): () => Promise<Implementation[]> {
  return () => Promise.resolve(implementations);
}

/** Every primitive that has a self-test. */
export const PRIMITIVES = Object.keys(IN_USE) as readonly Primitive[];

/** What to test. */
export interface SelfTestOptions {
  /** What is about to be used. */
  readonly primitives: readonly Primitive[];
  /** The source of random bytes that is about to be used. */
  readonly random: RandomSource;
  /** The known answers; those built in unless a test gives others. */
  readonly vectors?: VectorFile;
}

/** A known answer of the self-test, which says whose it is. */
type SelfTestCase = Case & { readonly primitive: Primitive };

/**
 * Runs the self-test.
 *
 * @throws {Error} naming what failed, "Self-test failed: ML-KEM-1024 (WebCrypto)"
 */
export async function selfTest({ primitives, random, vectors }: SelfTestOptions): Promise<void> {
  checkRandomSource(random);
  const file = vectors ?? await builtInVectors("self-test");
  const cases = resolveCases(file) as SelfTestCase[];
  // All at once: the engine has threads of its own for what Web Cryptography computes.
  await Promise.all(primitives.map(async (primitive) => {
    const case_ = cases.find((one) => one.primitive === primitive) ??
      await verifyingCase(primitive);
    for (const implementation of await IN_USE[primitive]()) {
      const check = CHECKS.find((one) =>
        one.subject === (SUBJECT[primitive] ?? primitive) && one.implementation === implementation
      );
      if (check === undefined || !await passes(check, case_)) {
        throw new Error(
          `Self-test failed: ${check?.algorithm ?? primitive} (${implementation})`,
        );
      }
    }
  }));
}

async function passes(check: Check, case_: Case | undefined): Promise<boolean> {
  if (case_ === undefined) return false;
  const outcome = await runCase(await check.load(), case_);
  return outcome.status === "passed";
}

/** The first signature of the primitive's own vectors: an SLH-DSA signature is 60 kB of digits. */
async function verifyingCase(primitive: Primitive): Promise<Case | undefined> {
  const cases = resolveCases(await builtInVectors(primitive));
  return cases.find((one) => one.operation === "verify" && one.result === "valid");
}
