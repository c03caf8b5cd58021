/**
 * A wipe order: a trusted contact's word, in a file, that what one dead man's switch lists shall be
 * wiped now. FORMAT.md, "Wipe order".
 *
 * @module
 */
import { armour, dearmour } from "../armour.ts";
import { concat, equalBytes } from "../bytes.ts";
import {
  HYBRID_SIGNATURE_BYTES,
  type HybridSigningKeys,
  type HybridVerifyingKeys,
  signHybrid,
  verifyHybrid,
} from "../hybrid/signature.ts";

/** Bytes of the id of a dead man's switch. */
export const SWITCH_ID_BYTES = 16;
/** Bytes of the longest order file, the one with CRLF line endings. */
export const ORDER_FILE_MAX_BYTES = 6_540;

const LABEL = "kelid wipe order v1";
const ARMOUR_LABEL = "KELID WIPE ORDER";

/**
 * Signs an order.
 *
 * @param id of the switch, 16 bytes
 * @returns the armoured order
 * @throws {TypeError} if the id or a key has the wrong length
 */
export async function signOrder(keys: HybridSigningKeys, id: Uint8Array): Promise<string> {
  if (id.length !== SWITCH_ID_BYTES) {
    throw new TypeError("Cannot sign the order: the id has 16 bytes");
  }
  return armour(ARMOUR_LABEL, concat(id, await signHybrid(keys, LABEL, id)));
}

/**
 * Whether a text is an order for one switch by the holder of some keys.
 *
 * @param id of the switch, 16 bytes
 * @returns false also for a text that is no order at all
 */
export async function verifyOrder(
  keys: HybridVerifyingKeys,
  id: Uint8Array,
  text: string,
): Promise<boolean> {
  let bytes: Uint8Array;
  try {
    bytes = dearmour(ARMOUR_LABEL, text);
  } catch {
    return false;
  }
  if (bytes.length !== SWITCH_ID_BYTES + HYBRID_SIGNATURE_BYTES) return false;
  if (!equalBytes(bytes.subarray(0, SWITCH_ID_BYTES), id)) return false;
  return await verifyHybrid(keys, LABEL, id, bytes.subarray(SWITCH_ID_BYTES));
}
