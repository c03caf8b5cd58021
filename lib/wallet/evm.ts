/**
 * A pseudonym's key on the chain: secp256k1 at BIP-32 `m/44'/6133'/i'/0/0`, and its address in the
 * mixed case of EIP-55.
 *
 * Not post-quantum: it is what that network uses. BIP-32's intermediate private keys are wiped; its
 * chain codes and the big integers inside the curve arithmetic cannot be.
 *
 * @module
 */
import { HARDENED_OFFSET, HDKey } from "@scure/bip32";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { hex, utf8 } from "../bytes.ts";
import { checkDerivation } from "./keys.ts";
import type { CoinType } from "./record.ts";

/** EIP-155 chain ID of the Pars network. */
export const CHAIN_ID = 6133;
/** EIP-155 chain ID of its test network. */
export const TESTNET_CHAIN_ID = 6134;

/** A key pair on secp256k1. */
export interface EvmKey {
  /** 32 bytes, which the caller wipes. */
  readonly privateKey: Uint8Array;
  /** 33 bytes: the compressed point (SEC 1, section 2.3.3). */
  readonly publicKey: Uint8Array;
}

/**
 * The EVM key of a pseudonym: BIP-32 `m/44'/<coin>'/<pseudonym>'/0/0`.
 *
 * @param seed the wallet's BIP-39 seed, 64 bytes
 * @throws {TypeError} if the seed is not of 64 bytes
 * @throws {RangeError} if there is no such pseudonym
 */
export function deriveEvmKey(seed: Uint8Array, coin: CoinType, pseudonym: number): EvmKey {
  checkDerivation(seed, pseudonym);
  let node = HDKey.fromMasterSeed(seed);
  for (const index of [44, coin, pseudonym].map((level) => level + HARDENED_OFFSET).concat(0, 0)) {
    const child = node.deriveChild(index);
    node.wipePrivateData();
    node = child;
  }
  const { privateKey, publicKey } = node;
  node.wipePrivateData();
  return { privateKey: privateKey!, publicKey: publicKey! };
}

/**
 * The address of a public key, with EIP-55's mixed case: the last 20 bytes of the Keccak-256 of the
 * point's coordinates.
 *
 * @param publicKey 33 bytes, or 65 uncompressed
 * @throws {RangeError} if the bytes are not a point on the curve
 */
export function evmAddress(publicKey: Uint8Array): string {
  let point: Uint8Array;
  try {
    point = secp256k1.Point.fromBytes(publicKey).toBytes(false);
  } catch {
    throw new RangeError("Cannot tell the address: not a point on secp256k1");
  }
  return formatAddress(keccak_256(point.subarray(1)).subarray(12));
}

/**
 * Writes an address as EIP-55 does: a letter is upper case where the hash of the lower-case text has
 * a digit from 8 on.
 *
 * @param address 20 bytes
 * @throws {TypeError} if there are not 20 bytes
 */
export function formatAddress(address: Uint8Array): string {
  if (address.length !== 20) {
    throw new TypeError(`Cannot format an address of ${address.length} bytes: 20 are needed`);
  }
  const digits = hex(address);
  const hash = hex(keccak_256(utf8(digits)));
  return "0x" +
    [...digits].map((digit, i) => hash[i] >= "8" ? digit.toUpperCase() : digit).join("");
}
