/**
 * The test vectors of RFCs 5869, 6979, 7748, 8032 and 9496 and of the XChaCha draft, as JSON.
 *
 * @module
 */
import { hex, utf8 } from "../../bytes.ts";
import type { Cursor } from "./cursor.ts";
import { type Contents, type Format, type Item, item, notRun } from "./format.ts";

/** Whether the file is a list whose first item has the members. */
function listOf({ json }: Contents, ...names: string[]): boolean {
  return json !== undefined && Array.isArray(json.value) && json.items()[0]?.has(...names) === true;
}

/** RFC 7748, sections 5.2 and 6.1. */
export const rfc7748: Format = {
  name: "RFC 7748",
  recognises: ({ json }) => json !== undefined && json.has("scalarMult", "iterated", "dh"),
  read({ json }) {
    const publisher = "RFC 7748, sections 5.2 and 6.1";
    const dh = json!.field("dh").at("Diffie-Hellman");
    const of = (name: string) => dh.field(name).hex();
    const key = (who: string) =>
      item(publisher, `Diffie-Hellman, ${who}`, "x25519", {
        operation: "publicKey",
        secretKey: of(`${who}Private`),
        expected: of(`${who}Public`),
      });
    return [
      ...json!.field("scalarMult").items("multiplication").map((one) =>
        item(publisher, one.place, "x25519", {
          operation: "shared",
          secretKey: one.field("scalar").hex(),
          publicKey: one.field("u").hex(),
          expected: one.field("out").hex(),
        })
      ),
      ...json!.field("iterated").items("iteration").map((one) =>
        item(publisher, one.place, "x25519", {
          operation: "iterate",
          start: one.field("start").hex(),
          times: one.field("iters").number(),
          expected: one.field("out").hex(),
        }, `${one.field("iters").number()} times`)
      ),
      key("alice"),
      key("bob"),
      ...([["alice", "bob"], ["bob", "alice"]] as const).map(([own, other]) =>
        item(publisher, `Diffie-Hellman, ${own} with ${other}`, "x25519", {
          operation: "shared",
          secretKey: of(`${own}Private`),
          publicKey: of(`${other}Public`),
          expected: of("shared"),
        })
      ),
    ];
  },
};

/** RFC 8032, section 7: plain, with a context, pre-hashed. */
export const rfc8032: Format = {
  name: "RFC 8032",
  recognises: (contents) =>
    listOf(contents, "name", "secretKey", "publicKey", "message", "signature"),
  read({ json }) {
    const variants = json!.items("case");
    // Ed25519ph stands alone in its file; its one message, "abc", is in no other.
    const prehashed = variants.every((one) => one.field("message").hex() === "616263");
    return variants.flatMap((one) => {
      const [subject, section] = one.has("context")
        ? ["ed25519ctx", "7.2"]
        : prehashed
        ? ["ed25519ph", "7.3"]
        : ["ed25519", "7.1"];
      const [seed, publicKey] = [one.field("secretKey").hex(), one.field("publicKey").hex()];
      const context = one.has("context") ? { context: one.field("context").hex() } : {};
      const message = one.field("message").hex();
      const signature = one.field("signature").hex();
      const of = (name: string, body: Parameters<typeof item>[3]) =>
        item(`RFC 8032, section ${section}`, one.place, subject, body, name);
      return [
        of("public key", { operation: "publicKey", seed, expected: publicKey }),
        of("signing", { operation: "sign", seed, message, ...context, expected: signature }),
        of("verifying", {
          operation: "verify",
          publicKey,
          message,
          ...context,
          signature,
          result: "valid",
        }),
      ];
    });
  },
};

/** RFC 5869, appendix A. */
export const rfc5869: Format = {
  name: "RFC 5869",
  recognises: (contents) => listOf(contents, "hash", "IKM", "OKM"),
  read({ json }) {
    return json!.items("case").map((one) =>
      item(
        "RFC 5869, appendix A",
        one.place,
        `hkdf-${one.field("hash").text().replace("sha", "sha-")}`,
        {
          operation: "derive",
          key: one.field("IKM").hex(),
          salt: one.field("salt").hex(),
          info: one.field("info").hex(),
          length: one.field("L").number(),
          expected: one.field("OKM").hex(),
        },
      )
    );
  },
};

