/**
 * Argon2id (RFC 9106, version 0x13) on hash-wasm.
 *
 * hash-wasm runs the lanes one after another and keeps its WebAssembly memory until the module is
 * collected: whoever cares about memory runs this in a worker and ends it.
 *
 * @module
 */

/** The cost parameters of Argon2id (RFC 9106, clause 3.1). */
export interface Argon2Costs {
  /** Memory m in KiB; at least 8 for every lane. */
  readonly memoryKiB: number;
  /** Passes t over the memory. */
  readonly passes: number;
  /** Lanes p. */
  readonly lanes: number;
}

/** The costs of format version 1 of vaults, wallets and volumes. They are the same for everybody. */
export const COSTS_V1: Argon2Costs = { memoryKiB: 262_144, passes: 3, lanes: 4 };

/** Argon2id at costs that the maker of the function chose: password, salt, wanted bytes. */
export type Stretch = (
  password: Uint8Array,
  salt: Uint8Array,
  length: number,
) => Promise<Uint8Array<ArrayBuffer>>;

/**
 * Checks costs against RFC 9106, clause 3.1.
 *
 * @throws {RangeError} naming the parameter that is outside its limits
 */
export function checkCosts(costs: Argon2Costs): void {
  const { memoryKiB, passes, lanes } = costs;
  if (!Number.isInteger(lanes) || lanes < 1 || lanes > 255) {
    throw new RangeError(`Cannot use ${lanes} lanes: from 1 to 255 are possible`);
  }
  if (!Number.isInteger(passes) || passes < 1 || passes > 1_000) {
    throw new RangeError(`Cannot use ${passes} passes: from 1 to 1000 are possible`);
  }
  if (!Number.isInteger(memoryKiB) || memoryKiB < 8 * lanes || memoryKiB > 2_000_000) {
    throw new RangeError(
      `Cannot use ${memoryKiB} KiB: from ${8 * lanes} (8 for each lane) to 2000000 are possible`,
    );
  }
}

/**
 * Argon2id of a password and a salt.
 *
 * @param password one byte or more
 * @param salt 8 bytes or more
 * @param length bytes wanted, 4 or more
 * @throws {RangeError} if a length or a cost is outside the limits of RFC 9106
 */
export async function argon2id(
  password: Uint8Array,
  salt: Uint8Array,
  costs: Argon2Costs,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  checkCosts(costs);
  if (password.length < 1) throw new RangeError("Cannot stretch an empty password");
  if (salt.length < 8) throw new RangeError(`Cannot use a salt of ${salt.length} bytes: 8 or more`);
  if (!Number.isInteger(length) || length < 4) {
    throw new RangeError(`Cannot derive ${length} bytes: 4 or more`);
  }
  // The module that it names as its main one is CommonJS, which takes Deno twice as long to load.
  const { argon2id: run }: typeof import("hash-wasm") = await import(
    "hash-wasm/dist/index.esm.min.js"
  );
  const output = await run({
    password,
    salt,
    memorySize: costs.memoryKiB,
    iterations: costs.passes,
    parallelism: costs.lanes,
    hashLength: length,
    outputType: "binary",
  });
  return new Uint8Array(output);
}

/** A {@linkcode Stretch} in this thread, at the given costs. */
export function stretchAt(costs: Argon2Costs): Stretch {
  return (password, salt, length) => argon2id(password, salt, costs, length);
}
