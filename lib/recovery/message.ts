/**
 * The file in which everything travels: one size for every kind, sealed to one recipient, and, but
 * for requests, signed inside by a key made for the deal. Outside it is a key agreement's ciphertext
 * and an authenticated one: it names nobody, and two of them share nothing. FORMAT.md, "The file".
 *
 * @module
 */
import { openXChaCha, sealXChaCha, XCHACHA_NONCE_BYTES } from "../aead/xchacha20poly1305.ts";
import { concat, equalBytes, wipe } from "../bytes.ts";
import { type Cbor, decodeCbor, encodeCbor } from "../cbor.ts";
import {
  decapsulateHybrid,
  encapsulateHybrid,
  HYBRID_CIPHERTEXT_BYTES,
  type HybridKemPublicKeys,
  hybridKemPublicKeys,
  type HybridKemSecretKeys,
} from "../hybrid/kem.ts";
import {
  type HybridSigningKeys,
  type HybridVerifyingKeys,
  hybridVerifyingKeys,
  signHybrid,
  verifyHybrid,
} from "../hybrid/signature.ts";
import type { RandomSource } from "../random.ts";
import { derive, recipientHash } from "./keys.ts";
import { Refusal } from "./refusal.ts";

/** Bytes of every file, whatever its kind: three blocks of 4,096. */
export const MESSAGE_BYTES = 12_288;

const TAG_BYTES = 16;
const LENGTH_BYTES = 2;
const BODY_BYTES = MESSAGE_BYTES - HYBRID_CIPHERTEXT_BYTES - TAG_BYTES;

/** The kinds of messages, by the number that stands for each. */
export const KINDS = [
  "deal",
  "drill",
  "answer",
  "request",
  "approval",
  "release",
  "cancellation",
] as const;

/** A kind of message. */
export type MessageKind = typeof KINDS[number];

/** A message before it is sealed, or after it was opened and its signature verified. */
export interface Message {
  /** Its kind. */
  readonly kind: MessageKind;
  /** Its contents, in the form of `contents.ts`. */
  readonly content: Uint8Array;
  /** Who signed it; nobody signs a request. */
  readonly signer?: HybridVerifyingKeys;
}

/** A body with its signature. The signature holds for one recipient. */
export interface SignedMessage {
  /** Its kind. */
  readonly kind: MessageKind;
  /** Its contents. */
  readonly content: Uint8Array;
  /** Whose signature it has, and the signature; a request has none. */
  readonly signature?: { readonly signer: HybridVerifyingKeys; readonly bytes: Uint8Array };
}

const KIND = 1;
const CONTENT = 2;
const SIGNER_ED25519 = 3;
const SIGNER_MLDSA87 = 4;
const SIGNATURE = 5;

/** The label under which a kind is signed. */
function signatureLabel(kind: MessageKind): string {
  return `kelid recovery v1 ${kind}`;
}

/** Signs a message for one recipient. */
export async function signMessage(
  kind: MessageKind,
  content: Uint8Array,
  keys: HybridSigningKeys,
  to: HybridKemPublicKeys,
): Promise<SignedMessage> {
  const bytes = await signHybrid(keys, signatureLabel(kind), concat(recipientHash(to), content));
  return { kind, content, signature: { signer: await hybridVerifyingKeys(keys), bytes } };
}

/**
 * Seals a message into a file. Sealing one message twice gives two files that share nothing.
 *
 * @returns {@linkcode MESSAGE_BYTES} bytes
 * @throws {RangeError} if the recipient's key is one that is known to be bad, or the contents are
 *   too long
 */