/** RFC 6979, appendix A.2: the curves of NIST. */
export const rfc6979: Format = {
  name: "RFC 6979",
  recognises: (contents) => listOf(contents, "curve", "private", "cases"),
  read({ json }) {
    return json!.items("curve").flatMap((curve) => {
      const name = curve.field("curve").text();
      return curve.at(name).field("cases").items("case").map((one): Item => {
        const subject = name.toLowerCase().replace("nist ", "");
        const binary = /^[kb]-/.test(subject);
        if (binary) return notRun(one.place, subject, "the library has no binary curves");
        const bytes = (value: Cursor) => padded(value.text(), curve.field("q").text());
        return item("RFC 6979, appendix A.2", one.place, subject, {
          operation: "sign",
          secretKey: bytes(curve.field("private")),
          message: hex(utf8(one.field("message").text())),
          hash: one.field("hash").text(),
          expected: {
            publicKey: `04${bytes(curve.field("Ux"))}${bytes(curve.field("Uy"))}`,
            r: bytes(one.field("r")),
            s: bytes(one.field("s")),
          },
        }, `${one.field("hash").text()} of "${one.field("message").text()}"`);
      });
    });
  },
};

/** A number in as many digits as the order of the curve has. */
function padded(digits: string, order: string): string {
  const length = order.length + (order.length & 1);
  return digits.toLowerCase().padStart(length, "0");
}

/** RFC 9496, appendix A. */
export const rfc9496: Format = {
  name: "RFC 9496",
  recognises: ({ json }) => json !== undefined && json.has("smallMultiples", "badEncodings"),
  read({ json }) {
    const publisher = "RFC 9496, appendix A";
    const subject = "ristretto255";
    return [
      ...json!.field("smallMultiples").items("multiple").flatMap((one, scalar) => [
        item(publisher, one.place, subject, { operation: "multiple", scalar, expected: one.hex() }),
        item(publisher, one.place, subject, {
          operation: "decode",
          encoding: one.hex(),
          expected: one.hex(),
        }, "decoded and encoded again"),
      ]),
      ...json!.field("badEncodings").items("bad encoding").map((one) =>
        item(publisher, one.place, subject, {
          operation: "decode",
          encoding: one.hex(),
          result: "invalid",
        })
      ),
      ...json!.field("sha512Labels").items("label").map((one) =>
        item(publisher, one.place, subject, {
          operation: "fromLabel",
          label: one.field("label").text(),
          expected: one.field("element").hex(),
        })
      ),
      ...json!.field("uniformBytes").items("uniform").map((one) =>
        item(publisher, one.place, subject, {
          operation: "fromUniform",
          uniform: one.field("input").hex(),
          expected: one.field("element").hex(),
        })
      ),
    ];
  },
};

/** draft-irtf-cfrg-xchacha-03, appendix A.3.1. */
export const xchachaDraft: Format = {
  name: "XChaCha20-Poly1305 draft",
  recognises: (contents) => listOf(contents, "key", "nonce", "aad", "msg", "result"),
  read({ json }) {
    const publisher = "draft-irtf-cfrg-xchacha-03, appendix A.3.1";
    return json!.items("case").flatMap((one) => {
      const [key, nonce, data] = ["key", "nonce", "aad"].map((name) => one.field(name).hex());
      const [message, ciphertext] = ["msg", "result"].map((name) => one.field(name).hex());
      const common = { key, nonce, data };
      const subject = "xchacha20-poly1305";
      return [
        item(publisher, one.place, subject, {
          operation: "seal",
          ...common,
          message,
          expected: ciphertext,
        }, "sealing"),
        item(publisher, one.place, subject, {
          operation: "open",
          ...common,
          ciphertext,
          expected: message,
        }, "opening"),
      ];
    });
  },
};
