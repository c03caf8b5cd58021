/**
 * X25519 (RFC 7748) and Ed25519 (RFC 8032) for known answers, through the code that the program uses
 * them with.
 *
 * @module
 */
import {
  type Ed25519,
  ED25519_SIGNATURE_BYTES,
  nobleEd25519,
  webCryptoEd25519,
} from "../../hybrid/ed25519.ts";
import type { Implementation } from "../../hybrid/webcrypto.ts";
import { nobleX25519, webCryptoX25519, type X25519 } from "../../hybrid/x25519.ts";
import type { Operations } from "../case.ts";

const X25519_ENGINES = { noble: nobleX25519, WebCrypto: webCryptoX25519 };
const ED25519_ENGINES = { noble: nobleEd25519, WebCrypto: webCryptoEd25519 };

/** X25519 of an implementation. `iterate` is the loop of RFC 7748, section 5.2. */
export function x25519Operations(implementation: Implementation): Operations {
  const x25519: X25519 = X25519_ENGINES[implementation];
  return {
    publicKey: (i) => x25519.publicKey(i.bytes("secretKey")),
    shared: (i) => x25519.shared(i.bytes("secretKey"), i.bytes("publicKey")),
    async iterate(i) {
      let k = i.bytes("start");
      let u = k;
      for (let n = i.number("times"); n > 0; n--) {
        const next = await x25519.shared(k, u);
        if (next === undefined) return undefined;
        u = k;
        k = next;
      }
      return k;
    },
  };
}

/** Ed25519 of an implementation, with the rules of `lib/hybrid/ed25519.ts`. */
export function ed25519Operations(implementation: Implementation): Operations {
  const engine: Ed25519 = ED25519_ENGINES[implementation];
  return {
    publicKey: (i) => engine.publicKey(i.bytes("seed")),
    sign: (i) => engine.sign(i.bytes("seed"), i.bytes("message")),
    verify(i) {
      const signature = i.bytes("signature");
      if (signature.length !== ED25519_SIGNATURE_BYTES) return false;
      return engine.verify(i.bytes("publicKey"), i.bytes("message"), signature);
    },
  };
}
