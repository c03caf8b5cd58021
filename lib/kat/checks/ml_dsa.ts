/**
 * ML-DSA (FIPS 204) for known answers.
 *
 * @module
 */
import { ml_dsa65, ml_dsa87 } from "@noble/post-quantum/ml-dsa.js";
import type { Operations } from "../case.ts";
import { nobleSignature, type NobleSigner } from "./signature.ts";

const SETS = { "ML-DSA-65": ml_dsa65, "ML-DSA-87": ml_dsa87 };

/** Noble's ML-DSA of a parameter set. */
export function nobleMlDsa(set: "ML-DSA-65" | "ML-DSA-87"): Operations {
  return nobleSignature(SETS[set] as unknown as NobleSigner, set);
}
