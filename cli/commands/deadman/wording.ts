/**
 * Times as the dead man commands print them.
 *
 * @module
 */

/** Milliseconds since 1970 in UTC, to the second. */
export function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}
