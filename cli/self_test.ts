/**
 * The start-up self-test, before keys are made or a vault is opened: while Argon2id runs in its
 * worker, this thread has nothing else to do.
 *
 * @module
 */
import type { Primitive } from "../lib/kat/self_test.ts";
import type { RandomSource } from "../lib/random.ts";
import { CliError, EXIT_FAILED_CHECK } from "./errors.ts";
import { load } from "./load.ts";

/** What a vault and a wallet in it are read and written with. */
export const VAULT_PRIMITIVES: readonly Primitive[] = [
  "argon2id",
  "xchacha20-poly1305",
  "curve-groups",
  "hkdf-sha-512",
  "pbkdf2-hmac-sha-512",
];

/** What a wallet signs, verifies, encrypts and decrypts with. */
export const KEY_PRIMITIVES: readonly Primitive[] = [
  "ml-kem-1024",
  "x25519",
  "ml-dsa-87",
  "ed25519",
  "chacha20-poly1305",
];

/** What shares are made and combined with. */
export const SHARE_PRIMITIVES: readonly Primitive[] = [
  "pbkdf2-hmac-sha-256",
  "hmac-sha-256",
  "slip39",
];

/** What recovery files are sealed, opened and answered with, besides the keys of a wallet. */
export const MESSAGE_PRIMITIVES: readonly Primitive[] = [
  "xchacha20-poly1305-own",
  "hkdf-sha-512",
  "hmac-sha-256",
];

/**
 * Tests the random source and some primitives, in the implementations about to be used.
 *
 * @throws {CliError} naming what failed: nothing may go on then
 */
export async function selfTest(
  settings: { readonly random: RandomSource },
  primitives: readonly Primitive[],
): Promise<void> {
  const { selfTest: run } = await load<typeof import("../lib/kat/self_test.ts")>(
    import.meta.resolve("../lib/kat/self_test.ts"),
  );
  try {
    await run({ primitives, random: settings.random });
  } catch (error) {
    throw new CliError((error as Error).message, EXIT_FAILED_CHECK);
  }
}
