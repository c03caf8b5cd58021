/**
 * Which public keys an identity may hold. A key that fails is known to be bad to everybody: it has a
 * second spelling, lies on no curve, or gives a "shared" secret that depends on no secret.
 *
 * @module
 */
import { usableEd25519Key } from "../hybrid/ed25519.ts";
import { passesModulusCheck } from "../hybrid/mlkem1024.ts";
import { x25519 } from "../hybrid/x25519.ts";
import type { PublicIdentity } from "./identity.ts";

/**
 * What is wrong with the keys of an identity, or undefined. Lengths are taken as checked. Nothing
 * that is wrong with an ML-DSA-87 key shows in its bytes, nor that an Ed25519 key is off the curve:
 * the self-signature fails with those.
 */
export async function faultInKeys(identity: PublicIdentity): Promise<string | undefined> {
  if (!passesModulusCheck(identity.mlkem1024)) return "the ML-KEM-1024 key fails the modulus check";
  if (!usableEd25519Key(identity.ed25519)) {
    return "the Ed25519 key is not canonical or is of small order";
  }
  if (!isCanonicalX25519(identity.x25519)) return "the X25519 key is not canonical";
  // Any secret does: an X25519 secret is a multiple of 8, so small order gives zero whatever it is.
  if (await x25519.shared(new Uint8Array(32), identity.x25519) === undefined) {
    return "the X25519 key is of small order";
  }
  if (!isOnSecp256k1(identity.secp256k1)) return "the secp256k1 key is not a point on the curve";
}

/** Whether a u coordinate is below 2^255 - 19, which X25519 itself does not ask for (RFC 7748, 5). */
function isCanonicalX25519(key: Uint8Array): boolean {
  if (key[31] !== 0x7f) return key[31] < 0x7f;
  return key[0] < 0xed || !key.subarray(1, 31).every((byte) => byte === 0xff);
}

/** The field of secp256k1 (SEC 2, section 2.4.1). */
const P = 2n ** 256n - 2n ** 32n - 977n;

/**
 * Whether 33 bytes are a compressed point (SEC 1, section 2.3.4): x^3 + 7 must be a square, which
 * Euler's criterion tells without loading a curve library. The key is public, so time may tell it.
 */
function isOnSecp256k1(key: Uint8Array): boolean {
  if (key[0] !== 2 && key[0] !== 3) return false;
  const x = BigInt(`0x${key.subarray(1).toHex()}`);
  if (x >= P) return false;
  // No point has y = 0: the group's order is odd.
  let power = 1n;
  let square = (x * x * x + 7n) % P;
  for (let exponent = (P - 1n) / 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) power = power * square % P;
    square = square * square % P;
  }
  return power === 1n;
}
