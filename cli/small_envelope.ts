/**
 * Small things sealed to people and opened by them: the envelopes of `kelid encrypt`, in memory.
 *
 * @module
 */
import { concat } from "../lib/bytes.ts";
import { ENVELOPE_HEADER_BYTES } from "../lib/envelope/header.ts";
import { EnvelopeDamaged, OpenedEnvelope } from "../lib/envelope/open.ts";
import { sealEnvelope } from "../lib/envelope/seal.ts";
import {
  decapsulateHybrid,
  type HybridKemPublicKeys,
  hybridKemPublicKeys,
  type HybridKemSecretKeys,
} from "../lib/hybrid/kem.ts";
import type { RandomSource } from "../lib/random.ts";
import { CliError, EXIT_FILE, EXIT_LOCKED, EXIT_USAGE } from "./errors.ts";
import { readSmallFile } from "./files.ts";

/** Far more than an envelope around something small has. */
const ENVELOPE_LIMIT = 1 << 20;

/**
 * Seals some bytes to 1 to 16 people; nobody can tell to how many.
 *
 * @throws {CliError} if there are more, or one is named twice
 */
export async function sealSmall(
  to: readonly HybridKemPublicKeys[],
  bytes: Uint8Array,
  random: RandomSource,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of sealEnvelope(to, [bytes], random)) pieces.push(piece);
  } catch (error) {
    if (error instanceof RangeError) throw new CliError(error.message, EXIT_USAGE);
    throw error;
  }
  return concat(...pieces);
}

/** An envelope in a file that was read before anything is asked. */
export interface SealedFile {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Reads an envelope without opening it.
 *
 * @throws {CliError} if it cannot be read or has not the length of one
 */
export function readSealed(path: string): SealedFile {
  const bytes = readSmallFile(path, ENVELOPE_LIMIT);
  if (bytes.length > ENVELOPE_HEADER_BYTES) return { path, bytes };
  throw new CliError(`Cannot open ${path}: too short for an envelope`, EXIT_FILE);
}

/**
 * What an envelope holds.
 *
 * @param keys of the reader
 * @throws {CliError} if it is not sealed to them, or damaged
 */
export async function openSealed(
  { path, bytes }: SealedFile,
  keys: HybridKemSecretKeys,
): Promise<Uint8Array<ArrayBuffer>> {
  const own = await hybridKemPublicKeys(keys);
  const header = bytes.subarray(0, ENVELOPE_HEADER_BYTES);
  const envelope = await OpenedEnvelope.open(header, (c) => decapsulateHybrid(keys, own, c));
  if (!envelope) {
    throw new CliError(`Cannot open ${path}: not sealed to these keys, or damaged`, EXIT_LOCKED);
  }
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of envelope.plaintext([bytes.subarray(ENVELOPE_HEADER_BYTES)])) {
      pieces.push(piece.slice());
    }
  } catch (error) {
    if (!(error instanceof EnvelopeDamaged)) throw error;
    throw new CliError(`Cannot open ${path}: it was cut off, changed or added to`, EXIT_FILE);
  }
  return concat(...pieces);
}
