/**
 * The header of an envelope: 16 equal stanzas, each the file key for one recipient, and a MAC.
 * Unused stanzas are made by the same code for keys that are thrown away, so nothing tells how many
 * recipients there are, not even to one of them.
 *
 * @module
 */
import { chaChaKey } from "../aead/chacha_key.ts";
import { concat, equalBytes, wipe } from "../bytes.ts";
import {
  encapsulateHybrid,
  HYBRID_CIPHERTEXT_BYTES,
  type HybridKemPublicKeys,
  hybridKemPublicKeys,
} from "../hybrid/kem.ts";
import { type RandomSource, systemRandom, uniform } from "../random.ts";
import { FILE_KEY_BYTES, HEADER_MAC_BYTES, headerMac, stanzaKey } from "./keys.ts";

/** How many stanzas every envelope has, and how many recipients it can have. */
export const STANZAS = 16;
/** Bytes of a stanza: hybrid ciphertext (1600), sealed file key (32 + 16). */
export const STANZA_BYTES: number = HYBRID_CIPHERTEXT_BYTES + FILE_KEY_BYTES + 16;
/** Bytes of a header: 16 stanzas and the MAC. */
export const ENVELOPE_HEADER_BYTES: number = STANZAS * STANZA_BYTES + HEADER_MAC_BYTES;

/**
 * The hybrid secret in a ciphertext, for whoever holds the keys: `decapsulateHybrid` with them.
 * Undefined stands for input that is known to be bad. The secret is wiped after use.
 */
export type Decapsulate = (
  ciphertext: Uint8Array,
) => Promise<Uint8Array<ArrayBuffer> | undefined>;

/** The nonce of a stanza. Each stanza's key seals once. */
const NONCE = new Uint8Array(12);

/**
 * A fresh file key and the header that carries it.
 *
 * @param to 1 to 16 different recipients; each gets a place drawn uniformly
 * @param random is asked in the order that FORMAT.md gives
 * @throws {RangeError} if there is no recipient, more than 16, one twice, or one with a bad key
 * @throws {TypeError} if a key has the wrong length
 */
export async function sealHeader(
  to: readonly HybridKemPublicKeys[],
  random: RandomSource,
): Promise<{ header: Uint8Array<ArrayBuffer>; fileKey: Uint8Array<ArrayBuffer> }> {
  if (to.length < 1 || to.length > STANZAS) {
    throw new RangeError(`Cannot seal to ${to.length} recipients: it must be 1 to ${STANZAS}`);
  }
  if (to.some((a, i) => to.some((b, j) => i < j && equalBytes(a.mlkem1024, b.mlkem1024)))) {
    throw new RangeError("Cannot seal: a recipient is named twice");
  }
  const fileKey = random(FILE_KEY_BYTES);
  const places = shuffledPlaces(random);
  const stanzas: Promise<Uint8Array>[] = [];
  for (let place = 0; place < STANZAS; place++) {
    const recipient = to[places.indexOf(place)] ?? throwAway(random);
    stanzas.push(sealStanza(recipient, fileKey, drawnAhead(random)));
  }
  const sealed = concat(...await Promise.all(stanzas));
  return { header: concat(sealed, await headerMac(fileKey, sealed)), fileKey };
}

/**
 * The file key in a header, or undefined if the header has no stanza for these keys or was changed.
 * Does the same work either way, and wherever the stanza is: every stanza is opened, and every
 * candidate is checked against the MAC.
 *
 * @param header {@linkcode ENVELOPE_HEADER_BYTES} bytes
 * @throws {TypeError} if the header has another length
 */
export async function openHeader(
  header: Uint8Array<ArrayBuffer>,
  decapsulate: Decapsulate,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (header.length !== ENVELOPE_HEADER_BYTES) {
    throw new TypeError(`Cannot open a header of ${header.length} bytes`);
  }
  const stanzas = header.subarray(0, STANZAS * STANZA_BYTES);
  const mac = header.subarray(STANZAS * STANZA_BYTES);
  const tried = Array.from({ length: STANZAS }, async (_, place) => {
    const stanza = stanzas.subarray(place * STANZA_BYTES, (place + 1) * STANZA_BYTES);
    const secret = await decapsulate(stanza.subarray(0, HYBRID_CIPHERTEXT_BYTES));
    const good = Number(secret !== undefined);
    const key = await stanzaKey(secret ?? new Uint8Array(32));
    const { opened, candidate } = await openQuietly(key, stanza.subarray(HYBRID_CIPHERTEXT_BYTES));
    const matches = good & opened & Number(equalBytes(await headerMac(candidate, stanzas), mac));
    wipe(key, secret ?? key);
    return { matches, candidate };
  });
  const fileKey = new Uint8Array(FILE_KEY_BYTES);
  let found = 0;
  for (const { matches, candidate } of await Promise.all(tried)) {
    // More than one stanza may match; by the MAC they then hold the same key.
    for (let i = 0; i < FILE_KEY_BYTES; i++) fileKey[i] |= candidate[i] & -matches;
    found |= matches;
    wipe(candidate);
  }
  return found === 1 ? fileKey : undefined;
}

async function sealStanza(
  recipient: HybridKemPublicKeys | Promise<HybridKemPublicKeys>,
  fileKey: Uint8Array<ArrayBuffer>,
  random: RandomSource,
): Promise<Uint8Array> {
  const { ciphertext, secret } = await encapsulateHybrid(await recipient, random);
  const key = await stanzaKey(secret);
  try {
    return concat(ciphertext, await (await chaChaKey(key)).seal(NONCE, fileKey));
  } finally {
    wipe(secret, key);
  }
}

/**
 * Opens a sealed file key without the exception that a wrong tag raises: sealing the sealed bytes
 * gives the plaintext, and sealing that gives the tag to compare.
 */
async function openQuietly(
  key: Uint8Array<ArrayBuffer>,
  sealed: Uint8Array<ArrayBuffer>,
): Promise<{ opened: number; candidate: Uint8Array<ArrayBuffer> }> {
  const cipher = await chaChaKey(key);
  const inverted = await cipher.seal(NONCE, sealed.subarray(0, FILE_KEY_BYTES));
  const candidate = inverted.subarray(0, FILE_KEY_BYTES);
  const again = await cipher.seal(NONCE, candidate);
  return { opened: Number(equalBytes(again, sealed)), candidate };
}

/** Public keys whose secret halves exist only inside this call. */
async function throwAway(random: RandomSource): Promise<HybridKemPublicKeys> {
  const keys = { x25519: random(32), mlkem1024: random(64) };
  try {
    return await hybridKemPublicKeys(keys);
  } finally {
    wipe(keys.x25519, keys.mlkem1024);
  }
}

/**
 * A source for one encapsulation. Stanzas are made all at once, and what a given source gives to
 * which of them must not depend on which is quicker.
 */
function drawnAhead(random: RandomSource): RandomSource {
  if (random === systemRandom) return random;
  const draws = [random(32), random(32)];
  return () => draws.shift()!;
}

/**
 * The numbers 0 to 15 in an order drawn uniformly (Fisher and Yates): recipient i gets the place
 * that stands at i.
 */
export function shuffledPlaces(random: RandomSource): number[] {
  const places = Array.from({ length: STANZAS }, (_, i) => i);
  for (let i = STANZAS - 1; i > 0; i--) {
    const j = uniform(i + 1, random);
    [places[i], places[j]] = [places[j], places[i]];
  }
  return places;
}
