/**
 * `kelid deadman prepare`: seals a last message, or a share, to a key that some guardians together
 * can make again, and a share of that key to each of them.
 *
 * @module
 */
import { equalBytes, hex, utf8, wipe } from "../../../lib/bytes.ts";
import {
  MAX_MESSAGE_GUARDIANS,
  MESSAGE_SECRET_BYTES,
  messageKeys,
  messageShares,
} from "../../../lib/deadman/last_message.ts";
import { sealEnvelope } from "../../../lib/envelope/seal.ts";
import { hybridKemPublicKeys } from "../../../lib/hybrid/kem.ts";
import { identityHash, type PublicIdentity } from "../../../lib/identity/identity.ts";
import { proposedThreshold } from "../../../lib/recovery/policy.ts";
import { checkScheme } from "../../../lib/slip39/split.ts";
import type { Context } from "../../context.ts";
import { CliError, EXIT_USAGE } from "../../errors.ts";
import { OutputFile, readPieces, refuseExisting, writeNewFile } from "../../files.ts";
import { print } from "../../output.ts";
import { KEY_PRIMITIVES, selfTest } from "../../self_test.ts";
import { readIdentity } from "../../signer.ts";
import { sealSmall } from "../../small_envelope.ts";

interface Flags {
  readonly json: boolean;
  readonly to: readonly string[];
  readonly threshold?: number;
  readonly output: string;
}

/** The command. Needs no vault. */
export async function prepare(this: Context, flags: Flags, path: string): Promise<void> {
  const { random } = this.settings;
  const count = flags.to.length;
  const threshold = flags.threshold ?? proposedThreshold(count);
  if (count > MAX_MESSAGE_GUARDIANS) {
    throw new CliError(`There can be ${MAX_MESSAGE_GUARDIANS} guardians`, EXIT_USAGE);
  }
  try {
    checkScheme({ groupThreshold: 1, groups: [{ threshold, count }] });
  } catch (error) {
    throw new CliError((error as Error).message, EXIT_USAGE);
  }
  const message = `${flags.output}.message`;
  const shares = flags.to.map((_, i) => `${flags.output}.share-${i + 1}`);
  for (const file of [message, ...shares]) refuseExisting(file);
  const guardians: PublicIdentity[] = [];
  for (const to of flags.to) {
    const guardian = await readIdentity(to);
    // Two shares in one hand count as two of the threshold.
    if (guardians.some((other) => equalBytes(identityHash(other), identityHash(guardian)))) {
      throw new CliError(`${to} is named twice`, EXIT_USAGE);
    }
    guardians.push(guardian);
  }
  const pieces = readPieces(path);
  await selfTest(this.settings, KEY_PRIMITIVES);
  const secret = random(MESSAGE_SECRET_BYTES);
  try {
    const hash = await sealMessage(secret, pieces, message, random);
    const texts = await messageShares(secret, threshold, count, hash, random);
    for (const [i, text] of texts.entries()) {
      writeNewFile(shares[i], await sealSmall([guardians[i]], utf8(text), random));
    }
  } finally {
    wipe(secret);
  }
  print(flags, { message, shares, threshold }, [
    `Wrote ${message}, which all guardians may have`,
    ...shares.map((share, i) => `Wrote ${share}, for ${flags.to[i]} alone`),
    `Any ${threshold} of them open it with kelid deadman open: this can be done at any time, so` +
    " choose them well.",
  ]);
}

/** Seals the message and gives SHA-256 of the sealed file, in hexadecimal. */
async function sealMessage(
  secret: Uint8Array,
  pieces: Generator<Uint8Array<ArrayBuffer>>,
  path: string,
  random: Context["settings"]["random"],
): Promise<string> {
  const { createHash } = await import("node:crypto");
  const hash = createHash("sha256");
  const keys = await messageKeys(secret);
  const file = new OutputFile(path);
  try {
    const to = await hybridKemPublicKeys(keys);
    for await (const piece of sealEnvelope([to], pieces, random)) {
      hash.update(piece);
      file.write(piece);
    }
    file.finish();
  } finally {
    file.discard();
    wipe(keys.x25519, keys.mlkem1024);
  }
  return hex(hash.digest());
}
