/**
 * Beacons and watches (lib/beacon/FORMAT.md) for known answers.
 *
 * @module
 */
import { makeBeacon, openBeacon } from "../../beacon/beacon.ts";
import { meaningOf, watchKeys, watchTokens } from "../../beacon/tokens.ts";
import { decodeWatch } from "../../beacon/watch.ts";
import { hybridKemPublicKeys } from "../../hybrid/kem.ts";
import { prepareDecapsulation } from "../../hybrid/prepared_kem.ts";
import { BrokenCase, type Operations } from "../case.ts";

/**
 * `keys`: the public keys and tokens of a watch's secret. `make`: the beacon of a token, hour and
 * random bytes, which are drawn from the input in order. `open`: what a beacon means to a watch's
 * secret. `watch`: what is in the bytes of a watch.
 */
export const kelidOperations: Operations = {
  async keys(i) {
    const secret = i.bytes("secret");
    const { x25519, mlkem1024 } = await hybridKemPublicKeys(await watchKeys(secret));
    const { well, duress } = await watchTokens(secret);
    return { x25519, mlkem1024, well: [...well], duress: [...duress] };
  },
  async make(i) {
    const watchers = await hybridKemPublicKeys(await watchKeys(i.bytes("secret")));
    const random = i.bytes("random");
    let drawn = 0;
    const beacon = await makeBeacon(
      { token: i.bytes("token"), watchers },
      i.number("hour"),
      (length) => random.slice(drawn, drawn += length),
    );
    if (drawn !== random.length) throw new BrokenCase("the input random has another length");
    return beacon;
  },
  async open(i) {
    const secret = i.bytes("secret");
    const decapsulate = await prepareDecapsulation(await watchKeys(secret));
    const content = await openBeacon(i.bytes("beacon"), decapsulate);
    if (content === undefined) return undefined;
    const meaning = meaningOf(await watchTokens(secret), content.token);
    return { meaning: meaning ?? "none", hour: content.hour };
  },
  watch(i) {
    const { name, secret, days, graceHours, since, agreement } = decodeWatch(i.bytes("file"));
    return { name, secret, days, graceHours, since, agreement };
  },
};
