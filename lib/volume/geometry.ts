/**
 * How a volume is divided (FORMAT.md, "File"): every offset follows from the file's length and from
 * numbers that are constants of the format version. Only tests use other ones.
 *
 * @module
 */

/** The numbers that are the same for everybody. */
export interface VolumeGeometry {
  /** Regions N, from 1 to 255. */
  readonly regions: number;
  /** Bytes of a block. */
  readonly blockBytes: number;
  /** Bytes of a head, and of the part of the file that holds the salt. */
  readonly headBytes: number;
  /** Each area (two tables and the journal) has one of so many blocks of its region. */
  readonly share: number;
}

/** Format version 1: 4 regions, blocks of 64 KiB, heads of 4 KiB. */
export const VOLUME_V1: VolumeGeometry = {
  regions: 4,
  blockBytes: 65_536,
  headBytes: 4_096,
  share: 128,
};

/** Bytes of the nonce that begins a block or a head. */
export const NONCE_BYTES = 24;

/** Bytes that sealing adds: the nonce before, the tag after. */
export const SEAL_BYTES: number = NONCE_BYTES + 16;

/** The fewest blocks of a region. */
export const MIN_REGION_BLOCKS = 16;

/** The most blocks of an area, so that a table and a piece of the journal fit into memory. */
export const MAX_AREA_BLOCKS = 256;

/** Block numbers are written in 32 bits. */
const MAX_REGION_BLOCKS = 2 ** 32 - 1;

/** Where everything in a volume of one length is. */
export interface Layout {
  /** The sizes from which the rest follows. */
  readonly geometry: VolumeGeometry;
  /** Bytes of the whole file. */
  readonly length: number;
  /** Bytes before the first region: salt, heads, random bytes. */
  readonly frontBytes: number;
  /** Blocks of each region, numbered from 0: table 0, table 1, journal, data. */
  readonly regionBlocks: number;
  /** Blocks of each table and of the journal. */
  readonly areaBlocks: number;
  /** Number of the first data block. */
  readonly firstData: number;
  /** Data blocks of each region. */
  readonly dataBlocks: number;
  /** Bytes that a block carries. */
  readonly payloadBytes: number;
}

/** Bytes of the shortest volume. */
export function shortestVolume(geometry: VolumeGeometry): number {
  return frontOf(geometry) + geometry.regions * MIN_REGION_BLOCKS * geometry.blockBytes;
}

/**
 * The layout of a volume of `length` bytes.
 *
 * @throws {RangeError} if that is too short or too long for a volume
 */
export function layoutOf(length: number, geometry: VolumeGeometry): Layout {
  const { regions, blockBytes, share } = geometry;
  const frontBytes = frontOf(geometry);
  const regionBlocks = Math.floor((length - frontBytes) / (regions * blockBytes));
  if (!(length >= shortestVolume(geometry))) {
    throw new RangeError(
      `Cannot divide ${length} bytes: a volume has at least ${shortestVolume(geometry)}`,
    );
  }
  if (!Number.isSafeInteger(length) || regionBlocks > MAX_REGION_BLOCKS) {
    throw new RangeError(`Cannot divide ${length} bytes: too many for a volume`);
  }
  const areaBlocks = Math.min(MAX_AREA_BLOCKS, Math.ceil(regionBlocks / share));
  return {
    geometry,
    length,
    frontBytes,
    regionBlocks,
    areaBlocks,
    firstData: 3 * areaBlocks,
    dataBlocks: regionBlocks - 3 * areaBlocks,
    payloadBytes: blockBytes - SEAL_BYTES,
  };
}

/** Bytes of the salt's part and of all heads, one after another from the start of the file. */
export function headsEnd(geometry: VolumeGeometry): number {
  return (1 + 2 * geometry.regions) * geometry.headBytes;
}

function frontOf(geometry: VolumeGeometry): number {
  return Math.ceil(headsEnd(geometry) / geometry.blockBytes) * geometry.blockBytes;
}

/** Where head `copy` (0 or 1) of a region is. */
export function headOffset(geometry: VolumeGeometry, region: number, copy: number): number {
  return (1 + 2 * region + copy) * geometry.headBytes;
}

/** Where block `number` of a region is. */
export function blockOffset(layout: Layout, region: number, number: number): number {
  const { blockBytes } = layout.geometry;
  return layout.frontBytes + (region * layout.regionBlocks + number) * blockBytes;
}

/** Where the last region ends; random bytes fill the file from there. */
export function regionsEnd(layout: Layout): number {
  return blockOffset(layout, layout.geometry.regions, 0);
}

/** How many blocks a file of `size` bytes takes. */
export function blocksFor(size: number, layout: Layout): number {
  return Math.ceil(size / layout.payloadBytes);
}
