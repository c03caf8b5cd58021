/**
 * Shamir's secret sharing as SLIP-0039 has it ("Sharing a secret"): every byte of the secret is a
 * polynomial over GF(256), the secret at 255, a digest of it at 254, the shares at 0, 1, 2 ...
 *
 * The digest finds shares that do not belong together. It also lets somebody who holds one share
 * too few test a guess of the secret, right but once in 2^32; so secrets have 128 bits at least.
 *
 * @module
 */
import { concat, equalBytes, wipe } from "../bytes.ts";
import type { RandomSource } from "../random.ts";
import { addMultiple, invert, multiply } from "./gf256.ts";

const SECRET_AT = 255;
const DIGEST_AT = 254;
const DIGEST_BYTES = 4;

/** What all polynomials give at one x. */
export interface Point {
  /** From 0 to 255; public. */
  x: number;
  /** One byte for each byte of the secret. */
  y: Uint8Array;
}

/**
 * What the polynomials of least degree through `points` give at `x` (Lagrange). The coefficients
 * depend on x coordinates alone, which are public; the secret bytes only meet {@linkcode multiply}.
 *
 * @throws {RangeError} if two points have the same x, or their lengths differ
 */
export function interpolate(points: readonly Point[], x: number): Uint8Array<ArrayBuffer> {
  if (new Set(points.map((point) => point.x)).size !== points.length) {
    throw new RangeError("Cannot interpolate: two points have the same x");
  }
  const sum = new Uint8Array(points[0].y.length);
  for (const point of points) {
    let above = 1;
    let below = 1;
    for (const other of points) {
      if (other === point) continue;
      above = multiply(above, x ^ other.x);
      below = multiply(below, point.x ^ other.x);
    }
    addMultiple(sum, multiply(above, invert(below)), point.y);
  }
  return sum;
}

/**
 * SplitSecret: `count` shares, at x = 0 to `count` - 1, of which any `threshold` give the secret.
 *
 * Draws, where the threshold is 2 or more, all but four bytes of the digest's point, then
 * `threshold` - 2 shares. At threshold 1 every share is a copy of the secret.
 *
 * @throws {RangeError} unless 1 <= threshold <= count <= 16
 */
export async function splitBytes(
  threshold: number,
  count: number,
  secret: Uint8Array,
  random: RandomSource,
): Promise<Uint8Array<ArrayBuffer>[]> {
  if (!(1 <= threshold && threshold <= count && count <= 16)) {
    throw new RangeError(`Cannot split: ${threshold} of ${count} shares`);
  }
  if (threshold === 1) return Array.from({ length: count }, () => new Uint8Array(secret));
  const key = random(secret.length - DIGEST_BYTES);
  const digest = await digestOf(key, secret);
  const digestPoint = concat(digest, key);
  try {
    const shares: Uint8Array<ArrayBuffer>[] = [];
    while (shares.length < threshold - 2) shares.push(random(secret.length));
    const known = [
      ...shares.map((y, x) => ({ x, y })),
      { x: DIGEST_AT, y: digestPoint },
      { x: SECRET_AT, y: secret },
    ];
    while (shares.length < count) shares.push(interpolate(known, shares.length));
    return shares;
  } finally {
    wipe(key, digest, digestPoint);
  }
}

/**
 * RecoverSecret: the secret of exactly `points.length` = threshold shares, or undefined if its
 * digest is wrong, so that they do not belong together. The points are left as they are.
 *
 * @throws {RangeError} if two points have the same x, or their lengths differ
 */
export async function joinBytes(
  points: readonly Point[],
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (points.length === 1) return new Uint8Array(points[0].y);
  const secret = interpolate(points, SECRET_AT);
  const digestPoint = interpolate(points, DIGEST_AT);
  const digest = await digestOf(digestPoint.subarray(DIGEST_BYTES), secret);
  const holds = equalBytes(digest, digestPoint.subarray(0, DIGEST_BYTES));
  wipe(digestPoint, digest);
  if (holds) return secret;
  wipe(secret);
  return undefined;
}

/** The first four bytes of HMAC-SHA256. */
async function digestOf(
  key: Uint8Array<ArrayBuffer>,
  secret: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const message = new Uint8Array(secret);
  try {
    const imported = await crypto.subtle.importKey("raw", key, hmac, false, ["sign"]);
    const whole = new Uint8Array(await crypto.subtle.sign("HMAC", imported, message));
    const digest = whole.slice(0, DIGEST_BYTES);
    wipe(whole);
    return digest;
  } finally {
    wipe(message);
  }
}
