/**
 * Detached signatures of files. What is signed is SHA-512 of the file and its length, so a file of
 * any size is signed and verified with flat memory. Exact bytes: FORMAT.md in `lib/hybrid/`.
 *
 * A signature names neither its signer nor the file nor a date: who verifies it has to know from
 * elsewhere whose it should be.
 *
 * @module
 */
import { armour, dearmour } from "../armour.ts";
import { concat, u64be } from "../bytes.ts";
import {
  HYBRID_SIGNATURE_BYTES,
  type HybridSigningKeys,
  type HybridVerifyingKeys,
  signHybrid,
  verifyHybrid,
} from "../hybrid/signature.ts";
import type { Pieces } from "../pieces.ts";

/** The label under which files are signed. */
export const FILE_SIGNATURE_LABEL = "kelid file signature v1";

/** What stands in the armour's first and last line. */
const ARMOUR_LABEL = "KELID SIGNATURE";

/** What is signed of a file: SHA-512 of it (64 bytes), its length (8, most significant first). */
export async function fileMessage(file: Pieces): Promise<Uint8Array<ArrayBuffer>> {
  const { createHash } = await import("node:crypto");
  const hash = createHash("sha512");
  let length = 0;
  for await (const piece of file) {
    hash.update(piece);
    length += piece.length;
  }
  return concat(hash.digest(), u64be(length));
}

/**
 * Signs a file.
 *
 * @returns the armoured signature, ASCII text of 6.4 kB
 * @throws {TypeError} if a key has the wrong length
 */
export async function signFile(keys: HybridSigningKeys, file: Pieces): Promise<string> {
  const signature = await signHybrid(keys, FILE_SIGNATURE_LABEL, await fileMessage(file));
  return armour(ARMOUR_LABEL, signature);
}

/**
 * Whether `signature` is one of this file by the holder of `keys`.
 *
 * @param signature from {@linkcode readFileSignature}
 * @throws {TypeError} if a key has the wrong length
 */
export async function verifyFile(
  keys: HybridVerifyingKeys,
  file: Pieces,
  signature: Uint8Array,
): Promise<boolean> {
  return await verifyHybrid(keys, FILE_SIGNATURE_LABEL, await fileMessage(file), signature);
}

/**
 * The signature (4691 bytes) in an armoured text.
 *
 * @throws {SyntaxError} if the text is not an armoured signature in its canonical form
 */
export function readFileSignature(text: string): Uint8Array<ArrayBuffer> {
  const signature = dearmour(ARMOUR_LABEL, text);
  if (signature.length !== HYBRID_SIGNATURE_BYTES) {
    throw new SyntaxError(
      `Cannot read signature: it has ${signature.length} bytes instead of ${HYBRID_SIGNATURE_BYTES}`,
    );
  }
  return signature;
}
