/**
 * The lengths of a row, apart from the arithmetic: who counts bytes need not load the curve.
 *
 * @module
 */

/** Length of a row: two representatives. */
export const ROW_BYTES = 64;
/** Length of the data in a row. */
export const CHUNK_BYTES = 31;
