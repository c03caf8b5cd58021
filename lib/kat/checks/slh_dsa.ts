/**
 * SLH-DSA-SHA2-256s (FIPS 205) for known answers.
 *
 * @module
 */
import { slh_dsa_sha2_256s } from "@noble/post-quantum/slh-dsa.js";
import type { Operations } from "../case.ts";
import { nobleSignature, type NobleSigner } from "./signature.ts";

/** Noble's SLH-DSA-SHA2-256s. */
export const nobleOperations: Operations = nobleSignature(
  slh_dsa_sha2_256s as unknown as NobleSigner,
  "SLH-DSA-SHA2-256s",
);
