/**
 * ChaCha20-Poly1305 by Web Cryptography for known answers, as `lib/aead` seals long files with it:
 * without associated data.
 *
 * @module
 */
import { type ChaChaKey, webCryptoChaChaKey } from "../../aead/chacha_key.ts";
import { type Inputs, NotRun, type Operations } from "../case.ts";
import { withBoth } from "./sealing.ts";

/** The operations of noble's cipher. */
export const webCryptoOperations: Operations = withBoth({
  seal: async (i, message) => (await webCryptoKey(i)).seal(i.bytes("nonce"), message),
  open: async (i, ciphertext) => (await webCryptoKey(i)).open(i.bytes("nonce"), ciphertext),
});

function webCryptoKey(i: Inputs): Promise<ChaChaKey> {
  if (i.bytesOrNone("data").length > 0) {
    throw new NotRun("the program gives WebCrypto no associated data");
  }
  return webCryptoChaChaKey(i.bytes("key"));
}
