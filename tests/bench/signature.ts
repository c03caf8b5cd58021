/**
 * Verifying a hybrid signature against the engine's own ML-DSA-87.
 *
 * @module
 */
import { systemRandom } from "../../lib/random.ts";
import { hybridVerifyingKeys, signHybrid, verifyHybrid } from "../../lib/hybrid/signature.ts";
import { subtle } from "../../lib/hybrid/webcrypto.ts";
import { callTime, inTurn, progress } from "./measure.ts";
import type { Table } from "./table.ts";

const ROUNDS = 41;
/** One verification takes less than the clock can tell. */
const TIMES = 50;

const NAME = "ML-DSA-87";

/** What is signed of a file has 72 bytes, however long the file is. */
const MESSAGE_BYTES = 72;

/** Both import the key each time, as whoever verifies one file does. */
export async function bench(table: Table): Promise<void> {
  progress("verifying a signature");
  const secret = { ed25519: systemRandom(32), mldsa87: systemRandom(32) };
  const keys = await hybridVerifyingKeys(secret);
  const message = systemRandom(MESSAGE_BYTES);
  const label = "benchmark";
  const signature = await signHybrid(secret, label, message);
  const lattice = signature.slice(64);
  const labelled = new TextEncoder().encode(`${label}\0`);
  const signed = new Uint8Array([...labelled, ...message]);
  const repeated = (verify: () => Promise<boolean>) =>
    callTime(async () => {
      for (let i = 0; i < TIMES; i++) {
        if (!await verify()) throw new Error("Cannot measure: the signature does not verify");
      }
    });
  const times = await inTurn(ROUNDS, {
    hybrid: repeated(() => verifyHybrid(keys, label, message, signature)),
    lattice: repeated(async () => {
      const key = await subtle.importKey("raw-public", keys.mldsa87, NAME, false, ["verify"]);
      return await subtle.verify(NAME, key, lattice, signed);
    }),
  });
  table.time(
    "verifying a hybrid signature",
    times.hybrid / TIMES,
    ["WebCrypto's ML-DSA-87", times.lattice / TIMES],
    1.5,
  );
}
