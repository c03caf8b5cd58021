/**
 * Argon2id (RFC 9106) for known answers: hash-wasm, which the program uses, and noble, which alone
 * takes associated data.
 *
 * @module
 */
import { argon2id } from "../../argon2/argon2id.ts";
import { NotRun, type Operations } from "../case.ts";

/** hash-wasm, through the code that the program uses it with (which takes no secret). */
export const hashWasmOperations: Operations = {
  async derive(i) {
    if (i.has("data")) throw new NotRun("hash-wasm takes no associated data");
    const [password, salt, length] = [i.bytes("password"), i.bytes("salt"), i.number("length")];
    const costs = {
      memoryKiB: i.number("memoryKiB"),
      passes: i.number("passes"),
      lanes: i.number("lanes"),
    };
    if (!i.has("secret")) return await argon2id(password, salt, costs, length);
    const { argon2id: run } = await import("hash-wasm");
    return await run({
      password,
      salt,
      secret: i.bytes("secret"),
      memorySize: costs.memoryKiB,
      iterations: costs.passes,
      parallelism: costs.lanes,
      hashLength: length,
      outputType: "binary",
    });
  },
};

/** More memory than this takes noble many seconds. */
const NOBLE_LIMIT_KIB = 1024;

/** Noble, which the program does not use: a second opinion, and the RFC's case with its data. */
export const nobleOperations: Operations = {
  async derive(i) {
    const { argon2id: run } = await import("@noble/hashes/argon2.js");
    const m = i.number("memoryKiB");
    if (m > NOBLE_LIMIT_KIB) throw new NotRun(`noble takes too long above ${NOBLE_LIMIT_KIB} KiB`);
    return run(i.bytes("password"), i.bytes("salt"), {
      m,
      t: i.number("passes"),
      p: i.number("lanes"),
      dkLen: i.number("length"),
      key: i.has("secret") ? i.bytes("secret") : undefined,
      personalization: i.has("data") ? i.bytes("data") : undefined,
    });
  },
};
