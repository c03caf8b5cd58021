/**
 * Sizes as people write and read them.
 *
 * @module
 */
import { CliError, EXIT_USAGE } from "./errors.ts";

const UNITS: { readonly [unit: string]: number } = {
  "": 1,
  b: 1,
  k: 2 ** 10,
  kib: 2 ** 10,
  kb: 1e3,
  m: 2 ** 20,
  mib: 2 ** 20,
  mb: 1e6,
  g: 2 ** 30,
  gib: 2 ** 30,
  gb: 1e9,
  t: 2 ** 40,
  tib: 2 ** 40,
  tb: 1e12,
};

/**
 * A number of bytes: `512MiB`, `2GiB`, `1.5GB`, `1000000`. K, M, G and T alone are binary.
 *
 * @throws {CliError} if it is not a size
 */
export function parseSize(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  const factor = UNITS[unit?.toLowerCase()];
  const size = Number(number) * factor;
  if (number === undefined || !Object.hasOwn(UNITS, unit.toLowerCase()) || !(size <= 2 ** 53)) {
    throw new CliError(`Cannot read the size ${text}: write 512MiB, 2GiB, or bytes`, EXIT_USAGE);
  }
  return Math.floor(size);
}

/** About how large something is, rounded down, so that a promise is kept. */
export function sizeText(bytes: number): string {
  let unit = 0, value = bytes;
  const names = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  while (value >= 1024 && unit < names.length - 1) {
    value /= 1024;
    unit++;
  }
  const rounded = unit === 0 || value >= 100 ? Math.floor(value) : Math.floor(value * 10) / 10;
  return `${rounded} ${names[unit]}`;
}
