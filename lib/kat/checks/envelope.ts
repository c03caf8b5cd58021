/**
 * Envelopes (lib/envelope/FORMAT.md) for known answers. People and random bytes are named: see
 * `named.ts`.
 *
 * @module
 */
import { ml_dsa87 } from "@noble/post-quantum/ml-dsa.js";
import { ChunkCipher } from "../../aead/chunks.ts";
import { concat, unhex, utf8 } from "../../bytes.ts";
import { ENVELOPE_HEADER_BYTES, openHeader, sealHeader } from "../../envelope/header.ts";
import { bodyKey, headerHash } from "../../envelope/keys.ts";
import { OpenedEnvelope } from "../../envelope/open.ts";
import { paddedLength } from "../../envelope/padding.ts";
import { sealEnvelope } from "../../envelope/seal.ts";
import {
  ENVELOPE_SENDER_LABEL,
  type EnvelopeSender,
  type SenderClaim,
  verifySender,
} from "../../envelope/sender.ts";
import { ed25519 } from "../../hybrid/ed25519.ts";
import {
  decapsulateHybrid,
  type HybridKemPublicKeys,
  hybridKemPublicKeys,
} from "../../hybrid/kem.ts";
import { hybridVerifyingKeys } from "../../hybrid/signature.ts";
import type { Pieces } from "../../pieces.ts";
import type { Inputs, Operations } from "../case.ts";
import { cut, cutInput, named, person, streamOf } from "./named.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * `pad`: length → padded length. `sealHeader`: to (names), random (a name). `openHeader`: the same,
 * and reader (a name) → the file key. `seal`: to, random, length of the plaintext, [signer and
 * identityHash]. `open`: envelope, [slices], reader, signer → what is inside, and whether the signer
 * signed it. `openSealed`: as `seal`, [slices], reader → plaintext. `openCrafted`: to, random,
 * chunks, reader → plaintext.
 */
export const kelidOperations: Operations = {
  pad: (i) => paddedLength(i.number("length")),
  sealHeader: async (i) => ({ ...await sealedHeader(i) }),
  async openHeader(i) {
    const { header } = await sealedHeader(i);
    return await openHeader(header, await decapsulating(i));
  },
  seal,
  async open(i) {
    const { plaintext, sender } = await open(i, cutInput(i, "envelope"));
    if (sender === undefined) return { plaintext };
    const keys = await hybridVerifyingKeys(person(i.text("signer")).signing);
    const verified = await verifySender(keys, sender);
    return { plaintext, identityHash: sender.identityHash, verified };
  },
  openSealed: async (i) => (await open(i, cut(i, await seal(i)))).plaintext,
  async openCrafted(i) {
    const { header, fileKey } = await sealedHeader(i);
    const cipher = await ChunkCipher.create(await bodyKey(fileKey, await headerHash(header)));
    const chunks = i.texts("chunks").map(chunkOf);
    const body = chunks.map((chunk, n) => cipher.seal(chunk, n === chunks.length - 1));
    return (await open(i, concat(header, ...await Promise.all(body)))).plaintext;
  },
};

function recipients(i: Inputs): Promise<HybridKemPublicKeys[]> {
  return Promise.all(i.texts("to").map((name) => hybridKemPublicKeys(person(name).agreement)));
}

async function sealedHeader(i: Inputs): Promise<{ header: Bytes; fileKey: Bytes }> {
  return await sealHeader(await recipients(i), streamOf(i.text("random")));
}

/** Decapsulates with the keys of the reader whom the case names. */
async function decapsulating(
  i: Inputs,
): Promise<(ciphertext: Uint8Array) => Promise<Bytes | undefined>> {
  const { agreement } = person(i.text("reader"));
  const own = await hybridKemPublicKeys(agreement);
  return (ciphertext) => decapsulateHybrid(agreement, own, ciphertext);
}

async function seal(i: Inputs): Promise<Bytes> {
  const plaintext = named("plaintext", i.number("length"));
  const random = streamOf(i.text("random"));
  const sender = i.has("signer") ? senderOf(i) : undefined;
  return await gathered(sealEnvelope(await recipients(i), [plaintext], random, sender));
}

/** The signer whom the case names, with the deterministic variant of ML-DSA. */
function senderOf(i: Inputs): EnvelopeSender {
  const { signing } = person(i.text("signer"));
  return {
    identityHash: i.bytes("identityHash"),
    async sign(message) {
      const signed = concat(utf8(ENVELOPE_SENDER_LABEL), Uint8Array.of(0), message);
      const { secretKey } = ml_dsa87.keygen(signing.mldsa87);
      return concat(
        await ed25519.sign(signing.ed25519, signed),
        ml_dsa87.sign(signed, secretKey, { extraEntropy: false }),
      );
    },
  };
}

/** @throws {Error} if the reader cannot open it, or it is damaged */
async function open(
  i: Inputs,
  envelope: Bytes,
): Promise<{ plaintext: Bytes; sender: SenderClaim | undefined }> {
  const header = envelope.subarray(0, ENVELOPE_HEADER_BYTES);
  const opened = await OpenedEnvelope.open(header, await decapsulating(i));
  if (opened === undefined) throw new Error("no stanza is the reader's");
  const plaintext = await gathered(opened.plaintext([envelope.subarray(ENVELOPE_HEADER_BYTES)]));
  return { plaintext, sender: opened.sender() };
}

async function gathered(pieces: Pieces): Promise<Bytes> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece.slice());
  return concat(...all);
}

/** A chunk of a crafted body: "hex*times" parts, joined by "+". */
function chunkOf(text: string): Bytes {
  const parts = text.split("+").map((part) => part.split("*"));
  return unhex(parts.map(([digits, times = "1"]) => digits.repeat(Number(times))).join(""));
}
