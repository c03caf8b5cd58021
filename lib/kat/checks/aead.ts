/**
 * XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) and ChaCha20-Poly1305 (RFC 8439) by noble for
 * known answers. A ciphertext ends with its 16-byte tag.
 *
 * @module
 */
import { chacha20poly1305, xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import type { Inputs, Operations } from "../case.ts";
import { withBoth } from "./sealing.ts";

const NOBLE = { "XChaCha20-Poly1305": xchacha20poly1305, "ChaCha20-Poly1305": chacha20poly1305 };

/** The names of both ciphers. */
export type Cipher = "XChaCha20-Poly1305" | "ChaCha20-Poly1305";

/**
 * Noble's ciphers: `seal` a message, `open` a ciphertext, with key, nonce and associated data.
 * `sealAndOpen` seals, and refuses unless opening gives the message back.
 */
export function nobleAead(name: Cipher): Operations {
  const cipher = (i: Inputs) =>
    NOBLE[name](i.bytes("key"), i.bytes("nonce"), i.bytesOrNone("data"));
  return withBoth({
    seal: (i, message) => cipher(i).encrypt(message),
    open: (i, ciphertext) => cipher(i).decrypt(ciphertext),
  });
}
