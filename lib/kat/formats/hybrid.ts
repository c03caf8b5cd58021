/**
 * Vectors of hybrid key encapsulation: the X-Wing draft's, the CFRG's concrete MLKEM768-X25519 (the
 * same function), and HPKE with post-quantum KEMs, of which the encapsulation is run.
 *
 * @module
 */
import type { Cursor } from "./cursor.ts";
import { type Format, type Item, item, notRun } from "./format.ts";

/** The X-Wing draft's vectors: seed, eseed; the CFRG's: seed, randomness. */
export const xWing: Format = {
  name: "X-Wing",
  recognises: ({ json }) =>
    json !== undefined && Array.isArray(json.value) && isXWing(json.items()[0]),
  read({ json }) {
    return json!.items("case").flatMap((one) => {
      const draft = one.has("eseed");
      const publisher = draft
        ? "draft-connolly-cfrg-xwing-kem"
        : "draft-irtf-cfrg-concrete-hybrid-kems, MLKEM768-X25519";
      const of = (name: string) => one.field(name).hex();
      return hybridItems(publisher, one.place, "x-wing", {
        seed: of("seed"),
        publicKey: of("pk"),
        random: of(draft ? "eseed" : "randomness"),
        ciphertext: of("ct"),
        secret: of("ss"),
      });
    });
  },
};

function isXWing(one: Cursor | undefined): boolean {
  return one?.has("seed", "pk", "sk", "ct", "ss") === true &&
    (one.has("eseed") || one.has("randomness"));
}

interface Hybrid {
  seed: string;
  publicKey: string;
  random?: string;
  ciphertext: string;
  secret: string;
}

function hybridItems(publisher: string, place: string, subject: string, of: Hybrid): Item[] {
  const { seed, publicKey, random, ciphertext, secret } = of;
  return [
    item(publisher, place, subject, { operation: "keyGen", seed, expected: { publicKey } }, "key"),
    ...(random === undefined ? [] : [
      item(publisher, place, subject, {
        operation: "encapsulate",
        publicKey,
        [subject.startsWith("ml-kem") ? "message" : "random"]: random,
        expected: { ciphertext, secret },
      }, "encapsulation"),
    ]),
    item(publisher, place, subject, {
      operation: "decapsulate",
      seed,
      ciphertext,
      expected: secret,
    }, "decapsulation"),
  ];
}

const MLKEM768_P256 = 0x0050;

/** The KEMs of HPKE by their numbers that can be run here. The secret key is the seed. */
const KEMS: { readonly [id: number]: string } = {
  0x0040: "ml-kem-512",
  0x0041: "ml-kem-768",
  0x0042: "ml-kem-1024",
  [MLKEM768_P256]: "mlkem768-p256",
  0x0051: "mlkem1024-p384",
  0x647a: "x-wing",
};

/** draft-ietf-hpke-pq's test vectors. */
export const hpke: Format = {
  name: "HPKE with PQ KEMs",
  recognises: ({ json }) =>
    json !== undefined && Array.isArray(json.value) &&
    json.items()[0]?.has("kem_id", "skRm", "pkRm", "enc", "shared_secret"),
  read({ json }) {
    const publisher = "draft-ietf-hpke-pq, test vectors";
    return json!.items("case").flatMap((one) => {
      const kem = one.field("kem_id").number();
      const random = one.field("ikmE").hex();
      const items: Item[] = Object.hasOwn(KEMS, kem)
        ? hybridItems(publisher, one.place, KEMS[kem], {
          seed: one.field("skRm").hex(),
          publicKey: one.field("pkRm").hex(),
          ...(kem === MLKEM768_P256 ? {} : { random }),
          ciphertext: one.field("enc").hex(),
          secret: one.field("shared_secret").hex(),
        })
        : [notRun(one.place, `HPKE KEM ${kem}`, "the program does not use this KEM")];
      const rest = [
        ...one.field("encryptions").items("encryption"),
        ...one.field("exports").items("export"),
      ];
      if (kem === MLKEM768_P256) {
        const reason = "the library draws a key on P-256 from another number of random bytes";
        items.push(notRun(one.place, KEMS[kem], reason));
      }
      return [
        ...items,
        ...rest.map((part) =>
          notRun(part.place, "HPKE", "the program does not do HPKE's key schedule")
        ),
      ];
    });
  },
};
