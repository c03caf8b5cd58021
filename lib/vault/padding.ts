/**
 * Contents padded to one length, so that a full compartment and an empty one look alike: the true
 * length in two bytes, the contents, zeros (FORMAT.md, "Payload").
 *
 * @module
 */
const LENGTH_BYTES = 2;

/**
 * Pads contents.
 *
 * @param capacity the most that contents can have; the result is two bytes longer
 */
export function padContent(content: Uint8Array, capacity: number): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(LENGTH_BYTES + capacity);
  new DataView(padded.buffer).setUint16(0, content.length);
  padded.set(content, LENGTH_BYTES);
  return padded;
}

/** The contents without padding, or undefined if the length or the padding is not as written. */
export function unpadContent(padded: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const length = new DataView(padded.buffer, padded.byteOffset).getUint16(0);
  const end = LENGTH_BYTES + length;
  if (end > padded.length || padded.subarray(end).some((byte) => byte !== 0)) return undefined;
  return new Uint8Array(padded.subarray(LENGTH_BYTES, end));
}
