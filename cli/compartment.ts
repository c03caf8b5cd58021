/**
 * The contents of a compartment, taken out of a session and put back.
 *
 * @module
 */
import { wipe } from "../lib/bytes.ts";
import { type Contents, decodeContents, encodeContents } from "../lib/vault/contents.ts";
import type { VaultSession } from "../lib/vault/session.ts";

/** Contents, or nothing if they cannot be decoded: a damaged compartment like any other. */
export function decodeOrNothing(content: Uint8Array): Contents | undefined {
  try {
    return decodeContents(content);
  } catch {
    return undefined;
  }
}

/** Puts contents into a compartment of a session. */
export function storeContents(session: VaultSession, slot: number, contents: Contents): void {
  const bytes = encodeContents(contents);
  session.setContent(slot, bytes);
  wipe(bytes);
}
