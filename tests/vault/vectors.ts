/**
 * Makes vectors/vault.json with the second writer: `deno run -A tests/vault/vectors.ts`.
 *
 * @module
 */
import { hex, utf8 } from "../../lib/bytes.ts";
import { seeded } from "../seeded.ts";
import { readVault, writeVault } from "./oracle.ts";

const SIZE = { slots: 3, rows: 12, memory: 64, passes: 1, lanes: 4 };

/** The contents of the file, with a fixed stream of random bytes. */
export function vaultVectors() {
  const file = writeVault(
    [
      { slot: 0, passphrase: "duress", contents: utf8("shown under force") },
      { slot: 2, passphrase: "real", contents: utf8("kept"), dependsOn: [0] },
    ],
    SIZE,
    seeded("kelid vault vectors v1"),
  );
  const slot = SIZE.rows * 64;
  const inputs = { operation: "open", ...SIZE, file: "@file" };
  const opens = (name: string, passphrase: string) => ({
    name,
    source: "lib/vault/FORMAT.md, Opening",
    ...inputs,
    passphrase,
    expected: hex(readVault(file, passphrase, SIZE)!),
  });
  const fails = (name: string, passphrase: string, change: object) => ({
    name,
    source: "lib/vault/FORMAT.md, one fault",
    ...inputs,
    passphrase,
    ...change,
    result: "invalid",
  });
  const bit = (byte: number) => ({ fault: { field: "file", bit: 8 * byte } });
  const main = 32 + 2 * slot, cell = (s: number) => 32 + (s + 1) * slot - 256;
  return {
    format: "kelid vectors v1",
    subject: "vault",
    standard: "lib/vault/FORMAT.md; RFC 9106, RFC 5869, RFC 9380, draft-irtf-cfrg-xchacha-03",
    source: "Written and read by tests/vault/oracle.ts, which shares no code with lib/vault and" +
      " lib/curve: points by noble's Edwards curve and ristretto255, Argon2id by noble, HKDF and" +
      " SHA-256 by node:crypto.",
    values: { file: hex(file) },
    cases: [
      opens("a compartment that nothing is known of", "duress"),
      opens("a compartment that depends on another", "real"),
      fails("a passphrase that opens nothing", "wrong", {}),
      fails("a mask with a flipped bit gives another salt", "duress", bit(0)),
      fails("a salt with a flipped bit", "duress", bit(16)),
      fails("a unit row with a flipped bit", "real", bit(main)),
      fails("a row of the outer part with a flipped bit", "real", bit(main + 64)),
      fails("a row of the contents with a flipped bit", "real", bit(main + 7 * 64 + 32)),
      fails("a unit row of the peer's nonce cell with a flipped bit", "real", bit(cell(0))),
      fails("a peer's nonce cell with a flipped bit", "real", bit(cell(0) + 64)),
      fails("two slots exchanged", "real", { exchange: ["0", "2"] }),
      {
        ...opens("an own nonce cell with a flipped bit, which only a dependent needs", "real"),
        ...bit(cell(2) + 64),
      },
      {
        ...opens("a spare bit of a representative, which has no meaning", "real"),
        fault: { field: "file", bit: 8 * (main + 64 + 31) + 7 },
      },
    ],
  };
}

if (import.meta.main) {
  const path = new URL("../../vectors/vault.json", import.meta.url);
  Deno.writeTextFileSync(path, JSON.stringify(vaultVectors(), null, 1) + "\n");
}
