/**
 * `kelid deadman open`: guardians put a last message's key together and read it.
 *
 * @module
 */
import { concat, hex, wipe } from "../../../lib/bytes.ts";
import { messageKeys, shareWords } from "../../../lib/deadman/last_message.ts";
import { ENVELOPE_HEADER_BYTES } from "../../../lib/envelope/header.ts";
import { EnvelopeDamaged, OpenedEnvelope } from "../../../lib/envelope/open.ts";
import { decapsulateHybrid, hybridKemPublicKeys } from "../../../lib/hybrid/kem.ts";
import { describeProgress, RecoveryState } from "../../../lib/slip39/recovery_state.ts";
import { type Answers, openAnswers } from "../../answers.ts";
import type { CommonFlags, Context } from "../../context.ts";
import { CliError, EXIT_FAILED_CHECK, EXIT_FILE } from "../../errors.ts";
import { readPieces, readSmallFile, Sink } from "../../files.ts";
import { print } from "../../output.ts";
import { askShares } from "../recovery/share_input.ts";
import { KEY_PRIMITIVES, selfTest } from "../../self_test.ts";

interface Flags extends CommonFlags {
  readonly share?: readonly string[];
  readonly output: string;
}

/** More than the text of any share has. */
const SHARE_LIMIT = 4096;

/** The command. */
export async function open(this: Context, flags: Flags, path: string): Promise<void> {
  const hash = await hashOf(path);
  let answers: Answers | undefined;
  const sink = new Sink(flags.output, false);
  try {
    const ask = async () => answers = await openAnswers(flags);
    const secret = await collect(ask, flags.share ?? [], hash);
    answers?.close();
    await selfTest(this.settings, KEY_PRIMITIVES);
    try {
      await write(secret, path, sink);
    } finally {
      wipe(secret);
    }
    sink.finish();
  } finally {
    answers?.close();
    sink.discard();
  }
  if (flags.output !== "-") print(flags, { written: flags.output }, [`Wrote ${flags.output}`]);
}

async function hashOf(path: string): Promise<string> {
  const { createHash } = await import("node:crypto");
  const hash = createHash("sha256");
  for (const piece of readPieces(path)) hash.update(piece);
  return hex(hash.digest());
}

/** The shares that were named as files, and as many more in words as it takes. */
async function collect(answers: () => Promise<Answers>, files: readonly string[], hash: string) {
  const state = new RecoveryState();
  try {
    for (const path of files) {
      const text = new TextDecoder().decode(readSmallFile(path, SHARE_LIMIT));
      state.add(shareWords(text, hash));
    }
    if (!state.complete) {
      await askShares(await answers(), {
        take: (share) => state.addShare(share),
        complete: () => state.complete,
        progress: () => state.progress ? describeProgress(state.progress).join(", ") : "",
      });
    }
    return await state.combine();
  } catch (error) {
    throw refused(error);
  } finally {
    state.wipe();
  }
}

function refused(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof CliError) return error;
  return new CliError(error.message, EXIT_FAILED_CHECK);
}

async function write(secret: Uint8Array, path: string, sink: Sink): Promise<void> {
  const keys = await messageKeys(secret);
  const pieces = readPieces(path);
  try {
    const own = await hybridKemPublicKeys(keys);
    let header = new Uint8Array(0);
    let rest: Uint8Array = new Uint8Array(0);
    for (const piece of pieces) {
      header = concat(header, piece);
      if (header.length < ENVELOPE_HEADER_BYTES) continue;
      rest = header.slice(ENVELOPE_HEADER_BYTES);
      break;
    }
    const envelope = header.length < ENVELOPE_HEADER_BYTES ? undefined : await OpenedEnvelope.open(
      header.subarray(0, ENVELOPE_HEADER_BYTES),
      (ciphertext) => decapsulateHybrid(keys, own, ciphertext),
    );
    if (!envelope) {
      throw new CliError(
        `Cannot open ${path}: the shares are of another message`,
        EXIT_FAILED_CHECK,
      );
    }
    const body = function* () {
      yield rest;
      yield* pieces;
    };
    for await (const piece of envelope.plaintext(body())) sink.write(piece);
  } catch (error) {
    if (!(error instanceof EnvelopeDamaged)) throw error;
    throw new CliError(`Cannot open ${path}: it was cut off, changed or added to`, EXIT_FILE);
  } finally {
    wipe(keys.x25519, keys.mlkem1024);
  }
}
