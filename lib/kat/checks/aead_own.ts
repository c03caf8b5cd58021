/**
 * The same ciphers as in `aead.ts` by `lib/aead`, which runs node:crypto.
 *
 * @module
 */
import { openChaCha, sealChaCha } from "../../aead/chacha20poly1305.ts";
import { openXChaCha, sealXChaCha } from "../../aead/xchacha20poly1305.ts";
import type { Operations } from "../case.ts";
import type { Cipher } from "./aead.ts";
import { withBoth } from "./sealing.ts";

const OWN = {
  "XChaCha20-Poly1305": { seal: sealXChaCha, open: openXChaCha },
  "ChaCha20-Poly1305": { seal: sealChaCha, open: openChaCha },
};

/** The program's own ciphers, with the operations of noble's. */
export function ownAead(name: Cipher): Operations {
  const { seal, open } = OWN[name];
  return withBoth({
    seal: (i, message) => seal(i.bytes("key"), i.bytes("nonce"), message, i.bytesOrNone("data")),
    open: (i, ciphertext) =>
      open(i.bytes("key"), i.bytes("nonce"), ciphertext, i.bytesOrNone("data")),
  });
}
