/**
 * The salt of a vault file by Web Cryptography, apart from everything else that reads one: Argon2id
 * can begin with it before the rest of the program is loaded.
 *
 * @module
 */
import { concat, utf8 } from "../bytes.ts";
import { HEADER_BYTES } from "./geometry.ts";

/** Bytes of the Argon2id salt. */
export const SALT_BYTES = 16;
/** What the mask of a vault's salt is made under. */
export const VAULT_SALT_LABEL = "kelid vault v1 salt";

/** The salt of Argon2id in a vault file: what `parseVault` gives, too. */
export async function vaultSalt(file: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const labelled = concat(utf8(VAULT_SALT_LABEL), file.subarray(0, SALT_BYTES));
  const mask = new Uint8Array(await crypto.subtle.digest("SHA-256", labelled));
  return Uint8Array.from(file.subarray(SALT_BYTES, HEADER_BYTES), (byte, i) => byte ^ mask[i]);
}
