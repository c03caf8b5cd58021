/**
 * The figures that are built into the program: one file of `vectors/` for each subject, loaded when
 * it is asked for. Their URLs are made then, since Deno would read all files that literals name at
 * once, a megabyte; `deno compile` is given the folder.
 *
 * @module
 */
import type { Case, VectorFile } from "./case.ts";

const SUBJECTS: readonly string[] = [
  "argon2id",
  "bip32",
  "bip39",
  "blake2b",
  "chacha20-poly1305",
  "curve-groups",
  "ed25519",
  "elligator2",
  "evm-address",
  "hash-to-curve",
  "hkdf-sha-256",
  "hkdf-sha-512",
  "hmac-sha-256",
  "hmac-sha-512",
  "keccak-256",
  "ml-dsa-65",
  "ml-dsa-87",
  "ml-kem-1024",
  "ml-kem-768",
  "pbkdf2-hmac-sha-256",
  "pbkdf2-hmac-sha-512",
  "ristretto255",
  "secp256k1",
  "sha-256",
  "sha-512",
  "sha3-256",
  "sha3-512",
  "shake256",
  "slh-dsa-sha2-256s",
  "x25519",
  "xchacha20-poly1305",
  "self-test",
  "passphrase",
  "wallet",
  "identity",
  "envelope",
  "key-agreement",
  "signature",
  "recovery",
  "beacon",
  "deadman",
  "statement",
  "vault",
  "volume",
  "slip39",
];

/** Gives the vectors of a subject. */
export type VectorSource = (subject: string) => Promise<VectorFile>;

/** Whether there is a file for a subject. */
export function hasVectors(subject: string): boolean {
  return SUBJECTS.includes(subject);
}

/**
 * The built-in vectors of a subject.
 *
 * @throws {RangeError} if there are none
 */
export async function builtInVectors(subject: string): Promise<VectorFile> {
  if (!hasVectors(subject)) throw new RangeError(`Cannot load vectors for ${subject}: none`);
  const url = import.meta.resolve(`../../vectors/${subject}.json`);
  return (await import(url, { with: { type: "json" } })).default;
}

/** The cases of a file with every "@name" replaced by the value of that name. */
export function resolveCases(file: VectorFile): Case[] {
  const { values = {} } = file;
  return file.cases.map((case_) =>
    Object.fromEntries(
      Object.entries(case_).map(([field, value]) => {
        const name = typeof value === "string" && value.startsWith("@")
          ? value.slice(1)
          : undefined;
        return [field, name !== undefined && Object.hasOwn(values, name) ? values[name] : value];
      }),
    ) as unknown as Case
  );
}
