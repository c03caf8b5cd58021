/**
 * The files that recovery commands read: messages of one size.
 *
 * @module
 */
import { MESSAGE_BYTES } from "../../../lib/recovery/message.ts";
import { CliError, EXIT_FILE } from "../../errors.ts";
import { readSmallFile } from "../../files.ts";

/** Files larger than this are refused before they are read. */
const LARGEST = 1 << 20;

/**
 * The bytes of a message file.
 *
 * @throws {CliError} if it cannot be read or is not of a message's length
 */
export function readMessageFile(path: string): Uint8Array<ArrayBuffer> {
  const bytes = readSmallFile(path, LARGEST);
  if (bytes.length === MESSAGE_BYTES) return bytes;
  throw new CliError(
    `Cannot read ${path}: not a recovery file (${bytes.length} bytes, one has ${MESSAGE_BYTES})`,
    EXIT_FILE,
  );
}
