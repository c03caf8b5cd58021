/**
 * Wipe orders, last messages and state files (lib/deadman/FORMAT.md) for known answers.
 *
 * @module
 */
import { armour } from "../../armour.ts";
import { messageKeys, shareWords } from "../../deadman/last_message.ts";
import { verifyOrder } from "../../deadman/order.ts";
import { deadline, readState, verdictAt, writeState } from "../../deadman/state.ts";
import { hybridKemPublicKeys } from "../../hybrid/kem.ts";
import type { Operations } from "../case.ts";

/**
 * `keys`: the public keys of a last message's secret. `order`: whether bytes are an order for a
 * switch. `share`: the words in a guardian's text. `state`: what a state file says at a time.
 */
export const kelidOperations: Operations = {
  async keys(i) {
    const { x25519, mlkem1024 } = await hybridKemPublicKeys(await messageKeys(i.bytes("secret")));
    return { x25519, mlkem1024 };
  },
  order: (i) => {
    const keys = { ed25519: i.bytes("ed25519"), mldsa87: i.bytes("mldsa87") };
    return verifyOrder(keys, i.bytes("id"), armour("KELID WIPE ORDER", i.bytes("order")));
  },
  share: (i) => shareWords(i.text("text"), i.text("messageHash")),
  state(i) {
    const state = readState(i.text("file"));
    const now = 1000 * i.number("now");
    const text = writeState(state);
    return { verdict: verdictAt(state, now), deadline: deadline(state) / 1000, text };
  },
};
