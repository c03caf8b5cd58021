/**
 * What stands in each kind of message: deterministic CBOR arrays of fixed lengths. FORMAT.md,
 * "Contents of each kind".
 *
 * @module
 */
import { type Cbor, decodeCbor, encodeCbor } from "../cbor.ts";
import type { HybridKemPublicKeys } from "../hybrid/kem.ts";
import { KEY_HASH_BYTES, labelledHash, SECRET_BYTES } from "./keys.ts";
import type { Message, MessageKind } from "./message.ts";
import { Refusal } from "./refusal.ts";
import type { Share } from "../slip39/share.ts";
import { shareFromBytes } from "./share_bytes.ts";
import { decodeTerms, type Terms } from "./terms.ts";

/** A share on its way to its guardian. Signed by the deal key. */
export interface DealContent {
  /** The share's bytes. */
  readonly share: Uint8Array;
  /** The bytes of the deal's terms. */
  readonly terms: Uint8Array;
  /** The hash of the key that cancels, 32 bytes. */
  readonly cancelKeyHash: Uint8Array;
  /** The circle secret; for a veto guardian the cancel secret, from which that one follows. */
  readonly secret: Uint8Array;
  /** Whether `secret` is the cancel secret. */
  readonly veto: boolean;
}

/** A rehearsal's question. Signed by the deal key. */
export interface DrillContent {
  /** From 1, one more with every drill of the deal. */
  readonly number: number;
  /** The key of the digest, 32 bytes. */
  readonly key: Uint8Array;
  /** Where to seal the answer to: keys made for this drill. */
  readonly reply: HybridKemPublicKeys;
}

/** A rehearsal's answer. Signed by the member's approval key. */
export interface AnswerContent {
  /** The hash of the key that signed the deal and the drill. */
  readonly dealKeyHash: Uint8Array;
  /** The number of the drill. */
  readonly number: number;
  /** The keyed digest of the share, 32 bytes. */
  readonly digest: Uint8Array;
}

/** Somebody asks for the shares. Signed by nobody: people compare its words. */
export interface RequestContent {
  /** Where to seal a release to: keys made for this request. */
  readonly reply: HybridKemPublicKeys;
}

/** A guardian's word that the request is genuine. Signed by the member's approval key. */
export interface ApprovalContent {
  /** Which request, 32 bytes. */
  readonly requestId: Uint8Array;
  /** How many cancellations the member knew of, or {@linkcode ANY_ROUND}. */
  readonly round: number;
}

/** A share on its way to who asked. Signed by the member's approval key. */
export interface ReleaseContent {
  /** The hash of the key that signed the deal. */
  readonly dealKeyHash: Uint8Array;
  /** The share's bytes. */
  readonly share: Uint8Array;
  /** The bytes of the deal's terms. */
  readonly terms: Uint8Array;
}

/** A cancellation. Signed by the cancel key. */
export interface CancellationContent {
  /** 1 or 2. */
  readonly number: number;
  /** When it was made, in seconds since 1970, by the clock of who made it. */
  readonly made: number;
}

/** The round of an approval made from a share on paper, whose holder's words are there to be used. */
export const ANY_ROUND = 255;

/** The contents of every kind. */
export interface ContentOf {
  /** See {@linkcode DealContent}. */
  readonly deal: DealContent;
  /** See {@linkcode DrillContent}. */
  readonly drill: DrillContent;
  /** See {@linkcode AnswerContent}. */
  readonly answer: AnswerContent;
  /** See {@linkcode RequestContent}. */
  readonly request: RequestContent;
  /** See {@linkcode ApprovalContent}. */
  readonly approval: ApprovalContent;
  /** See {@linkcode ReleaseContent}. */
  readonly release: ReleaseContent;
  /** See {@linkcode CancellationContent}. */
  readonly cancellation: CancellationContent;
}

/** The contents of a kind of message. */
export type Content<Kind extends MessageKind> = ContentOf[Kind];

