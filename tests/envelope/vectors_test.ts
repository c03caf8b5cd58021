import { ChunkCipher } from "../../lib/aead/chunks.ts";
import { concat } from "../../lib/bytes.ts";
import { openHeader, sealHeader } from "../../lib/envelope/header.ts";
import { bodyKey, headerHash } from "../../lib/envelope/keys.ts";
import { paddedLength } from "../../lib/envelope/padding.ts";
import { verifySender } from "../../lib/envelope/sender.ts";
import { named, person, stream } from "../hybrid/oracle.ts";
import { type Inputs, type Operations, runs } from "../hybrid/vector_runner.ts";
import { asSender, decapsulating, read, seal } from "./common.ts";
import { chunkOf, envelopeVectors } from "./vectors.ts";

const to = (i: Inputs) => i.texts("to").map((name) => person(name).agreementPublic);

function sealed(i: Inputs): Promise<Uint8Array<ArrayBuffer>> {
  const sender = i.has("signer")
    ? asSender(person(i.text("signer")), i.bytes("identityHash"))
    : undefined;
  return seal(to(i), named("plaintext", i.number("length")), stream(i.text("random")), sender);
}

/** The plaintext, or undefined where the envelope is refused. */
async function plaintext(i: Inputs, envelope: Uint8Array) {
  const got = await read(person(i.text("reader")), envelope);
  return typeof got === "object" ? got.plaintext : undefined;
}

const operations: Operations = {
  pad: (i) => paddedLength(i.number("length")),
  async sealHeader(i) {
    const { header, fileKey } = await sealHeader(to(i), stream(i.text("random")));
    return { header, fileKey };
  },
  async openHeader(i) {
    const { header } = await sealHeader(to(i), stream(i.text("random")));
    return await openHeader(header, decapsulating(person(i.text("reader"))));
  },
  seal: sealed,
  async open(i) {
    const got = await read(person(i.text("reader")), i.sliced("envelope"));
    if (typeof got !== "object" || got.sender === undefined) return undefined;
    const { identityHash } = got.sender;
    const verified = await verifySender(person(i.text("signer")).signingPublic, got.sender);
    return { plaintext: got.plaintext, identityHash, verified };
  },
  openSealed: async (i) => plaintext(i, i.slices(await sealed(i))),
  async openCrafted(i) {
    const { header, fileKey } = await sealHeader(to(i), stream(i.text("random")));
    const cipher = await ChunkCipher.create(await bodyKey(fileKey, await headerHash(header)));
    const chunks = i.texts("chunks").map(chunkOf);
    const body = chunks.map((chunk, n) => cipher.seal(chunk, n === chunks.length - 1));
    return plaintext(i, concat(header, ...await Promise.all(body)));
  },
};

runs(envelopeVectors, operations);
