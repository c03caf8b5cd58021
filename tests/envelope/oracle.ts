/**
 * Envelopes a second time, written from `lib/envelope/FORMAT.md` with noble alone and sharing no
 * code with `lib/`. It makes the expected values of `vectors/envelope.json`, and, being told to, bad
 * envelopes.
 *
 * @module
 */
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { ml_kem1024 } from "@noble/post-quantum/ml-kem.js";
import {
  ascii,
  bigEndian,
  type Bytes,
  decapsulate,
  encapsulate,
  join,
  type person,
  sign,
} from "../hybrid/oracle.ts";

type Person = ReturnType<typeof person>;
type Random = (length: number) => Bytes;

const NO_NONCE = new Uint8Array(12);
const derive = (secret: Uint8Array, label: Uint8Array, length: number): Bytes =>
  Uint8Array.from(hkdf(sha512, secret, undefined, label, length));
const stanzaCipher = (secret: Uint8Array) =>
  chacha20poly1305(derive(secret, ascii("kelid envelope stanza v1"), 32), NO_NONCE);
const macOf = (fileKey: Uint8Array, stanzas: Uint8Array) =>
  hmac(sha512, derive(fileKey, ascii("kelid envelope header v1"), 64), stanzas);

/** A whole number below `bound` from 4 bytes, drawn again where the draw would not be uniform. */
function below(bound: number, random: Random): number {
  for (;;) {
    const [a, b, c, d] = random(4);
    const draw = a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d;
    if (draw < Math.floor(2 ** 32 / bound) * bound) return draw % bound;
  }
}

export function makeHeader(to: Person["agreementPublic"][], random: Random) {
  const fileKey = random(32);
  const places = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
  for (let i = 15; i >= 1; i--) {
    const j = below(i + 1, random);
    const kept = places[i];
    places[i] = places[j];
    places[j] = kept;
  }
  const stanzas: Uint8Array[] = [];
  for (let place = 0; place < 16; place++) {
    let keys = to[places.indexOf(place)];
    if (keys === undefined) {
      const x = random(32);
      const seed = random(64);
      keys = {
        x25519: x25519.getPublicKey(x),
        mlkem1024: ml_kem1024.keygen(seed).publicKey,
      };
    }
    const { ciphertext, secret } = encapsulate(keys, random);
    stanzas.push(ciphertext, stanzaCipher(secret).encrypt(fileKey));
  }
  const all = join(...stanzas);
  return { header: join(all, macOf(fileKey, all)), fileKey, places: places.slice(0, to.length) };
}

/** The chunks, each with the nonce of its place; the last one given is the trailer. */
export function sealBody(fileKey: Uint8Array, header: Uint8Array, chunks: Uint8Array[]): Bytes {
  const info = join(ascii("kelid envelope body v1"), Uint8Array.of(0), sha512(header));
  const key = derive(fileKey, info, 32);
  return join(...chunks.map((chunk, i) => {
    const last = Number(i === chunks.length - 1);
    const nonce = join(bigEndian(i, 11), Uint8Array.of(last));
    return chacha20poly1305(key, nonce).encrypt(chunk);
  }));
}

export function padded(length: number): number {
  if (length <= 16384) return 16384;
  const e = Math.floor(Math.log2(length));
  const s = Math.floor(Math.log2(e)) + 1;
  const step = 2 ** (e - s);
  return length % step === 0 ? length : length - length % step + step;
}

/** The data chunks of a plaintext, before sealing. */
export function dataChunks(plaintext: Uint8Array, signed: boolean): Bytes[] {
  const chunks: Bytes[] = [];
  const end = padded(plaintext.length);
  for (let at = 0; at < end; at += 65536) {
    const used = plaintext.subarray(at, at + 65536);
    const zeros = new Uint8Array(Math.min(65536, end - at) - used.length);
    chunks.push(join(Uint8Array.of(Number(signed)), bigEndian(used.length, 3), used, zeros));
  }
  return chunks;
}

export function senderMessage(identityHash: Uint8Array, plaintext: Uint8Array, header: Uint8Array) {
  const length = bigEndian(plaintext.length, 8);
  return join(identityHash, sha512(plaintext), length, sha512(header));
}

export function makeEnvelope(
  to: Person["agreementPublic"][],
  plaintext: Uint8Array,
  random: Random,
  sender?: { identityHash: Uint8Array; keys: Person["signingSecret"] },
): Bytes {
  const { header, fileKey } = makeHeader(to, random);
  const trailer = sender === undefined ? new Uint8Array(4723) : join(
    sender.identityHash,
    sign(
      sender.keys,
      "kelid envelope sender v1",
      senderMessage(sender.identityHash, plaintext, header),
    ),
  );
  const chunks = [...dataChunks(plaintext, sender !== undefined), trailer];
  return join(header, sealBody(fileKey, header, chunks));
}

/** The plaintext and the trailer of a good envelope. Throws on any other. */
export function readEnvelope(secret: Person["agreementSecret"], envelope: Uint8Array) {
  const header = envelope.slice(0, 26432);
  const stanzas = header.slice(0, 26368);
  let fileKey: Uint8Array | undefined;
  for (let place = 0; place < 16; place++) {
    const stanza = stanzas.slice(1648 * place, 1648 * (place + 1));
    let candidate;
    try {
      candidate = stanzaCipher(decapsulate(secret, stanza.slice(0, 1600))).decrypt(
        stanza.slice(1600),
      );
    } catch {
      continue;
    }
    if (macOf(candidate, stanzas).every((byte, i) => byte === header[26368 + i])) {
      fileKey = candidate;
    }
  }
  if (fileKey === undefined) throw new Error("no stanza");
  const info = join(ascii("kelid envelope body v1"), Uint8Array.of(0), sha512(header));
  const key = derive(fileKey, info, 32);
  const body = envelope.slice(26432);
  const plaintext: Uint8Array[] = [];
  let at = 0;
  let number = 0;
  let total = 0;
  let data = 0;
  let ended = false;
  for (; body.length - at > 4739; number++) {
    const end = Math.min(at + 65556, body.length - 4739);
    const chunk = chacha20poly1305(key, join(bigEndian(number, 11), Uint8Array.of(0)))
      .decrypt(body.slice(at, end));
    at = end;
    const used = chunk[1] * 65536 + chunk[2] * 256 + chunk[3];
    if (chunk.length < 5 || chunk[0] > 1 || used > chunk.length - 4) throw new Error("bad chunk");
    if (ended && used > 0) throw new Error("plaintext after padding");
    if (chunk.slice(4 + used).some((byte) => byte !== 0)) throw new Error("padding is not zero");
    ended ||= used < chunk.length - 4;
    plaintext.push(chunk.slice(4, 4 + used));
    total += used;
    data += chunk.length - 4;
  }
  const trailer = chacha20poly1305(key, join(bigEndian(number, 11), Uint8Array.of(1)))
    .decrypt(body.slice(at));
  if (data !== padded(total)) throw new Error("bad padding");
  return { plaintext: join(...plaintext), trailer, fileKey };
}