export async function sealMessage(
  message: SignedMessage,
  to: HybridKemPublicKeys,
  random: RandomSource,
): Promise<Uint8Array<ArrayBuffer>> {
  const { kind, content, signature } = message;
  const map = new Map<number, Cbor>([[KIND, KINDS.indexOf(kind) + 1], [CONTENT, content]]);
  if (signature) {
    map.set(SIGNER_ED25519, signature.signer.ed25519);
    map.set(SIGNER_MLDSA87, signature.signer.mldsa87);
    map.set(SIGNATURE, signature.bytes);
  }
  const encoded = encodeCbor(map);
  const body = new Uint8Array(BODY_BYTES);
  try {
    if (encoded.length > BODY_BYTES - LENGTH_BYTES) {
      throw new RangeError(`Cannot seal a message of ${encoded.length} bytes`);
    }
    new DataView(body.buffer).setUint16(0, encoded.length);
    body.set(encoded, LENGTH_BYTES);
    const { ciphertext, secret } = await encapsulateHybrid(to, random);
    return concat(ciphertext, await seal(secret, body));
  } finally {
    wipe(encoded, body);
  }
}

/** The key seals one body only, so its nonce is all zeros. */
async function seal(secret: Uint8Array, body: Uint8Array): Promise<Uint8Array> {
  const key = await derive(secret, "file");
  try {
    return sealXChaCha(key, new Uint8Array(XCHACHA_NONCE_BYTES), body);
  } finally {
    wipe(secret, key);
  }
}

/**
 * Opens a file with one agreement key and verifies what is signed in it.
 *
 * @returns undefined if it is sealed to another key or was altered: the two cannot be told apart
 * @throws {Refusal} of kind `form` or `forged`, if what is inside is not as it must be
 */
export async function openMessage(
  file: Uint8Array,
  keys: HybridKemSecretKeys,
  own?: HybridKemPublicKeys,
): Promise<Message | undefined> {
  if (file.length !== MESSAGE_BYTES) return undefined;
  const to = own ?? await hybridKemPublicKeys(keys);
  const secret = await decapsulateHybrid(keys, to, file.subarray(0, HYBRID_CIPHERTEXT_BYTES));
  if (secret === undefined) return undefined;
  const key = await derive(secret, "file");
  const sealed = file.subarray(HYBRID_CIPHERTEXT_BYTES);
  const body = openXChaCha(key, new Uint8Array(XCHACHA_NONCE_BYTES), sealed);
  wipe(secret, key);
  if (body === undefined) return undefined;
  try {
    return await readBody(body, to);
  } finally {
    wipe(body);
  }
}

async function readBody(body: Uint8Array, to: HybridKemPublicKeys): Promise<Message> {
  const length = new DataView(body.buffer, body.byteOffset).getUint16(0);
  const rest = body.subarray(LENGTH_BYTES + length);
  const padded = LENGTH_BYTES + length <= body.length &&
    equalBytes(rest, new Uint8Array(rest.length));
  if (!padded) throw malformed();
  let map: Cbor;
  try {
    map = decodeCbor(body.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
  } catch {
    throw malformed();
  }
  if (!(map instanceof Map)) throw malformed();
  const number = map.get(KIND);
  const kind = typeof number === "number" ? KINDS[number - 1] : undefined;
  const content = map.get(CONTENT);
  if (kind === undefined || !(content instanceof Uint8Array)) throw malformed();
  if (kind === "request") {
    if (map.size !== 2) throw malformed();
    return { kind, content: content.slice() };
  }
  const [ed25519, mldsa87, signature] = [SIGNER_ED25519, SIGNER_MLDSA87, SIGNATURE].map((key) =>
    map.get(key)
  );
  if (
    map.size !== 5 || !(ed25519 instanceof Uint8Array) || ed25519.length !== 32 ||
    !(mldsa87 instanceof Uint8Array) || mldsa87.length !== 2592 ||
    !(signature instanceof Uint8Array)
  ) throw malformed();
  const signer = { ed25519: ed25519.slice(), mldsa87: mldsa87.slice() };
  const signed = concat(recipientHash(to), content);
  if (!await verifyHybrid(signer, signatureLabel(kind), signed, signature)) {
    throw new Refusal("forged", "Cannot use the file: its signature does not verify");
  }
  return { kind, content: content.slice(), signer };
}

function malformed(): Refusal {
  return new Refusal("form", "Cannot use the file: its contents are not of this format version");
}
