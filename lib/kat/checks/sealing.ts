/**
 * The operations of an authenticated cipher for known answers, from its two functions.
 *
 * @module
 */
import { equalBytes } from "../../bytes.ts";
import type { Inputs, Operations } from "../case.ts";

/** `seal`, `open`, and `sealAndOpen`, which refuses unless opening gives the message back. */
export function withBoth({ seal, open }: {
  seal: (i: Inputs, message: Uint8Array<ArrayBuffer>) => Uint8Array | Promise<Uint8Array>;
  open: (
    i: Inputs,
    ciphertext: Uint8Array<ArrayBuffer>,
  ) => Uint8Array | undefined | Promise<Uint8Array | undefined>;
}): Operations {
  return {
    seal: (i) => seal(i, i.bytes("message")),
    open: (i) => open(i, i.bytes("ciphertext")),
    async sealAndOpen(i) {
      const message = i.bytes("message");
      const ciphertext = await seal(i, message);
      const opened = await open(i, Uint8Array.from(ciphertext));
      return opened !== undefined && equalBytes(opened, message) ? ciphertext : undefined;
    },
  };
}
