/**
 * The vault's format (lib/vault/FORMAT.md) for known answers.
 *
 * @module
 */
import { argon2id } from "../../argon2/argon2id.ts";
import { utf8 } from "../../bytes.ts";
import { systemRandom } from "../../random.ts";
import { parseVault } from "../../vault/file.ts";
import { slotBytes } from "../../vault/geometry.ts";
import { ROOT_BYTES } from "../../vault/keys.ts";
import { uncounted } from "../../vault/operations.ts";
import { VaultSession } from "../../vault/session.ts";
import type { Operations } from "../case.ts";

/**
 * `open`: slots, rows, memory, passes, lanes, file, passphrase (folded), and maybe exchange, two
 * slots that change places first; gives the contents.
 */
export const kelidOperations: Operations = {
  async open(i) {
    const geometry = { slots: i.number("slots"), rows: i.number("rows") };
    const costs = {
      memoryKiB: i.number("memory"),
      passes: i.number("passes"),
      lanes: i.number("lanes"),
    };
    const { salt, slots } = parseVault(i.bytes("file"), geometry);
    if (i.has("exchange")) exchange(slots, i.texts("exchange").map(Number), slotBytes(geometry));
    const root = await argon2id(utf8(i.text("passphrase")), salt, costs, ROOT_BYTES);
    const session = new VaultSession({ salt, slots }, {
      geometry,
      random: systemRandom,
      count: uncounted,
    });
    return session.open(root)?.content.slice();
  },
};

function exchange(slots: Uint8Array, [a, b]: number[], size: number): void {
  const first = slots.slice(a * size, (a + 1) * size);
  slots.copyWithin(a * size, b * size, (b + 1) * size);
  slots.set(first, b * size);
}
