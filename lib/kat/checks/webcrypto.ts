/**
 * The engine's ML-KEM-1024, ML-DSA-87 and SLH-DSA-SHA2-256s for known answers: the first two through
 * the code that the program uses them with. Nothing of noble is loaded for them.
 *
 * @module
 */
import { MLDSA87_PUBLIC_BYTES, webCryptoMlDsa87 } from "../../hybrid/mldsa87.ts";
import { webCryptoMlKem1024 } from "../../hybrid/mlkem1024.ts";
import { type Inputs, NotRun, type Operations } from "../case.ts";

/** The engine's ML-KEM-1024, through the code that the program uses it with. */
export const mlKemOperations: Operations = {
  async keyGen(i) {
    return { publicKey: await webCryptoMlKem1024.publicKey(i.bytes("seed")), secretKey: undefined };
  },
  decapsulate(i) {
    if (!i.has("seed")) throw new NotRun("WebCrypto takes no expanded decapsulation key");
    return webCryptoMlKem1024.decapsulate(i.bytes("seed"), i.bytes("ciphertext"));
  },
};

/** The engine's ML-DSA-87, through the code that the program uses it with. */
export const mlDsaOperations: Operations = {
  async keyGen(i) {
    return { publicKey: await webCryptoMlDsa87.publicKey(i.bytes("seed")), secretKey: undefined };
  },
  sign() {
    throw new NotRun("WebCrypto's signatures are hedged with randomness of its own");
  },
  verify(i) {
    refuseVariants(i);
    const publicKey = i.bytes("publicKey");
    if (publicKey.length !== MLDSA87_PUBLIC_BYTES) return false;
    return webCryptoMlDsa87.verify(publicKey, i.bytes("message"), i.bytes("signature"));
  },
};

/** Deno's ML-DSA wrongly rejects signatures with a context, so the program never gives it one. */
function refuseVariants(i: Inputs): void {
  if (i.has("mu") || (i.has("interface") && i.text("interface") === "internal")) {
    throw new NotRun("WebCrypto has no internal interface");
  }
  if (i.has("hash")) throw new NotRun("WebCrypto does not pre-hash");
  if (i.bytesOrNone("context").length > 0) {
    throw new NotRun("WebCrypto here takes no context, and the program gives none");
  }
}

const SLH_DSA = "SLH-DSA-SHA2-256s";

/** The part of Web Cryptography that verifies, with the context that TypeScript does not know. */
interface Verifier {
  importKey(
    format: "raw-public",
    key: Uint8Array,
    name: string,
    extractable: boolean,
    usages: string[],
  ): Promise<CryptoKey>;
  verify(
    algorithm: { name: string; context: Uint8Array },
    key: CryptoKey,
    signature: Uint8Array,
    message: Uint8Array,
  ): Promise<boolean>;
}

/** The engine's SLH-DSA-SHA2-256s. */
export const slhDsaOperations: Operations = {
  keyGen() {
    throw new NotRun("WebCrypto makes no key from given seeds");
  },
  sign() {
    throw new NotRun("WebCrypto's signatures are hedged with randomness of its own");
  },
  async verify(i) {
    if (i.has("hash")) throw new NotRun("WebCrypto does not pre-hash");
    if (i.has("interface") && i.text("interface") === "internal") {
      throw new NotRun("WebCrypto has no internal interface");
    }
    const subtle = crypto.subtle as unknown as Verifier;
    const key = await subtle.importKey("raw-public", i.bytes("publicKey"), SLH_DSA, false, [
      "verify",
    ]);
    const algorithm = { name: SLH_DSA, context: i.bytesOrNone("context") };
    return subtle.verify(algorithm, key, i.bytes("signature"), i.bytes("message"));
  },
};