/** Writes contents. */
export function encodeContent<Kind extends MessageKind>(
  kind: Kind,
  content: Content<Kind>,
): Uint8Array<ArrayBuffer> {
  const write: { [K in MessageKind]: (content: Content<K>) => Cbor[] } = {
    deal: (c) => [c.share, c.terms, c.cancelKeyHash, c.secret, c.veto],
    drill: (c) => [c.number, c.key, c.reply.x25519, c.reply.mlkem1024],
    answer: (c) => [c.dealKeyHash, c.number, c.digest],
    request: (c) => [c.reply.x25519, c.reply.mlkem1024],
    approval: (c) => [c.requestId, c.round],
    release: (c) => [c.dealKeyHash, c.share, c.terms],
    cancellation: (c) => [c.number, c.made],
  };
  return encodeCbor(write[kind](content));
}

/**
 * Reads the contents of a message that was opened.
 *
 * @throws {Refusal} of kind `kind` if it is another kind of message, `form` if it is not of its form
 */
export function decodeContent<Kind extends MessageKind>(
  kind: Kind,
  message: Message,
): Content<Kind> {
  if (message.kind !== kind) {
    throw new Refusal(
      "kind",
      `Cannot use the file: it is ${article(message.kind)}, not ${article(kind)}`,
    );
  }
  let fields: Fields;
  try {
    fields = new Fields(decodeCbor(message.content));
    const content = READ[kind](fields);
    fields.end();
    return content as Content<Kind>;
  } catch {
    throw new Refusal("form", "Cannot use the file: its contents are not of this format version");
  }
}

/** A kind with its article, for errors. */
export function article(kind: MessageKind): string {
  return `${/^[aeiou]/.test(kind) ? "an" : "a"} ${kind}`;
}

const READ: { [K in MessageKind]: (fields: Fields) => Content<K> } = {
  deal: (f) => ({
    share: f.share(),
    terms: f.terms(),
    cancelKeyHash: f.bytes(KEY_HASH_BYTES),
    secret: f.bytes(SECRET_BYTES),
    veto: f.flag(),
  }),
  drill: (f) => ({ number: f.number(1, 65_535), key: f.bytes(32), reply: f.agreementKeys() }),
  answer: (f) => ({
    dealKeyHash: f.bytes(KEY_HASH_BYTES),
    number: f.number(1, 65_535),
    digest: f.bytes(32),
  }),
  request: (f) => ({ reply: f.agreementKeys() }),
  approval: (f) => ({ requestId: f.bytes(32), round: f.number(0, ANY_ROUND) }),
  release: (f) => ({ dealKeyHash: f.bytes(KEY_HASH_BYTES), share: f.share(), terms: f.terms() }),
  cancellation: (f) => ({ number: f.number(1, 2), made: f.number(0, 2 ** 32 - 1) }),
};

/** The entries of an array, taken in order. */
class Fields {
  readonly #rest: Cbor[];

  constructor(value: Cbor) {
    if (!Array.isArray(value)) throw new SyntaxError("not an array");
    this.#rest = [...value];
  }

  bytes(length?: number): Uint8Array {
    const value = this.#rest.shift();
    if (!(value instanceof Uint8Array)) throw new SyntaxError("not bytes");
    if (length !== undefined && value.length !== length) throw new SyntaxError("wrong length");
    return value.slice();
  }

  number(least: number, most: number): number {
    const value = this.#rest.shift();
    if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most) {
      throw new SyntaxError("not a number in its range");
    }
    return value;
  }

  flag(): boolean {
    const value = this.#rest.shift();
    if (typeof value !== "boolean") throw new SyntaxError("not a flag");
    return value;
  }

  agreementKeys(): HybridKemPublicKeys {
    return { x25519: this.bytes(32), mlkem1024: this.bytes(1568) };
  }

  share(): Uint8Array {
    const bytes = this.bytes();
    const share: Share = shareFromBytes(bytes);
    share.value.fill(0);
    return bytes;
  }

  terms(): Uint8Array {
    const bytes = this.bytes();
    const _: Terms = decodeTerms(bytes);
    return bytes;
  }

  end(): void {
    if (this.#rest.length > 0) throw new SyntaxError("more entries than belong there");
  }
}

/** What stands for a request: the hash that approvals name and whose words people compare. */
export function requestId(content: RequestContent): Uint8Array<ArrayBuffer> {
  return labelledHash("request", encodeContent("request", content));
}
